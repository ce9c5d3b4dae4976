import { expect, it } from "vitest";
import { type NetworkNode, stagesOf } from "../../shared/network/table";
import { networkFigure, skipsWithin } from "./network-figure";

function node(
  name: string,
  stage: string,
  inputs: string[],
  output_shape = [8, 4, 4],
  operation = "conv",
): NetworkNode {
  const parameters = { weights: 0, biases: 0, total: 0, buffers: 0 };
  return {
    name,
    stage,
    operation,
    inputs,
    weights_of: null,
    options: {},
    output_shape,
    slim: operation === "relu",
    rearranges: operation === "conv",
    parameters,
    flops: 0,
    macs: 0,
    receptive_field: null,
  };
}

const BLOCK = [
  node("stem", "stem", ["input"], [8, 8, 8]),
  node("a", "stage", ["stem"]),
  node("b", "stage", ["a"]),
  node("sum", "stage", ["b", "stem"], [8, 4, 4], "add"),
  node("c", "stage", ["sum"]),
  node("sum2", "stage", ["c", "sum"], [8, 4, 4], "add"),
];

it("stands unfolded blocks side by side, with an arc over what a skip passes", () => {
  const { blocks, arcs } = networkFigure([3, 16, 16], stagesOf(BLOCK), new Set([0, 1]));
  expect(blocks.map(({ name }) => name)).toEqual(["input", "stem", "a", "b", "sum", "c", "sum2"]);
  expect(arcs).toEqual([
    { from: 4, to: 6, past: 1 },
    { from: 1, to: 4, past: 2 },
  ]);
  blocks.slice(1).forEach((block, i) => expect(block.x).toBeGreaterThan(blocks[i].x + blocks[i].width));
});

it("draws heights in proportion to the root of the map's height", () => {
  const { blocks } = networkFigure([3, 16, 16], stagesOf(BLOCK), new Set([0, 1]));
  expect(blocks[0].height / blocks[2].height).toBeCloseTo(Math.sqrt(16 / 4));
});

it("folds a stage into one block that knows its skips", () => {
  const { blocks, arcs } = networkFigure([3, 16, 16], stagesOf(BLOCK), new Set());
  expect(blocks.map(({ name }) => name)).toEqual(["input", "stem", "stage"]);
  expect(arcs).toEqual([]);
  expect(skipsWithin(blocks[2].nodes)).toBe(1); // the other begins in the stem
});
