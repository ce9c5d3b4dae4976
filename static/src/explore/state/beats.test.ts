import { describe, expect, it } from "vitest";
import { type Beat, type BeatName, beatIn, beatsBefore, positionAfter, withinSteps } from "./beats";

function score(...names: BeatName[]): Beat[] {
  return names.map((name) => ({ name, title: name, parts: 1, seconds: 1 }));
}

const PLAIN = score("window", "products", "gather", "land");
const BENT = score("window", "products", "gather", "sum", "activate", "land");
const POOLED = score("window", "compete", "land");

describe("every beat has a place among all", () => {
  const steps = { filters: 2, units: 3, columns: 3, score: PLAIN };

  it("and is found from it again", () => {
    for (let count = 0; count <= 24; count++) expect(beatsBefore(positionAfter(count, steps), steps)).toBe(count);
  });

  it("which is within what is played", () => {
    expect(positionAfter(-3, steps)).toEqual({ filter: 0, step: 0, beat: 0 });
    expect(positionAfter(99, steps)).toEqual({ filter: 1, step: 2, beat: 4 });
    expect(withinSteps({ filter: 7, step: 7, beat: Infinity }, steps)).toEqual({ filter: 1, step: 2, beat: 4 });
  });
});

describe("when the beats become others", () => {
  it("a beat stays what it was", () => {
    expect(beatIn(BENT, PLAIN, 3)).toBe(3);
    expect(beatIn(PLAIN, BENT, 2)).toBe(2);
    expect(beatIn(BENT, PLAIN, 0)).toBe(0);
  });

  it("what is whole stays whole", () => {
    expect(beatIn(BENT, PLAIN, 4)).toBe(6);
    expect(beatIn(PLAIN, BENT, 6)).toBe(4);
    expect(beatIn(POOLED, BENT, Infinity)).toBe(3);
  });

  it("nothing lands that had not", () => {
    expect(beatIn(PLAIN, BENT, 5)).toBe(3);
    expect(beatIn(POOLED, BENT, 4)).toBe(2);
  });
});
