import { expect, it } from "vitest";
import { tensor } from "../tensor";
import { withOperation } from "./operation";
import type { Setup } from "./setup";

const numbers = (...shape: number[]) =>
  tensor(
    shape,
    Float64Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => i),
  );

const conv: Setup = {
  operation: "conv",
  view: "matrix",
  preset: "worked-example",
  source: { kind: "numbers" },
  input: numbers(2, 9, 9),
  weight: numbers(2, 1, 3, 5),
  bias: [1, 2],
  stride: [1, 2],
  padding: [
    [3, 1],
    [3, 0],
  ],
  paddingMode: "reflect",
  dilation: [2, 1],
  groups: 2,
  outputPadding: [3, 1],
  ceilMode: false,
  countIncludePad: true,
  flipped: false,
  gradOutput: null,
  activation: "identity",
};

it("takes over what another operation can use", () => {
  const { weight, stride, dilation, bias, groups } = withOperation(conv, "conv_transpose");
  expect({ weight, stride, dilation, bias, groups }).toEqual({
    weight: conv.weight,
    stride: [1, 2],
    dilation: [2, 1],
    bias: [1, 2],
    groups: 2,
  });
  expect(withOperation(conv, "conv_transpose").view).toBe("forward");
});

it("leaves out what would be refused", () => {
  const pooled = withOperation(conv, "max_pool");
  expect(pooled.padding).toEqual([
    [1, 1],
    [2, 0],
  ]);
  expect([pooled.paddingMode, pooled.dilation]).toEqual(["zeros", [2, 1]]);
  expect(withOperation(conv, "avg_pool").dilation).toEqual([1, 1]);
  expect(withOperation(conv, "conv_transpose").outputPadding).toEqual([1, 1]);
  expect(withOperation({ ...conv, padding: "same" }, "max_pool").padding).toBe("same");
});

it("shows an activation that does something", () => {
  expect(withOperation(conv, "activation").activation).toBe("relu");
  expect(withOperation({ ...conv, activation: "gelu" }, "activation").activation).toBe("gelu");
});

it("finds an operation as it was left, on the input that there is now", () => {
  const pooled = { ...withOperation(conv, "max_pool"), input: numbers(2, 5, 5), preset: "another" };
  expect(withOperation(pooled, "conv", conv)).toEqual({ ...conv, input: pooled.input, preset: "another" });
});

it("gives groups up that the channels can no longer be split into", () => {
  const pooled = { ...withOperation(conv, "max_pool"), input: numbers(3, 5, 5) };
  const back = withOperation(pooled, "conv", conv);
  expect(back.groups).toBe(1);
  expect(back.weight.shape).toEqual([2, 3, 3, 5]);
});
