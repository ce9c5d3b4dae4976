import type { ReactiveControllerHost } from "lit";
import { expect, it } from "vitest";
import { Asking, refusal, STAYS } from "./asking";

const host: ReactiveControllerHost = {
  addController: () => {},
  removeController: () => {},
  requestUpdate: () => {},
  updateComplete: Promise.resolve(true),
};

it("keeps the last good answer while another is refused, and says why by field", async () => {
  const asking = new Asking(host);
  let answer = 0;
  expect(
    await asking.ask(
      async () => 1,
      (one) => (answer = one),
    ),
  ).toBe(true);
  const refused = async () =>
    Promise.reject(refusal("stride must be at least 1", [{ field: "stride", message: "at least 1" }]));
  expect(await asking.ask(refused, (two) => (answer = two))).toBe(false);
  expect([answer, asking.errors]).toEqual([1, { "": "stride must be at least 1", stride: "at least 1" }]);
  expect(asking.formErrors("blocks")).toEqual({ stride: "at least 1" });
});

it("says that the server cannot be reached, and what is left to the reader", async () => {
  const asking = new Asking(host, () => STAYS);
  await asking.ask(
    () => Promise.reject(new TypeError("Failed to fetch")),
    () => {},
  );
  expect(asking.errors).toEqual({ "": "The server cannot be reached. What is on screen stays." });
  expect(asking.formErrors("blocks")).toEqual({ blocks: "The server cannot be reached. What is on screen stays." });
  await asking.ask(
    async () => 1,
    () => {},
  );
  expect(asking.errors).toEqual({});
});

it("takes the answer to the last question alone, however late the others come", async () => {
  const asking = new Asking(host);
  const taken: number[] = [];
  let answerFirst = (_: number) => {};
  const first = asking.ask(
    () => new Promise<number>((resolve) => (answerFirst = resolve)),
    (one) => taken.push(one),
  );
  await asking.ask(
    async () => 2,
    (two) => taken.push(two),
  );
  answerFirst(1);
  expect(await first).toBe(false);
  expect(taken).toEqual([2]);
});
