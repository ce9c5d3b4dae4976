/** Draws a large plane on a canvas: pixels, padding, window, and numbers when cells are large enough. */

import { cellFor, fitOf } from "../../shared/cells";
import { pixelColour, type Range } from "../../shared/colours";
import { brief, short } from "../../shared/format";
import type { Cell, Frame } from "../../shared/frame";
import { type FrameMark, longestOf } from "../../shared/marks";
import type { Plane } from "../../shared/tensor";
import { type Extent, place, type View } from "./view";

export interface MapScene {
  readonly extent: Extent;
  readonly view: View;
  readonly image: OffscreenCanvas;
  readonly plane: Plane;
  readonly range: Range;
  /** Padded rows and columns before the plane. */
  readonly before: readonly [number, number];
  readonly padded: boolean;
  readonly shown: number;
  readonly frames: readonly FrameMark[];
  readonly lit?: ReadonlySet<string>;
  readonly current?: Cell;
  readonly cursor?: Cell;
}

/** Pixels of a number at most. */
const MOST_DIGITS = 24;

export function drawMap(canvas: HTMLCanvasElement, scene: MapScene): void {
  const ratio = window.devicePixelRatio;
  const { extent, view } = scene;
  const [width, height] = [Math.round(extent.width * ratio), Math.round(extent.height * ratio)];
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  const context = canvas.getContext("2d")!;
  const style = getComputedStyle(canvas);
  const colour = (name: string) => style.getPropertyValue(name);
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, extent.width, extent.height);
  if (scene.padded) hatch(context, scene, colour("--padding"));
  drawImage(context, scene);
  const least = Number(colour("--least-digits"));
  if (view.scale >= cellFor(1, least, "apart")) numbers(context, scene, colour("--mono"), [least, MOST_DIGITS]);
  for (const key of scene.lit ?? []) {
    const [row, column] = key.split(",").map(Number);
    outline(context, scene, row, column, 1, 1, colour("--input"), 2);
  }
  for (const mark of scene.frames) {
    const [hue, dash] = mark.role === "window" ? ["--kernel", []] : ["--output", [4, 3]];
    frame(context, scene, mark.frame, colour(hue), dash);
  }
  if (scene.current) outline(context, scene, scene.current.row, scene.current.column, 1, 1, colour("--output"), 3);
  if (scene.cursor) outline(context, scene, scene.cursor.row, scene.cursor.column, 1, 1, colour("--ink"), 2);
}

function hatch(context: CanvasRenderingContext2D, { extent, view }: MapScene, colour: string): void {
  const [left, top] = place(view, extent, 0, 0);
  const [right, bottom] = place(view, extent, extent.rows, extent.columns);
  context.save();
  context.beginPath();
  context.rect(left, top, right - left, bottom - top);
  context.clip();
  context.strokeStyle = colour;
  context.globalAlpha = 0.35;
  context.beginPath();
  for (let x = -extent.height; x < extent.width; x += 5) {
    context.moveTo(x, extent.height);
    context.lineTo(x + extent.height, 0);
  }
  context.stroke();
  context.restore();
}

function drawImage(context: CanvasRenderingContext2D, { extent, view, image, plane, before, shown }: MapScene): void {
  const [x, y] = place(view, extent, before[0], before[1]);
  const whole = Math.min(plane.height, Math.floor(shown / plane.width));
  const part = whole < plane.height ? shown - whole * plane.width : 0;
  context.imageSmoothingEnabled = view.scale < 1;
  const draw = (row: number, columns: number, rows: number) =>
    columns > 0 &&
    rows > 0 &&
    context.drawImage(image, 0, row, columns, rows, x, y + row * view.scale, columns * view.scale, rows * view.scale);
  draw(0, plane.width, whole);
  draw(whole, part, 1);
}

function numbers(
  context: CanvasRenderingContext2D,
  { extent, view, plane, range, before, shown }: MapScene,
  face: string,
  [least, most]: readonly [number, number],
): void {
  const firstRow = Math.max(0, Math.floor(view.row - extent.height / 2 / view.scale) - before[0]);
  const lastRow = Math.min(plane.height - 1, Math.ceil(view.row + extent.height / 2 / view.scale) - before[0]);
  const firstColumn = Math.max(0, Math.floor(view.column - extent.width / 2 / view.scale) - before[1]);
  const lastColumn = Math.min(plane.width - 1, Math.ceil(view.column + extent.width / 2 / view.scale) - before[1]);
  context.textAlign = "center";
  context.textBaseline = "middle";
  const visible: { value: number; row: number; column: number }[] = [];
  for (let row = firstRow; row <= lastRow; row++) {
    for (let column = firstColumn; column <= lastColumn; column++) {
      const index = row * plane.width + column;
      if (index < shown) visible.push({ value: plane.data[index], row, column });
    }
  }
  const { detail, font } = fitOf(view.scale, longestOf(Float64Array.from(visible, ({ value }) => value)), least, most);
  if (detail === "colour") return;
  const write = detail === "text" ? short : brief;
  context.font = `${font}px ${face}`;
  for (const { value, row, column } of visible) {
    const [x, y] = place(view, extent, row + before[0] + 0.5, column + before[1] + 0.5);
    const [r, g, b] = pixelColour(value, range);
    context.fillStyle = 0.299 * r + 0.587 * g + 0.114 * b > 140 ? "#000" : "#fff";
    context.fillText(write(value), x, y);
  }
}

function outline(
  context: CanvasRenderingContext2D,
  { extent, view }: MapScene,
  row: number,
  column: number,
  rows: number,
  columns: number,
  colour: string,
  line: number,
): void {
  const [x, y] = place(view, extent, row, column);
  const grow = line / 2;
  context.strokeStyle = colour;
  context.lineWidth = line;
  context.strokeRect(x - grow, y - grow, columns * view.scale + line, rows * view.scale + line);
}

/** A window smaller than this many screen pixels gets a ring around it, or nobody would find it. */
const FINDABLE = 14;

function frame(
  context: CanvasRenderingContext2D,
  scene: MapScene,
  { rows, columns }: Frame,
  colour: string,
  dash: number[],
): void {
  const [height, width] = [rows.last - rows.first + 1, columns.last - columns.first + 1];
  context.setLineDash(dash);
  outline(context, scene, rows.first, columns.first, height, width, colour, 2.5);
  const { view, extent } = scene;
  if (Math.max(height, width) * view.scale < FINDABLE) {
    const [x, y] = place(view, extent, rows.first + height / 2, columns.first + width / 2);
    context.beginPath();
    context.arc(x, y, FINDABLE, 0, 2 * Math.PI);
    context.stroke();
  }
  if (view.scale >= 6 && rows.taps.length < height) {
    for (const row of rows.taps)
      for (const column of columns.taps) outline(context, scene, row, column, 1, 1, colour, 1);
  }
  context.setLineDash([]);
}
