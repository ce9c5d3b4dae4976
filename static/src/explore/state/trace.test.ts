import { describe, expect, it } from "vitest";
import { users } from "./trace";

describe("who uses an input cell", () => {
  // 3 cells, reflected by one at each end, a window of 3: padded cells copy 1, 0, 1, 2, 1
  const axis = {
    axis: "height" as const,
    sources: [1, 0, 1, 2, 1],
    taps: [
      [0, 1, 2],
      [1, 2, 3],
      [2, 3, 4],
    ],
    reads: [2, 5, 2],
  };
  it("counts copies made by padding", () =>
    expect([...users(axis, 1)]).toEqual([
      [0, 2],
      [1, 1],
      [2, 2],
    ]));
  it("leaves out who does not", () =>
    expect([...users({ ...axis, sources: [null, 0, 1, 2, null] }, 0)]).toEqual([
      [0, 1],
      [1, 1],
    ]));
});
