/** What happens under the window, operation by operation: products, the largest, the mean, a point on a curve, a stamp. */
import { html, nothing, type TemplateResult } from "lit";
import { reach } from "../../shared/colours";
import { long, short } from "../../shared/format";
import { grid } from "../../shared/marks";
import { type Numbers, type Plane, plane } from "../../shared/tensor";
import { productsKey } from "../drawing/marks";
import type { Arithmetic } from "../operations/figure";
import { type Column, heard, pasted } from "./column";
import { curvePlot } from "./curve-plot";
import { pen } from "./pen";

export function strip(column: Column): TemplateResult {
  return STRIPS[column.figure.arithmetic](column);
}

const STRIPS: Record<Arithmetic, (column: Column) => TemplateResult> = { products, max, mean, curve, stamp };

/** A plane of a tensor whose numbers have yet to come. */
function part(numbers: Numbers | undefined, index: number, height: number, width: number): Plane {
  const size = height * width;
  return { height, width, data: numbers?.subarray(index * size, (index + 1) * size) ?? new Float64Array(size) };
}

interface Operand {
  kind: string;
  /** Of the boxes that numbers move from and to. */
  key?: string;
  title: string;
  name: string;
  hue: "input" | "kernel" | "output";
  plane: Plane;
  reach: number;
  known?: boolean;
  current?: { row: number; column: number };
}

function operand({
  kind,
  key,
  title,
  name,
  hue,
  plane: shown,
  reach: largest,
  known = true,
  current,
}: Operand): TemplateResult {
  return html`<div class="operand ${kind}">
    <span class="operand-title ${hue === "output" ? "muted" : `role-${hue}`}">${title}</span>
    <tensor-grid
      .label="${title}, channel ${name}"
      .grid=${grid({ key, role: hue, plane: shown, reach: largest, shown: known ? Infinity : 0, current })}
      @cell-trace=${heard(() => {})}
    ></tensor-grid>
  </div>`;
}

function kernel({ figure, stage, filter, name, place, onWeight, onPaste }: Column): TemplateResult {
  const editable = figure.editsWeight !== null;
  const channels = figure.weight!.shape[1];
  const title = figure.planeName === "Filter" ? `${figure.weightName} ${filter + 1}` : figure.weightName;
  return html`<div class="operand weights">
    <span class="operand-title role-kernel">${title}${editable ? pen : ""}</span>
    <tensor-grid
      .label="${title}, channel ${name}"
      .grid=${grid({ role: "kernel", plane: plane(figure.weight!, filter * channels + place), reach: reach(stage.weightRange) })}
      .editable=${editable}
      @cell-trace=${heard(() => {})}
      @cell-edit=${heard(editable ? onWeight : () => {})}
      @paste=${editable ? pasted((text) => onPaste("weight", text)) : nothing}
    ></tensor-grid>
  </div>`;
}

/** Kernels with a longer side than this would fill the screen with three grids of themselves. */
const LONGEST_KERNEL = 12;

function products(column: Column): TemplateResult {
  const { figure, stage, name, place, unit } = column;
  const [, , height, width] = figure.weight!.shape;
  const sum = unit?.channel_sums?.[place];
  const total = html`<p class="channel-sum">
    <span>Sum of channel ${name}</span>
    <strong title=${sum === undefined ? nothing : long(sum)}>${sum === undefined ? "…" : short(sum)}</strong>
  </p>`;
  if (Math.max(height, width) > LONGEST_KERNEL) {
    return html`<p class="muted">${height}×${width} = ${height * width} products, too many to write out.</p>${total}`;
  }
  return html`<div class="strip" style="--columns:${width}">
      ${operand({ kind: "values", title: "window", name, hue: "input", plane: part(unit?.values, place, height, width), reach: reach(stage.inputRange), known: unit !== undefined })}
      <span class="sign">×</span>
      ${kernel(column)}
      <span class="sign equals">=</span>
      ${operand({
        kind: "products",
        key: productsKey(place),
        title: "products",
        name,
        hue: "output",
        plane: part(unit?.products, place, height, width),
        reach: reach(stage.inputRange) * reach(stage.weightRange),
        known: unit !== undefined,
      })}
    </div>
    ${total}`;
}

