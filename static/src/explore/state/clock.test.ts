import { expect, it } from "vitest";
import { rateAt } from "./clock";

it("the speed slider goes from one unit a second to ten thousand", () => {
  expect([rateAt(0), rateAt(100)]).toEqual([1, 10_000]);
});
