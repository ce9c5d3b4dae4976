/** A small plane of numbers as a real table: read, traced and edited cell by cell. */
import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { classMap } from "lit/directives/class-map.js";
import { repeat } from "lit/directives/repeat.js";
import { styleMap } from "lit/directives/style-map.js";
import { type Fit, fitOf } from "../cells";
import { long, short } from "../format";
import type { Cell } from "../frame";
import type { CellMark, FrameMark, Grid } from "../marks";
import { emit, LightElement } from "./light-element";
import { windowFrame } from "./window-frame";

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
  /** Pixels: of the table, and of digits at least and at most. */
  @state() private measured = { width: 0, least: 11, most: 16 };
  /** A padded cell that the reader points at. */
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
    return html`<div class="grid-frame" style=${styleMap({ "--columns": columns, "--rows": rows, "--font": `${font}px` })}>
      <table
        role="grid"
        aria-label=${this.label}
        class="cells ${this.grid.role}"
        @keydown=${this.onKey}
        @pointerleave=${this.onLeave}
        @focusout=${this.onLeave}
      >
        <tbody role="rowgroup">
          ${this.grid.cells.map((marks, row) => html`<tr role="row">${marks.map((mark, column) => this.cell(mark, row, column))}</tr>`)}
        </tbody>
      </table>
      ${repeat(
        this.frames,
        ({ role }) => role, // each window glides from its own last place
        (mark) => windowFrame(mark, this.size, mark.role === "window" ? this.glide : 0),
      )}
    </div>`;
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
          .value=${long(value)}
          @blur=${this.commit}
        />
      </td>`;
    }
    const isFocus = this.focused.row === row && this.focused.column === column;
    return html`<td
      role="gridcell"
      tabindex=${isFocus ? 0 : -1}
      aria-label=${padding || !computed || detail !== "text" ? `${computed ? short(value) : "not computed yet"}${padding ? `, padding${own ? ` copied from row ${own.row}, column ${own.column}` : ""}` : ""}` : nothing}
      title="${this.name(row, column)}: ${computed ? long(value) : "not computed yet"}"
      data-box=${this.grid.key ? mark.key : nothing}
      class=${classMap({
        padding,
        pending: !computed,
        lit: lights.includes("lit"),
        source: this.isSource(mark),
        marked: lights.includes("marked"),
        current: lights.includes("current"),
        met: lights.includes("met"),
        lost: lights.includes("lost"),
      })}
      style=${mark.colour ? `background:${mark.colour}` : ""}
      @pointerenter=${(event: PointerEvent) => this.onPoint(event, row, column)}
      @pointerdown=${(event: PointerEvent) => this.onPress(event, row, column)}
      @dblclick=${() => this.edit(row, column)}
      @focus=${() => this.onFocus(row, column)}
    >${text}</td>`;
  }

  private onPoint(event: PointerEvent, row: number, column: number): void {
    const { own } = this.at({ row, column });
    if (event.buttons === 1 && this.brush !== undefined && own) emit(this, "cell-edit", { ...own, value: this.brush });
    else this.trace(row, column);
  }

  private trace(row: number, column: number): void {
    const { own, role } = this.at({ row, column });
    this.pointed = role === "padding" ? { row, column } : undefined;
    emit(this, "cell-trace", role === "padding" ? null : own);
  }

  private readonly onLeave = (): void => {
    this.pointed = undefined;
    emit(this, "cell-trace", null);
  };

  private onPress(event: PointerEvent, row: number, column: number): void {
    const { own, role } = this.at({ row, column });
    if (!own || role === "padding") return;
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
      const { own, role } = this.at({ row, column });
      if (own && role !== "padding") emit(this, "cell-pin", own);
    } else if (
      this.editable &&
      !event.ctrlKey &&
      !event.metaKey &&
      /^([\d.\-−]|F2|Backspace|Delete)$/.test(event.key)
    ) {
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
    if (!this.editable || this.at({ row, column }).role === "padding") return;
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
    emit(this, "cell-edit", { ...this.at(cell).own!, value: Number(text) });
  };
}
