/** The window over a table of numbers: one frame, or a frame for each tap where dilation leaves holes. */
import { html, nothing, type TemplateResult } from "lit";
import { styleMap } from "lit/directives/style-map.js";
import type { Span } from "../frame";
import type { FrameMark } from "../marks";

function percent(part: number, whole: number): string {
  return `${(part / whole) * 100}%`;
}

function hasHoles({ first, last, taps }: Span): boolean {
  return taps.length - 1 !== last - first;
}

/**
 * @param size is the table's, in cells.
 * @param glide is how long the frame takes to its next place, in milliseconds.
 */
export function windowFrame(
  { frame: { rows, columns }, role }: FrameMark,
  [height, width]: readonly [number, number],
  glide: number,
): TemplateResult {
  const dilated = hasHoles(rows) || hasHoles(columns);
  const spanHeight = rows.last - rows.first + 1;
  const spanWidth = columns.last - columns.first + 1;
  const place = {
    top: percent(rows.first, height),
    left: percent(columns.first, width),
    height: percent(spanHeight, height),
    width: percent(spanWidth, width),
    transitionDuration: `${glide}ms`,
  };
  const tap = (row: number, column: number) => html`<i
    style=${styleMap({
      top: percent(row - rows.first, spanHeight),
      left: percent(column - columns.first, spanWidth),
      height: percent(1, spanHeight),
      width: percent(1, spanWidth),
    })}
  ></i>`;
  return html`<div class="window ${role === "traced" ? "traced" : ""} ${dilated ? "dilated" : ""}" style=${styleMap(place)} aria-hidden="true">
    ${dilated ? rows.taps.map((row) => columns.taps.map((column) => tap(row, column))) : nothing}
  </div>`;
}
