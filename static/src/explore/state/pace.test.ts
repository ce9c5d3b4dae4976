import { expect, it } from "vitest";
import { detailFor, rateAt, secondsFor } from "./pace";

it("runs from a unit in ten seconds to ten thousand a second, and over a large picture in ten seconds", () => {
  expect(rateAt(0, 49)).toBeCloseTo(0.1);
  expect(rateAt(20, 49)).toBeCloseTo(1);
  expect(rateAt(100, 49)).toBeCloseTo(10_000);
  expect(rateAt(100, 1024 * 1024)).toBeCloseTo(104_857.6);
});

it("shows the first unit in full and then quickens to the speed that is set", () => {
  const seconds = [0, 1, 2, 5, 9, 20].map((since) => secondsFor(2, 6, since));
  expect(seconds[0]).toBe(6);
  expect(seconds).toEqual([...seconds].sort((a, b) => b - a));
  expect(seconds.at(-1)).toBe(0.5);
});

it("does not hold up whoever asked for speed", () => {
  expect(secondsFor(120, 6, 0)).toBeCloseTo(0.1);
  expect(secondsFor(0.1, 6, 0)).toBe(10);
});

it("leaves out what there is no time to see", () => {
  expect(detailFor(6, 6)).toBe("beats");
  expect(detailFor(2, 6)).toBe("beats");
  expect(detailFor(1, 6)).toBe("glide");
  expect(detailFor(0.1, 6)).toBe("result");
});
