/** How the stage is laid out in the room that there is, so that digits stay large enough to be read. */
import { cellFor } from "../../shared/cells";
import type { Lengths } from "../../shared/marks";

/** A table to find room for, and the longest numbers in it; a picture takes what it gets. */
export interface Table {
  readonly rows: number;
  readonly columns: number;
  readonly longest: Lengths;
}

export interface Wanted {
  /** How many input channels there are. */
  readonly channels: number;
  /** Undefined for a picture. */
  readonly input?: Table;
  readonly output?: Table;
  /** One of the tables under the window, and how many stand there. */
  readonly operand?: Table;
  readonly operands: number;
}

/** In pixels. */
export interface Room {
  readonly width: number;
  /** Of the screen below the stage's top, where all of it is best seen at once. */
  readonly height: number;
  readonly leastDigits: number;
  /** A cell of a small table grows to this side. */
  readonly mostCell: number;
}

/** All channels side by side; one open, beside the output; its arithmetic below both; all below one another. */
export type Plan = "columns" | "folded" | "paired" | "stacked";
/** Tables of the arithmetic in a row, the products below, or all below one another. */
export type Strip = "row" | "wrapped" | "column";

export interface Layout {
  readonly plan: Plan;
  readonly strip: Strip;
  /** Widths in pixels: of a channel, of the output, and of their cells. */
  readonly channel: number;
  readonly output: number;
  readonly inputCell: number;
  readonly outputCell: number;
}

/** Pixels between channels, before the output, and of a sign between two tables. */
const GAPS = { channel: 20, output: 34, sign: 20 };
/** Pixels of headings and sums above and below tables. */
const WORDS = { plane: 30, strip: 44, table: 22, sums: 70 };
/** More channels than these are too many to look at together. */
const MOST_COLUMNS = 4;
/** What is written beside a table needs this width; a picture needs this one. */
const LEAST = { text: 168, picture: 200 };

const STRIPS: Record<Strip, { tables: number; signs: number }> = {
  row: { tables: 3, signs: 2 },
  wrapped: { tables: 2, signs: 1 },
  column: { tables: 1, signs: 0 },
};

/** First what shows most side by side; digits are left out before tables are put below one another. */
const ORDER: readonly (readonly [Plan, Strip, 0 | 1])[] = (
  [
    [
      ["columns", "row"],
      ["columns", "wrapped"],
    ],
    [
      ["folded", "row"],
      ["folded", "wrapped"],
      ["paired", "row"],
      ["paired", "wrapped"],
    ],
    [
      ["folded", "column"],
      ["paired", "column"],
      ["stacked", "row"],
      ["stacked", "wrapped"],
      ["stacked", "column"],
    ],
  ] as const
).flatMap((plans) =>
  ([0, 1] as const).flatMap((detail) => plans.map(([plan, strip]) => [plan, strip, detail] as const)),
);

function widthOf(table: Table | undefined, detail: 0 | 1, leastDigits: number): number {
  return table ? table.columns * cellFor(table.longest[detail], leastDigits) : LEAST.picture;
}

/** The widths that a plan needs at least. */
function needed(wanted: Wanted, { leastDigits }: Room, strip: Strip, detail: 0 | 1) {
  const { tables, signs } = wanted.operands === 3 ? STRIPS[strip] : { tables: wanted.operands, signs: 0 };
  const operand = wanted.operand ? widthOf(wanted.operand, detail, leastDigits) : 0;
  return {
    input: widthOf(wanted.input, detail, leastDigits),
    strip: Math.max(tables * operand + signs * GAPS.sign, LEAST.text),
    output: widthOf(wanted.output, detail, leastDigits),
  };
}

