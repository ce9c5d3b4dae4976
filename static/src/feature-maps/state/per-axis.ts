/** Options of a layer, which say one number for both axes or one for each. */
import type { Padding, Pair } from "../../shared/setup/setup";

export function pair(value: number | readonly number[]): Pair {
  return typeof value === "number" ? [value, value] : [value[0], value.at(-1)!];
}

/** Padding as a set-up has it: a word, or four sides. */
export function sides(value: string | number | readonly (number | readonly number[])[]): Padding {
  if (typeof value === "string") return value as Padding;
  if (typeof value === "number") return sides([value, value]);
  const [rows, columns] = value.map((side) => pair(side));
  return [rows, columns];
}
