import { describe, expect, it } from "vitest";
import { legend, pixelColour, rangeOf, reach } from "./colours";

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