function fits(plan: Plan, wanted: Wanted, width: number, { input, strip, output }: ReturnType<typeof needed>): boolean {
  const channel = Math.max(input, strip);
  const beside = Math.max(output, LEAST.text);
  switch (plan) {
    case "columns": {
      const { channels } = wanted;
      const all = channels * channel + (channels - 1) * GAPS.channel;
      return channels <= MOST_COLUMNS && all + GAPS.output + beside <= width;
    }
    case "folded":
      return channel + GAPS.output + beside <= width;
    case "paired":
      return input + GAPS.channel + output <= width && strip <= width;
    case "stacked":
      return Math.max(input, strip, output) <= width;
  }
}

export function layoutFor(wanted: Wanted, room: Room): Layout {
  // where nothing fits, tables become maps of colour
  const [plan, strip, detail] =
    ORDER.find(([plan, strip, detail]) => fits(plan, wanted, room.width, needed(wanted, room, strip, detail))) ??
    (["stacked", "column", 1] as const);
  const need = needed(wanted, room, strip, detail);
  const most = Math.min(room.mostCell, Math.max(mostFor(plan, strip, wanted, room), leastFor(wanted, room, detail)));
  return { plan, strip, ...widths(plan, wanted, { ...room, mostCell: most }, need) };
}

/** The largest cell with which planes and what stands under them are on screen together. */
function mostFor(plan: Plan, strip: Strip, { input, output, operand, operands }: Wanted, room: Room): number {
  const [inputs, outputs, kernel] = [input?.rows ?? 0, output?.rows ?? 0, operand?.rows ?? 0];
  const tables = operands === 3 ? 3 / STRIPS[strip].tables : 1;
  const arithmetic = kernel ? WORDS.strip + (WORDS.table + kernel * operandCell(room)) * Math.ceil(tables) : 0;
  const words = plan === "paired" || plan === "stacked" ? WORDS.plane + WORDS.sums : WORDS.plane;
  const rows = plan === "stacked" ? inputs + outputs : plan === "paired" ? Math.max(inputs, outputs) : inputs;
  const beside =
    plan === "columns" || plan === "folded" ? (room.height - WORDS.plane - WORDS.sums) / outputs : Infinity;
  return Math.min((room.height - words - arithmetic) / rows, beside);
}

/** What a cell of the arithmetic takes in height, about. */
function operandCell({ leastDigits }: Room): number {
  return 2.6 * leastDigits;
}

/** Numbers are not left out to save height: one can scroll. */
function leastFor({ input, output }: Wanted, { leastDigits }: Room, detail: 0 | 1): number {
  return Math.max(...[input, output].map((table) => (table ? cellFor(table.longest[detail], leastDigits) : 0)));
}

/** Cells of input and output are equally large, as large as there is room for. */
function widths(plan: Plan, wanted: Wanted, { width, mostCell }: Room, need: ReturnType<typeof needed>) {
  const [inputs, outputs] = [wanted.input?.columns, wanted.output?.columns];
  const count = plan === "columns" ? wanted.channels : 1;
  const gaps = (count - 1) * GAPS.channel + (plan === "paired" ? GAPS.channel : GAPS.output);
  const cellIn = (room: number, columns: number | undefined) =>
    columns ? Math.min(mostCell, room / columns) : mostCell;
  if (plan === "stacked") {
    return { channel: width, output: width, inputCell: cellIn(width, inputs), outputCell: cellIn(width, outputs) };
  }
  const least = plan === "paired" ? need.input : Math.max(need.input, need.strip);
  const beside = plan === "paired" ? need.output : Math.max(need.output, LEAST.text);
  const shared = (width - gaps) / (count * (inputs ?? outputs ?? 1) + (outputs ?? inputs ?? 1));
  const most = (width - gaps - beside) / count;
  const wide = inputs && outputs ? Math.min(shared, mostCell) * inputs : most / (outputs ? 1 : 1.5);
  const channel = Math.min(most, Math.max(least, wide));
  const output = width - gaps - count * channel;
  return { channel, output, inputCell: cellIn(channel, inputs), outputCell: cellIn(output, outputs) };
}
