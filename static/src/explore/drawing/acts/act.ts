/** What the arithmetic of one input channel consists of, whatever the operation. */
import type { Role } from "../../../shared/colours";
import { long, short } from "../../../shared/format";
import type { Cell } from "../../../shared/frame";
import { Kept } from "../../../shared/kept";
import { boxKey, type Grid, type GridOf, grid, type Lengths, type MovingMark } from "../../../shared/marks";
import type { Numbers, Plane, Tensor } from "../../../shared/tensor";

/** A table of the arithmetic: the window's numbers, weights, what they make. */
export interface Operand {
  readonly kind: "values" | "weights" | "products" | "cell";
  readonly title: string;
  readonly hue: Role;
  readonly grid: Grid;
}

/** A number that comes about: empty until then. */
export interface Total {
  readonly key: string;
  readonly label: string;
  readonly text: string;
  /** All digits. */
  readonly title: string;
}

/** An activation's curve and the point on it. */
export interface CurvePoint {
  /** [2, n]: from, to. */
  readonly curve: Tensor;
  readonly from: number;
  readonly to: number;
  /** Whether the point is there yet. */
  readonly isThere: boolean;
  /** How much of its way the point has gone, from 0 to 1. */
  readonly progress: number;
  /** Along the curve from where it crosses zero, or up from the axis to the curve. */
  readonly way: "along" | "up";
}

/** The point on a curve; a curve without one tells nothing of where it will be. */
export function pointOn(
  curve: Tensor,
  isThere: boolean,
  from: number,
  to: number,
  progress: number,
  way: CurvePoint["way"],
): CurvePoint {
  return isThere ? { curve, isThere, from, to, progress, way } : { curve, isThere, from: 0, to: 0, progress: 0, way };
}

export interface Act {
  readonly operands: readonly Operand[];
  /** What is said instead of tables that would be too large. */
  readonly note?: string;
  /** A sum written out, term by term. */
  readonly line?: string;
  readonly divisor?: number;
  readonly total?: Total;
  readonly point?: CurvePoint;
}

/** What stands in place of an answer that the reader is asked for. */
export const ASKED = "?";

export function total(key: string, label: string, value: number | undefined, asked = false): Total {
  if (value === undefined) return { key, label, text: "", title: "not computed yet" };
  return asked
    ? { key, label, text: ASKED, title: "your turn" }
    : { key, label, text: short(value), title: long(value) };
}

const parts = new Kept<Numbers, number, Plane>();

/** A plane of a tensor whose numbers may have yet to come. */
export function partOf(numbers: Numbers | undefined, index: number, height: number, width: number): Plane {
  const size = height * width;
  if (!numbers) return { height, width, data: new Float64Array(size) };
  return parts.of(numbers, index, () => {
    return { height, width, data: numbers.subarray(index * size, (index + 1) * size) };
  });
}

export function operand(kind: Operand["kind"], title: string, of: GridOf): Operand {
  return { kind, title, hue: of.role, grid: grid(of) };
}

/** A channel's weights, with those lit that are at work. */
export function weights(
  title: string,
  key: string,
  plane: Plane,
  reach: number,
  longest: Lengths,
  isMet: (i: number) => boolean,
): Operand {
  return operand("weights", title, { key, role: "kernel", plane, reach, longest, also: lit(plane.width, isMet) });
}

/** Lights the cells that are at work, counted row by row. */
export function lit(width: number, isMet: (i: number) => boolean): GridOf["also"] {
  return ({ row, column }) => (isMet(row * width + column) ? ["met"] : []);
}

export function cellOf(index: number, width: number): Cell {
  return { row: Math.floor(index / width), column: index % width };
}

/** More numbers than these on their way at once are a swarm. */
const MOST_FLIGHTS = 49;

/** A number on its way, slow at both ends. */
export function flight(from: string, to: string, text: string, role: Role, time: number): MovingMark {
  const progress = time * time * (3 - 2 * time);
  return { kind: "moving", key: `${from} to ${to}`, from, to, text, role, progress };
}

export function flights(count: number, one: (i: number) => MovingMark): readonly MovingMark[] {
  return count > MOST_FLIGHTS ? [] : Array.from({ length: count }, (_, i) => one(i));
}

/** The boxes of the cells under a window, row by row. */
export function boxesUnder(key: string, rows: readonly number[], columns: readonly number[]): string[] {
  return rows.flatMap((row) => columns.map((column) => boxKey(key, { row, column })));
}
