import { expect, it } from "vitest";
import { type NetworkNode, sorted, stagesOf, toCsv } from "./table";

function node(name: string, stage: string, parameters: number, output_shape = [1, 2, 2]): NetworkNode {
  return {
    name,
    stage,
    weights_of: null,
    operation: "conv",
    inputs: ["input"],
    options: {},
    slim: false,
    rearranges: true,
    output_shape,
    parameters: { weights: parameters, biases: 0, total: parameters, buffers: 0 },
    macs: parameters * 4,
    flops: parameters * 8,
    receptive_field:
      name === "late" ? null : { size: [3, 5], stride: [2, 2], padding: [1, 2], narrowest: [3, 5], aligned: true },
  };
}

const NODES = [node("conv2", "stem", 5), node("conv10", "stage 1", 7, [4, 1, 1]), node("late", "stage 1", 6)];

it("sorts by number and by name, and not at all", () => {
  const names = (key: string, descending: boolean) => sorted(NODES, { key, descending }).map(({ name }) => name);
  expect(names("parameters", true)).toEqual(["conv10", "late", "conv2"]);
  expect(names("name", false)).toEqual(["conv2", "conv10", "late"]);
  expect(sorted(NODES, undefined)).toBe(NODES);
});

it("groups neighbours by stage", () => {
  expect(
    stagesOf(NODES).map(({ name, parameters, macs, flops, output }) => [name, parameters, macs, flops, output]),
  ).toEqual([
    ["stem", 5, 20, 40, [1, 2, 2]],
    ["stage 1", 13, 52, 104, [1, 2, 2]],
  ]);
});

it("writes CSV that quotes what needs it", () => {
  const [head, first, , last] = toCsv([node('a "b", c', "stem", 5), NODES[1], NODES[2]]).split("\r\n");
  expect(head.split(",").slice(0, 3)).toEqual(["stage", "name", "operation"]);
  expect(first).toBe('stem,"a ""b"", c",conv,input,1×2×2,5,0,5,20,40,3,5,2,1');
  expect(last.endsWith(",6,0,6,24,48,,,,")).toBe(true);
});
