/** What is seen at one instant, as data: cells of numbers, windows that lie on them, numbers on their way. */
import { cellColour, type Role } from "./colours";
import { brief, short } from "./format";
import type { Cell, Frame, Sources } from "./frame";
import { Kept } from "./kept";
import type { Numbers, Plane } from "./tensor";

/**
 * Why a cell stands out: it belongs with the traced cell, is the traced cell, is the current unit, is at work just now,
 * or is out of the running.
 */
export type Light = "lit" | "marked" | "current" | "met" | "lost";

export interface CellMark {
  readonly kind: "cell";
  /** Names the cell's box on the page. */
  readonly key: string;
  readonly value: number;
  /** Empty until it has been computed. */
  readonly text: string;
  /** The same with fewer digits, for where there is no room. */
  readonly brief: string;
  readonly computed: boolean;
  readonly role: Role | "padding";
  /** The background as CSS; empty where it has none of its own. */
  readonly colour: string;
  /** The plane's own cell that the number is of; null where padding has a number of its own. */
  readonly own: Cell | null;
  readonly lights: readonly Light[];
}

/** A window on a plane, or a second one at the unit that the reader points at. */
export interface FrameMark {
  readonly kind: "frame";
  readonly plane: string;
  readonly frame: Frame;
  readonly role: "window" | "traced";
}

/** A number on its way from one box to another. */
export interface MovingMark {
  readonly kind: "moving";
  readonly key: string;
  readonly text: string;
  readonly role: Role;
  readonly from: string;
  readonly to: string;
  /** From 0 to 1. */
  readonly progress: number;
}

/** Characters of the longest number, as text and in brief. */
export type Lengths = readonly [text: number, brief: number];

/** A plane as marks, row by row. */
export interface Grid {
  readonly key: string;
  readonly role: Role;
  readonly cells: readonly (readonly CellMark[])[];
  /** Rows and columns of padding before the plane's own. */
  readonly before: readonly [number, number];
  /** Characters of the longest number, computed or not, as text and in brief. */
  readonly longest: Lengths;
}

/** A plane of numbers, and what is to be seen of it. */
export interface GridOf {
  readonly key?: string;
  readonly role: Role;
  readonly plane: Plane;
  /** What the deepest colour stands for. */
  readonly reach: number;
  readonly sources?: Sources;
  /** Cells lit because the traced cell belongs with them, as "row,column". */
  readonly lit?: ReadonlySet<string>;
  readonly current?: Cell;
  /** The plane's own cell that the reader points at. */
  readonly marked?: Cell;
  /** How many cells, row by row, have been computed so far. */
  readonly shown?: number;
  /** Further lights of a cell, by its place among all that are shown, padding included. */
  readonly also?: (place: Cell) => readonly Light[];
  /** Characters to leave room for, where other numbers are to come into the same cells. */
  readonly longest?: Lengths;
  /** A cell whose number the reader is asked for, and what stands there meanwhile. */
  readonly asked?: { readonly cell: Cell; readonly text: string };
}

export function boxKey(plane: string, { row, column }: Cell): string {
  return `${plane} ${row} ${column}`;
}

function same(a: Cell | undefined, b: Cell | null): boolean {
  return a !== undefined && a.row === b?.row && a.column === b.column;
}

const lengths = new Kept<Numbers, "longest", Lengths>();

export function longestOf(data: Numbers): Lengths {
  return lengths.of(data, "longest", () => {
    // a picture's numbers are millions, but of 256 kinds
    const values = data instanceof Uint8Array ? new Set(data) : data;
    const most = (write: (value: number) => string) => {
      let longest = 1;
      for (const value of values) longest = Math.max(longest, write(value).length);
      return longest;
    };
    return [most(short), most(brief)];
  });
}

/** Rows without lights, which look the same from instant to instant: by plane, and by what they are like. */
const plainRows = new Kept<Numbers, string, readonly CellMark[]>();

export function grid(of: GridOf): Grid {
  const { key = "", role, plane, reach, sources, lit, current, marked, shown = Infinity, also, asked, longest } = of;
  const { height, width, data } = plane;
  const before = sources?.before ?? ([0, 0] as const);
  const [rows, columns] = sources ? [sources.rows.length, sources.columns.length] : [height, width];
  const ownAt = (row: number, column: number): Cell | null => {
    const [r, c] = sources ? [sources.rows[row], sources.columns[column]] : [row, column];
    return r === null || c === null ? null : { row: r, column: c };
  };
  const isPadding = (row: number, column: number): boolean => {
    const [up, left] = [row - before[0], column - before[1]];
    return up < 0 || up >= height || left < 0 || left >= width;
  };
  const lightsOf = (row: number, column: number): Light[] => {
    const lights: Light[] = also ? [...also({ row, column })] : [];
    if (lit?.has(`${row - before[0]},${column - before[1]}`)) lights.push("lit");
    if (marked && !isPadding(row, column) && same(marked, ownAt(row, column))) lights.push("marked");
    if (same(current, { row, column })) lights.push("current");
    return lights;
  };
  const cell = (row: number, column: number, lights: readonly Light[]): CellMark => {
    const padding = isPadding(row, column);
    const own = ownAt(row, column);
    const value = own ? data[own.row * width + own.column] : (sources?.fill ?? 0);
    const isAsked = same(asked?.cell, { row, column });
    const computed = row * columns + column < shown && !isAsked;
    return {
      kind: "cell",
      key: boxKey(key, { row, column }),
      value,
      text: computed ? short(value) : isAsked ? asked!.text : "",
      brief: computed ? brief(value) : isAsked ? asked!.text : "",
      computed,
      role: padding ? "padding" : role,
      colour: computed && !padding ? cellColour(value, reach, role) : "",
      own,
      lights,
    };
  };
  const rowOf = (row: number): readonly CellMark[] => {
    const lights = Array.from({ length: columns }, (_, column) => lightsOf(row, column));
    const make = () => lights.map((lit, column) => cell(row, column, lit));
    if (asked?.cell.row === row || lights.some((lit) => lit.length > 0)) return make();
    const computed = Math.min(columns, Math.max(0, shown - row * columns));
    return plainRows.of(data, [key, role, reach, row, columns, computed].join(), make);
  };
  const cells = Array.from({ length: rows }, (_, row) => rowOf(row));
  return { key, role, cells, before, longest: longest ?? longestOf(data) };
}
