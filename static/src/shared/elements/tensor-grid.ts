/**
 * A small plane of numbers as a real table: read, traced, chosen and edited cell by cell.
 *
 * It says which cell the pointer is on (`cell-trace`) and which has the focus (`cell-select`), null where none, which
 * one is gone to (`cell-choose`), and what was typed or drawn (`cell-edit`).
 */
import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { guard } from "lit/directives/guard.js";
import { repeat } from "lit/directives/repeat.js";
import { styleMap } from "lit/directives/style-map.js";
import { type Fit, fitOf } from "../cells";
import { long, notNumber, short, typed } from "../format";
import type { Cell } from "../frame";
import type { CellMark, FrameMark, Grid } from "../marks";
import { emit, LightElement } from "./light-element";
import { windowFrame } from "./window-frame";

/** Where keys lead from a selected cell, in rows and columns. */
const MOVES: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  Home: [0, -Infinity],
  End: [0, Infinity],
};

@customElement("tensor-grid")
export class TensorGrid extends LightElement {
  @property() label = "";
  @property({ attribute: false }) grid!: Grid;
  /** The windows that lie on it. */
  @property({ attribute: false }) frames: readonly FrameMark[] = [];
  @property({ type: Boolean }) editable = false;
  /** A value to draw with the pointer; undefined when the pointer picks. */
  @property({ attribute: false }) brush?: number;
  /** Milliseconds that the window takes to its next place. */
  @property({ type: Number }) glide = 0;
  @state() private focused: Cell = { row: 0, column: 0 };
  @state() private editing?: Cell;
  /** Why what has been typed is not taken. */
  @state() private refused = "";
  /** Pixels: of the table, and of digits at least and at most. */
  @state() private measured = { width: 0, least: 11, most: 16 };
  /** A padded cell that the reader points at or has selected. */
  @state() private pointed?: Cell;

  private get size(): [number, number] {
    return [this.grid.cells.length, this.grid.cells[0].length];
  }

  /** What there is room for in a cell. */
  private get fit(): Fit {
    const { width, least, most } = this.measured;
    return fitOf(width / this.size[1], this.grid.longest, least, most);
  }

  private at({ row, column }: Cell): CellMark {
    return this.grid.cells[row][column];
  }

  private name(row: number, column: number): string {
    const [top, left] = this.grid.before;
    const { own, role } = this.at({ row, column });
    const copied = role === "padding" && own ? `, copies row ${own.row}, column ${own.column}` : "";
    return `row ${row - top}, column ${column - left}${copied}`;
  }

  /** Whether the padded cell that the reader points at takes its value from here. */
  private isSource({ own, role }: CellMark): boolean {
    if (!this.pointed || role === "padding") return false;
    const from = this.at(this.pointed).own;
    return from !== null && from.row === own?.row && from.column === own.column;
  }

  protected override firstUpdated(): void {
    this.observer.observe(this.querySelector(".grid-frame")!);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.observer.disconnect();
  }

  /** Asked of the page only when the table's size changes: every question costs a layout. */
  private readonly observer = new ResizeObserver(([{ contentRect }]) => {
    if (contentRect.width === 0) return;
    const style = getComputedStyle(this);
    const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
    const number = (name: string) => Number.parseFloat(style.getPropertyValue(name));
    this.measured = { width: contentRect.width, least: number("--least-digits"), most: number("--most-digits") * rem };
  });

  protected override willUpdate(): void {
    const [rows, columns] = this.size;
    const isGone = ({ row, column }: Cell) => row >= rows || column >= columns;
    if (isGone(this.focused)) this.focused = { row: 0, column: 0 };
    if (this.pointed && isGone(this.pointed)) this.pointed = undefined;
    if (this.editing && isGone(this.editing)) this.editing = undefined;
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
    const { font } = this.fit;
    return html`<div class="grid-frame ${this.brush === undefined ? "" : "drawing"}" style=${styleMap({ "--columns": columns, "--rows": rows, "--font": `${font}px` })}>
      <table
        role="grid"
        aria-label=${this.label}
        class="cells ${this.grid.role}"
        @keydown=${this.onKey}
        @pointerover=${this.onPoint}
        @pointerdown=${this.onPress}
        @click=${this.onClick}
        @dblclick=${this.onDoubleClick}
        @focusin=${this.onFocus}
        @pointerleave=${this.onLeave}
        @focusout=${this.onFocusOut}
      >
        <tbody role="rowgroup">
          ${this.grid.cells.map((marks, row) => this.row(marks, row))}
        </tbody>
      </table>
      ${repeat(
        this.frames,
        ({ role }) => role, // each window glides from its own last place
        (mark) => windowFrame(mark, this.size, mark.role === "window" ? this.glide : 0),
      )}
    </div>`;
  }

