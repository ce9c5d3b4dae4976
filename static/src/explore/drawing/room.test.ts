import { describe, expect, it } from "vitest";
import { cellFor, fitOf } from "../../shared/cells";
import { layoutFor, type Room, type Wanted } from "./room";

const ROOM: Room = { width: 1096, height: 700, leastDigits: 11, rem: 15, mostCell: 44 };
/** The worked example: 7×7 with padding, kernels of 3×3, whole numbers. */
const WORKED: Wanted = {
  channels: 3,
  input: { rows: 9, columns: 9, longest: [1, 1] },
  output: { rows: 7, columns: 7, longest: [2, 2] },
  operand: { rows: 3, columns: 3, longest: [2, 2] },
  operands: 3,
};
const SIDES = [1, 3, 7, 11, 16];
const LONGEST = [
  [1, 1],
  [6, 5],
  [8, 5],
] as const;

describe("the stage", () => {
  it("shows the worked example's channels side by side on a desk, one of them on a phone", () => {
    expect(layoutFor(WORKED, ROOM)).toMatchObject({ plan: "columns", strip: "row" });
    expect(layoutFor(WORKED, { ...ROOM, width: 700 })).toMatchObject({ plan: "folded", strip: "row" });
    expect(layoutFor(WORKED, { ...ROOM, width: 358 })).toMatchObject({ plan: "paired", strip: "row" });
  });

  it("has digits of 28 pixels for the worked example on a projector", () => {
    const layout = layoutFor(WORKED, { width: 1822, height: 900, leastDigits: 18, rem: 28, mostCell: 80 });
    expect(layout.plan).toBe("columns");
    for (const cell of [layout.inputCell, layout.outputCell]) {
      expect(fitOf(cell, [2, 2], 18, 36).font).toBeGreaterThanOrEqual(28);
    }
  });

  it("puts tables below one another rather than shrink their digits", () => {
    const long = { ...WORKED, operand: { rows: 7, columns: 7, longest: [6, 5] as const } };
    const { plan, strip } = layoutFor(long, { ...ROOM, width: 500 });
    expect([plan, strip]).not.toEqual(["columns", "row"]);
  });

  const cases = SIDES.flatMap((input) =>
    SIDES.flatMap((kernel) =>
      LONGEST.flatMap((longest) => [1, 3, 16].map((channels) => ({ input, kernel, longest, channels }))),
    ),
  );
  it.each([320, 358, 640, 702, 1096, 1576])("is never wider than its room of %d pixels", (width) => {
    for (const { input, kernel, longest, channels } of cases) {
      const table = (side: number) => ({ rows: side, columns: side, longest });
      const wanted = { channels, input: table(input), output: table(input), operand: table(kernel), operands: 3 };
      const { plan, channel, output, inputCell, outputCell } = layoutFor(wanted, { ...ROOM, width });
      const count = plan === "columns" ? channels : 1;
      const gaps = plan === "stacked" ? 0 : (count - 1) * 20 + (plan === "paired" ? 20 : 34);
      const all = plan === "stacked" ? Math.max(channel, output) : count * channel + gaps + output;
      expect(all, JSON.stringify(wanted)).toBeLessThanOrEqual(width + 0.001);
      expect(Math.max(input * inputCell - channel, input * outputCell - output)).toBeLessThan(0.001);
      expect(Math.min(channel, output, inputCell, outputCell)).toBeGreaterThan(0);
    }
  });
});

it("leaves digits out before they become too small", () => {
  expect(fitOf(44, [6, 5], 11, 16)).toMatchObject({ detail: "text" });
  expect(fitOf(40, [6, 5], 11, 16)).toMatchObject({ detail: "brief" });
  expect(fitOf(20, [6, 5], 11, 16)).toMatchObject({ detail: "colour" });
  for (const characters of [1, 2, 3, 6]) {
    expect(fitOf(cellFor(characters, 11, "least"), [characters, 1], 11, 16)).toMatchObject({ detail: "text" });
  }
});
