import { describe, expect, it } from "vitest";
import type { Setup } from "../../shared/setup/setup";
import { tensor } from "../../shared/tensor";
import { candidates } from "./remedies";

const setup: Setup = {
  operation: "conv",
  view: "forward",
  preset: "worked-example",
  source: { kind: "numbers" },
  input: tensor([4, 1, 1], [1, 2, 3, 4]),
  weight: tensor([1, 4, 2, 2], new Float64Array(16)),
  bias: null,
  stride: [3, 3],
  padding: [
    [2, 2],
    [2, 2],
  ],
  paddingMode: "reflect",
  dilation: [1, 2],
  groups: 3,
  outputPadding: [4, 4],
  ceilMode: false,
  countIncludePad: true,
  flipped: false,
  gradOutput: null,
  activation: "identity",
};

function values(field: string, changed: Partial<Setup> = {}): string[] {
  return candidates(field, { ...setup, ...changed }).map(({ value }) => value);
}

describe("the nearest come first, the smaller of two before the larger", () => {
  it.each([
    ["stride", ["2", "4", "1", "5", "6", "7", "8"]],
    ["kernel_size", ["1", "3", "4", "5", "6", "7", "8", "9", "10", "11"]],
    ["output_padding", ["3", "2", "1", "0"]],
    ["padding", ["1", "3", "0", "4", "5", "6", "7", "8", "9", "10"]],
    ["padding_mode", ["zeros", "replicate", "circular"]],
  ])("%s", (field, expected) => expect(values(field)).toEqual(expected));

  it("of two axes that differ, either is changed", () => {
    expect(values("dilation").slice(0, 4)).toEqual(["1×1", "1×3", "2×2", "1×4"]);
    expect(values("dilation")).toHaveLength(6 * 6 - 1);
  });
});

it("a candidate is the setup that the control would make", () => {
  const [one] = candidates("groups", setup).filter(({ value }) => value === "2");
  expect(one.setup.groups).toBe(2);
  expect(one.setup.weight.shape).toEqual([1, 2, 2, 2]);
  expect(candidates("kernel_size", setup)[0].setup.weight.shape).toEqual([1, 4, 1, 1]);
});

it("sides that differ are cut, a word gives way to numbers", () => {
  const padding = [
    [2, 0],
    [1, 1],
  ] as const;
  expect(values("padding", { padding })).toEqual(["at most 1", "0"]);
  expect(candidates("padding", { ...setup, padding })[0].setup.padding).toEqual([
    [1, 0],
    [1, 1],
  ]);
  expect(values("padding", { padding: "same" }).slice(0, 3)).toEqual(["0", "1", "2"]);
});

it("what has no range has no remedy", () => {
  expect(values("activation")).toEqual([]);
});
