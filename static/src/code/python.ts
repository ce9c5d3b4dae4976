/** What the Python snippets share: tensors as arrays, and options as Python writes them. */
import type { Result } from "../operations/figure";
import type { Pair } from "../state/explore";
import type { Tensor } from "../state/tensor";
import { isSmall, literal } from "./literals";

/** A number where both axes agree, else a pair. */
export function pair([height, width]: readonly number[]): string {
  return height === width ? String(height) : `(${height}, ${width})`;
}

export function array(t: Tensor, file: string): string {
  return isSmall(t) ? `np.array(${literal(t)}, dtype=np.float32)` : `np.load("${file}.npy")  # ${t.shape.join("×")}`;
}

/** Lines that make x [C, H, W] as a float32 array. */
export function inputArray({ setup: { input } }: Result): string[] {
  const [channels, height, width] = input.shape;
  const picture =
    channels === 1
      ? `np.float32(Image.open("picture.png").convert("L").resize((${width}, ${height})))[None]`
      : `np.float32(Image.open("picture.png").convert("RGB").resize((${width}, ${height}))).transpose(2, 0, 1)`;
  return [
    "import numpy as np",
    ...(isSmall(input) ? [] : ["from PIL import Image"]),
    "",
    `x = ${isSmall(input) ? array(input, "x") : picture}`,
  ];
}

/** Lines that make x, w and b. */
export function arrays(result: Result, weight: Tensor): string[] {
  const { bias } = result.setup;
  const biases = bias ?? new Array<number>(result.geometry.output[0]).fill(0);
  return [...inputArray(result), `w = ${array(weight, "weight")}`, `b = np.array(${JSON.stringify(biases).replaceAll(",", ", ")}, dtype=np.float32)`];
}

export function shape({ geometry: { output } }: Result): string {
  return `[${output.join(", ")}]`;
}

export function isSymmetric(padding: readonly (readonly number[])[]): boolean {
  return padding.every(([before, after]) => before === after);
}

export function isPadded(padding: readonly (readonly number[])[]): boolean {
  return padding.flat().some((side) => side > 0);
}

export function isOne(value: Pair): boolean {
  return value.every((n) => n === 1);
}

/** np.pad's widths, with what the last window of a pooling reaches beyond. */
export function widths({ figure: { sources, input } }: Result): string {
  const sides = [sources.rows.length, sources.columns.length].map((size, axis) => {
    const before = sources.before[axis];
    return `(${before}, ${size - before - input.shape[axis + 1]})`;
  });
  return `((0, 0), ${sides.join(", ")})`;
}

/** Lines that make c, which counts what the divisor of a mean counts. */
export function counted(result: Result): string[] {
  const { setup, geometry, figure } = result;
  const [[top, bottom], [left, right]] = geometry.padding;
  const [, height, width] = setup.input.shape;
  const beyond = [
    figure.sources.rows.length - top - height - bottom,
    figure.sources.columns.length - left - width - right,
  ];
  return [
    `c = np.pad(np.ones((1, ${height}, ${width}), dtype=np.float32), ((0, 0), (${top}, ${bottom}), (${left}, ${right})), constant_values=${setup.countIncludePad ? 1 : 0})`,
    ...(beyond.some((side) => side > 0) ? [`c = np.pad(c, ((0, 0), (0, ${beyond[0]}), (0, ${beyond[1]})))  # beyond the padding nothing counts`] : []),
  ];
}
