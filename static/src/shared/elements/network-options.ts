/** The zoo as the options of a select, by family. */
import { html, type TemplateResult } from "lit";
import { familiesOf, type Summary } from "../network/catalogue";

/** @param value is what the select has for a network's name. */
export function networkOptions(
  networks: readonly Summary[],
  chosen: string | undefined,
  value = (name: string) => name,
): readonly TemplateResult[] {
  return familiesOf(networks).map(
    ({ name: family, years, ideas }) => html`<optgroup label="${family}, ${years}">
      ${ideas.flatMap((idea) => idea.networks).map(({ name, title }) => html`<option value=${value(name)} ?selected=${name === chosen}>${title}</option>`)}
    </optgroup>`,
  );
}
