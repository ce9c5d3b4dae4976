import { describe, expect, it } from "vitest";
import { span } from "../../../shared/frame";
import { tensor } from "../../../shared/tensor";
import type { Arithmetic, Figure, Unit } from "../../operations/figure";
import { scoreOf } from "../../operations/score";
import type { Instant, Scene } from "../instant";
import { growing, marks } from "../marks";
import { stageOf } from "../stage";
import { actOf, moving } from "./acts";

/** On a plane of 2×3: a window of 2×2 that goes two to the right, so that half of it is border the second time. */
const POOLED: Figure = {
  arithmetic: "max",
  input: tensor([1, 2, 3], [1, 5, -3, 2, 4, -4]),
  inputName: "Input",
  editsInput: "input",
  weight: null,
  weightName: "",
  planeName: "Channel",
  editsWeight: null,
  bias: null,
  activation: "identity",
  output: tensor([1, 1, 2], [5, -3]),
  outputName: "Output, channel",
  sources: { rows: [0, 1], columns: [0, 1, 2, null], before: [0, 0], fill: Number.NEGATIVE_INFINITY },
  steps: [1, 2],
  stepsOn: "output",
  seen: () => [0],
  onInput: ({ column }) => ({ rows: span([0, 1]), columns: span([2 * column, 2 * column + 1]) }),
  onOutput: () => undefined,
  partners: () => ({ cells: new Set(), text: "" }),
  argmax: tensor([1, 1, 2, 2], [0, 1, 0, 2]),
};
const AVERAGED: Figure = {
  ...POOLED,
  arithmetic: "mean",
  output: tensor([1, 1, 2], [3, -3.5]),
  sources: { ...POOLED.sources, fill: 0 },
  argmax: undefined,
  divisor: tensor([1, 2], [4, 2]),
};
const BENT: Figure = {
  ...POOLED,
  arithmetic: "curve",
  activation: "relu",
  input: tensor([1, 1, 2], [-3, 2]),
  output: tensor([1, 1, 2], [0, 2]),
  onInput: ({ column }) => ({ rows: span([0]), columns: span([column]) }),
  curve: tensor([2, 3], [-4, 0, 4, 0, 0, 4]),
};
/** Two cells stamp a kernel of 1×3 with stride 2; the first of the kernel's columns is cut off by padding. */
const STAMPED: Figure = {
  ...POOLED,
  arithmetic: "stamp",
  input: tensor([1, 1, 2], [2, 3]),
  weight: tensor([1, 1, 1, 3], [1, 10, 100]),
  weightName: "filter",
  planeName: "Filter",
  output: tensor([1, 1, 4], [20, 203, 30, 300]),
  sources: { rows: [0], columns: [0, 1], before: [0, 0], fill: 0 },
  stepsOn: "input",
  onInput: ({ column }) => ({ rows: span([0]), columns: span([column]) }),
  onOutput: ({ column }) => ({ rows: span([0]), columns: span(column === 0 ? [0, 1] : [1, 2, 3]) }),
  targets: ({ column }) => ({ rows: [0], columns: column === 0 ? [null, 0, 1] : [1, 2, 3] }),
};
const STAMPS: readonly Unit[] = [
  {
    values: Float64Array.of(2),
    stamps: Float64Array.of(2, 20, 200),
    sums: Float64Array.of(2, 20, 200),
    partial: Float64Array.of(20, 200, 0, 0),
  },
  {
    values: Float64Array.of(3),
    stamps: Float64Array.of(3, 30, 300),
    sums: Float64Array.of(3, 30, 300),
    partial: Float64Array.of(20, 203, 30, 300),
  },
];

function scene(figure: Figure, column: number, beat: number, progress = 1, other: Partial<Instant> = {}): Scene {
  const current = { row: 0, column };
  const score = scoreOf(figure);
  const shown = column + Number(beat === score.length && progress === 1);
  const at = { filter: 0, current, step: current, shown, whole: false, asked: false, score, beat, progress };
  return { figure, stage: stageOf(figure), at: { ...at, ...other } };
}

function act(of: Scene) {
  const { operands, ...rest } = actOf(of, 0, 0, "1");
  const tables = operands.map(({ grid }) => grid.cells.flat());
  return { ...rest, tables, texts: tables.map((cells) => cells.map(({ text }) => text)) };
}

/** What each number of the window is lit as. */
function lights(of: Scene): string[] {
  return act(of).tables[0].map(({ lights }) => lights.join());
}

function ways(of: Scene): string[][] {
  return moving(of, 0).map(({ from, to, text }) => [from, to, text]);
}

