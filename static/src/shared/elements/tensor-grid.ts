/** A small plane of numbers as a real table: read, traced and edited cell by cell. */
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { classMap } from "lit/directives/class-map.js";
import { styleMap } from "lit/directives/style-map.js";
import { cellColour, type Role } from "../colours";
import { long, short } from "../format";
import type { Cell, Frame, Sources } from "../frame";
import type { Plane } from "../tensor";
import { emit, LightElement } from "./light-element";
import { windowFrame } from "./window-frame";

@customElement("tensor-grid")
export class TensorGrid extends LightElement {
  @property() label = "";
  @property() hue: Role = "input";
  @property({ attribute: false }) plane!: Plane;
  /** What the deepest colour stands for. */
  @property({ type: Number }) reach = 1;
  @property({ attribute: false }) sources?: Sources;
  @property({ attribute: false }) frame?: Frame;
  @property({ attribute: false }) tracedFrame?: Frame;
  /** Cells lit because the traced cell belongs with them, as "row,column". */
  @property({ attribute: false }) lit: ReadonlySet<string> = new Set();
  @property({ attribute: false }) current?: Cell;
  /** The plane's own cell that the reader points at. */
  @property({ attribute: false }) marked?: Cell;
  /** How many cells, row by row, have been computed so far. */
  @property({ type: Number }) shown = Infinity;
  @property({ type: Boolean }) editable = false;
  /** A value to draw with the pointer; undefined when the pointer picks. */
  @property({ attribute: false }) brush?: number;
  /** Milliseconds that the window takes to its next place. */
  @property({ type: Number }) glide = 0;
  @state() private focused: Cell = { row: 0, column: 0 };
  @state() private editing?: Cell;
  /** A padded cell that the reader points at. */
  @state() private pointed?: Cell;

  private get size(): [number, number] {
    return this.sources ? [this.sources.rows.length, this.sources.columns.length] : [this.plane.height, this.plane.width];
  }

  /** The plane's own cell under a cell of the table; null where padding is zero. */
  private source(row: number, column: number): Cell | null {
    if (!this.sources) return { row, column };
    const [r, c] = [this.sources.rows[row], this.sources.columns[column]];
    return r === null || c === null ? null : { row: r, column: c };
  }

  private isPadding(row: number, column: number): boolean {
    if (!this.sources) return false;
    const [top, left] = this.sources.before;
    return row < top || row >= top + this.plane.height || column < left || column >= left + this.plane.width;
  }

  private name(row: number, column: number): string {
    const [top, left] = this.sources?.before ?? [0, 0];
    const own = this.source(row, column);
    const copied = this.isPadding(row, column) && own ? `, copies row ${own.row}, column ${own.column}` : "";
    return `row ${row - top}, column ${column - left}${copied}`;
  }

  /** Lit cells are the plane's own; padding never is. */
  private isLit(row: number, column: number): boolean {
    const [top, left] = this.sources?.before ?? [0, 0];
    return this.lit.has(`${row - top},${column - left}`);
  }

  /** Whether the padded cell that the reader points at takes its value from here. */
  private isSource(row: number, column: number): boolean {
    if (!this.pointed || this.isPadding(row, column)) return false;
    const from = this.source(this.pointed.row, this.pointed.column);
    const own = this.source(row, column);
    return from !== null && from.row === own?.row && from.column === own.column;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const [rows, columns] = this.size;
    if (changed.has("plane") && (this.focused.row >= rows || this.focused.column >= columns)) {
      this.focused = { row: 0, column: 0 };
    }
  }

  protected override updated(): void {
    const field = this.querySelector<HTMLInputElement>(".cell-input");
    if (field && document.activeElement !== field) {
      field.focus();
      field.select();
    }
  }

  protected override render(): TemplateResult {
    const [rows, columns] = this.size;
    const texts = Array.from(this.plane.data, (value) => short(value).length);
    const fit = Math.min(0.42, 1.45 / Math.max(...texts));
    return html`<div class="grid-frame" style=${styleMap({ "--columns": columns, "--rows": rows, "--fit": fit })}>
      <table
        role="grid"
        aria-label=${this.label}
        class="cells ${this.hue}"
        @keydown=${this.onKey}
        @pointerleave=${this.onLeave}
        @focusout=${this.onLeave}
      >
        <tbody role="rowgroup">
          ${Array.from({ length: rows }, (_, row) => html`<tr role="row">${Array.from({ length: columns }, (_, column) => this.cell(row, column))}</tr>`)}
        </tbody>
      </table>
      ${this.frame ? windowFrame(this.frame, this.size, "window", this.glide) : nothing}
      ${this.tracedFrame ? windowFrame(this.tracedFrame, this.size, "window traced", 0) : nothing}
    </div>`;
  }

