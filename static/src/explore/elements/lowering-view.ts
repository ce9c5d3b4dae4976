/** The matrix product behind the convolution: the row of the filter times the column of the window. */
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { type Range, type Role, rangeOf, reach } from "../../shared/colours";
import { LightElement } from "../../shared/elements/light-element";
import { grouped, short } from "../../shared/format";
import { type Frame, span } from "../../shared/frame";
import { type FrameMark, type GridOf, grid } from "../../shared/marks";
import type { Plane, Tensor } from "../../shared/tensor";
import { entriesAtWork } from "../drawing/acts/acts";
import type { Instant } from "../drawing/instant";
import { isTable } from "../drawing/stage";
import type { Figure, Lowering } from "../operations/figure";
import "./pixel-map";
import "../../shared/elements/tensor-grid";

interface Factor {
  readonly plane: Plane;
  readonly range: Range;
}

function factor(t: Tensor, height: number, width: number): Factor {
  return { plane: { height, width, data: t.data }, range: rangeOf(t.data) };
}

function block(row: number, rows: number, column: number, columns: number): Frame {
  const cells = (from: number, count: number) => span([...Array(count).keys()].map((i) => from + i));
  return { rows: cells(row, rows), columns: cells(column, columns) };
}

@customElement("lowering-view")
export class LoweringView extends LightElement {
  @property({ attribute: false }) lowering!: Lowering;
  @property({ attribute: false }) figure!: Figure;
  @property({ type: Number }) filter = 0;
  @property({ attribute: false }) at!: Instant;
  /** How many numbers of the product, row by row, have been computed so far. */
  @property({ type: Number }) shown = Infinity;
  private factors!: { columns: Factor; matrix: Factor; product: Factor; toeplitz?: Factor };

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has("lowering")) return;
    const { columns, matrix, toeplitz } = this.lowering;
    const [filters, height, width] = this.figure.output.shape;
    this.factors = {
      columns: factor(columns, columns.shape[0], columns.shape[1]),
      matrix: factor(matrix, matrix.shape[0], matrix.shape[1]),
      product: factor(this.figure.output, filters, height * width),
      toeplitz: toeplitz && factor(toeplitz, toeplitz.shape[0], toeplitz.shape[1]),
    };
  }

  protected override render(): TemplateResult {
    const { columns, matrix, product, toeplitz } = this.factors;
    const { step } = this.at;
    const position = step.row * this.figure.steps[1] + step.column;
    const atWork = [...entriesAtWork({ figure: this.figure, at: this.at })];
    const [row, column] = [
      new Set(atWork.map((i) => `${this.filter},${i}`)),
      new Set(atWork.map((i) => `${i},${position}`)),
    ];
    const [long, windows] = [columns.plane.height, columns.plane.width];
    const inputs = this.figure.input.data.length;
    const later = [this.figure.bias && "bias", this.figure.activation !== "identity" && "activation"]
      .filter(Boolean)
      .join(" and ");
    return html`<section class="card lowering" aria-labelledby="lowering-title">
      <h2 id="lowering-title">As a matrix product</h2>
      <p class="muted">
        Every window becomes a column, every filter a row; row ${this.filter + 1} times column ${position + 1} is the current output${later ? `, before its ${later}` : ""}. The copied windows hold ${grouped(long * windows)} numbers where the input has ${grouped(inputs)}:
        ${short((long * windows) / inputs)} times the memory.
      </p>
      <div class="factors">
        ${this.plane(`Filters, ${matrix.plane.height}×${long}`, "kernel", matrix, block(this.filter, 1, 0, long), row)}
        <span class="sign">×</span>
        ${this.plane(`Windows, ${long}×${windows}`, "input", columns, block(0, long, position, 1), column)}
        <span class="sign">=</span>
        ${this.plane(`Output, ${product.plane.height}×${windows}`, "output", product, block(this.filter, 1, position, 1), undefined, this.shown)}
      </div>
      ${
        toeplitz
          ? html`<details>
            <summary>The whole convolution as one sparse matrix</summary>
            <p class="muted">
              ${grouped(toeplitz.plane.height)} output numbers by ${grouped(toeplitz.plane.width)} input numbers; the lit row makes the current
              output. With zero padding every block is constant along its diagonals: doubly blocked Toeplitz.
            </p>
            <div class="toeplitz">
              ${this.plane("Toeplitz matrix", "kernel", toeplitz, block(this.filter * windows + position, 1, 0, toeplitz.plane.width))}
            </div>
          </details>`
          : nothing
      }
    </section>`;
  }

  private plane(
    label: string,
    hue: Role,
    { plane, range }: Factor,
    frame: Frame,
    met?: ReadonlySet<string>,
    shown = Infinity,
  ): TemplateResult {
    const also: GridOf["also"] = ({ row, column }) => (met?.has(`${row},${column}`) ? ["met"] : []);
    const of: GridOf = { role: hue, plane, reach: reach(range), lit: met, shown, also };
    const frames: FrameMark[] = [{ kind: "frame", plane: label, frame, role: "window" }];
    return html`<div class="factor" style="--rows:${plane.height};--columns:${plane.width}">
      <span class="operand-title role-${hue}">${label}</span>
      ${
        isTable(plane.height, plane.width)
          ? html`<tensor-grid .label=${label} .grid=${grid(of)} .frames=${frames}></tensor-grid>`
          : html`<pixel-map .label=${label} .of=${of} .frames=${frames} .range=${range}></pixel-map>`
      }
    </div>`;
  }
}
