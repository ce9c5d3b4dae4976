/** What an operation puts on stage: planes, how its window or its stamps lie, and where its arithmetic comes from. */
import type { Schemas } from "../../shared/api/client";
import type { Cell, Frame, Sources } from "../../shared/frame";
import { Kept } from "../../shared/kept";
import type { Setup } from "../../shared/setup/setup";
import { type Numbers, type Tensor, tensor } from "../../shared/tensor";

/** The arithmetic of a row of steps; the column comes first in each tensor. */
export type Row = Readonly<Record<string, Tensor | undefined>>;

/** The arithmetic of one step: the column's part of each tensor. */
export type Unit = Readonly<Record<string, Numbers | undefined>>;

const units = new Kept<Row, number, Unit>();

/** The unit in a column of a row. */
export function unitOf(row: Row, column: number): Unit {
  return units.of(row, column, () => partOf(row, column));
}

function partOf(row: Row, column: number): Unit {
  const part = (t: Tensor | undefined) => {
    if (!t) return undefined;
    const size = t.data.length / t.shape[0];
    return t.data.subarray(column * size, (column + 1) * size);
  };
  return Object.fromEntries(Object.entries(row).map(([name, t]) => [name, part(t)]));
}

/** Which way the arithmetic under the input is shown. */
export type Arithmetic = "products" | "max" | "mean" | "curve" | "stamp";

/** The call whose code stands on the code card. */
export interface CodedCall {
  readonly operation: Schemas["CodeRequest"]["operation"];
  readonly request: Schemas["CodeRequest"]["request"];
}

export interface Figure {
  readonly arithmetic: Arithmetic;
  /** On the left, plane by plane. */
  readonly input: Tensor;
  readonly inputName: string;
  readonly editsInput: "input" | "gradOutput" | null;
  /** The filters: one for each output plane, a plane for each channel it sees. */
  readonly weight: Tensor | null;
  readonly weightName: string;
  /** What an output plane belongs to. */
  readonly planeName: "Filter" | "Channel" | "Plane";
  readonly editsWeight: "weight" | "gradOutput" | null;
  readonly bias: readonly number[] | null;
  readonly activation: Setup["activation"];
  readonly output: Tensor;
  readonly outputName: string;
  /** Where padded cells of the input take their values from. */
  readonly sources: Sources;
  /** Windows: how often each input row and column is read; a cell is read as often as both together. */
  readonly reads?: readonly [readonly number[], readonly number[]];
  /** Rows and columns of what is stepped through: the output's cells, or for stamps the input's. */
  readonly steps: readonly [number, number];
  readonly stepsOn: "input" | "output";
  /** The input channels behind an output plane. */
  readonly seen: (plane: number) => readonly number[];
  /** What a step covers on the input and on the output; undefined where padding cuts all of it off. */
  readonly onInput: (step: Cell) => Frame | undefined;
  readonly onOutput: (step: Cell) => Frame | undefined;
  /** Stamps: the output cell that each row and column of the kernel lands on; null where padding cuts it off. */
  readonly targets?: (step: Cell) => { rows: readonly (number | null)[]; columns: readonly (number | null)[] };
  /** The cells on the other side that belong with a cell, and what to say of them. */
  readonly partners: (cell: Cell, on: "input" | "output") => Partners;
  /** Row by row, where the server is needed for it. */
  readonly row?: (plane: number, row: number) => Promise<Row>;
  /** Pooling: [C, H', W', 2] where the winner was, or [H', W'] what the sum was divided by. */
  readonly argmax?: Tensor;
  readonly divisor?: Tensor;
  /** Transposed convolution: [H', W'] how many weights reach each cell. */
  readonly overlap?: Tensor;
  /** Activation: points of its curve, [2, n]: from, to. */
  readonly curve?: Tensor;
}

export interface Partners {
  /** As "row,column". */
  readonly cells: ReadonlySet<string>;
  readonly text: string;
}

/** What the cards under the stage show. */
export interface Result {
  readonly setup: Setup;
  readonly figure: Figure;
  readonly geometry: Schemas["Geometry"];
  readonly size?: Schemas["OutputSizeAnswer"];
  readonly parameters?: Schemas["ParametersAnswer"];
  readonly lowering?: Lowering;
  readonly gradBias?: readonly number[];
}

/** The matrix product behind a convolution; the Toeplitz matrix where the input is small. */
export interface Lowering {
  readonly columns: Tensor;
  readonly matrix: Tensor;
  readonly toeplitz?: Tensor;
}

/** Planes of a [H, W] list of lists. */
export function fromRows(rows: readonly (readonly number[])[]): Tensor {
  return tensor([1, rows.length, rows[0].length], rows.flat());
}

/** The input channels behind each filter of a grouped filter bank, [O, C / groups, KH, KW]. */
export function seenBy({ shape: [filters, channels] }: Tensor, groups: number): (filter: number) => number[] {
  return (filter) => {
    const first = Math.floor(filter / (filters / groups)) * channels;
    return Array.from({ length: channels }, (_, i) => first + i);
  };
}
