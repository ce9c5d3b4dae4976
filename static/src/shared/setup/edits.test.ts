import { describe, expect, it } from "vitest";
import { fromNested, type Tensor } from "../tensor";
import {
  fitted,
  parseMatrix,
  withBias,
  withFilters,
  withInputCell,
  withInputShape,
  withKernel,
  withWeight,
  withWeightMatrix,
} from "./edits";
import type { Setup } from "./setup";

const setup: Setup = {
  operation: "conv",
  view: "forward",
  preset: "worked-example",
  source: { kind: "numbers" },
  input: fromNested([
    [
      [1, 2],
      [3, 4],
    ],
    [
      [5, 6],
      [7, 8],
    ],
  ]),
  weight: fromNested([[[[1, 2]], [[3, 4]]]]),
  bias: [9],
  stride: [1, 1],
  padding: [
    [0, 0],
    [0, 0],
  ],
  paddingMode: "zeros",
  dilation: [1, 1],
  groups: 1,
  outputPadding: [0, 0],
  ceilMode: false,
  countIncludePad: true,
  flipped: false,
  gradOutput: null,
  activation: "identity",
};

function toNested(t: Tensor): unknown {
  const nest = (axis: number, start: number, size: number): unknown => {
    if (axis === t.shape.length) return t.data[start];
    const part = size / t.shape[axis];
    return Array.from({ length: t.shape[axis] }, (_, i) => nest(axis + 1, start + i * part, part));
  };
  return nest(0, 0, t.data.length);
}

describe("one number", () => {
  it("of the input changes without touching the rest", () => {
    const changed = withInputCell(setup, [1, 0, 1], -6);
    expect(toNested(changed.input)).toEqual([
      [
        [1, 2],
        [3, 4],
      ],
      [
        [5, -6],
        [7, 8],
      ],
    ]);
    expect(setup.input.data[5]).toBe(6);
  });

  it("of a weight changes likewise", () => {
    expect(toNested(withWeight(setup, [0, 1, 0, 0], 0.5).weight)).toEqual([[[[1, 2]], [[0.5, 4]]]]);
  });

  it("of a picture may leave what bytes can hold", () => {
    const picture = { ...setup, input: { shape: [1, 1, 2], data: Uint8Array.of(1, 2) } };
    expect([...withInputCell(picture, [0, 0, 1], -1.5).input.data]).toEqual([1, -1.5]);
  });
});

describe("sizes", () => {
  it("keep what overlaps and fill the rest with small whole numbers", () => {
    const { input } = withInputShape(setup, [2, 3, 1]);
    expect(input.shape).toEqual([2, 3, 1]);
    expect([input.data[0], input.data[1], input.data[3], input.data[4]]).toEqual([1, 3, 5, 7]);
    expect([0, 1, 2]).toContain(input.data[2]);
  });

  it("of filters bring a bias of 0 along", () => {
    const more = withFilters(setup, 3);
    expect(more.weight.shape).toEqual([3, 2, 1, 2]);
    expect(more.bias).toEqual([9, 0, 0]);
  });

  it("of the kernel keep its corner", () => {
    expect(withKernel(setup, [2, 1]).weight.data[0]).toBe(1);
  });

  it("of a pasted matrix become the kernel's", () => {
    const { weight } = withWeightMatrix(setup, 0, 1, [[7], [8]]);
    expect(weight.shape).toEqual([1, 2, 2, 1]);
    expect([...weight.data.slice(2)]).toEqual([7, 8]);
  });
});

describe("channels of the filters", () => {
  it("follow the groups", () => {
    expect(fitted({ ...setup, groups: 2 }).weight.shape).toEqual([1, 1, 1, 2]);
  });

  it("stay where groups do not divide, so that the server says so", () => {
    expect(fitted({ ...setup, groups: 3 }).weight).toBe(setup.weight);
  });

  it("repeat on a picture, so that an edge filter stays one", () => {
    const grey = fromNested([[[[-1, 1]]]]);
    const colour = {
      ...setup,
      source: { kind: "upload", name: "x" } as const,
      input: fromNested([[[1]], [[1]], [[1]]]),
      weight: grey,
    };
    expect(toNested(fitted(colour).weight)).toEqual([[[[-1, 1]], [[-1, 1]], [[-1, 1]]]]);
  });
});

describe("a pasted matrix", () => {
  it.each([
    [
      "1\t2\n3\t4",
      [
        [1, 2],
        [3, 4],
      ],
    ],
    [
      "1, 2.5\r\n−3, 4e1\n",
      [
        [1, 2.5],
        [-3, 40],
      ],
    ],
    [
      "[[1 2]\n [3 4]]",
      [
        [1, 2],
        [3, 4],
      ],
    ],
    ["7", [[7]]],
  ])("is read from %j", (text, matrix) => expect(parseMatrix(text)).toEqual(matrix));

  it.each([
    ["", "no numbers"],
    ["1 2\n3", "Every row must have 2 numbers"],
    ["1 x", "Every cell must be a number"],
    ["1 Infinity", "Every cell must be a number"],
  ])("is refused: %j", (text, reason) => expect(() => parseMatrix(text)).toThrow(reason));
});

describe("what was cut off comes back", () => {
  it("in every size, changed since or not", () => {
    const small = withInputShape(setup, [1, 1, 2]);
    const changed = withInputCell(small, [0, 0, 0], 9);
    const square = withInputShape(changed, [2, 2, 2]);
    expect(toNested(square.input)).toEqual([
      [
        [9, 2],
        [3, 4],
      ],
      [
        [5, 6],
        [7, 8],
      ],
    ]);
    expect(square.input.beyond).toBeUndefined();
    expect(toNested(square.weight)).toEqual(toNested(setup.weight));
  });

  it("over several steps, axis by axis", () => {
    const kernel = (c: Setup, height: number, width: number) => withKernel(c, [height, width]);
    const grown = kernel(setup, 2, 2);
    const back = kernel(kernel(kernel(grown, 2, 1), 1, 1), 2, 2);
    expect(toNested(back.weight)).toEqual(toNested(grown.weight));
    // where nothing ever stood, something new comes
    const fresh = kernel(kernel(kernel(setup, 1, 1), 2, 1), 2, 2);
    expect(fresh.weight.data.every(Number.isFinite)).toBe(true);
    expect(fresh.weight.data[1]).toBe(2);
  });

  it("with its bias", () => {
    const three = { ...withFilters(setup, 3), bias: [9, 8, 7] };
    const back = withFilters(withFilters(three, 1), 3);
    expect(back.bias).toEqual([9, 8, 7]);
    expect(toNested(back.weight)).toEqual(toNested(three.weight));
    const without = withBias(three, false);
    expect(without.bias).toBeNull();
    expect(withBias(withFilters(without, 2), true).bias).toEqual([9, 8]);
    expect(withBias({ ...setup, bias: null }, true).bias).toEqual([0]);
  });
});
