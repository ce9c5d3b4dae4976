import { describe, expect, it } from "vitest";
import { brief, grouped, long, short, typed } from "./format";

describe("numbers", () => {
  it.each([
    [0, "0"],
    [-1, "−1"],
    [0.12345, "0.123"],
    [-12.345, "−12.35"],
    [123.456, "123.5"],
    [9999, "9999"],
    [9999.96, "1e4"],
    [123456.78, "1.23e5"],
    [1234567, "1.23e6"],
    [0.00001234, "1.23e−5"],
    [-0.5, "−0.5"],
  ])("%d is short as %s", (value, text) => expect(short(value)).toBe(text));

  it.each([
    [0, "0"],
    [255, "255"],
    [1234, "1e3"],
    [-12.345, "−12"],
    [99.6, "100"],
    [1.25, "1.3"],
    [-0.127, "−0.13"],
    [0.00001234, "1e−5"],
  ])("%d is brief as %s", (value, text) => expect(brief(value)).toBe(text));

  it.each([
    ["12", 12],
    [" −1.5e−7 ", -1.5e-7],
    ["-0,5", -0.5],
    ["", Number.NaN],
    ["1e999", Number.NaN],
    ["three", Number.NaN],
  ])("“%s” is read as %d", (text, value) => expect(typed(text)).toBe(value));

  it("are long on request, and grouped where they count", () => {
    expect(long(Math.fround(0.1))).toBe("0.1");
    expect(long(-1 / 3)).toBe("−0.3333333");
    expect(grouped(1234567)).toBe("1,234,567");
  });
});
