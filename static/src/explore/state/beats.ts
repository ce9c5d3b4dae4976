/** What happens on the way to one output unit, beat by beat, and the order in which all units come. */
import { type Position, START } from "../../shared/setup/setup";

export type BeatName =
  /** The window, or for stamps the cell, goes to its place and its numbers are lifted. */
  | "window"
  | "products"
  | "gather"
  | "sum"
  | "activate"
  | "compete"
  | "collect"
  | "divide"
  | "curve"
  | "stamp"
  | "channels"
  | "land";

export interface Beat {
  readonly name: BeatName;
  /** As the transport shows it. */
  readonly title: string;
  /** What is seen one after the other within the beat. */
  readonly parts: number;
  /** How long it takes where there is time to see all of it. */
  readonly seconds: number;
}

/** All that is played: filters, units in each, how many of them stand in a row, and the beats of a unit. */
export interface Steps {
  readonly filters: number;
  readonly units: number;
  readonly columns: number;
  readonly score: readonly Beat[];
}

/** A unit with all its beats. */
export function whole(filter: number, step: number): Position {
  return { filter, step, beat: Infinity };
}

/** How many beats have been seen, over all filters. */
export function beatsBefore({ filter, step, beat }: Position, { units, score }: Steps): number {
  return (filter * units + step) * score.length + beat;
}

/** Where one is after so many beats: no beat of a unit stands for all beats of the one before, but for the first. */
export function positionAfter(beats: number, { filters, units, score }: Steps): Position {
  const most = filters * units * score.length;
  const count = Math.min(most, Math.max(0, beats));
  if (count === 0) return START;
  const unit = Math.floor((count - 1) / score.length);
  return { filter: Math.floor(unit / units), step: unit % units, beat: count - unit * score.length };
}

/** Where a beat of one score is in another: what is whole stays whole, and nothing lands that had not. */
export function beatIn(score: readonly Beat[], old: readonly Beat[], beat: number): number {
  if (score === old) return beat;
  if (beat >= old.length) return score.length;
  const same = beat > 0 ? score.findIndex(({ name }) => name === old[beat - 1].name) + 1 : 0;
  return same || Math.min(beat, score.length - 1);
}

/** The nearest place that there is: the output may have become smaller, and beats fewer. */
export function withinSteps({ filter, step, beat }: Position, { filters, units, score }: Steps): Position {
  return {
    filter: Math.min(filter, filters - 1),
    step: Math.min(step, units - 1),
    beat: Math.min(beat, score.length),
  };
}
