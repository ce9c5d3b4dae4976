/** A transposed convolution's step: a cell takes the kernel as a stamp, and the stamps of all channels land together. */
import { reach } from "../../../shared/colours";
import { short } from "../../../shared/format";
import { boxKey, type Grid, grid, type MovingMark } from "../../../shared/marks";
import { kernelOf } from "../../operations/score";
import { isOver, partGoing, partsDone, type Scene } from "../instant";
import { inputKey, OUTPUT } from "../keys";
import { LONGEST_KERNEL } from "../stage";
import { operandLengths } from "../stage-room";
import { type Act, cellOf, flight, flights, lit, operand, partOf, weights } from "./act";

const cellKey = (place: number) => `cell ${place}`;
const weightsKey = (place: number) => `weights ${place}`;
const stampKey = (place: number) => `stamp ${place}`;
const ADDED = "added";

function stamped({ figure, at }: Scene): { each: number; count: number; going: boolean } {
  const [height, width] = kernelOf(figure);
  const each = (height * width) / at.score.find(({ name }) => name === "stamp")!.parts;
  return { each, count: each * partsDone(at, "stamp"), going: partGoing(at, "stamp") !== undefined };
}

export function stampAct(scene: Scene, place: number): Act {
  const { figure, stage, at } = scene;
  const { unit } = at;
  const [height, width] = kernelOf(figure);
  if (Math.max(height, width) > LONGEST_KERNEL) return { operands: [], note: `A stamp of ${height}×${width} cells.` };
  const { each, count, going } = stamped(scene);
  const isMet = (i: number) => going && i >= count && i < count + each;
  const values = reach(stage.inputRange);
  const longest = operandLengths(figure);
  const title = figure.planeName === "Filter" ? `${figure.weightName} ${at.filter + 1}` : figure.weightName;
  const index = at.filter * figure.weight!.shape[1] + place;
  return {
    operands: [
      operand("cell", "cell", {
        key: cellKey(place),
        role: "input",
        plane: partOf(unit?.values, place, 1, 1),
        reach: values,
        longest,
        shown: unit && isOver(at, "window") ? 1 : 0,
      }),
      weights(title, weightsKey(place), stage.weights[index], reach(stage.weightRange), longest, isMet),
      operand("products", "stamp", {
        key: stampKey(place),
        role: "output",
        plane: partOf(unit?.stamps, place, height, width),
        reach: values * reach(stage.weightRange),
        longest,
        shown: unit ? count : 0,
        also: lit(width, isMet),
      }),
    ],
  };
}

/** What the stamps of all channels make together; null where one channel's is all. */
export function addedGrid({ figure, stage, at }: Scene): Grid | null {
  if (!at.score.some(({ name }) => name === "channels")) return null;
  const [height, width] = kernelOf(figure);
  return grid({
    key: ADDED,
    role: "output",
    plane: { height, width, data: at.unit?.sums ?? new Float64Array(height * width) },
    reach: reach(stage.outputRange),
    shown: at.unit && isOver(at, "channels") ? Infinity : 0,
  });
}

export function stampMoving(scene: Scene, time: number): readonly MovingMark[] {
  const { figure, at } = scene;
  const { unit, filter, step } = at;
  if (!unit) return [];
  const channels = figure.seen(filter);
  const [height, width] = kernelOf(figure);
  const size = height * width;
  if (partGoing(at, "window") !== undefined) {
    const origin = { row: 0, column: 0 };
    return channels.map((channel, place) => {
      const text = short(unit.values![place]);
      return flight(boxKey(inputKey(channel), step), boxKey(cellKey(place), origin), text, "input", time);
    });
  }
  const { each, count, going } = stamped(scene);
  if (going) {
    return channels.flatMap((_, place) =>
      flights(each, (i) => {
        const cell = cellOf(count + i, width);
        const text = short(figure.weight!.data[(filter * channels.length + place) * size + count + i]);
        return flight(boxKey(weightsKey(place), cell), boxKey(stampKey(place), cell), text, "kernel", time);
      }),
    );
  }
  const adds = at.score.some(({ name }) => name === "channels");
  if (adds && partGoing(at, "channels") !== undefined) {
    return channels.flatMap((_, place) =>
      flights(size, (i) => {
        const cell = cellOf(i, width);
        const text = short(unit.stamps![place * size + i]);
        return flight(boxKey(stampKey(place), cell), boxKey(ADDED, cell), text, "output", time);
      }),
    );
  }
  if (partGoing(at, "land") === undefined) return [];
  const targets = figure.targets!(step);
  const from = adds ? ADDED : stampKey(0);
  const landing = targets.rows.flatMap((row, down) =>
    targets.columns.flatMap((column, right) => {
      if (row === null || column === null) return [];
      const text = short(unit.sums![down * width + right]);
      return [
        flight(boxKey(from, { row: down, column: right }), boxKey(OUTPUT, { row, column }), text, "output", time),
      ];
    }),
  );
  return flights(landing.length, (i) => landing[i]);
}
