import { expect, it } from "vitest";
import { span } from "../../shared/frame";
import { tensor } from "../../shared/tensor";
import type { Figure } from "../operations/figure";
import { scoreOf } from "../operations/score";
import { moving } from "./acts/acts";
import type { Instant, Scene } from "./instant";
import { marks } from "./marks";
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
const UNIT = {
  values: Float64Array.of(1, 2, 4, 5),
  products: Float64Array.of(1, 0, 0, -5),
  channel_sums: Float64Array.of(-4),
  sum: Float64Array.of(-4),
  output: Float64Array.of(-4),
};

/** The third unit, after so many beats: the window, products, gather, land. */
function at(beat: number, progress = 1, other: Partial<Instant> = {}): Scene {
  const current = { row: 1, column: 0 };
  const shown = beat === 4 && progress === 1 ? 3 : 2;
  const instant = { filter: 0, current, step: current, unit: UNIT, shown, whole: false, asked: false };
  return { figure: FIGURE, stage: STAGE, at: { ...instant, score: scoreOf(FIGURE), beat, progress, ...other } };
}

function seen(scene: Scene) {
  const { channels, output, sum } = marks(scene, [0], () => "1");
  const { input, act } = channels.get(0)!;
  const texts = (grid: { cells: readonly (readonly { text: string }[])[] }) =>
    grid.cells.flat().map(({ text }) => text);
  const [values, , products] = act!.operands.map(({ grid }) => texts(grid));
  return {
    input,
    values,
    products,
    total: act!.total!.text,
    sum: sum!.sum.text,
    output: texts(output.grid!),
    act,
    outputPlane: output,
  };
}

it("is played in four beats: no channels to add up, no activation", () => {
  expect(scoreOf(FIGURE).map(({ name, parts }) => [name, parts])).toEqual([
    ["window", 1],
    ["products", 4],
    ["gather", 4],
    ["land", 1],
  ]);
});

it("lays the window on the input", () => {
  const { input } = seen(at(1));
  const window = FIGURE.onInput({ row: 1, column: 0 });
  expect(input.frames).toEqual([{ kind: "frame", plane: "input 0", role: "window", frame: window }]);
  expect(input.grid!.cells[0].map(({ role, text }) => [role, text])).toEqual([
    ["padding", "0"],
    ["padding", "0"],
    ["padding", "0"],
  ]);
});

it("shows nothing before its beat", () => {
  const none = ["", "", "", ""];
  const before = ["−2", "−3", "", "", "", ""];
  expect(seen(at(0))).toMatchObject({ values: none, products: none, total: "", sum: "", output: before });
  expect(seen(at(1))).toMatchObject({ values: ["1", "2", "4", "5"], products: none, total: "", output: before });
  expect(seen(at(2))).toMatchObject({ products: ["1", "0", "0", "−5"], total: "", sum: "", output: before });
  expect(seen(at(3))).toMatchObject({ total: "−4", sum: "−4", output: before });
  expect(seen(at(4)).output).toEqual(["−2", "−3", "−4", "", "", ""]);
});

it("makes the products in reading order, and lights what each is made of", () => {
  const { input, products, act } = seen(at(2, 0.25));
  expect(products).toEqual(["1", "", "", ""]);
  const met = (cells: readonly (readonly { key: string; lights: readonly string[] }[])[]) =>
    cells.flat().flatMap(({ key, lights }) => (lights.includes("met") ? [key] : []));
  expect(met(input.grid!.cells)).toEqual(["input 0 1 1"]);
  expect(act!.operands.map(({ grid }) => met(grid.cells))).toEqual([
    ["values 0 0 1"],
    ["weights 0 0 1"],
    ["products 0 0 1"],
  ]);
});

it("counts the sum up as products arrive", () => {
  expect([0, 0.25, 0.5, 0.75].map((progress) => seen(at(3, progress)).total)).toEqual(["", "1", "1", "1"]);
  expect(seen(at(3, 1)).total).toBe("−4");
});

it("moves each number from where it was to where it is used", () => {
  const ways = (scene: Scene) => moving(scene, 0).map(({ from, to, text }) => [from, to, text]);
  expect(ways(at(1, 0))[0]).toEqual(["input 0 1 0", "values 0 0 0", "1"]);
  expect(ways(at(2, 0.75))).toEqual([
    ["values 0 1 1", "products 0 1 1", "5"],
    ["weights 0 1 1", "products 0 1 1", "−1"],
  ]);
  expect(ways(at(3, 0.75))).toEqual([["products 0 1 1", "channel sum 0", "−5"]]);
  expect(ways(at(4, 0))).toEqual([["sum", "output 1 0", "−4"]]);
  expect(ways(at(4))).toEqual([]);
  expect([0, 0.5, 1].map((time) => moving(at(4, 0), time)[0].progress)).toEqual([0, 0.5, 1]);
});

it("moves nothing before the server has said what it is", () => {
  for (const beat of [1, 2, 3]) expect(moving(at(beat, 0, { unit: undefined }), 0.5)).toEqual([]);
});

it("hides every sum from a reader who is to find it", () => {
  const asked = { asked: true };
  expect(seen(at(2, 1, asked))).toMatchObject({ products: ["1", "0", "0", "−5"], total: "" });
  expect(seen(at(3, 1, asked))).toMatchObject({ total: "?", sum: "?" });
  expect(seen(at(4, 1, asked)).output).toEqual(["−2", "−3", "?", "", "", ""]);
});

it("lights what belongs with the unit that is pointed at, and lays a second window", () => {
  const { input, outputPlane } = seen(at(4, 1, { traced: { on: "output", row: 0, column: 0 } }));
  const lit = input.grid!.cells.flat().filter(({ lights }) => lights.includes("lit"));
  expect(lit.map(({ key }) => key)).toEqual(["input 0 1 0", "input 0 1 1"]);
  expect(input.frames.map(({ role }) => role)).toEqual(["window", "traced"]);
  expect(outputPlane.grid!.cells[0][0].lights).toEqual(["marked"]);
});