  private cell(row: number, column: number): TemplateResult {
    const own = this.source(row, column);
    const index = own ? own.row * this.plane.width + own.column : -1;
    const computed = row * this.size[1] + column < this.shown;
    const value = own ? this.plane.data[index] : (this.sources?.fill ?? 0);
    const padding = this.isPadding(row, column);
    if (this.editing?.row === row && this.editing.column === column) {
      return html`<td role="gridcell" class="editing">
        <input
          class="cell-input"
          inputmode="decimal"
          aria-label="${this.label}, ${this.name(row, column)}"
          .value=${long(value)}
          @blur=${this.commit}
        />
      </td>`;
    }
    const isFocus = this.focused.row === row && this.focused.column === column;
    return html`<td
      role="gridcell"
      tabindex=${isFocus ? 0 : -1}
      aria-label=${padding || !computed ? `${computed ? short(value) : "not computed yet"}${padding ? `, padding${own ? ` copied from row ${own.row}, column ${own.column}` : ""}` : ""}` : nothing}
      title="${this.name(row, column)}: ${computed ? long(value) : "not computed yet"}"
      class=${classMap({
        padding,
        pending: !computed,
        lit: this.isLit(row, column),
        source: this.isSource(row, column),
        marked: this.marked !== undefined && !padding && this.marked.row === own?.row && this.marked.column === own.column,
        current: this.current?.row === row && this.current.column === column,
      })}
      style=${computed && !padding ? `background:${cellColour(value, this.reach, this.hue)}` : ""}
      @pointerenter=${(event: PointerEvent) => this.onPoint(event, row, column)}
      @pointerdown=${(event: PointerEvent) => this.onPress(event, row, column)}
      @dblclick=${() => this.edit(row, column)}
      @focus=${() => this.onFocus(row, column)}
    >${computed ? short(value) : ""}</td>`;
  }

  private onPoint(event: PointerEvent, row: number, column: number): void {
    const own = this.source(row, column);
    if (event.buttons === 1 && this.brush !== undefined && own) emit(this, "cell-edit", { ...own, value: this.brush });
    else this.trace(row, column);
  }

  private trace(row: number, column: number): void {
    const padding = this.isPadding(row, column);
    this.pointed = padding ? { row, column } : undefined;
    emit(this, "cell-trace", padding ? null : this.source(row, column));
  }

  private readonly onLeave = (): void => {
    this.pointed = undefined;
    emit(this, "cell-trace", null);
  };

  private onPress(event: PointerEvent, row: number, column: number): void {
    const own = this.source(row, column);
    if (!own || this.isPadding(row, column)) return;
    if (this.brush !== undefined) {
      event.preventDefault();
      (event.target as Element).releasePointerCapture?.(event.pointerId);
      emit(this, "cell-edit", { ...own, value: this.brush });
    } else {
      const again = this.focused.row === row && this.focused.column === column && this.contains(document.activeElement);
      if (this.editable && again) this.edit(row, column);
      else emit(this, "cell-pin", own);
    }
  }

  private onFocus(row: number, column: number): void {
    this.focused = { row, column };
    this.trace(row, column);
  }

  private onKey(event: KeyboardEvent): void {
    const moves: Record<string, [number, number]> = {
      ArrowLeft: [0, -1],
      ArrowRight: [0, 1],
      ArrowUp: [-1, 0],
      ArrowDown: [1, 0],
    };
    const { row, column } = this.focused;
    if (this.editing) {
      if (event.key === "Escape") this.editing = undefined;
      else if (event.key === "Enter") this.commitAndMove(1, 0);
      else if (event.key === "Tab") this.commitAndMove(0, event.shiftKey ? -1 : 1);
      else if (event.key === "ArrowUp" || event.key === "ArrowDown") this.commitAndMove(...moves[event.key]);
      else return void event.stopPropagation();
    } else if (moves[event.key]) {
      this.move(...moves[event.key]);
    } else if (event.key === "Enter") {
      const own = this.isPadding(row, column) ? null : this.source(row, column);
      if (own) emit(this, "cell-pin", own);
    } else if (this.editable && !event.ctrlKey && !event.metaKey && /^([\d.\-−]|F2|Backspace|Delete)$/.test(event.key)) {
      this.edit(row, column, /^[\d.\-−]$/.test(event.key) ? event.key : undefined);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  private move(down: number, right: number): void {
    const [rows, columns] = this.size;
    const row = Math.min(rows - 1, Math.max(0, this.focused.row + down));
    const column = Math.min(columns - 1, Math.max(0, this.focused.column + right));
    this.focused = { row, column };
    void this.updateComplete.then(() => this.querySelector<HTMLElement>('td[tabindex="0"]')?.focus());
  }

  private edit(row: number, column: number, start?: string): void {
    if (!this.editable || this.isPadding(row, column)) return;
    this.editing = { row, column };
    if (start === undefined) return;
    void this.updateComplete.then(() => {
      const field = this.querySelector<HTMLInputElement>(".cell-input")!;
      field.value = start;
      field.setSelectionRange(1, 1);
    });
  }

  private commitAndMove(down: number, right: number): void {
    this.commit();
    this.move(down, right);
  }

  private readonly commit = (): void => {
    const cell = this.editing;
    const text = this.querySelector<HTMLInputElement>(".cell-input")?.value.replace("−", "-").trim();
    this.editing = undefined;
    if (!cell || !text || !Number.isFinite(Number(text))) return;
    emit(this, "cell-edit", { ...this.source(cell.row, cell.column)!, value: Number(text) });
  };
}
