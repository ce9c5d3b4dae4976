import { expect, test } from "vitest";
import { inNumbers } from "./numbers";

const PIXELS = { shape: [3, 1, 2], data: Float32Array.of(0, 255, 0, 255, 0, 255) };
const rounded = (numbers: Parameters<typeof inNumbers>[1], pixels = PIXELS) =>
  [...inNumbers(pixels, numbers).data].map((n) => Number(n.toFixed(4)));

test("pixels become the numbers that a network was trained on", () => {
  expect(rounded("unit")).toEqual([0, 1, 0, 1, 0, 1]);
  expect(rounded("signed")).toEqual([-1, 1, -1, 1, -1, 1]);
  expect(rounded("pixels")).toEqual([0, 255, 0, 255, 0, 255]);
  // torchvision.transforms.functional.normalize of 0 and 1
  expect(rounded("imagenet")).toEqual([-2.1179, 2.2489, -2.0357, 2.4286, -1.8044, 2.64]);
});

test("a single channel has no mean of a colour", () => {
  expect(rounded("imagenet", { shape: [1, 1, 2], data: Float32Array.of(0, 255) })).toEqual([0, 1]);
});
