/** What is on screen on the Explore page, as one plain object. */
import type { Schemas } from "../api/client";
import type { Tensor } from "../tensor";

export type Pair = readonly [number, number];
export type Sides = readonly [Pair, Pair];
export type Padding = "same" | "valid" | Sides;
export type PaddingMode = Schemas["PaddingMode"];
export type Activation = Schemas["Activation"];
export type Preset = Schemas["PresetAnswer"];

export const PADDING_MODES: readonly PaddingMode[] = ["zeros", "reflect", "replicate", "circular"];
export const ACTIVATIONS: readonly [Activation, string][] = [
  ["identity", "None (identity)"],
  ["relu", "ReLU"],
  ["leaky_relu", "Leaky ReLU"],
  ["sigmoid", "Sigmoid"],
  ["tanh", "tanh"],
  ["gelu", "GELU"],
  ["silu", "SiLU"],
];

export type Operation = Preset["operation"];
export const OPERATIONS: readonly Operation[] = ["conv", "conv_transpose", "max_pool", "avg_pool", "activation"];

/** Ways to look at a convolution. */
export type View = Preset["view"];
export const VIEWS: readonly [View, string][] = [
  ["forward", "Forward"],
  ["matrix", "As a matrix product"],
  ["grad_input", "Backward, to the input"],
  ["grad_weight", "Backward, to the weights"],
];

/** Where the input comes from. */
export type Source =
  | { kind: "numbers" }
  /** A sample picture, by name; `side` is its longer side in pixels. */
  | { kind: "picture"; name: string; side: number; edited?: boolean }
  /** The reader's own; after a reload it has to be chosen again. */
  | { kind: "upload"; name: string };

/** Other padding on one side. */
export function withSide(sides: Sides, axis: number, side: number, amount: number): Sides {
  const [rows, columns] = sides;
  const changed = ([before, after]: Pair): Pair => (side === 0 ? [amount, after] : [before, amount]);
  return axis === 0 ? [changed(rows), columns] : [rows, changed(columns)];
}

/** A picture is shown whole from the start: one wants to see what the filter does to it. */
export function isPicture(source: Source): boolean {
  return source.kind !== "numbers";
}

/** An operation and everything that it is given. */
export interface Setup {
  readonly operation: Operation;
  readonly view: View;
  readonly preset: string;
  readonly source: Source;
  readonly input: Tensor;
  readonly weight: Tensor;
  readonly bias: readonly number[] | null;
  /** Biases of every filter that there has been: those that were taken away come back. */
  readonly allBiases?: readonly number[];
  readonly stride: Pair;
  readonly padding: Padding;
  readonly paddingMode: PaddingMode;
  readonly dilation: Pair;
  readonly groups: number;
  /** Of a transposed convolution. */
  readonly outputPadding: Pair;
  /** Of pooling. */
  readonly ceilMode: boolean;
  readonly countIncludePad: boolean;
  /** Whether the kernels have been turned by 180°, which makes cross-correlation the convolution of mathematics. */
  readonly flipped: boolean;
  /** What flows back into the output; null for ones. */
  readonly gradOutput: Tensor | null;
  readonly activation: Activation;
}

/** Where the animation stands: a filter, a unit of its output counted row by row, and how many of its beats have been seen. */
export interface Position {
  readonly filter: number;
  readonly step: number;
  /** Infinity for all of them. */
  readonly beat: number;
}

/** Before anything has been computed. */
export const START: Position = { filter: 0, step: 0, beat: 0 };

/** What a channel is called: a picture's and the worked example's are R, G, B. */
export function channelName(index: number, channels: number): string {
  return channels === 3 ? "RGB"[index] : String(index + 1);
}
