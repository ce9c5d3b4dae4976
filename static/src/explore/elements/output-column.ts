/** The output plane on stage as far as it has been computed, and how its current number comes about. */
import { html, nothing, type TemplateResult } from "lit";
import { reach } from "../../shared/colours";
import { long, short } from "../../shared/format";
import type { Cell } from "../../shared/frame";
import { grid } from "../../shared/marks";
import { ACTIVATIONS } from "../../shared/setup/setup";
import { plane as planeOf } from "../../shared/tensor";
import { type PlaneMarks, SUM } from "../drawing/marks";
import { isTable, type Stage } from "../drawing/stage";
import type { Figure, Partners, Unit } from "../operations/figure";
import "./pixel-map";
import "./signal-plot";
import "../../shared/elements/tensor-grid";

interface Column {
  figure: Figure;
  stage: Stage;
  filter: number;
  marks: PlaneMarks;
  step: Cell;
  unit?: Unit;
  /** Names of the input channels that the filter sees. */
  seen: readonly string[];
  partners?: Partners;
  glide: number;
  onTrace: (cell: Cell | null) => void;
  onSelect: (cell: Cell | null) => void;
  onChoose: (cell: Cell) => void;
}

export function outputColumn(column: Column): TemplateResult {
  const { figure, stage, filter, marks, partners, onTrace, onSelect, onChoose } = column;
  const [filters, height, width] = figure.output.shape;
  const label = `${figure.outputName} ${filter + 1} of ${filters}`;
  const onCellTrace = (event: CustomEvent<Cell | null>) => onTrace(event.detail);
  const onCellSelect = (event: CustomEvent<Cell | null>) => onSelect(event.detail);
  const onCellChoose = (event: CustomEvent<Cell>) => onChoose(event.detail);
  const stamps = figure.stepsOn === "input";
  const window = marks.frames.find(({ role }) => role === "window")?.frame;
  return html`<section class="output-column" aria-label=${label}>
    <header class="plane-title">
      <h2 class="role-output">${label}</h2>
      <span class="muted">${height}×${width}</span>
    </header>
    ${height === 1 ? html`<signal-plot .plane=${marks.of.plane} .hue=${"output"} .shown=${marks.of.shown ?? Infinity} .frame=${window}></signal-plot>` : nothing}
    ${
      marks.grid
        ? html`<tensor-grid
          .label=${label}
          .grid=${marks.grid}
          .frames=${marks.frames}
          .glide=${column.glide}
          @cell-trace=${onCellTrace}
          @cell-select=${onCellSelect}
          @cell-choose=${onCellChoose}
        ></tensor-grid>`
        : html`<pixel-map
          .label=${label}
          .of=${marks.of}
          .frames=${marks.frames}
          .range=${stage.outputRange}
          @cell-trace=${onCellTrace}
          @cell-select=${onCellSelect}
          @cell-choose=${onCellChoose}
        ></pixel-map>`
    }
    ${figure.weight === null ? nothing : stamps ? added(column) : sums(column)}
    <p class="trace-line muted">${partners?.text}</p>
    ${figure.overlap ? overlaps(figure.overlap, label) : nothing}
  </section>`;
}

/** What the current stamp adds, over all channels. */
function added({ figure, stage, step, unit }: Column): TemplateResult {
  const [, , height, width] = figure.weight!.shape;
  const plane = { height, width, data: unit?.sums ?? new Float64Array(height * width) };
  return html`<div class="sums">
    <p class="muted">stamp of cell (${step.row}, ${step.column})${figure.weight!.shape[1] > 1 ? ", all channels" : ""}</p>
    ${
      isTable(height, width)
        ? html`<div class="stamp-sum">
          <tensor-grid
            .label=${"added to the output"}
            .grid=${grid({ role: "output", plane, reach: reach(stage.outputRange), shown: unit ? Infinity : 0 })}
            @cell-trace=${(event: Event) => event.stopPropagation()}
          ></tensor-grid>
        </div>`
        : nothing
    }
  </div>`;
}

function overlaps(overlap: Figure["overlap"], label: string): TemplateResult {
  const plane = planeOf(overlap!, 0);
  const range = { least: 0, largest: Math.max(...overlap!.data.slice(0, 4096)) };
  const uneven = new Set(overlap!.data).size > 1;
  return html`<details class="overlaps">
    <summary>Overlaps: ${uneven ? "uneven" : "even"}</summary>
    <p class="muted">How many stamps of a channel reach each cell.${uneven ? " Where they differ from cell to cell in turn, a checkerboard shows." : ""}</p>
    ${
      isTable(plane.height, plane.width)
        ? html`<tensor-grid
          .label="Overlaps of ${label}"
          .grid=${grid({ role: "kernel", plane, reach: range.largest })}
          @cell-trace=${(event: Event) => event.stopPropagation()}
        ></tensor-grid>`
        : html`<plane-thumb class="large" .plane=${plane} .range=${range}></plane-thumb>`
    }
  </details>`;
}

/** More channel sums than these are not written out. */
const MOST_SUMS = 8;

function sums({ figure, filter, step, unit, seen }: Column): TemplateResult {
  const { activation, bias } = figure;
  const name = ACTIVATIONS.find(([value]) => value === activation)![1];
  const term = (value: number) => (value < 0 ? `(${short(value)})` : short(value));
  const [sum, output] = [unit?.sum?.[0], unit?.output?.[0]];
  const written =
    unit &&
    (seen.length > MOST_SUMS
      ? html`<span>(${seen.length} channel sums)</span>`
      : Array.from(
          unit.channel_sums!,
          (value, i) =>
            html`${i > 0 ? " + " : ""}<span title="channel ${seen[i]}">${i === 0 ? short(value) : term(value)}</span>`,
        ));
  return html`<div class="sums">
    <p class="muted">unit (${filter}, ${step.row}, ${step.column})</p>
    <p class="sum-line">
      ${
        sum === undefined
          ? "…"
          : html`${seen.length === 1 && !bias ? "sum" : written}${bias ? html` + <span class="role-bias" title="bias">${term(bias[filter])}</span>` : nothing} =
            <strong class=${activation === "identity" ? "unit-result role-output" : ""} data-box=${activation === "identity" ? SUM : nothing} title=${long(sum)}>${short(sum)}</strong>`
      }
    </p>
    ${
      seen.length > 1 || bias
        ? html`<p class="sum-names muted">${seen.length > 1 ? "channels" : "channel"}${bias ? html` <span class="role-bias">bias</span>` : nothing}</p>`
        : nothing
    }
    ${
      activation === "identity"
        ? nothing
        : html`<p class="sum-line">
          ${
            sum === undefined || output === undefined
              ? "…"
              : html`${name}(${short(sum)}) = <strong class="unit-result role-output" data-box=${SUM} title=${long(output)}>${short(output)}</strong>`
          }
        </p>`
    }
  </div>`;
}
