/** What is seen of a figure at one instant, as data; elements and the painter put it onto the page. */

import { reach } from "../../shared/colours";
import type { Frame } from "../../shared/frame";
import { type FrameMark, type Grid, type GridOf, grid, type Light } from "../../shared/marks";
import type { Plane } from "../../shared/tensor";
import type { Figure } from "../operations/figure";
import { type Act, ASKED, type Total } from "./acts/act";
import { actOf } from "./acts/acts";
import { channelTotal, productsAtWork, type SumMarks, sumMarks } from "./acts/products";
import { addedGrid } from "./acts/stamp";
import type { Scene } from "./instant";
import { inputKey, OUTPUT } from "./keys";
import { isTable } from "./stage";

/** A plane on stage and the windows on it; cell by cell where it is small enough to be a table. */
export interface PlaneMarks {
  readonly of: GridOf;
  readonly grid?: Grid;
  readonly frames: readonly FrameMark[];
}

export interface ChannelMarks {
  readonly input: PlaneMarks;
  /** What happens under the window; undefined where the filter does not see the channel. */
  readonly act?: Act;
}

export interface Marks {
  /** By channel, as many as were asked for. */
  readonly channels: ReadonlyMap<number, ChannelMarks>;
  readonly output: PlaneMarks;
  /** The sums of the channels that the filter sees, by channel; empty where there are none. */
  readonly totals: ReadonlyMap<number, Total>;
  /** How channels and bias make the number; undefined where there are no weights. */
  readonly sum?: SumMarks;
  /** What the stamps of several channels make together. */
  readonly added?: Grid;
}

/**
 * @param channels are the input channels on stage.
 * @param name says what a channel is called.
 */
export function marks(scene: Scene, channels: readonly number[], name: (channel: number) => string): Marks {
  const { figure, at } = scene;
  const seen = figure.seen(at.filter);
  const ofChannel = (channel: number): ChannelMarks => {
    const place = seen.indexOf(channel);
    return {
      input: inputPlane(scene, channel, place),
      act: place < 0 ? undefined : actOf(scene, channel, place, name(channel)),
    };
  };
  return {
    channels: new Map(channels.map((channel) => [channel, ofChannel(channel)])),
    output: outputPlane(scene),
    totals: new Map(
      figure.arithmetic === "products"
        ? seen.map((channel, place) => [channel, channelTotal(scene, name(channel), place)])
        : [],
    ),
    sum: figure.arithmetic === "products" ? sumMarks(scene, seen.map(name)) : undefined,
    added: figure.arithmetic === "stamp" ? (addedGrid(scene) ?? undefined) : undefined,
  };
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

function inputPlane({ figure, stage, at }: Scene, channel: number, place: number): PlaneMarks {
  const { traced } = at;
  const seen = place >= 0;
  const fromOutput = seen && traced?.on === "output" ? traced : undefined;
  const window = seen ? figure.onInput(at.current) : undefined;
  const atWork = figure.arithmetic === "products" && seen ? productsAtWork({ figure, stage, at }, place) : [];
  const lights = new Set(atWork.map(({ row, column }) => `${window!.rows.taps[row]},${window!.columns.taps[column]}`));
  const of = {
    key: inputKey(channel),
    role: "input" as const,
    plane: stage.inputs[channel],
    reach: reach(stage.inputRange),
    sources: figure.sources,
    lit: fromOutput && figure.partners(fromOutput, "output").cells,
    marked: traced?.on === "input" && traced.channel === channel ? traced : undefined,
    also: ({ row, column }: { row: number; column: number }): readonly Light[] =>
      lights.has(`${row},${column}`) ? ["met"] : [],
  };
  return planeMarks(of, window, fromOutput && figure.stepsOn === "output" ? figure.onInput(fromOutput) : undefined);
}

function outputPlane(scene: Scene): PlaneMarks {
  const { figure, stage, at } = scene;
  const { traced, current } = at;
  const stamps = figure.stepsOn === "input";
  const fromInput = traced?.on === "input" ? traced : undefined;
  const of = {
    key: OUTPUT,
    role: "output" as const,
    ...(stamps ? growing(scene) : { plane: stage.outputs[at.filter], shown: at.shown }),
    asked: at.asked && !stamps && at.beat === at.score.length ? { cell: current, text: ASKED } : undefined,
    reach: reach(stage.outputRange),
    lit: fromInput && figure.partners(fromInput, "input").cells,
    current: stamps || at.beat === 0 ? undefined : current,
    marked: traced?.on === "output" ? traced : undefined,
  };
  return planeMarks(
    of,
    stamps ? figure.onOutput(current) : undefined,
    fromInput && stamps ? figure.onOutput(fromInput) : undefined,
  );
}

/** A plane of the output, and how many of its cells are seen. */
export interface Seen {
  readonly plane: Plane;
  readonly shown: number;
}

/** The output after the stamps that have landed. */
export function growing({ figure, stage, at }: Scene): Seen {
  const plane = stage.outputs[at.filter];
  const [rows, columns] = figure.steps;
  // only with the last stamp comes what the activation makes of it all
  if (at.whole || at.shown >= rows * columns) return { plane, shown: Infinity };
  if (at.shown === 0 || !at.landed) return { plane, shown: 0 };
  const { partial } = at.landed;
  if (partial) return { plane: { ...plane, data: partial }, shown: Infinity };
  return { plane, shown: settledRows(figure, Math.floor(at.shown / columns)) * plane.width };
}

/** How many rows no further stamp reaches: all that is seen where the output is too large to be told stamp by stamp. */
function settledRows(figure: Figure, from: number): number {
  for (let row = from; row < figure.steps[0]; row++) {
    const reached = figure.targets!({ row, column: 0 }).rows.filter((target) => target !== null);
    if (reached.length > 0) return Math.min(...reached);
  }
  return figure.output.shape[1];
}
