/** So many whole numbers from 0 on, as a link lists them; null for anything else. */
export function wholes(text: string | null, count: number): number[] | null {
  const numbers = text?.split(",").map((part) => (part === "" ? Number.NaN : Number(part))) ?? [];
  return numbers.length === count && numbers.every((n) => Number.isInteger(n) && n >= 0) ? numbers : null;
}