  /** Drawn anew only where something about it has changed. */
  private row(marks: readonly CellMark[], row: number): unknown {
    const here = (cell: Cell | undefined) => (cell?.row === row ? cell.column : -1);
    const { pointed, brush, editable, label } = this;
    const editing = here(this.editing);
    const refused = editing < 0 ? "" : this.refused;
    const state = [marks, this.fit.detail, here(this.focused), editing, refused, pointed, brush, editable, label];
    return guard(state, () => html`<tr role="row">${marks.map((mark, column) => this.cell(mark, row, column))}</tr>`);
  }

  private cell(mark: CellMark, row: number, column: number): TemplateResult {
    const { own, value, computed, lights } = mark;
    const { detail } = this.fit;
    const text = detail === "text" ? mark.text : detail === "brief" ? mark.brief : "";
    const padding = mark.role === "padding";
    if (this.editing?.row === row && this.editing.column === column) {
      return html`<td role="gridcell" class="editing">
        <input
          class="cell-input"
          inputmode="decimal"
          aria-label="${this.label}, ${this.name(row, column)}"
          aria-invalid=${this.refused ? "true" : "false"}
          aria-describedby=${this.refused ? "cell-error" : nothing}
          .value=${long(value)}
          @input=${() => (this.refused = "")}
          @blur=${() => this.commit()}
        />
        ${this.refused ? html`<span class="cell-error ${2 * column < this.size[1] ? "" : "leftward"}" id="cell-error" role="alert">${this.refused}</span>` : nothing}
      </td>`;
    }
    const isFocus = this.focused.row === row && this.focused.column === column;
    return html`<td
      role="gridcell"
      tabindex=${isFocus ? 0 : -1}
      aria-label=${padding || !computed || detail !== "text" ? `${computed ? text || short(value) : "not computed yet"}${padding ? `, padding${own ? ` copied from row ${own.row}, column ${own.column}` : ""}` : ""}` : nothing}
      title="${this.name(row, column)}: ${computed ? long(value) : "not computed yet"}"
      data-box=${this.grid.key ? mark.key : nothing}
      class=${[padding && "padding", !computed && "pending", this.isSource(mark) && "source", ...lights].filter(Boolean).join(" ")}
      style=${mark.colour ? `background-color:${mark.colour}` : nothing}
    >${text}</td>`;
  }

  /** The cell that an event of the table is about, unless it is typed into: many cells share a few listeners. */
  private cellOf({ target }: Event): Cell | undefined {
    const cell = (target as Element).closest("td:not(.editing)") as HTMLTableCellElement | null;
    return cell ? { row: (cell.parentElement as HTMLTableRowElement).rowIndex, column: cell.cellIndex } : undefined;
  }

  private onPoint(event: PointerEvent): void {
    const cell = this.cellOf(event);
    if (!cell) return;
    const own = this.own(cell);
    if (event.buttons === 1 && this.brush !== undefined && own) {
      emit(this, "cell-edit", { ...own, value: this.brush });
      return;
    }
    this.pointed = own ? undefined : cell;
    emit(this, "cell-trace", own);
  }

  /** The plane's own cell at a place of the table; null on padding. */
  private own(cell: Cell): Cell | null {
    const { own, role } = this.at(cell);
    return role === "padding" ? null : own;
  }

  private readonly onLeave = (): void => {
    this.pointed = undefined;
    emit(this, "cell-trace", null);
  };

  private onPress(event: PointerEvent): void {
    const cell = this.cellOf(event);
    const own = cell ? this.own(cell) : null;
    if (this.brush === undefined || !own) return;
    event.preventDefault();
    (event.target as Element).releasePointerCapture?.(event.pointerId);
    emit(this, "cell-edit", { ...own, value: this.brush });
  }