describe("max pooling", () => {
  const at = (...rest: [column: number, beat: number, progress?: number, other?: Partial<Instant>]) =>
    scene(POOLED, ...rest);

  it("reads the window, with a border that can never win", () => {
    expect(act(at(0, 0)).texts).toEqual([["", "", "", ""]]);
    expect(act(at(0, 1)).texts).toEqual([["1", "5", "2", "4"]]);
    expect(act(at(1, 1)).texts).toEqual([["−3", "−∞", "−4", "−∞"]]);
    expect(ways(at(1, 1, 0))).toEqual([
      ["input 0 0 2", "values 0 0", "−3"],
      ["input 0 0 3", "values 0 1", "−∞"],
      ["input 0 1 2", "values 1 0", "−4"],
      ["input 0 1 3", "values 1 1", "−∞"],
    ]);
  });

  it("has a leader so far, and who has lost against it", () => {
    const soFar = (progress: number) => {
      const { text, label } = act(at(0, 2, progress)).total!;
      return [label, text, lights(at(0, 2, progress))];
    };
    expect(soFar(0)).toEqual(["Largest so far", "", ["met", "", "", ""]]);
    expect(soFar(0.25)).toEqual(["Largest so far", "1", ["current", "met", "", ""]]);
    expect(soFar(0.5)).toEqual(["Largest so far", "5", ["lost", "current", "met", ""]]);
    expect(soFar(0.75)).toEqual(["Largest so far", "5", ["lost", "current", "lost", "met"]]);
    expect(soFar(1)).toEqual(["Largest, at (0, 1)", "5", ["lost", "current", "lost", "lost"]]);
  });

  it("sends the winner to its cell", () => {
    expect(ways(at(1, 3, 0))).toEqual([["sum", "output 0 1", "−3"]]);
    expect(ways(at(1, 3))).toEqual([]);
  });

  it("does not point out the winner to whoever is to find it", () => {
    const asked = { asked: true };
    for (const [beat, progress] of [
      [2, 0.5],
      [2, 1],
      [3, 0],
      [3, 1],
    ] as const) {
      expect(lights(at(0, beat, progress, asked))).toEqual(["", "", "", ""]);
      expect(act(at(0, beat, progress, asked)).total).toMatchObject({ label: "Largest so far", text: "?" });
    }
    expect(ways(at(0, 3, 0, asked))).toEqual([["sum", "output 0 0", "?"]]);
  });
});

describe("average pooling", () => {
  const at = (...rest: [column: number, beat: number, progress?: number, other?: Partial<Instant>]) =>
    scene(AVERAGED, ...rest);

  it("adds up number by number, leaving out padding, then divides", () => {
    expect([0, 0.25, 0.5, 1].map((progress) => act(at(0, 2, progress)).line)).toEqual([
      "",
      "1",
      "1 + 5",
      "1 + 5 + 2 + 4",
    ]);
    expect(act(at(1, 2)).line).toBe("−3 + (−4)");
    expect(lights(at(0, 2, 0.25))).toEqual(["", "met", "", ""]);
    expect(act(at(0, 2)).total!.text).toBe("");
    expect(act(at(0, 3))).toMatchObject({ divisor: 4, total: { label: "Mean, divided by 4", text: "3" } });
    expect(act(at(1, 3))).toMatchObject({ divisor: 2, total: { label: "Mean, divided by 2", text: "−3.5" } });
  });

  it("hides the mean from whoever is to find it, not what it is the mean of", () => {
    expect(act(at(0, 4, 1, { asked: true }))).toMatchObject({ line: "1 + 5 + 2 + 4", total: { text: "?" } });
  });
});

describe("an activation", () => {
  const at = (...rest: [column: number, beat: number, progress?: number, other?: Partial<Instant>]) =>
    scene(BENT, ...rest);

  it("lifts the number, and lets its point run along the curve", () => {
    expect(act(at(0, 0))).toMatchObject({ line: "", total: { text: "" }, point: { from: 0, progress: 0 } });
    expect(ways(at(0, 1, 0))).toEqual([["input 0 0 0", "bent", "−3"]]);
    expect(act(at(0, 1))).toMatchObject({ line: "−3", total: { text: "" }, point: { from: -3, progress: 0 } });
    expect(act(at(0, 2, 0.5))).toMatchObject({ total: { text: "" }, point: { from: -3, progress: 0.5 } });
    expect(act(at(0, 2))).toMatchObject({ total: { text: "0" }, point: { from: -3, to: 0, progress: 1 } });
    expect(ways(at(1, 3, 0))).toEqual([["sum", "output 0 1", "2"]]);
  });

  it("keeps its point at rest while the answer is to be found", () => {
    expect(act(at(0, 2, 0.5, { asked: true })).point).toMatchObject({ from: 0, to: 0, progress: 0 });
    expect(act(at(0, 2, 1, { asked: true })).total!.text).toBe("?");
  });
});

