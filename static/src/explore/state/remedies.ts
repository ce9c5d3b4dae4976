/** What a control could be set to where it is refused: the nearest of its other values that the server agrees to. */
import { Refused } from "../../shared/api/client";
import { LatestRequest } from "../../shared/latest-request";
import { fitted, withKernel } from "../../shared/setup/edits";
import { PADDING_MODES, type Pair, type Setup, type Sides } from "../../shared/setup/setup";
import { MOST } from "./ranges";

export interface Remedy {
  /** As on a button: "2", "1×3", "zeros". */
  readonly value: string;
  readonly setup: Setup;
}

/** By field, as refusals name them. */
export type Remedies = Readonly<Record<string, Remedy>>;

/** Tries one candidate after the other, until there is a remedy for every field or something else is searched for. */
export class RemedySearch {
  found: Remedies = {};
  private readonly requests = new LatestRequest();

  constructor(
    private readonly compute: (setup: Setup, signal: AbortSignal) => Promise<unknown>,
    private readonly onFound: () => void,
  ) {}

  stop(): void {
    this.requests.stop();
    this.found = {};
  }

  async start(refused: Setup, fields: readonly string[]): Promise<void> {
    this.stop();
    const signal = this.requests.next();
    for (const field of fields) {
      for (const remedy of candidates(field, refused)) {
        const works = await this.works(remedy.setup, signal);
        if (signal.aborted || works === undefined) return;
        if (!works) continue;
        this.found = { ...this.found, [field]: remedy };
        this.onFound();
        break;
      }
    }
  }

  /** Whether the server would compute it; undefined if it does not say. */
  private async works(setup: Setup, signal: AbortSignal): Promise<boolean | undefined> {
    try {
      await this.compute(setup, signal);
      return true;
    } catch (error) {
      return error instanceof Refused && error.isFinal ? false : undefined;
    }
  }
}

/** @param field is what the server refused. */
export function candidates(field: string, s: Setup): readonly Remedy[] {
  return CANDIDATES[field]?.(s) ?? [];
}

const CANDIDATES: Readonly<Record<string, (s: Setup) => readonly Remedy[]>> = {
  kernel_size: kernels,
  weight: kernels,
  stride: (s) => pairs(s.stride, 1, MOST.stride, (stride) => ({ ...s, stride })),
  dilation: (s) => pairs(s.dilation, 1, MOST.dilation, (dilation) => ({ ...s, dilation })),
  output_padding: (s) => pairs(s.outputPadding, 0, MOST.outputPadding, (outputPadding) => ({ ...s, outputPadding })),
  groups: (s) =>
    nearest(s.groups, 1, MOST.groups).map((groups) => ({ value: String(groups), setup: fitted({ ...s, groups }) })),
  padding: paddings,
  padding_mode: (s) =>
    PADDING_MODES.filter((mode) => mode !== s.paddingMode).map((mode) => ({
      value: mode,
      setup: { ...s, paddingMode: mode },
    })),
};

/** All others from the least to the most, the nearest first, the smaller of two first. */
function nearest(value: number, least: number, most: number): number[] {
  const all = Array.from({ length: most - least + 1 }, (_, i) => least + i).filter((other) => other !== value);
  return all.sort((a, b) => Math.abs(a - value) - Math.abs(b - value));
}

/** One value for both axes stays one; two are changed as little as possible in all. */
function pairs([height, width]: Pair, least: number, most: number, change: (pair: Pair) => Setup): Remedy[] {
  if (height === width) {
    return nearest(height, least, most).map((n) => ({ value: String(n), setup: change([n, n]) }));
  }
  const far = ([h, w]: Pair) => Math.abs(h - height) + Math.abs(w - width);
  const all = Array.from({ length: most - least + 1 }, (_, i) => least + i);
  return all
    .flatMap((h) => all.map((w): Pair => [h, w]))
    .filter((pair) => far(pair) > 0)
    .sort((a, b) => far(a) - far(b))
    .map((pair) => ({ value: pair.join("×"), setup: change(pair) }));
}

function kernels(s: Setup): Remedy[] {
  const [height, width] = s.weight.shape.slice(2);
  return pairs([height, width], 1, MOST.kernel, (kernel) => withKernel(s, kernel));
}

/** Another amount; sides of their own are cut to it. */
function paddings(s: Setup): Remedy[] {
  const { padding } = s;
  const all = (n: number): Sides => [
    [n, n],
    [n, n],
  ];
  const sides = typeof padding === "string" ? [] : padding.flat();
  const largest = Math.max(...sides, -1); // instead of a word, the least that works
  if (sides.every((side) => side === largest)) {
    return nearest(largest, 0, MOST.padding).map((n) => ({ value: String(n), setup: { ...s, padding: all(n) } }));
  }
  return nearest(largest, 0, largest).map((n) => {
    const [top, bottom, left, right] = sides.map((side) => Math.min(side, n));
    const value = top === bottom && left === right && top === left ? String(n) : `at most ${n}`;
    return {
      value,
      setup: {
        ...s,
        padding: [
          [top, bottom],
          [left, right],
        ],
      },
    };
  });
}
