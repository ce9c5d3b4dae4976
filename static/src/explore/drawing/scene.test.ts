import { describe, expect, it } from "vitest";
import { rateAt } from "../state/clock";
import { legend, pixelColour, rangeOf, reach } from "../../shared/colours";
import { grouped, long, short } from "../../shared/format";
import { users } from "../../shared/trace";
import { cellAt, clamped, type Extent, fit, following, place, zoomed } from "./view";

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

describe("who uses an input cell", () => {
  // 3 cells, reflected by one at each end, a window of 3: padded cells copy 1, 0, 1, 2, 1
  const axis = { axis: "height" as const, sources: [1, 0, 1, 2, 1], taps: [[0, 1, 2], [1, 2, 3], [2, 3, 4]] };
  it("counts copies made by padding", () => expect([...users(axis, 1)]).toEqual([[0, 2], [1, 1], [2, 2]]));
  it("leaves out who does not", () => expect([...users({ ...axis, sources: [null, 0, 1, 2, null] }, 0)]).toEqual([[0, 1], [1, 1]]));
});

describe("a view of a large plane", () => {
  const extent: Extent = { rows: 100, columns: 200, width: 400, height: 200 };
  const whole = fit(extent);
  it("fits the whole plane", () => expect(whole).toEqual({ scale: 2, row: 50, column: 100 }));
  it("finds the cell under a point, and none beside the plane", () => {
    expect(cellAt(whole, extent, 5, 3)).toEqual({ row: 1, column: 2 });
    expect(cellAt(whole, extent, -1, 3)).toBeNull();
  });
  it("keeps the cell under the pointer while it zooms", () => {
    const closer = zoomed(whole, extent, 3, 121, 81);
    expect(cellAt(closer, extent, 121, 81)).toEqual(cellAt(whole, extent, 121, 81));
    expect(closer.scale).toBe(6);
  });
  it("never leaves the plane, nor shows less of it than fits", () => {
    expect(clamped({ scale: 10, row: -50, column: 1e6 }, extent)).toEqual({ scale: 10, row: 10, column: 180 });
    expect(zoomed(whole, extent, 0.01, 0, 0)).toEqual(whole);
  });
  it("follows a cell that goes off screen, and only then", () => {
    const close = { scale: 20, row: 10, column: 10 };
    expect(following(close, extent, 11, 11)).toBe(close);
    const [x, y] = place(following(close, extent, 50, 150), extent, 50, 150);
    expect([x, y]).toEqual([200, 100]);
  });
});

describe("colours", () => {
  it("are grey without negative numbers, else diverge around zero", () => {
    expect(pixelColour(255, { least: 0, largest: 255 })).toEqual([255, 255, 255]);
    const range = rangeOf([-4, 0, 2]);
    expect(reach(range)).toBe(4);
    const [red, green] = pixelColour(-4, range);
    expect(red).toBeGreaterThan(green); // purple
    expect(pixelColour(0, range)).toEqual([247, 246, 242]);
    expect(legend(range)).toContain("linear-gradient");
  });
});

it("the speed slider goes from one unit a second to ten thousand", () => {
  expect([rateAt(0), rateAt(100)]).toEqual([1, 10_000]);
});
