/** A convolution's unit: values meet weights, products gather in the channel's sum, channels and bias in the unit's. */
import { reach } from "../../../shared/colours";
import { long, short } from "../../../shared/format";
import type { Cell } from "../../../shared/frame";
import { boxKey, type MovingMark } from "../../../shared/marks";
import { ACTIVATIONS } from "../../../shared/setup/setup";
import { kernelOf } from "../../operations/score";
import { type Instant, isOver, partGoing, partsDone, type Scene } from "../instant";
import { inputKey, SUM } from "../keys";
import { LONGEST_KERNEL } from "../stage";
import { operandLengths } from "../stage-room";
import {
  type Act,
  ASKED,
  boxesUnder,
  type CurvePoint,
  cellOf,
  flight,
  flights,
  lit,
  operand,
  partOf,
  pointOn,
  type Total,
  total,
  weights,
} from "./act";

const valuesKey = (place: number) => `values ${place}`;
const weightsKey = (place: number) => `weights ${place}`;
const productsKey = (place: number) => `products ${place}`;
const channelSum = (place: number) => `channel sum ${place}`;
const term = (place: number) => `term ${place}`;

/** Which products are there and which are being made, counted over all channels. */
function made({ figure, at }: Scene): { size: number; count: number; from: number; to: number } {
  const [height, width] = kernelOf(figure);
  const size = height * width;
  const all = size * figure.seen(at.filter).length;
  const each = all / at.score.find(({ name }) => name === "products")!.parts;
  const going = partGoing(at, "products");
  const from = (going ?? -1) * each;
  return { size, count: partsDone(at, "products") * each, from, to: going === undefined ? -1 : from + each };
}

/** How many products of each channel have gathered. */
function gathered({ figure, at }: Scene): { each: number; count: number } {
  const [height, width] = kernelOf(figure);
  const each = (height * width) / at.score.find(({ name }) => name === "gather")!.parts;
  return { each, count: each * partsDone(at, "gather") };
}

/** The cells of the window whose products are being made. */
export function productsAtWork(scene: Scene, place: number): Cell[] {
  const { size, from, to } = made(scene);
  const [first, last] = [Math.max(0, from - place * size), Math.min(size, to - place * size)];
  const [, width] = kernelOf(scene.figure);
  return Array.from({ length: Math.max(0, last - first) }, (_, i) => cellOf(first + i, width));
}

export function productsAct(scene: Scene, name: string, place: number): Act {
  const { figure, stage, at } = scene;
  const { unit } = at;
  const [height, width] = kernelOf(figure);
  const { size, count, from, to } = made(scene);
  const isMet = (i: number) => place * size + i >= from && place * size + i < to;
  const sum = channelTotal(scene, name, place);
  if (Math.max(height, width) > LONGEST_KERNEL) {
    return { operands: [], note: `${height}×${width} = ${size} products, too many to write out.`, total: sum };
  }
  const values = reach(stage.inputRange);
  const longest = operandLengths(figure);
  const title = figure.planeName === "Filter" ? `${figure.weightName} ${at.filter + 1}` : figure.weightName;
  const index = at.filter * figure.weight!.shape[1] + place;
  return {
    operands: [
      operand("values", "window", {
        key: valuesKey(place),
        role: "input",
        plane: partOf(unit?.values, place, height, width),
        reach: values,
        longest,
        shown: unit && isOver(at, "window") ? Infinity : 0,
        also: lit(width, isMet),
      }),
      weights(title, weightsKey(place), stage.weights[index], reach(stage.weightRange), longest, isMet),
      operand("products", "products", {
        key: productsKey(place),
        role: "output",
        plane: partOf(unit?.products, place, height, width),
        reach: values * reach(stage.weightRange),
        longest,
        shown: unit ? count - place * size : 0,
        also: lit(width, isMet),
      }),
    ],
    total: sum,
  };
}

export function channelTotal(scene: Scene, name: string, place: number): Total {
  return total(channelSum(place), `Sum of channel ${name}`, sumSoFar(scene, place), scene.at.asked);
}

/** The channel's sum, or as much of it as has gathered. */
function sumSoFar(scene: Scene, place: number): number | undefined {
  const { figure, at } = scene;
  const { count } = gathered(scene);
  if (!at.unit || count === 0) return undefined;
  if (isOver(at, "gather")) return at.unit.channel_sums![place];
  const [height, width] = kernelOf(figure);
  let sum = 0;
  for (const product of partOf(at.unit.products, place, height, width).data.subarray(0, count)) sum += product;
  return sum;
}

/** Which terms of the unit's sum, bias last, take their places just now. */
function addingNow({ figure, at }: Scene): (term: number) => boolean {
  const adds = at.score.find(({ name }) => name === "sum");
  const going = adds && partGoing(at, "sum");
  const terms = figure.seen(at.filter).length + Number(figure.bias !== null);
  return (i) => going !== undefined && Math.floor((i * adds!.parts) / terms) === going;
}

