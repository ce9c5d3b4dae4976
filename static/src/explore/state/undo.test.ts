import { expect, it } from "vitest";
import { Undo } from "./undo";

/** With a change for each state, each of a gesture of its own. */
function after(...states: string[]): Undo<string> {
  const changes = new Undo<string>(3);
  states.forEach((state, gesture) => changes.add(state, gesture));
  return changes;
}

it("has nothing to take back at the start", () => {
  const changes = after("start");
  expect([changes.current, changes.canUndo, changes.canRedo]).toEqual(["start", false, false]);
  expect(changes.undo()).toBeUndefined();
  expect(changes.current).toBe("start");
});

it("goes back change by change, and forward again", () => {
  const changes = after("start", "a", "b");
  expect([changes.undo(), changes.undo(), changes.undo()]).toEqual(["a", "start", undefined]);
  expect([changes.redo(), changes.redo(), changes.redo()]).toEqual(["a", "b", undefined]);
});

it("forgets what was taken back once something else is changed", () => {
  const changes = after("start", "a");
  changes.undo();
  changes.add("b", 7);
  expect(changes.canRedo).toBe(false);
  expect(changes.undo()).toBe("start");
});

it("takes the changes of one gesture back together", () => {
  const changes = after("start");
  for (const state of ["a", "b", "c"]) changes.add(state, 5);
  expect([changes.current, changes.undo(), changes.canUndo]).toEqual(["c", "start", false]);
});

it("starts anew within a gesture that was taken back", () => {
  const changes = after("start");
  changes.add("a", 5);
  changes.undo();
  changes.add("b", 5);
  expect(changes.undo()).toBe("start");
});

it("keeps no more than it is told to", () => {
  const changes = after("start", "a", "b", "c", "d");
  expect([changes.undo(), changes.undo(), changes.undo(), changes.undo()]).toEqual(["c", "b", "a", undefined]);
});

it("keeps no more memory alive than it may, and counts what states share once", () => {
  const [shared, large] = [new ArrayBuffer(60), () => new ArrayBuffer(60)];
  const undo = new Undo<ArrayBuffer[]>(100, (buffers) => buffers, 200);
  for (let i = 0; i < 5; i++) undo.add([shared], i);
  for (let i = 5; i < 9; i++) undo.add([large()], i);
  let count = 0;
  while (undo.undo()) count++;
  expect(count).toBe(3); // three of 60 bytes before the current one
});
