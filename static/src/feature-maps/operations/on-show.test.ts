import { expect, it } from "vitest";
import { onShow } from "./on-show";

it.each([
  ["all", 8, 8, ""],
  ["strongest", 8, 8, ""],
  ["strongest", 16, 1152, "16 of 1,152: those that answer most."],
  ["first", 16, 32, "16 of 32: those that come first."],
  ["some", 12, 12, "Not all maps that go into it: those of the largest contributions to its middle unit."],
] as const)("%s, %i of %i", (kind, shown, total, text) => {
  expect(onShow(kind, shown, total)).toBe(text);
});

it("says what they are", () => {
  expect(onShow("first", 1, 2, "maps")).toBe("1 of 2 maps: those that come first.");
});
