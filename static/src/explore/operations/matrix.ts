/** A convolution with the matrix product that computes it. */
import { answered, rest } from "../../shared/api/client";
import type { Setup } from "../../shared/setup/setup";
import { readSafetensors } from "../../shared/wire/safetensors";
import { bodyOf, conv, requestOf } from "./conv";
import type { Result } from "./figure";
import { TENSORS } from "./windows";

/** A Toeplitz matrix with more numbers than these would be too small to see anything in. */
const MOST_TOEPLITZ = 2 ** 18;

export async function matrix(setup: Setup, signal: AbortSignal): Promise<Result> {
  const result = await conv(setup, signal);
  const body = bodyOf(requestOf(setup));
  const small = result.figure.output.data.length * setup.input.data.length <= MOST_TOEPLITZ;
  const [lowered, toeplitz] = await Promise.all([
    answered(rest.POST("/api/v1/conv2d/lowering", { body, signal, ...TENSORS })),
    small ? answered(rest.POST("/api/v1/conv2d/toeplitz", { body, signal, ...TENSORS })) : undefined,
  ]);
  const { columns, matrix: rows } = readSafetensors(lowered).tensors;
  const whole = toeplitz && readSafetensors(toeplitz).tensors.toeplitz;
  return { ...result, lowering: { columns, matrix: rows, toeplitz: whole } };
}
