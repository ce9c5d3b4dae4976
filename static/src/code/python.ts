/** What the Python snippets share: tensors as arrays, and options as Python writes them. */
import type { Result } from "../api/convolve";
import type { Pair } from "../state/explore";
import { isSmall, literal } from "./literals";

/** A number where both axes agree, else a pair. */
export function pair([height, width]: readonly number[]): string {
  return height === width ? String(height) : `(${height}, ${width})`;
}

/** Lines that make x [C, H, W], w and b as float32 arrays. */
export function arrays({ convolution: { input, weight, bias } }: Result): string[] {
  const array = (text: string) => `np.array(${text}, dtype=np.float32)`;
  const [channels, height, width] = input.shape;
  const picture =
    channels === 1
      ? `np.float32(Image.open("picture.png").convert("L").resize((${width}, ${height})))[None]`
      : `np.float32(Image.open("picture.png").convert("RGB").resize((${width}, ${height}))).transpose(2, 0, 1)`;
  return [
    "import numpy as np",
    ...(isSmall(input) ? [] : ["from PIL import Image"]),
    "",
    `x = ${isSmall(input) ? array(literal(input)) : picture}`,
    `w = ${isSmall(weight) ? array(literal(weight)) : `np.load("weight.npy")  # ${weight.shape.join("×")}`}`,
    `b = ${array(JSON.stringify(bias ?? weightless(weight.shape[0])).replaceAll(",", ", "))}`,
  ];
}

function weightless(filters: number): number[] {
  return new Array<number>(filters).fill(0);
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
