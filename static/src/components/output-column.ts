/** The output of the filter on stage as far as it has been computed, and how its current number comes about. */
import { html, nothing, type TemplateResult } from "lit";
import type { Result, Unit } from "../api/convolve";
import { reach } from "../scene/colours";
import { grouped, long, short } from "../scene/format";
import { isTable, type Stage } from "../scene/stage";
import type { Cell, Traced, Users } from "../scene/trace";
import { ACTIVATIONS } from "../state/explore";
import "./pixel-map";
import "./tensor-grid";

interface Column {
  result: Result;
  stage: Stage;
  filter: number;
  shown: number;
  current: Cell;
  unit: Cell;
  arithmetic?: Unit;
  /** Names of the input channels that the filter sees. */
  seen: readonly string[];
  lit?: Users;
  traced?: Traced;
  onTrace: (cell: Cell | null) => void;
  onPin: (cell: Cell) => void;
}

export function outputColumn(column: Column): TemplateResult {
  const { result, stage, filter, shown, current, lit, traced, onTrace, onPin } = column;
  const [filters, height, width] = result.geometry.output;
  const label = `Output, filter ${filter + 1} of ${filters}`;
  const marked = traced?.on === "output" ? traced : undefined;
  const onCellTrace = (event: CustomEvent<Cell | null>) => onTrace(event.detail);
  const onCellPin = (event: CustomEvent<Cell>) => onPin(event.detail);
  return html`<section class="output-column" aria-label=${label}>
    <header class="plane-title">
      <h2 class="role-output">${label}</h2>
      <span class="muted">${height}×${width}</span>
    </header>
    ${isTable(height, width)
      ? html`<tensor-grid
          .label=${label}
          .hue=${"output"}
          .plane=${stage.outputs[filter]}
          .reach=${reach(stage.outputRange)}
          .shown=${shown}
          .current=${current}
          .marked=${marked}
          .lit=${lit?.cells ?? NONE}
          @cell-trace=${onCellTrace}
          @cell-pin=${onCellPin}
        ></tensor-grid>`
      : html`<pixel-map
          .label=${label}
          .plane=${stage.outputs[filter]}
          .range=${stage.outputRange}
          .shown=${shown}
          .current=${current}
          .lit=${lit?.cells ?? NONE}
          @cell-trace=${onCellTrace}
          @cell-pin=${onCellPin}
        ></pixel-map>`}
    ${sums(column)}
    <p class="trace-line muted">${traced?.on === "input" && lit ? used(traced, lit, filters) : nothing}</p>
  </section>`;
}

const NONE: ReadonlySet<string> = new Set();

function used({ row, column }: Cell, { cells, reads }: Users, filters: number): string {
  if (cells.size === 0) return `Input (${row}, ${column}) is used by no output unit.`;
  const units = `${grouped(cells.size)} unit${cells.size === 1 ? "" : "s"} of ${filters === 1 ? "the output" : "each output channel"}`;
  const again = reads === cells.size ? "" : `, ${grouped(reads)} times in all because padding copies it`;
  return `Input (${row}, ${column}) is used by ${units}${again}.`;
}

/** More channel sums than these are not written out. */
const MOST_SUMS = 8;

function sums({ result, filter, unit, arithmetic, seen }: Column): TemplateResult {
  const { activation, bias } = result.convolution;
  const name = ACTIVATIONS.find(([value]) => value === activation)![1];
  const term = (value: number) => (value < 0 ? `(${short(value)})` : short(value));
  const written =
    arithmetic &&
    (seen.length > MOST_SUMS
      ? html`<span>(${seen.length} channel sums)</span>`
      : Array.from(arithmetic.channelSums, (value, i) => html`${i > 0 ? " + " : ""}<span title="channel ${seen[i]}">${i === 0 ? short(value) : term(value)}</span>`));
  return html`<div class="sums">
    <p class="muted">unit (${filter}, ${unit.row}, ${unit.column})</p>
    <p class="sum-line">
      ${arithmetic
        ? html`${seen.length === 1 && !bias ? "sum" : written}${bias ? html` + <span class="role-bias" title="bias">${term(bias[filter])}</span>` : nothing} =
            <strong class=${activation === "identity" ? "unit-result role-output" : ""} title=${long(arithmetic.sum)}>${short(arithmetic.sum)}</strong>`
        : "…"}
    </p>
    ${seen.length > 1 || bias
      ? html`<p class="sum-names muted">${seen.length > 1 ? "channels" : "channel"}${bias ? html` <span class="role-bias">bias</span>` : nothing}</p>`
      : nothing}
    ${activation === "identity"
      ? nothing
      : html`<p class="sum-line">
          ${arithmetic
            ? html`${name}(${short(arithmetic.sum)}) =
                <strong class="unit-result role-output" title=${long(arithmetic.output)}>${short(arithmetic.output)}</strong>`
            : "…"}
        </p>`}
  </div>`;
}