/** The numbers under a pooling window, looked up; null where it is padding. */
function underWindow({ figure, stage, channel, step }: Column): (number | null)[][] {
  const frame = figure.onInput(step)!;
  const { data, width } = stage.inputs[channel];
  const source = (list: readonly (number | null)[], taps: readonly number[]) => taps.map((tap) => list[tap]);
  const columns = source(figure.sources.columns, frame.columns.taps);
  return source(figure.sources.rows, frame.rows.taps).map((row) =>
    columns.map((column) => (row === null || column === null ? null : data[row * width + column])),
  );
}

function max(column: Column): TemplateResult {
  const { figure, stage, channel, name, step } = column;
  const values = underWindow(column);
  const [, , width] = figure.output.shape;
  const at = (channel * figure.steps[0] + step.row) * width + step.column;
  const [row, across] = figure.argmax!.data.subarray(2 * at, 2 * at + 2);
  const frame = figure.onInput(step)!;
  const winner = {
    row: frame.rows.taps.findIndex((tap) => figure.sources.rows[tap] === row),
    column: frame.columns.taps.findIndex((tap) => figure.sources.columns[tap] === across),
  };
  const shown = {
    height: values.length,
    width: values[0].length,
    data: Float64Array.from(values.flat(), (value) => value ?? figure.sources.fill),
  };
  return html`<div class="strip pooled" style="--columns:${shown.width}">
      ${operand({ kind: "values", title: "window", name, hue: "input", plane: shown, reach: reach(stage.inputRange), current: winner })}
    </div>
    <p class="channel-sum">
      <span>Largest, at (${row}, ${across})</span><strong title=${long(figure.output.data[at])}>${short(figure.output.data[at])}</strong>
    </p>`;
}

/** Longer sums are not written out. */
const MOST_TERMS = 16;

function mean(column: Column): TemplateResult {
  const { figure, stage, channel, name, step } = column;
  const values = underWindow(column);
  const [, , width] = figure.output.shape;
  const divisor = figure.divisor!.data[step.row * width + step.column];
  const result = figure.output.data[(channel * figure.steps[0] + step.row) * width + step.column];
  const shown = {
    height: values.length,
    width: values[0].length,
    data: Float64Array.from(values.flat(), (value) => value ?? 0),
  };
  const terms = values.flat().filter((value) => value !== null);
  const sum =
    terms.length > MOST_TERMS
      ? `sum of ${terms.length}`
      : terms.map((value) => (value < 0 ? `(${short(value)})` : short(value))).join(" + ");
  return html`<div class="strip pooled" style="--columns:${shown.width}">
      ${operand({ kind: "values", title: "window", name, hue: "input", plane: shown, reach: reach(stage.inputRange) })}
    </div>
    <p class="sum-line mean">(${sum}) / <span class="divisor" title="divisor">${divisor}</span></p>
    <p class="channel-sum"><span>Mean, divided by ${divisor}</span><strong title=${long(result)}>${short(result)}</strong></p>`;
}

function curve(column: Column): TemplateResult {
  const { figure, channel, step } = column;
  const at = (channel * figure.steps[0] + step.row) * figure.steps[1] + step.column;
  return curvePlot(figure.curve!, figure.input.data[at], figure.output.data[at]);
}

function stamp(column: Column): TemplateResult {
  const { figure, stage, name, place, unit } = column;
  const [, , height, width] = figure.weight!.shape;
  if (Math.max(height, width) > LONGEST_KERNEL) return html`<p class="muted">A stamp of ${height}×${width} cells.</p>`;
  return html`<div class="strip" style="--columns:${width}">
    ${operand({ kind: "values cell", title: "cell", name, hue: "input", plane: part(unit?.values, place, 1, 1), reach: reach(stage.inputRange), known: unit !== undefined })}
    <span class="sign">×</span>
    ${kernel(column)}
    <span class="sign equals">=</span>
    ${operand({
      kind: "products",
      key: productsKey(place),
      title: "stamp",
      name,
      hue: "output",
      plane: part(unit?.stamps, place, height, width),
      reach: reach(stage.inputRange) * reach(stage.weightRange),
      known: unit !== undefined,
    })}
  </div>`;
}
