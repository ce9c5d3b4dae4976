/** Values to colours: the role's hue for positive numbers, one purple for negative ones, paper for zero. */
import type { Numbers, Plane } from "./tensor";

export type Role = "input" | "kernel" | "output";
export type Rgb = readonly [number, number, number];

/** How strongly the deepest cell is tinted; more would cost the number in it its contrast. */
const DEEPEST = 0.42;

/** A cell's background as CSS. */
export function cellColour(value: number, largest: number, role: Role): string {
  if (!Number.isFinite(value)) return "transparent"; // padding that counts as −∞
  const depth = largest === 0 ? 0 : Math.min(1, Math.abs(value) / largest);
  const hue = value < 0 ? "var(--negative)" : `var(--${role})`;
  return `color-mix(in srgb, ${hue} ${Math.round((0.06 + (DEEPEST - 0.06) * depth) * 100)}%, var(--card))`;
}

export interface Range {
  readonly least: number;
  readonly largest: number;
}

export function rangeOf(data: ArrayLike<number>): Range {
  let least = Infinity;
  let largest = -Infinity;
  for (let i = 0; i < data.length; i++) {
    if (data[i] < least) least = data[i];
    if (data[i] > largest) largest = data[i];
  }
  return { least, largest };
}

/** The largest distance from zero. */
export function reach({ least, largest }: Range): number {
  return Math.max(Math.abs(least), Math.abs(largest));
}

const NEGATIVE: Rgb = [122, 40, 176];
const MIDDLE: Rgb = [247, 246, 242];
const POSITIVE: Rgb = [10, 104, 74];

function mixed(a: Rgb, b: Rgb, t: number): Rgb {
  return [a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t, a[2] + (b[2] - a[2]) * t];
}

/** A pixel's colour: grey where nothing is negative, else diverging around zero. */
export function pixelColour(value: number, range: Range): Rgb {
  if (range.least >= 0) {
    const grey = range.largest === 0 ? 0 : (value / Math.max(range.largest, 1e-30)) * 255;
    return [grey, grey, grey];
  }
  const t = Math.min(1, Math.abs(value) / reach(range));
  return mixed(MIDDLE, value < 0 ? NEGATIVE : POSITIVE, t);
}

/** Shades that a plane is painted in: more than the eye tells apart. */
const SHADES = 1024;

/** By range, which all maps of a layer share. */
const shadesOf = new WeakMap<Range, Uint32Array>();

function shadesFor(range: Range): Uint32Array {
  const known = shadesOf.get(range);
  if (known) return known;
  const span = range.largest - range.least || 1;
  const shades = Uint32Array.from({ length: SHADES }, (_, i) => {
    const [r, g, b] = pixelColour(range.least + (span * i) / (SHADES - 1), range).map(Math.round);
    return 0xff000000 | (b << 16) | (g << 8) | r;
  });
  shadesOf.set(range, shades);
  return shades;
}

/** A plane as an image, one pixel for each number. */
export function paint({ height, width, data }: Plane, range: Range): ImageData {
  const span = range.largest - range.least || 1;
  const shades = shadesFor(range);
  const image = new ImageData(width, height);
  const pixels = new Uint32Array(image.data.buffer);
  for (let i = 0; i < data.length; i++) pixels[i] = shades[Math.round(((data[i] - range.least) / span) * (SHADES - 1))];
  return image;
}

/** The legend's ends as a CSS gradient that shows the same map. */
export function legend(range: Range): string {
  const stops = Array.from({ length: 9 }, (_, i) => {
    const value = range.least + ((range.largest - range.least) * i) / 8;
    return `rgb(${pixelColour(value, range).map(Math.round).join(" ")})`;
  });
  return `linear-gradient(to right, ${stops.join(", ")})`;
}

/** Three planes as red, green and blue: the least of the range is without that colour. */
export function coloured(data: Numbers, height: number, width: number, { least, largest }: Range): ImageData {
  const image = new ImageData(width, height);
  const size = height * width;
  const shade = (value: number) => (255 * (value - least)) / (largest - least || 1);
  for (let i = 0; i < size; i++) {
    image.data.set([shade(data[i]), shade(data[size + i]), shade(data[2 * size + i]), 255], 4 * i);
  }
  return image;
}
