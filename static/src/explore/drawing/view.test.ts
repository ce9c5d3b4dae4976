import { describe, expect, it } from "vitest";
import { cellAt, clamped, type Extent, fit, following, place, zoomed } from "./view";

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