describe("a stamp", () => {
  const at = (column: number, beat: number, progress = 1, other: Partial<Instant> = {}) =>
    scene(STAMPED, column, beat, progress, {
      unit: STAMPS[column],
      landed: STAMPS[beat === 3 && progress === 1 ? column : column - 1],
      ...other,
    });
  const output = (of: Scene) =>
    marks(of, [0], () => "1")
      .output.grid!.cells.flat()
      .map(({ text }) => text);

  it("is made of the cell and the kernel, weight by weight", () => {
    expect(act(at(0, 0)).texts).toEqual([[""], ["1", "10", "100"], ["", "", ""]]);
    expect(ways(at(0, 1, 0))).toEqual([["input 0 0 0", "cell 0 0 0", "2"]]);
    expect(act(at(0, 1)).texts[0]).toEqual(["2"]);
    expect(act(at(0, 2, 1 / 3)).texts[2]).toEqual(["2", "", ""]);
    expect(ways(at(0, 2, 1 / 3))).toEqual([["weights 0 0 1", "stamp 0 0 1", "10"]]);
    expect(act(at(0, 2)).texts[2]).toEqual(["2", "20", "200"]);
  });

  it("lands on the cells that padding leaves of it", () => {
    expect(ways(at(0, 3, 0))).toEqual([
      ["stamp 0 0 1", "output 0 0", "20"],
      ["stamp 0 0 2", "output 0 1", "200"],
    ]);
  });

  it("adds to the output when it has landed, not before", () => {
    for (const [beat, progress] of [
      [0, 1],
      [1, 1],
      [2, 1],
      [3, 0],
    ] as const) {
      expect(output(at(0, beat, progress))).toEqual(["", "", "", ""]);
      expect(output(at(1, beat, progress))).toEqual(["20", "200", "0", "0"]);
    }
    expect(output(at(0, 3))).toEqual(["20", "200", "0", "0"]);
    expect(output(at(1, 3))).toEqual(["20", "203", "30", "300"]);
  });

  it("shows of an output that is too large to be told step by step only what no stamp reaches any more", () => {
    const rows: Figure = {
      ...STAMPED,
      input: tensor([1, 2, 1], [2, 3]),
      output: tensor([1, 4, 1], [20, 203, 30, 300]),
      steps: [2, 1],
      targets: ({ row }) => ({ rows: row === 0 ? [null, 0, 1] : [1, 2, 3], columns: [0] }),
    };
    const unit = { ...STAMPS[0], partial: undefined };
    const shown = (row: number, beat: number) => {
      const [step, landed] = [{ row, column: 0 }, row + Number(beat === 3)];
      return growing(scene(rows, 0, beat, 1, { current: step, step, unit, shown: landed, landed: unit })).shown;
    };
    expect([shown(0, 0), shown(0, 3), shown(1, 0)]).toEqual([0, 1, 1]);
    expect(shown(1, 3)).toBe(Number.POSITIVE_INFINITY);
  });

  it("of several channels is added up before it lands", () => {
    const two: Figure = {
      ...STAMPED,
      input: tensor([2, 1, 2], [2, 3, 4, 5]),
      weight: tensor([1, 2, 1, 3], [1, 10, 100, 1, 0, -1]),
      seen: () => [0, 1],
    };
    const unit = {
      values: Float64Array.of(2, 4),
      stamps: Float64Array.of(2, 20, 200, 4, 0, -4),
      sums: Float64Array.of(6, 20, 196),
      partial: Float64Array.of(20, 196, 0, 0),
    };
    const at = (beat: number, progress = 1) => scene(two, 0, beat, progress, { unit });
    const added = (of: Scene) =>
      marks(of, [0, 1], String)
        .added!.cells.flat()
        .map(({ text }) => text);
    expect(added(at(2))).toEqual(["", "", ""]);
    expect(ways(at(3, 0))[5]).toEqual(["stamp 1 0 2", "added 0 2", "−4"]);
    expect(added(at(3))).toEqual(["6", "20", "196"]);
    expect(ways(at(4, 0))).toEqual([
      ["added 0 1", "output 0 0", "20"],
      ["added 0 2", "output 0 1", "196"],
    ]);
  });
});

it("nothing moves at rest, whatever the arithmetic", () => {
  const figures: Record<Exclude<Arithmetic, "products">, Figure> = {
    max: POOLED,
    mean: AVERAGED,
    curve: BENT,
    stamp: STAMPED,
  };
  for (const figure of Object.values(figures)) {
    for (let beat = 0; beat <= scoreOf(figure).length; beat++) expect(moving(scene(figure, 0, beat), 0.5)).toEqual([]);
  }
});
