import { expect, it } from "vitest";
import {
  complaintOf,
  moved,
  type Operation,
  type Option,
  read,
  removed,
  renamed,
  withOperation,
  written,
} from "./edits";
import type { LayerSpec } from "./network";

const LAYERS = [
  { operation: "conv", name: "a", out_channels: 4, kernel_size: 3 },
  { operation: "relu", name: "b" },
  { operation: "add", name: "c", inputs: ["b", "a"] },
] as LayerSpec[];

const option = (kind: Option["kind"]): Option => ({
  name: "x",
  kind,
  description: "",
  required: false,
  default: null,
  least: null,
  most: null,
  start: null,
  choices: [],
});

it("reads what is typed as one would mean it", () => {
  expect(read(option("count"), " 12 ")).toBe(12);
  expect(read(option("pair"), "3, 5")).toEqual([3, 5]);
  expect(read(option("shape"), "128")).toEqual([128]);
  expect(read(option("pair"), "3×5")).toEqual([3, 5]);
  expect(read(option("padding"), "same")).toBe("same");
  expect(read(option("padding"), "1 2, 0 0")).toEqual([
    [1, 2],
    [0, 0],
  ]); // prettier-ignore
  expect(read(option("flag"), "false")).toBe(false);
  expect(read(option("count"), "")).toBeUndefined();
  expect(read(option("count"), "many")).toBe("many"); // the server says what is wrong with it
});

it("writes it so that it reads the same", () => {
  for (const value of [
    3,
    [3, 5],
    [
      [1, 2],
      [0, 0],
    ],
    "same",
  ])
    expect(read(option("padding"), written(value))).toEqual(value); // prettier-ignore
});

it("connects the layers around one that is taken out", () => {
  expect(removed(LAYERS, 1)).toEqual([LAYERS[0], { ...LAYERS[2], inputs: ["a", "a"] }]);
  expect(removed(LAYERS, 0)[1].inputs).toEqual(["b", "input"]);
  const twice = [LAYERS[0], { ...LAYERS[0], name: "b", weights_of: "a" }, { ...LAYERS[0], name: "c", weights_of: "a" }];
  expect(removed(twice, 0).map(({ weights_of }) => weights_of)).toEqual([undefined, "b"]);
  expect(removed(twice, 1)[1].weights_of).toBe("a");
  expect(renamed(twice, 0, "stem").map(({ weights_of }) => weights_of)).toEqual([undefined, "stem", "stem"]);
});

it("moves and renames, and keeps who takes from whom", () => {
  expect(moved(LAYERS, 2, -1).map(({ name }) => name)).toEqual(["a", "c", "b"]);
  expect(renamed(LAYERS, 0, "stem")[2].inputs).toEqual(["b", "stem"]);
});

it("keeps the options that the new operation has too", () => {
  const pool: Operation = {
    name: "max_pool",
    joins: false,
    options: [{ ...option("pair"), name: "kernel_size", required: true, start: 3 }],
  };
  expect(withOperation(LAYERS, 0, pool)[0]).toEqual({ operation: "max_pool", name: "a", kernel_size: 3 });
});

it("finds the layer that a refusal is about", () => {
  const named = [
    { operation: "relu", name: "features" },
    { operation: "conv", name: "features.0" },
  ] as LayerSpec[]; // prettier-ignore
  const problem = (field: string) => ({
    type: "about:blank",
    title: "",
    status: 422,
    detail: "d",
    errors: [{ field, message: "m" }],
  });
  expect(complaintOf(problem("features.0.kernel_size"), named)).toEqual({
    place: 1,
    option: "kernel_size",
    message: "m",
  });
  expect(complaintOf(problem("layers[0].inputs"), named)).toEqual({ place: 0, option: "inputs", message: "m" });
  expect(complaintOf(problem("input_shape"), named)).toEqual({ place: -1, option: "input_shape", message: "m" });
});
