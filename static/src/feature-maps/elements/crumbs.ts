/** The way back: from a unit to its map, to its layer, to the whole network. */
import { html, nothing, type TemplateResult } from "lit";
import { NOWHERE, type Place } from "../../shared/links/maps";
import type { Shown } from "../session";

export function crumbs({ screen: { place }, known }: Shown, go: (place: Place) => void): TemplateResult {
  const { node, map, unit } = place;
  const steps: [string, Place][] = [["All layers", NOWHERE]];
  if (node) steps.push([node, { node, map: null, unit: null }]);
  const isVector = known.analysis.nodes.find(({ name }) => name === node)?.output_shape.length === 1;
  if (map !== null) steps.push([`${isVector ? "number" : "map"} ${map}`, { node, map, unit: null }]);
  if (unit?.length) steps.push([`unit (${unit.join(", ")})`, place]);
  const nodes = known.analysis.nodes;
  return html`<div class="way">
    <nav aria-label="Place">
      ${steps.map(([name, to], i) =>
        i === steps.length - 1
          ? html`<span aria-current="location">${name}</span>`
          : html`<button type="button" class="link" @click=${() => go(to)}>${name}</button><span aria-hidden="true"> › </span>`,
      )}
    </nav>
    <label>Layer
      <select @change=${(event: Event) => go({ node: (event.target as HTMLSelectElement).value, map: null, unit: null })}>
        <option value="" ?selected=${!node}>all</option>
        ${stages(nodes).map(([stage, own]) => {
          const options = own.map(
            ({ name, operation }) =>
              html`<option value=${name} ?selected=${name === node}>${name} (${operation.replaceAll("_", " ")})</option>`,
          );
          return stage ? html`<optgroup label=${stage}>${options}</optgroup>` : options;
        })}
      </select>
    </label>
    ${map === null ? nothing : html`<label>${isVector ? "Number" : "Map"} <input type="number" min="0" .value=${String(map)} max=${nodes.find(({ name }) => name === node)!.output_shape[0] - 1} @change=${(event: Event) => go({ node, map: Number((event.target as HTMLInputElement).value), unit: null })} /></label>`}
  </div>`;
}

type Nodes = Shown["known"]["analysis"]["nodes"];

/** Neighbours of one stage together. */
function stages(nodes: Nodes): [string, Nodes[number][]][] {
  const found: [string, Nodes[number][]][] = [];
  for (const node of nodes) {
    if (found.at(-1)?.[0] === node.stage) found.at(-1)![1].push(node);
    else found.push([node.stage, [node]]);
  }
  return found;
}
