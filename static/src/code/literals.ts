/** Tensors as Python and JSON write them, without spaces where they only cost width. */
import { toNested, type Tensor } from "../state/tensor";

/** Longer tensors are read from a file instead. */
const MOST_NUMBERS = 1200;

export function isSmall(t: Tensor): boolean {
  return t.data.length <= MOST_NUMBERS;
}

/** One line for each innermost matrix. */
export function literal(t: Tensor): string {
  const write = (nested: unknown, depth: number): string => {
    if (!Array.isArray(nested)) return String(nested);
    if (!Array.isArray(nested[0]) || !Array.isArray(nested[0][0])) return JSON.stringify(nested).replaceAll(",", ", ");
    return `[${nested.map((part) => write(part, depth + 1)).join(`,\n${" ".repeat(depth + 1)}`)}]`;
  };
  return write(toNested(t), 0);
}
