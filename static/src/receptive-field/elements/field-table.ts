/** How the field grows from layer to layer, with what the unit sees or reaches of each. */
import { html, type TemplateResult } from "lit";
import type { Schemas } from "../../shared/api/client";
import { grouped } from "../../shared/format";
import type { NetworkNode } from "../../shared/network/table";
import { relationsOf } from "../state/relations";
import { sentence } from "./field-planes";

export function fieldTable(
  planes: readonly NetworkNode[],
  input: readonly number[],
  unitCells: Schemas["NetworkUnitAnswer"] | undefined,
): TemplateResult {
  const relations = unitCells ? relationsOf(unitCells) : undefined;
  const largest = Math.max(1, ...planes.map(({ receptive_field }) => receptive_field?.size[0] ?? 0));
  const said = (name: string) => {
    const known = relations?.get(name);
    return known ? sentence(known.relation, known.answer) : "—";
  };
  const pair = (values: readonly number[]) => values.map(grouped).join("×");
  return html`<div class="table-scroll" tabindex="0" role="group" aria-label="Fields, table">
    <table class="layers fields" aria-label="Fields">
      <thead>
        <tr>
          <th scope="col">Layer</th><th scope="col">Output</th><th scope="col">Field</th><th scope="col"><span class="visually-hidden">Growth</span></th>
          <th scope="col">Stride</th><th scope="col">Padding</th><th scope="col">Shortest path</th><th scope="col">The unit</th>
        </tr>
      </thead>
      <tbody>
        <tr>
          <th scope="row">input</th><td>${input.slice(1).join("×")}</td><td>1×1</td><td class="share"></td><td>1×1</td><td>0×0</td><td></td><td>${said("input")}</td>
        </tr>
        ${planes.map(({ name, output_shape, receptive_field: field }) => {
          return html`<tr>
            <th scope="row">${name}</th>
            <td>${output_shape.slice(1).join("×")}</td>
            <td>${field ? pair(field.size) : "—"}</td>
            <td class="share"><span style="width:${field ? (100 * field.size[0]) / largest : 0}%"></span></td>
            <td>${field ? pair(field.stride) : "—"}</td>
            <td>${field ? pair(field.padding) : "—"}</td>
            <td>${field && field.narrowest.join() !== field.size.join() ? pair(field.narrowest) : ""}${field && !field.aligned ? " not aligned" : ""}</td>
            <td>${said(name)}</td>
          </tr>`;
        })}
      </tbody>
    </table>
  </div>`;
}
