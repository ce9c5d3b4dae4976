/** The beats of a unit, from what a figure computes. */
import type { Beat, BeatName } from "../state/beats";
import type { Figure } from "./figure";

const TITLES: Record<BeatName, string> = {
  window: "the window reads",
  products: "values meet weights",
  gather: "products add up",
  sum: "channels and bias add up",
  activate: "the activation bends it",
  compete: "the largest wins",
  collect: "the values add up",
  divide: "divided, the mean",
  curve: "along the curve",
  stamp: "the value stamps the kernel",
  channels: "channels add up",
  land: "the number lands",
};

/** More numbers than these are not shown one by one, but by channel or by row. */
const MOST_ONE_BY_ONE = 36;
const MOST_TERMS = 8;
const CURVE_PARTS = 16;

function beat(name: BeatName, parts: number, seconds: number): Beat {
  return { name, title: TITLES[name], parts, seconds };
}

/** Long enough for each part to be seen, short enough to be waited for. */
function lasting(parts: number): number {
  return Math.min(3, Math.max(1, 0.18 * parts));
}

/** How many parts a window's numbers are seen in: one by one, or row by row. */
function partsOf([height, width]: readonly [number, number]): number {
  return height * width <= MOST_ONE_BY_ONE ? height * width : height;
}

/** Rows and columns of the weights, or of a window that has none. */
export function kernelOf(figure: Figure): readonly [number, number] {
  if (figure.weight) return [figure.weight.shape[2], figure.weight.shape[3]];
  const first = figure.onInput({ row: 0, column: 0 })!;
  return [first.rows.taps.length, first.columns.taps.length];
}

export function scoreOf(figure: Figure): readonly Beat[] {
  const kernel = kernelOf(figure);
  const channels = figure.seen(0).length;
  const window = beat("window", 1, 0.9);
  const land = beat("land", 1, 0.8);
  switch (figure.arithmetic) {
    case "products": {
      const all = channels * kernel[0] * kernel[1];
      const parts = all <= MOST_ONE_BY_ONE ? all : channels > 1 ? channels : kernel[0];
      const terms = channels + Number(figure.bias !== null);
      return [
        window,
        beat("products", parts, lasting(parts)),
        beat("gather", partsOf(kernel), lasting(partsOf(kernel) / 2)),
        ...(terms > 1 ? [beat("sum", Math.min(terms, MOST_TERMS), lasting(Math.min(terms, MOST_TERMS) * 2))] : []),
        ...(figure.activation === "identity" ? [] : [beat("activate", CURVE_PARTS, 1)]),
        land,
      ];
    }
    case "max":
      return [window, beat("compete", partsOf(kernel), lasting(2 * partsOf(kernel))), land];
    case "mean":
      return [window, beat("collect", partsOf(kernel), lasting(partsOf(kernel))), beat("divide", 1, 0.7), land];
    case "curve":
      return [window, beat("curve", CURVE_PARTS, 1.2), land];
    case "stamp":
      return [
        window,
        beat("stamp", partsOf(kernel), lasting(partsOf(kernel))),
        ...(channels > 1 ? [beat("channels", 1, 0.8)] : []),
        land,
      ];
  }
}
