/** An instant on stage: which unit, which of its beats, and how much of that is over. */
import type { Cell } from "../../shared/frame";
import type { Tensor } from "../../shared/tensor";
import type { Figure, Unit } from "../operations/figure";
import type { Beat, BeatName } from "../state/beats";
import type { Traced } from "../state/trace";
import type { Stage } from "./stage";

export interface Instant {
  /** The output plane on stage. */
  readonly filter: number;
  /** Where the animation stands. */
  readonly current: Cell;
  /** The step whose arithmetic is on show, which may be one that the reader points at. */
  readonly step: Cell;
  /** Its arithmetic, once the server has answered. */
  readonly unit?: Unit;
  /** That of the last step that has landed, where the output grows by what is added to it. */
  readonly landed?: Unit;
  /** The curve of the activation that bends its sum, once the server has answered. */
  readonly curve?: Tensor;
  readonly traced?: Traced;
  /** How many cells of the output have been computed so far. */
  readonly shown: number;
  /** Whether the output is shown whole, not only as far as the window has come. */
  readonly whole: boolean;
  readonly score: readonly Beat[];
  /** Beats that are over or going on; 0 before the first. */
  readonly beat: number;
  /** How much of the last of them is over, part by part; 1 at rest. */
  readonly progress: number;
  /** Whether the reader is asked what comes out: then no sum is shown. */
  readonly asked: boolean;
}

/** Whether nothing looks different: instants are made anew whenever the page is, and drawn only where they differ. */
export function isSame(one: Instant, other: Instant): boolean {
  const { current, step, ...rest } = one;
  const isAt = (a: Cell, b: Cell) => a.row === b.row && a.column === b.column;
  const same = Object.entries(rest).every(([name, value]) => other[name as keyof Instant] === value);
  return same && isAt(current, other.current) && isAt(step, other.step);
}

/** What an instant is of. */
export interface Scene {
  readonly figure: Figure;
  readonly stage: Stage;
  readonly at: Instant;
}

/** How many parts of a beat are over. */
export function partsDone({ score, beat, progress }: Instant, name: BeatName): number {
  const index = score.findIndex((one) => one.name === name);
  const { parts } = score[index];
  if (index + 1 === beat) return Math.round(progress * parts);
  return index + 1 < beat ? parts : 0;
}

export function isOver(at: Instant, name: BeatName): boolean {
  return partsDone(at, name) === at.score.find((one) => one.name === name)!.parts;
}

/** The part of a beat that is being seen; undefined at rest and in other beats. */
export function partGoing(at: Instant, name: BeatName): number | undefined {
  const { score, beat, progress } = at;
  return progress < 1 && score[beat - 1]?.name === name ? partsDone(at, name) : undefined;
}
