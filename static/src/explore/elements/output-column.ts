/** The output plane on stage as far as it has been computed, and how its current number comes about. */
import { html, nothing, type TemplateResult } from "lit";
import type { Cell } from "../../shared/frame";
import { grid } from "../../shared/marks";
import { plane as planeOf } from "../../shared/tensor";
import type { SumMarks, Term } from "../drawing/acts/products";
import { type Evenness, evennessOf } from "../drawing/evenness";
import type { Marks } from "../drawing/marks";
import { isTable, type Stage } from "../drawing/stage";
import type { Figure, Partners } from "../operations/figure";
import { heard } from "./column";
import { curvePlot } from "./curve-plot";
import "./pixel-map";
import "./signal-plot";
import "../../shared/elements/tensor-grid";

interface Column {
  figure: Figure;
  stage: Stage;
  filter: number;
  marks: Marks;
  step: Cell;
  partners?: Partners;
  glide: number;
  onTrace: (cell: Cell | null) => void;
  onSelect: (cell: Cell | null) => void;
  onChoose: (cell: Cell) => void;
}

export function outputColumn(column: Column): TemplateResult {
  const { figure, stage, filter, partners, onTrace, onSelect, onChoose } = column;
  const marks = column.marks.output;
  const [filters, height, width] = figure.output.shape;
  const label = `${figure.outputName} ${filter + 1} of ${filters}`;
  const window = marks.frames.find(({ role }) => role === "window")?.frame;
  return html`<section class="output-column" aria-label=${label}>
    <div class="plane" style="--columns:${width}"><header class="plane-title">
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
          @cell-trace=${heard(onTrace)}
          @cell-select=${heard(onSelect)}
          @cell-choose=${heard(onChoose)}
        ></tensor-grid>`
        : html`<pixel-map
          .label=${label}
          .of=${marks.of}
          .frames=${marks.frames}
          .range=${stage.outputRange}
          @cell-trace=${heard(onTrace)}
          @cell-select=${heard(onSelect)}
          @cell-choose=${heard(onChoose)}
        ></pixel-map>`
    }
    </div>
    ${column.marks.sum ? sums(column) : added(column)}
    <p class="trace-line muted">${partners?.text}</p>
    ${figure.overlap ? overlaps(figure.overlap, label) : nothing}
  </section>`;
}

/** What the current stamp adds, over all channels; a single channel's stamp stands under the input already. */
function added({ figure, marks: { added }, step }: Column): TemplateResult | typeof nothing {
  if (figure.arithmetic !== "stamp") return nothing;
  const isShown = added && isTable(added.cells.length, added.cells[0].length);
  return html`<div class="sums">
    <p class="muted">stamp of cell (${step.row}, ${step.column})${added ? ", all channels" : ""}</p>
    ${
      isShown
        ? html`<div class="stamp-sum">
          <tensor-grid
            .label=${"added to the output"}
            .grid=${added}
          ></tensor-grid>
        </div>`
        : nothing
    }
  </div>`;
}

const EVENNESS: Record<Evenness, { brief: string; meaning: string }> = {
  even: { brief: "even", meaning: "Each is reached equally often." },
  border: {
    brief: "even inside, fewer at the border",
    meaning: "Inside, each is reached equally often: no checkerboard shows.",
  },
  uneven: { brief: "uneven", meaning: "Where they differ from cell to cell in turn, a checkerboard shows." },
};

function overlaps(overlap: Figure["overlap"], label: string): TemplateResult {
  const plane = planeOf(overlap!, 0);
  const range = { least: 0, largest: Math.max(...overlap!.data.slice(0, 4096)) };
  const evenness = evennessOf(plane);
  return html`<details class="overlaps">
    <summary>Overlaps: ${EVENNESS[evenness].brief}</summary>
    <p class="muted">How many stamps of a channel reach each cell. ${EVENNESS[evenness].meaning}</p>
    ${
      isTable(plane.height, plane.width)
        ? html`<tensor-grid
          .label="Overlaps of ${label}"
          .grid=${grid({ role: "kernel", plane, reach: range.largest })}
        ></tensor-grid>`
        : html`<plane-thumb class="large" .plane=${plane} .range=${range}></plane-thumb>`
    }
  </details>`;
}

/** More channel sums than these are not written out. */
const MOST_SUMS = 8;

function sums({ filter, step, marks }: Column): TemplateResult {
  const { terms, sum, activated, point } = marks.sum!;
  const channels = terms.filter(({ role }) => role === "channel");
  const offset = terms.find(({ role }) => role === "bias");
  const written = ({ key, text, title, role, isMet }: Term, i: number) => html`${i > 0 ? " + " : ""}<span
      class="term ${role === "bias" ? "role-bias" : ""} ${isMet ? "met" : ""} ${text ? "" : "pending"}"
      data-box=${key}
      title=${title}
      >${i > 0 && text.startsWith("−") ? `(${text})` : text}</span
    >`;
  const result = ({ key, text, title }: SumMarks["sum"]) => html`<strong
    class="${key ? "unit-result role-output" : ""} ${text ? "" : "pending"}"
    data-box=${key ?? nothing}
    title=${title}
    >${text}</strong
  >`;
  return html`<div class="sums">
    <p class="muted">unit (${filter}, ${step.row}, ${step.column})</p>
    <p class="sum-line">
      ${channels.length > MOST_SUMS ? html`<span>(${channels.length} channel sums)</span>` : channels.map(written)}${
        offset ? written(offset, 1) : nothing
      } = ${result(sum)}
    </p>
    ${
      terms.length > 1
        ? html`<p class="sum-names muted">${channels.length > 1 ? "channels" : "channel"}${offset ? html` <span class="role-bias">bias</span>` : nothing}</p>`
        : nothing
    }
    ${activated ? html`<p class="sum-line">${activated.name}(${sum.text || "…"}) = ${result(activated)}</p>` : nothing}
    ${point ? curvePlot(point) : nothing}
  </div>`;
}
