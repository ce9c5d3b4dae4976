/** Which network is shown a picture, and what to know of it before believing it. */
import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { chooseFile } from "../../shared/elements/file-opener";
import { networkOptions } from "../../shared/elements/network-options";
import type { Subject } from "../../shared/links/maps";
import type { MapsSession, Shown } from "../session";
import { BY_HAND } from "../state/by-hand";

/** What the value of an option for a network of the zoo begins with. */
const ZOO = "zoo:";

/** @param editing is whether the layers of a network of one's own are being changed; `edit` turns that on and off. */
export function subjectPanel(
  session: MapsSession,
  { known: { model } }: Shown,
  editing: boolean,
  edit: () => void,
): TemplateResult {
  const { subject } = session.draft;
  const zoo = subject.kind === "network" && subject.network.kind === "zoo" ? subject.network.name : "";
  const listed = session.networks.some((one) => one.name === zoo);
  const name = subject.kind === "model" ? subject.name : listed ? ZOO + zoo : "";
  return html`<section class="panel choosing" aria-label="Network">
    <label for="model">Network</label>
    <select id="model" .value=${live(name)} @change=${(event: Event) => choose(session, (event.target as HTMLSelectElement).value)}>
      ${name ? nothing : html`<option value="" selected>${titleOf(subject)}</option>`}
      ${session.models.map((one) => html`<option value=${one.name} ?selected=${one.name === name} ?disabled=${!one.available}>${one.title}${one.available ? "" : " (not installed)"}</option>`)}
      <optgroup label="By hand">
        ${BY_HAND.map((one) => html`<option value="by-hand:${one.name}">${one.title}</option>`)}
      </optgroup>
      ${networkOptions(session.networks, zoo, (one) => ZOO + one)}
    </select>
    <button type="button" class="button" @click=${chooseFile}>Open a file</button>
    ${
      subject.kind === "network"
        ? html`<p class="muted">${"seed" in subject.weights ? `Its weights are drawn from the seed ${subject.weights.seed}: it has learned nothing.` : "id" in subject.weights ? "Its weights are those of a file." : "Its weights are yours."}
            ${subject.network.kind === "own" ? html`<button type="button" class="button" aria-expanded=${editing} @click=${edit}>${editing ? "Close the layers" : "Change the layers"}</button>` : nothing}</p>`
        : nothing
    }
    ${session.models.filter(({ missing }) => missing).map(({ title, missing }) => html`<p class="muted">${title}: ${missing}</p>`)}
    ${
      model
        ? html`<details>
            <summary>${model.parameters.toLocaleString("en-US")} parameters, right on ${(100 * model.accuracy).toFixed(1)} %</summary>
            <dl class="model-card">
              <dt>Measured on</dt><dd>${model.measured_on}</dd>
              <dt>Learned from</dt><dd>${model.data}</dd>
              <dt>Gets wrong</dt><dd>${model.mistakes}</dd>
              <dt>Before it</dt><dd>${model.preprocessing}</dd>
              <dt>Source, licence</dt><dd>${model.source}; ${model.licence}</dd>
            </dl>
          </details>`
        : nothing
    }
  </section>`;
}

function choose(session: MapsSession, name: string): void {
  if (name.startsWith(ZOO)) {
    const network = { kind: "zoo", name: name.slice(ZOO.length) } as const;
    void session.turnTo({ kind: "network", network, weights: { seed: 0 } });
    return;
  }
  const byHand = BY_HAND.find((one) => name === `by-hand:${one.name}`);
  void (byHand ? session.compose(byHand) : session.turnTo({ kind: "model", name }));
}

function titleOf(subject: Subject): string {
  if (subject.kind === "model") return subject.name;
  return subject.network.kind === "own" ? subject.network.title : subject.network.name;
}
