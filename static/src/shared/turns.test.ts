import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Turns } from "./turns";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it("lets only the latest question wait for the one that is being answered", async () => {
  const turns = new Turns();
  const first = (await turns.next())!;
  const second = turns.next();
  const third = turns.next();
  expect(await second).toBeUndefined();
  turns.done(first);
  expect((await third)!.aborted).toBe(false);
  expect(first.aborted).toBe(false); // it was answered: what is dragged is followed
});

it("does not wait for long", async () => {
  const turns = new Turns();
  const first = (await turns.next())!;
  const second = turns.next();
  vi.advanceTimersByTime(200);
  expect((await second)!.aborted).toBe(false);
  expect(first.aborted).toBe(true);
});

it("gives up everything when it is stopped", async () => {
  const turns = new Turns();
  const first = (await turns.next())!;
  const second = turns.next();
  turns.stop();
  expect(first.aborted).toBe(true);
  expect(await second).toBeUndefined();
});
