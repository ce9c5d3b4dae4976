/** A few numbers as a small tile of colours. */
import { html, type TemplateResult } from "lit";
import { cellColour, type Role } from "../../shared/colours";
import type { Plane } from "../../shared/tensor";

/** @param largest is the number that is painted deepest; what is no number stays empty. */
export function tile({ height, width, data }: Plane, largest: number, role: Role): TemplateResult {
  return html`<span class="tile" style="--columns:${width};aspect-ratio:${width}/${height}" aria-hidden="true">
    ${Array.from(data, (value) => html`<i style="background:${cellColour(value, largest, role)}"></i>`)}
  </span>`;
}