  private onClick(event: MouseEvent): void {
    const cell = this.cellOf(event);
    if (cell) this.choose(cell);
  }

  private onDoubleClick(event: MouseEvent): void {
    const cell = this.cellOf(event);
    if (cell && this.brush === undefined) this.edit(cell);
  }

  private choose(cell: Cell): void {
    const own = this.own(cell);
    if (own && this.brush === undefined) emit(this, "cell-choose", own);
  }

  private onFocus(event: FocusEvent): void {
    const cell = this.cellOf(event) ?? this.editing;
    if (!cell) return;
    this.focused = cell;
    this.pointed = this.own(this.focused) ? undefined : this.focused;
    emit(this, "cell-select", this.own(this.focused));
  }

  private onFocusOut(event: FocusEvent): void {
    if (this.contains(event.relatedTarget as Node | null)) return;
    this.pointed = undefined;
    emit(this, "cell-select", null);
  }

  private onKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (this.editing ? this.onTypingKey(event) : this.onSelectedKey(event)) event.preventDefault();
    else if (!this.editing) return;
    // while one types, no key means anything elsewhere on the page
    event.stopPropagation();
  }

  /** Whether a key pressed while typing means more than its character. */
  private onTypingKey({ key, shiftKey }: KeyboardEvent): boolean {
    const { row, column } = this.focused;
    if (key === "Escape") {
      this.editing = undefined;
      this.refused = "";
      this.focusOn(this.focused);
    } else if (key === "Enter") this.commit({ row: row + 1, column });
    else if (key === "ArrowDown" || key === "ArrowUp") this.commit({ row: row + MOVES[key][0], column });
    else if (key === "Tab") this.commit(this.beside(shiftKey ? -1 : 1));
    else return false;
    return true;
  }

  private onSelectedKey({ key, target }: KeyboardEvent): boolean {
    const { row, column } = this.focused;
    const move = MOVES[key];
    const writable = this.editable && this.own(this.focused) !== null;
    if (move) this.focusOn({ row: row + move[0], column: column + move[1] });
    else if (key === "Escape") (target as HTMLElement).blur();
    else if (writable && /^([\d.\-−]|Enter|F2|Backspace|Delete)$/.test(key)) {
      this.edit(this.focused, /^[\d.\-−]$/.test(key) ? key : undefined);
    } else if (key === "Enter" && !this.editable) this.choose(this.focused);
    else if (!/^[\d.\-−]$/.test(key)) return false; // numbers are a cell's own, even where it takes none
    return true;
  }

  /** The next cell that is not padding, or the one before, row by row; where there is none, this one. */
  private beside(step: 1 | -1): Cell {
    const [rows, columns] = this.size;
    for (let at = this.focused.row * columns + this.focused.column + step; at >= 0 && at < rows * columns; at += step) {
      const cell = { row: Math.floor(at / columns), column: at % columns };
      if (this.own(cell)) return cell;
    }
    return this.focused;
  }

  private focusOn({ row, column }: Cell): void {
    const [rows, columns] = this.size;
    this.focused = {
      row: Math.min(rows - 1, Math.max(0, row)),
      column: Math.min(columns - 1, Math.max(0, column)),
    };
    void this.updateComplete.then(() => this.querySelector<HTMLElement>('td[tabindex="0"]')?.focus());
  }

  private edit(cell: Cell, start?: string): void {
    if (!this.editable || !this.own(cell)) return;
    this.editing = cell;
    if (start === undefined) return;
    void this.updateComplete.then(() => {
      const field = this.querySelector<HTMLInputElement>(".cell-input")!;
      field.value = start;
      field.setSelectionRange(1, 1);
    });
  }

  /** Take what was typed and go on; what is no number stays open, or is dropped where the reader has left it. */
  private commit(next?: Cell): void {
    const cell = this.editing;
    const field = this.querySelector<HTMLInputElement>(".cell-input");
    if (!cell || !field) return;
    const value = typed(field.value);
    const changed = field.value !== long(this.at(cell).value);
    if (next && changed && Number.isNaN(value)) {
      this.refused = notNumber(field.value);
      return;
    }
    this.editing = undefined;
    this.refused = "";
    if (next) this.focusOn(next);
    if (changed && !Number.isNaN(value)) emit(this, "cell-edit", { ...this.own(cell)!, value });
  }
}
