/** A drawing as the lines of a pen, and as the pixels that a network gets of it. */
import { packed, unpacked } from "../../shared/wire/packed";

/** Of the pad, whatever its size on screen: x and y run from 0 to this. */
export const PAD = 1000;
/** Widths of the pen, in pixels of the network's input. */
export const PENS = { least: 1, usual: 2, most: 4 } as const;

/** A line from point to point, x and y in turn, drawn with a round pen of that width. */
export interface Stroke {
  readonly pen: number;
  readonly points: readonly number[];
}

export type Drawing = readonly Stroke[];

export function packedDrawing(drawing: Drawing): string {
  return packed(JSON.stringify(drawing.map(({ pen, points }) => [pen, ...points])));
}

/** Null for what is no drawing. */
export function unpackedDrawing(text: string | null): Drawing | null {
  try {
    const lines: unknown = JSON.parse(unpacked(text) ?? "null");
    if (!Array.isArray(lines)) return null;
    const drawing = lines.map(([pen, ...points]: number[]) => ({ pen, points }));
    const isNumber = (n: unknown) => typeof n === "number" && Number.isFinite(n) && Math.abs(n) <= 2 * PAD;
    const isWhole = drawing.every(
      ({ pen, points }) => pen > 0 && points.length >= 2 && points.length % 2 === 0 && [pen, ...points].every(isNumber),
    );
    return isWhole ? drawing : null;
  } catch {
    return null;
  }
}

/** How a drawing becomes pixels: pixel = scale · point + shift. */
export interface Placement {
  readonly scale: readonly [number, number];
  readonly shift: readonly [number, number];
}

/** A pad laid onto an input as it is. */
export function asDrawn(height: number, width: number): Placement {
  return { scale: [width / PAD, height / PAD], shift: [0, 0] };
}

/** MNIST's digits fit into a square of so many of their 28 pixels. */
const MNIST_BOX = 20;
/** What is drawn smaller than this part of the pad is taken for small, not for a digit to be enlarged. */
const LEAST_BOX = PAD / 5;

/** What is drawn scaled to MNIST's size, its box in the middle. */
export function fitted(drawing: Drawing, side: number): Placement {
  const points = drawing.flatMap((stroke) => stroke.points);
  const pen = Math.max(0, ...drawing.map((stroke) => stroke.pen));
  const ends = [0, 1].map((axis) => {
    const along = points.filter((_, i) => i % 2 === axis);
    return along.length ? [Math.min(...along), Math.max(...along)] : [0, PAD];
  });
  const largest = Math.max(LEAST_BOX, ...ends.map(([first, last]) => last - first));
  const scale = (MNIST_BOX - pen) / largest;
  const [x, y] = ends.map(([first, last]) => side / 2 - (scale * (first + last)) / 2);
  return { scale: [scale, scale], shift: [x, y] };
}

/** Moved so that the centre of mass comes to the middle of MNIST's pixel at row 14, column 14. */
export function centred(placement: Placement, ink: Float32Array, side: number): Placement {
  const middle = side / 2 + 0.5;
  let [mass, across, down] = [0, 0, 0];
  ink.forEach((value, i) => {
    mass += value;
    across += value * ((i % side) + 0.5);
    down += value * (Math.floor(i / side) + 0.5);
  });
  if (mass === 0) return placement;
  const [x, y] = placement.shift;
  return { ...placement, shift: [x + middle - across / mass, y + middle - down / mass] };
}
