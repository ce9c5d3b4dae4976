import { expect, it } from "vitest";
import { span } from "../../shared/frame";
import { tensor } from "../../shared/tensor";
import type { Figure } from "../operations/figure";
import { type Instant, marks, moving, SUM } from "./marks";
import { stageOf } from "./stage";

/** A window of 2×2 on one channel of 3×3, padded by a row above. */
const FIGURE: Figure = {
  arithmetic: "products",
  input: tensor([1, 3, 3], [1, 2, 3, 4, 5, 6, 7, 8, 9]),
  inputName: "Input",
  editsInput: "input",
  weight: tensor([1, 1, 2, 2], [1, 0, 0, -1]),
  weightName: "filter",
  planeName: "Filter",
  editsWeight: "weight",
  bias: null,
  activation: "identity",
  output: tensor([1, 3, 2], [-2, -3, -4, -4, -4, -4]),
  outputName: "Output, filter",
  sources: { rows: [null, 0, 1, 2], columns: [0, 1, 2], before: [1, 0], fill: 0 },
  steps: [3, 2],
  stepsOn: "output",
  seen: () => [0],
  onInput: ({ row, column }) => ({ rows: span([row, row + 1]), columns: span([column, column + 1]) }),
  onOutput: () => undefined,
  partners: (_, on) => ({ cells: new Set(on === "output" ? ["0,0", "0,1"] : ["1,0"]), text: "" }),
};
const STAGE = stageOf(FIGURE);
const UNIT = { sum: Float64Array.of(-4), products: Float64Array.of(1, 0, 0, -5) };
const AT: Instant = {
  filter: 0,
  current: { row: 1, column: 0 },
  step: { row: 1, column: 0 },
  unit: UNIT,
  shown: 3,
  whole: false,
};

it("lays the window on the input and leaves out what has yet to be computed", () => {
  const { inputs, output, moving: moves } = marks(FIGURE, STAGE, AT, [0]);
  const input = inputs.get(0)!;
  expect(input.frames).toEqual([
    { kind: "frame", plane: "input 0", role: "window", frame: FIGURE.onInput(AT.current) },
  ]);
  expect(input.grid!.cells[0].map(({ role, text }) => [role, text])).toEqual([
    ["padding", "0"],
    ["padding", "0"],
    ["padding", "0"],
  ]);
  expect(output.grid!.cells.flat().map(({ text }) => text)).toEqual(["−2", "−3", "−4", "", "", ""]);
  expect(
    output
      .grid!.cells.flat()
      .filter(({ lights }) => lights.includes("current"))
      .map(({ key }) => key),
  ).toEqual(["output 1 0"]);
  expect(moves).toEqual([]);
});

it("lights what belongs with the unit that is pointed at, and lays a second window", () => {
  const { inputs, output } = marks(FIGURE, STAGE, { ...AT, traced: { on: "output", row: 0, column: 0 } }, [0]);
  const lit = inputs
    .get(0)!
    .grid!.cells.flat()
    .filter(({ lights }) => lights.includes("lit"));
  expect(lit.map(({ key }) => key)).toEqual(["input 0 1 0", "input 0 1 1"]);
  expect(inputs.get(0)!.frames.map(({ role }) => role)).toEqual(["window", "traced"]);
  expect(output.grid!.cells[0][0].lights).toEqual(["marked"]);
});

it("gathers the products one after the other", () => {
  const products = moving(FIGURE, AT, 0.2).filter(({ key }) => key.startsWith("products"));
  expect(products.map(({ key }) => key)).toEqual([
    "products 0 0 0",
    "products 0 0 1",
    "products 0 1 0",
    "products 0 1 1",
  ]);
  expect(products.map(({ progress }) => Number(progress.toFixed(2)))).toEqual([0.8, 0.4, 0, 0]);
});

it("has the sum where it was made at first, then in its cell of the output", () => {
  const sumAt = (beat: number) => moving(FIGURE, AT, beat).find(({ key }) => key === SUM);
  expect(sumAt(0.2)).toMatchObject({ from: "sum", to: "output 1 0", text: "−4", progress: 0 });
  expect(sumAt(0.8)).toMatchObject({ progress: 1, scale: 1 });
  expect(sumAt(0.9)).toBeUndefined();
});

it("lets nothing land before the server has said what the sum is", () => {
  expect(moving(FIGURE, { ...AT, unit: undefined }, 0.5).some(({ key }) => key === SUM)).toBe(false);
});
