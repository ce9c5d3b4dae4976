/** Drawn patterns for an input: what edges, blobs and ramps look like to a filter. */
import { type Tensor, tensor } from "../../shared/tensor";

type Value = (row: number, column: number, height: number, width: number) => number;

const nearCentre: (radius: number) => Value = (radius) => (r, c, h, w) =>
  Number(Math.hypot((r - (h - 1) / 2) / h, (c - (w - 1) / 2) / w) < radius);

export const PATTERNS: Record<string, Value> = {
  "vertical edge": (_r, c, _h, w) => Number(c >= w / 2),
  "horizontal edge": (r, _c, h) => Number(r >= h / 2),
  diagonal: (r, c) => Number(r === c),
  cross: (r, c, h, w) => Number(r === Math.floor(h / 2) || c === Math.floor(w / 2)),
  chequers: (r, c) => (r + c) % 2,
  ramp: (_r, c) => c,
  disc: nearCentre(0.38),
  dot: (r, c, h, w) => Number(r === Math.floor(h / 2) && c === Math.floor(w / 2)),
};

export function patterned(shape: readonly number[], name: string): Tensor {
  const [channels, height, width] = shape;
  const value = PATTERNS[name];
  const one = Array.from({ length: height * width }, (_, i) => value(Math.floor(i / width), i % width, height, width));
  return tensor(shape, Array.from({ length: channels }, () => one).flat());
}
