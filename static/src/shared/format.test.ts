import { describe, expect, it } from "vitest";
import { grouped, long, short } from "./format";

describe("numbers", () => {
  it.each([
    [0, "0"],
    [-1, "−1"],
    [0.12345, "0.123"],
    [-12.345, "−12.35"],
    [123.456, "123.5"],
    [123456.78, "123457"],
    [1234567, "1.2e6"],
    [0.00001234, "1.2e-5".replace("-", "−")],
    [-0.5, "−0.5"],
  ])("%d is short as %s", (value, text) => expect(short(value)).toBe(text));

  it("are long on request, and grouped where they count", () => {
    expect(long(Math.fround(0.1))).toBe("0.1");
    expect(long(-1 / 3)).toBe("−0.3333333");
    expect(grouped(1234567)).toBe("1,234,567");
  });
});
