/** Pooling's unit: candidates compete and the largest goes on, or all of them share in the mean. */
import { reach } from "../../../shared/colours";
import { short } from "../../../shared/format";
import type { Cell } from "../../../shared/frame";
import { boxKey, type Light, type MovingMark } from "../../../shared/marks";
import { isOver, partGoing, partsDone, type Scene } from "../instant";
import { inputKey, SUM } from "../keys";
import { operandLengths } from "../stage-room";
import { type Act, ASKED, boxesUnder, cellOf, flight, flights, operand, total } from "./act";

const VALUES = "values";

/** The numbers under the window, looked up; null where it is padding. */
function underWindow({ figure, stage, at }: Scene, channel: number): (number | null)[][] {
  const frame = figure.onInput(at.step)!;
  const { data, width } = stage.inputs[channel];
  const source = (list: readonly (number | null)[], taps: readonly number[]) => taps.map((tap) => list[tap]);
  const columns = source(figure.sources.columns, frame.columns.taps);
  return source(figure.sources.rows, frame.rows.taps).map((row) =>
    columns.map((column) => (row === null || column === null ? null : data[row * width + column])),
  );
}

function outputOf({ figure, at }: Scene, channel: number): number {
  return figure.output.data[indexOf({ figure, at }, channel)];
}

function indexOf({ figure, at }: Pick<Scene, "figure" | "at">, channel: number): number {
  return (channel * figure.steps[0] + at.step.row) * figure.steps[1] + at.step.column;
}

function values(scene: Scene, under: (number | null)[][], also: (cell: Cell) => readonly Light[]) {
  const { figure, stage, at } = scene;
  const shown = {
    height: under.length,
    width: under[0].length,
    data: Float64Array.from(under.flat(), (value) => value ?? figure.sources.fill),
  };
  return operand("values", "window", {
    key: VALUES,
    role: "input",
    plane: shown,
    reach: reach(stage.inputRange),
    longest: operandLengths(figure),
    shown: isOver(at, "window") ? Infinity : 0,
    also,
  });
}

/** How many of the window's numbers have had their turn, and how many come together. */
function seen({ at }: Scene, beat: "compete" | "collect", size: number): { count: number; each: number } {
  const each = size / at.score.find(({ name }) => name === beat)!.parts;
  return { count: each * partsDone(at, beat), each };
}

export function maxAct(scene: Scene, channel: number): Act {
  const { figure, at } = scene;
  const under = underWindow(scene, channel);
  const width = under[0].length;
  const flat = under.flat();
  const { count, each } = seen(scene, "compete", flat.length);
  const [row, column] = figure.argmax!.data.subarray(2 * indexOf(scene, channel), 2 * indexOf(scene, channel) + 2);
  const going = partGoing(at, "compete");
  const frame = figure.onInput(at.step)!;
  const winner =
    frame.rows.taps.findIndex((tap) => figure.sources.rows[tap] === row) * width +
    frame.columns.taps.findIndex((tap) => figure.sources.columns[tap] === column);
  const best = Math.max(...flat.slice(0, count).map((value) => value ?? -Infinity));
  const leader = count === flat.length ? winner : flat.slice(0, count).indexOf(best);
  const lights = (i: number): Light[] => {
    if (at.asked) return [];
    if (i === leader && count > 0) return ["current"];
    if (going !== undefined && i >= count && i < count + each) return ["met"];
    return i < count ? ["lost"] : [];
  };
  const isOut = count === flat.length;
  return {
    operands: [values(scene, under, ({ row, column }) => lights(row * width + column))],
    total: total(
      SUM,
      isOut && !at.asked ? `Largest, at (${row}, ${column})` : "Largest so far",
      count === 0 || leader < 0 ? undefined : isOut ? outputOf(scene, channel) : (flat[leader] ?? undefined),
      at.asked,
    ),
  };
}

/** Longer sums are not written out. */
const MOST_TERMS = 16;

export function meanAct(scene: Scene, channel: number): Act {
  const { figure, at } = scene;
  const under = underWindow(scene, channel);
  const width = under[0].length;
  const flat = under.flat();
  const { count, each } = seen(scene, "collect", flat.length);
  const going = partGoing(at, "collect");
  const terms = flat.slice(0, count).filter((value) => value !== null);
  const divisor = figure.divisor!.data[at.step.row * figure.steps[1] + at.step.column];
  const mean = isOver(at, "divide") ? outputOf(scene, channel) : undefined;
  return {
    operands: [
      values(scene, under, ({ row, column }) => {
        const i = row * width + column;
        return going !== undefined && i >= count && i < count + each ? ["met"] : [];
      }),
    ],
    line:
      terms.length > MOST_TERMS
        ? `sum of ${terms.length}`
        : terms.map((value, i) => (i > 0 && value < 0 ? `(${short(value)})` : short(value))).join(" + "),
    divisor,
    total: total(SUM, `Mean, divided by ${divisor}`, mean, at.asked),
  };
}

export function poolMoving(scene: Scene, time: number): readonly MovingMark[] {
  const { figure, at } = scene;
  if (partGoing(at, "window") === undefined) return [];
  const { rows, columns } = figure.onInput(at.step)!;
  const channel = figure.seen(at.filter)[0];
  const boxes = boxesUnder(inputKey(channel), rows.taps, columns.taps);
  const under = underWindow(scene, channel);
  return flights(boxes.length, (i) => {
    const cell = cellOf(i, under[0].length);
    const text = short(under[cell.row][cell.column] ?? figure.sources.fill);
    return flight(boxes[i], boxKey(VALUES, cell), text, "input", time);
  });
}

export function poolLanding(scene: Scene): string {
  return scene.at.asked ? ASKED : short(outputOf(scene, scene.figure.seen(scene.at.filter)[0]));
}
