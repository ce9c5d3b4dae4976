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
  /** Of the page's text. */
  readonly rem: number;
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
/** Rem of headings and sums above and below tables. */
const WORDS = { tabs: 3.7, plane: 2, strip: 3.5, table: 1.5, sums: 4.7 };
/** More channels than these are too many to look at together. */
const MOST_COLUMNS = 4;
/** What is written beside a table needs this width, in rem, and its title this one; a picture needs this one, in pixels. */
const LEAST = { text: 11.2, title: 7, picture: 200 };

/** The side of a cell of the arithmetic, of the least digits, about. */
const OPERAND_CELL = 3.5;

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
  return table
    ? table.columns * cellFor(table.longest[detail], leastDigits, detail === 0 ? "apart" : "least")
    : LEAST.picture;
}

/** The widths that a plan needs at least. */
function needed(wanted: Wanted, { leastDigits, rem }: Room, strip: Strip, detail: 0 | 1) {
  const { tables, signs } = wanted.operands === 3 ? STRIPS[strip] : { tables: wanted.operands, signs: 0 };
  const operand = wanted.operand ? widthOf(wanted.operand, detail, leastDigits) : 0;
  return {
    input: widthOf(wanted.input, detail, leastDigits),
    strip: Math.max(tables * operand + signs * GAPS.sign, LEAST.text * rem),
    text: LEAST.text * rem,
    title: LEAST.title * rem,
    output: widthOf(wanted.output, detail, leastDigits),
  };
}

function fits(plan: Plan, wanted: Wanted, width: number, need: ReturnType<typeof needed>): boolean {
  const { input, strip, output, text } = need;
  const channel = Math.max(input, strip);
  const beside = Math.max(output, text);
  switch (plan) {
    case "columns": {
      const { channels } = wanted;
      const all = channels * channel + (channels - 1) * GAPS.channel;
      return channels <= MOST_COLUMNS && all + GAPS.output + beside <= width;
    }
    case "folded":
      return channel + GAPS.output + beside <= width;
    case "paired":
      return input + GAPS.channel + Math.max(output, need.title) <= width && strip <= width;
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
  const most = Math.min(room.mostCell, Math.max(mostFor(plan, strip, wanted, room), leastFor(wanted, room)));
  return { plan, strip, ...widths(plan, strip, wanted, { ...room, mostCell: most }, need) };
}

/** The largest cell with which planes and what stands under them are on screen together. */
function mostFor(plan: Plan, strip: Strip, wanted: Wanted, { height, rem, leastDigits }: Room): number {
  const { channels, input, output, operand, operands } = wanted;
  const [inputs, outputs, kernel] = [input?.rows ?? 0, output?.rows ?? 0, operand?.rows ?? 0];
  const tables = operands === 3 ? 3 / STRIPS[strip].tables : 1;
  const left = height - (plan !== "columns" && channels > 1 ? WORDS.tabs * rem : 0);
  const kernels = (WORDS.table * rem + kernel * OPERAND_CELL * leastDigits) * Math.ceil(tables);
  const arithmetic = kernel ? WORDS.strip * rem + kernels : 0;
  if (plan === "stacked") return (left - arithmetic - (WORDS.plane + WORDS.sums) * rem) / (inputs + outputs);
  const sums = WORDS.sums * rem;
  if (plan === "paired") return (left - arithmetic - WORDS.plane * rem - sums) / Math.max(inputs, outputs);
  return Math.min((left - arithmetic - WORDS.plane * rem) / inputs, (left - WORDS.plane * rem - sums) / outputs);
}

/** Numbers are not left out to save height: one can scroll. */
function leastFor({ input, output }: Wanted, { leastDigits }: Room): number {
  return Math.max(...[input, output].map((table) => (table ? cellFor(table.longest[0], leastDigits, "least") : 0)));
}

/** A cell of the arithmetic grows to this many rem where there is room to spare. */
const COMFORTABLE = 2.6;

/** Cells of input and output are equally large, as large as there is room for; what is left goes to the arithmetic. */
function widths(plan: Plan, strip: Strip, wanted: Wanted, room: Room, need: ReturnType<typeof needed>) {
  const { width, mostCell, rem } = room;
  const [inputs, outputs] = [wanted.input?.columns, wanted.output?.columns];
  const cellIn = (room: number, columns: number | undefined) =>
    columns ? Math.min(mostCell, room / columns) : mostCell;
  if (plan === "stacked") {
    return { channel: width, output: width, inputCell: cellIn(width, inputs), outputCell: cellIn(width, outputs) };
  }
  const count = plan === "columns" ? wanted.channels : 1;
  const gaps = (count - 1) * GAPS.channel + (plan === "paired" ? GAPS.channel : GAPS.output);
  const least = plan === "paired" ? need.input : Math.max(need.input, need.strip);
  const beside = Math.max(need.output, plan === "paired" ? need.title : need.text);
  const shared = (width - gaps) / (count * (inputs ?? outputs ?? 1) + (outputs ?? inputs ?? 1));
  const most = (width - gaps - beside) / count;
  const wide = inputs && outputs ? Math.min(shared, mostCell) * inputs : most / (outputs ? 1 : 1.5);
  const planes = Math.min(most, Math.max(least, wide));
  const left =
    width - gaps - count * planes - Math.max(beside, outputs ? outputs * Math.min(shared, mostCell) : Infinity);
  const { tables, signs } = wanted.operands === 3 ? STRIPS[strip] : { tables: wanted.operands, signs: 0 };
  const comfortable = tables * (wanted.operand?.columns ?? 0) * COMFORTABLE * rem + signs * GAPS.sign;
  const channel = Math.max(planes, Math.min(comfortable, planes + Math.max(0, left) / count));
  const output = width - gaps - count * channel;
  return { channel, output, inputCell: cellIn(planes, inputs), outputCell: cellIn(output, outputs) };
}
