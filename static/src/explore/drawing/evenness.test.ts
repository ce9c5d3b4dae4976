import { expect, it } from "vitest";
import { evennessOf } from "./evenness";

/** How many stamps of a kernel reach each cell of an axis. */
function reached(inputs: number, kernel: number, stride: number, cut = 0): number[] {
  const counts = new Array((inputs - 1) * stride + kernel).fill(0);
  for (let i = 0; i < inputs; i++) for (let k = 0; k < kernel; k++) counts[i * stride + k]++;
  return counts.slice(cut, counts.length - cut);
}

function plane(rows: number[], columns: number[]) {
  const data = Float64Array.from(rows.flatMap((row) => columns.map((column) => row * column)));
  return { height: rows.length, width: columns.length, data };
}

it.each([
  { kernel: 2, stride: 2, cut: 0, is: "even" },
  { kernel: 4, stride: 2, cut: 0, is: "border" },
  { kernel: 4, stride: 2, cut: 1, is: "border" },
  { kernel: 3, stride: 1, cut: 0, is: "border" },
  { kernel: 3, stride: 1, cut: 2, is: "even" },
  { kernel: 3, stride: 2, cut: 1, is: "uneven" },
  { kernel: 5, stride: 3, cut: 0, is: "uneven" },
  { kernel: 1, stride: 2, cut: 0, is: "uneven" },
])("a kernel of $kernel with a stride of $stride, $cut cut off, overlaps: $is", ({ kernel, stride, cut, is }) => {
  const axis = reached(6, kernel, stride, cut);
  expect(evennessOf(plane(axis, axis))).toBe(is);
});

it("is uneven if one axis is", () => {
  expect(evennessOf(plane(reached(6, 2, 2), reached(6, 3, 2)))).toBe("uneven");
});