/** A term of the unit's sum: empty until its turn has come. */
export interface Term {
  readonly key: string;
  readonly text: string;
  readonly title: string;
  readonly role: "channel" | "bias";
  readonly isMet: boolean;
}

/** The line in which channels and bias make the unit, and what the activation makes of it. */
export interface SumMarks {
  readonly terms: readonly Term[];
  readonly sum: { readonly key?: string; readonly text: string; readonly title: string };
  readonly activated?: { readonly name: string; readonly text: string; readonly title: string; readonly key: string };
  readonly point?: CurvePoint;
}

/** How much of the activation's beat is over. */
function bending(at: Instant): number {
  return partsDone(at, "activate") / at.score.find(({ name }) => name === "activate")!.parts;
}

/** All digits: the line is where the exact number is read. */
function written(value: number | undefined, asked: boolean): { text: string; title: string } {
  const { text, title } = total("", "", value, asked);
  return { text: text && !asked ? title : text, title };
}

/** @param names are those of the channels that the filter sees. */
export function sumMarks(scene: Scene, names: readonly string[]): SumMarks {
  const { figure, at } = scene;
  const { unit, asked, filter } = at;
  const { bias, activation } = figure;
  const adds = at.score.find(({ name }) => name === "sum");
  const terms = names.length + Number(bias !== null);
  // a channel on its own has nothing to be added up with: it is the sum once it has gathered
  const done = adds ? (partsDone(at, "sum") * terms) / adds.parts : Number(isOver(at, "gather"));
  const isMet = addingNow(scene);
  const channels = names.map((name, i): Term => {
    const value = unit && i < done ? unit.channel_sums![i] : undefined;
    const { text, title } = written(value, asked);
    return { key: term(i), text, title: `channel ${name}: ${title}`, role: "channel", isMet: isMet(i) };
  });
  const offset = bias && { text: long(bias[filter]), title: `bias: ${long(bias[filter])}` };
  const isSummed = isOver(at, adds ? "sum" : "gather");
  const bent = activation !== "identity";
  const sum = unit && isSummed ? unit.sum![0] : undefined;
  const output = unit && bent && isOver(at, "activate") ? unit.output![0] : undefined;
  return {
    terms: offset
      ? [...channels, { ...offset, key: term(names.length), role: "bias", isMet: isMet(names.length) }]
      : channels,
    sum: { ...written(sum, asked), key: bent ? undefined : SUM },
    activated: bent
      ? { name: ACTIVATIONS.find(([value]) => value === activation)![1], ...written(output, asked), key: SUM }
      : undefined,
    point:
      bent && at.curve && unit
        ? pointOn(at.curve, isSummed && !asked, unit.sum![0], unit.output![0], bending(at), "up")
        : undefined,
  };
}

/** @param time is how much of the part is over. */
export function productsMoving(scene: Scene, time: number): readonly MovingMark[] {
  const { figure, at } = scene;
  const { unit, filter, step } = at;
  if (!unit) return [];
  const [height, width] = kernelOf(figure);
  const size = height * width;
  const channels = figure.seen(filter);
  if (partGoing(at, "window") !== undefined) {
    const { rows, columns } = figure.onInput(step)!;
    return channels.flatMap((channel, place) => {
      const boxes = boxesUnder(inputKey(channel), rows.taps, columns.taps);
      return flights(size, (i) => {
        const text = short(unit.values![place * size + i]);
        return flight(boxes[i], boxKey(valuesKey(place), cellOf(i, width)), text, "input", time);
      });
    });
  }
  const { from, to } = made(scene);
  if (to >= 0) {
    const meeting = (i: number): MovingMark[] => {
      const [place, cell] = [Math.floor((from + i) / size), cellOf((from + i) % size, width)];
      const product = boxKey(productsKey(place), cell);
      const weight = figure.weight!.data[filter * channels.length * size + from + i];
      return [
        flight(boxKey(valuesKey(place), cell), product, short(unit.values![from + i]), "input", time),
        flight(boxKey(weightsKey(place), cell), product, short(weight), "kernel", time),
      ];
    };
    return flights(to - from, (i) => meeting(i)[0]).concat(flights(to - from, (i) => meeting(i)[1]));
  }
  if (partGoing(at, "gather") !== undefined && !at.asked) {
    const { each, count } = gathered(scene);
    return channels.flatMap((_, place) =>
      flights(each, (i) => {
        const text = short(unit.products![place * size + count + i]);
        return flight(boxKey(productsKey(place), cellOf(count + i, width)), channelSum(place), text, "output", time);
      }),
    );
  }
  const adding = addingNow(scene);
  if (at.asked) return [];
  return channels.flatMap((_, place) =>
    adding(place) ? [flight(channelSum(place), term(place), short(unit.channel_sums![place]), "output", time)] : [],
  );
}

/** What lands in the output. */
export function productsLanding({ at }: Scene): string {
  if (at.asked) return ASKED;
  return at.unit ? short((at.unit.output ?? at.unit.sum)![0]) : "";
}
