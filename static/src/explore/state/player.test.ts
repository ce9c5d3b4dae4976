import type { ReactiveControllerHost } from "lit";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Beat } from "./beats";
import { Player } from "./player";

const BEATS = ["window", "products", "gather", "land"] as const;
const SCORE: readonly Beat[] = BEATS.map((name) => ({ name, title: name, parts: 2, seconds: 1 }));
const HOST: ReactiveControllerHost = {
  addController: () => {},
  removeController: () => {},
  requestUpdate: () => {},
  updateComplete: Promise.resolve(true),
};

/** Two filters of two rows by three units. */
function player(other: { asks?: () => boolean; waits?: () => boolean } = {}): Player {
  const steps = () => ({ filters: 2, units: 6, columns: 3, score: SCORE });
  return new Player(HOST, { steps, asks: () => false, waits: () => false, onRest: () => {}, ...other });
}

function where({ position: { filter, step, beat } }: Player): string {
  return `${filter}:${step}:${beat}`;
}

let now = 0;
let onFrame: ((now: number) => void) | undefined;

/** Frames of the browser, sixty a second. */
function wait(seconds: number): void {
  for (const end = now + 1000 * seconds; now < end; ) {
    now += 1000 / 60;
    const frame = onFrame;
    onFrame = undefined;
    frame?.(now);
  }
}

beforeEach(() => {
  now = 0;
  onFrame = undefined;
  vi.stubGlobal("matchMedia", () => ({ matches: false }));
  vi.stubGlobal("performance", { now: () => now });
  vi.stubGlobal("requestAnimationFrame", (frame: (now: number) => void) => {
    onFrame = frame;
    return 1;
  });
  vi.stubGlobal("cancelAnimationFrame", () => {
    onFrame = undefined;
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
});

it("starts before anything has been computed", () => {
  const one = player();
  expect(where(one)).toBe("0:0:0");
  expect([one.shown(0), one.shown(1)]).toEqual([0, 0]);
});

it("goes through every beat of every unit, and back the same way", () => {
  const one = player();
  const after = (move: () => void) => {
    move();
    return where(one);
  };
  const there = Array.from({ length: 9 }, () => after(() => one.forward()));
  expect(there).toEqual(["0:0:1", "0:0:2", "0:0:3", "0:0:4", "0:1:1", "0:1:2", "0:1:3", "0:1:4", "0:2:1"]);
  const back = Array.from({ length: 10 }, () => after(() => one.back()));
  expect(back).toEqual([...there.slice(0, -1).reverse(), "0:0:0", "0:0:0"]);
});

it("shows a number when its last beat is over", () => {
  const one = player();
  for (let i = 0; i < 4; i++) one.forward();
  expect(one.shown(0)).toBe(0); // it is on its way
  wait(2);
  expect(one.shown(0)).toBe(1);
});

it("finishes the unit that has been begun, then goes on by units and rows", () => {
  const one = player();
  one.forward();
  one.by(1);
  expect(where(one)).toBe("0:0:4");
  one.by(1);
  expect(where(one)).toBe("0:1:4");
  one.byRow(1);
  expect(where(one)).toBe("0:4:4");
  one.byRow(1);
  expect(where(one)).toBe("0:4:4"); // there is no third row
  one.by(2);
  expect(where(one)).toBe("1:0:4");
  one.by(-20);
  expect(where(one)).toBe("0:0:0");
});

it("goes to the first and the last of a filter, then of all", () => {
  const one = player();
  one.last();
  expect(where(one)).toBe("0:5:4");
  one.last();
  expect(where(one)).toBe("1:5:4");
  one.first();
  expect(where(one)).toBe("1:0:0");
  expect([one.shown(0), one.shown(1)]).toEqual([Number.POSITIVE_INFINITY, 0]);
  one.first();
  expect(where(one)).toBe("0:0:0");
});

it("plays slowly at first, then faster, to the end", () => {
  const one = player();
  one.setSpeed(25);
  one.toggle();
  wait(1.5);
  expect(where(one)).toBe("0:0:2");
  wait(60);
  expect(where(one)).toBe("1:5:4");
  expect(one.playing).toBe(false);
});

it("waits at the end of a unit for the reader's guess", () => {
  let waits = true;
  const one = player({ asks: () => true, waits: () => waits && one.position.beat === 4 });
  one.setSpeed(100);
  one.toggle();
  wait(60);
  expect(where(one)).toBe("0:0:4");
  expect(one.shown(0)).toBe(0);
  waits = false;
  wait(60);
  expect(where(one)).toBe("1:5:4");
});

it("comes to each unit that is asked for, as fast as it is set to play", () => {
  const one = player({ asks: () => true });
  one.setSpeed(100);
  one.toggle();
  const come = [where(one)];
  for (let frame = 0; frame < 60 && one.playing; frame++) {
    wait(1 / 60);
    if (where(one) !== come.at(-1)) come.push(where(one));
  }
  expect(come).toEqual([0, 1].flatMap((filter) => [0, 1, 2, 3, 4, 5].map((step) => `${filter}:${step}:4`)));
});
