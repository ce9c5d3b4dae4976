import { describe, expect, it } from "vitest";
import { tensor } from "../../shared/tensor";
import type { Node, Unit } from "./detail";
import { playedWindow } from "./played";

const SIDE = 20;
const input = tensor(
  [1, SIDE, SIDE],
  Float32Array.from({ length: SIDE * SIDE }, (_, i) => i),
);

function unit(rows: (number | null)[], columns: (number | null)[]): Unit {
  return { operation: "avg_pool", unit: [0, 0, 0], window: { rows, columns }, channels: [0] } as unknown as Unit;
}

const node = { operation: "avg_pool", options: { ceil_mode: true }, output_shape: [1, 8, 8] } as unknown as Node;

describe("a window of a large map", () => {
  it("is cut out with the padding that it reaches into", () => {
    const played = playedWindow(node, unit([19, null], [4, 5]), [0], input);
    expect(played?.setup.input.shape).toEqual([1, 1, 2]);
    expect([...played!.setup.input.data]).toEqual([19 * SIDE + 4, 19 * SIDE + 5]);
    expect(played?.setup.padding).toEqual([
      [0, 1],
      [0, 0],
    ]);
  });

  it.each([
    [
      [null, null],
      [0, 1],
    ],
    [
      [3, 4],
      [null, null],
    ],
  ])("is not played where it lies in padding alone", (rows, columns) => {
    expect(playedWindow(node, unit(rows, columns), [0], input)).toBeUndefined();
  });
});
