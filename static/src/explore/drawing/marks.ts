/** What is seen of a figure at one instant, as data; elements and the painter put it onto the page. */

import { reach } from "../../shared/colours";
import { short } from "../../shared/format";
import type { Cell, Frame } from "../../shared/frame";
import { boxKey, type FrameMark, type Grid, type GridOf, grid, type MovingMark } from "../../shared/marks";
import type { Plane } from "../../shared/tensor";
import type { Figure, Unit } from "../operations/figure";
import type { Traced } from "../state/trace";
import { isTable, type Stage } from "./stage";

export interface Instant {
  /** The output plane on stage. */
  readonly filter: number;
  /** Where the animation stands. */
  readonly current: Cell;
  /** The step whose arithmetic is on show, which may be one that the reader points at. */
  readonly step: Cell;
  /** Its arithmetic, once the server has answered. */
  readonly unit?: Unit;
  readonly traced?: Traced;
  /** How many cells of the output have been computed so far. */
  readonly shown: number;
  /** Whether the output is shown whole, not only as far as the window has come. */
  readonly whole: boolean;
  /** How much of the motion to the current step is over, from 0 to 1; nothing moves without it. */
  readonly beat?: number;
}

/** A plane on stage and the windows on it; cell by cell where it is small enough to be a table. */
export interface PlaneMarks {
  readonly of: GridOf;
  readonly grid?: Grid;
  readonly frames: readonly FrameMark[];
}

export interface Marks {
  /** By channel, as many as were asked for. */
  readonly inputs: ReadonlyMap<number, PlaneMarks>;
  readonly output: PlaneMarks;
  readonly moving: readonly MovingMark[];
}

/** @param channels are the input channels on stage. */
export function marks(figure: Figure, stage: Stage, at: Instant, channels: readonly number[]): Marks {
  return {
    inputs: new Map(channels.map((channel) => [channel, inputPlane(figure, stage, at, channel)])),
    output: outputPlane(figure, stage, at),
    moving: at.beat === undefined ? [] : moving(figure, at, at.beat),
  };
}

const OUTPUT = "output";
/** The box of the number that lands in the output. */
export const SUM = "sum";

/** The plane of what the window's numbers and a channel's weights make. */
export function productsKey(place: number): string {
  return `products ${place}`;
}

function planeMarks(of: GridOf & { key: string }, window: Frame | undefined, traced: Frame | undefined): PlaneMarks {
  const [rows, columns] = of.sources
    ? [of.sources.rows.length, of.sources.columns.length]
    : [of.plane.height, of.plane.width];
  const frames = [
    { role: "window", frame: window },
    { role: "traced", frame: traced },
  ] as const;
  return {
    of,
    grid: isTable(rows, columns) ? grid(of) : undefined,
    frames: frames.flatMap(({ role, frame }): FrameMark[] =>
      frame ? [{ kind: "frame", plane: of.key, frame, role }] : [],
    ),
  };
}

function inputPlane(figure: Figure, stage: Stage, at: Instant, channel: number): PlaneMarks {
  const { traced } = at;
  const seen = figure.seen(at.filter).includes(channel);
  const fromOutput = seen && traced?.on === "output" ? traced : undefined;
  const of = {
    key: `input ${channel}`,
    role: "input" as const,
    plane: stage.inputs[channel],
    reach: reach(stage.inputRange),
    sources: figure.sources,
    lit: fromOutput && figure.partners(fromOutput, "output").cells,
    marked: traced?.on === "input" && traced.channel === channel ? traced : undefined,
  };
  const window = seen ? figure.onInput(at.current) : undefined;
  return planeMarks(of, window, fromOutput && figure.stepsOn === "output" ? figure.onInput(fromOutput) : undefined);
}

function outputPlane(figure: Figure, stage: Stage, at: Instant): PlaneMarks {
  const { traced, current } = at;
  const stamps = figure.stepsOn === "input";
  const fromInput = traced?.on === "input" ? traced : undefined;
  const of = {
    key: OUTPUT,
    role: "output" as const,
    ...(stamps ? growing(stage, at) : { plane: stage.outputs[at.filter], shown: at.shown }),
    reach: reach(stage.outputRange),
    lit: fromInput && figure.partners(fromInput, "input").cells,
    current: stamps ? undefined : current,
    marked: traced?.on === "output" ? traced : undefined,
  };
  return planeMarks(
    of,
    stamps ? figure.onOutput(current) : undefined,
    fromInput && stamps ? figure.onOutput(fromInput) : undefined,
  );
}

/** The output after the current stamp, where the server told it; else the whole. */
function growing(stage: Stage, { filter, unit, whole }: Instant): { plane: Plane; shown: number } {
  const plane = stage.outputs[filter];
  if (whole || (unit && !unit.partial)) return { plane, shown: Infinity };
  const data = unit?.partial;
  return data ? { plane: { ...plane, data }, shown: Infinity } : { plane, shown: 0 };
}

/** Parts of the motion: products start one after the other, the sum waits for them and lands. */
const PRODUCTS = { within: 0.4, each: 0.25, inTurn: 9 };
const SUM_LANDS = { after: 0.35, at: 0.8 };

function part(of: number): number {
  return Math.min(1, Math.max(0, of));
}

/** Slow at both ends. */
function eased(progress: number): number {
  return progress * progress * (3 - 2 * progress);
}

/** The products that gather into the sum, and the sum on its way into the output. */
export function moving(figure: Figure, at: Instant, beat: number): MovingMark[] {
  return [...gathering(figure, at, beat), ...landing(figure, at, beat)];
}

function gathering(figure: Figure, { filter }: Instant, beat: number): MovingMark[] {
  if (!figure.weight) return [];
  const [, , height, width] = figure.weight.shape;
  const count = height * width * figure.seen(filter).length;
  return Array.from({ length: count }, (_, i) => {
    const cell = i % (height * width);
    const key = boxKey(productsKey(Math.floor(i / (height * width))), {
      row: Math.floor(cell / width),
      column: cell % width,
    });
    const delay = (PRODUCTS.within * (i % PRODUCTS.inTurn)) / Math.min(PRODUCTS.inTurn, count);
    const progress = part((beat - delay) / PRODUCTS.each);
    return {
      kind: "moving",
      key,
      from: key,
      to: key,
      text: "",
      progress,
      scale: 0.6 + 0.4 * progress,
      opacity: 0.2 + 0.8 * progress,
    };
  });
}

function landing(figure: Figure, { filter, current, unit }: Instant, beat: number): MovingMark[] {
  if (figure.arithmetic !== "products" || !unit?.sum || beat > SUM_LANDS.at) return [];
  const [, height, width] = figure.output.shape;
  const text = short(figure.output.data[(filter * height + current.row) * width + current.column]);
  const progress = part((eased(beat / SUM_LANDS.at) - SUM_LANDS.after) / (1 - SUM_LANDS.after));
  return [
    {
      kind: "moving",
      key: SUM,
      from: SUM,
      to: boxKey(OUTPUT, current),
      text,
      progress,
      scale: 1.3 - 0.3 * progress,
      opacity: 1,
    },
  ];
}
