import { expect, it } from "vitest";
import { normalisedText } from "./normalised";

// (3 − (−1)) / √(3.99 + 0.01) · (−0.5) + (−2) = 4 / 2 · (−0.5) − 2 = −3
const NUMBERS = { mean: -1, variance: 3.99, epsilon: 0.01, scale: -0.5, shift: -2 };

it("says what was learned, with its numbers", () => {
  const { sum, says } = normalisedText(3, NUMBERS, -3, { hasLearned: true, affine: true });
  expect(sum).toBe("(3 − (−1)) / √(3.99 + 0.01) · (−0.5) + (−2) = −3");
  expect(says).toBe(
    "Batch norm: mean −1 and variance 3.99 of the channel, as its weights hold them; then its scale −0.5 and shift −2.",
  );
});

it("claims no training where weights are drawn, and no scale where there is none", () => {
  const numbers = { ...NUMBERS, scale: 1, shift: 0 };
  const drawn = normalisedText(3, numbers, 2, { hasLearned: false, affine: true });
  expect(drawn.sum).toBe("(3 − (−1)) / √(3.99 + 0.01) · 1 + 0 = 2");
  expect(drawn.says).toContain(
    "taken from this picture, since it has learned none; then as before any training scale 1",
  );
  const plain = normalisedText(3, numbers, 2, { hasLearned: true, affine: false });
  expect(plain.sum).toBe("(3 − (−1)) / √(3.99 + 0.01) = 2");
  expect(plain.says).toContain("it has no scale and shift of its own.");
});
