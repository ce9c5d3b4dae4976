/** A batch norm's arithmetic of one number, in numbers and in words. */
import type { Schemas } from "../../shared/api/client";
import { long, short } from "../../shared/format";

/** A number after a sign of its own. */
function signed(value: number): string {
  return value < 0 ? `(${short(value)})` : short(value);
}

/** @param hasLearned is whether the weights are of a training, or typed, rather than drawn. */
export function normalisedText(
  before: number,
  { mean, variance, epsilon, scale, shift }: Schemas["NormalisationAnswer"],
  output: number,
  { hasLearned, affine }: { readonly hasLearned: boolean; readonly affine: boolean },
): { readonly sum: string; readonly says: string } {
  const plain = `(${short(before)} − ${signed(mean)}) / √(${short(variance)} + ${short(epsilon)})`;
  const sum = affine
    ? `${plain} · ${signed(scale)} + ${signed(shift)} = ${long(output)}`
    : `${plain} = ${long(output)}`;
  const statistics = `mean ${short(mean)} and variance ${short(variance)} of the channel, ${hasLearned ? "as its weights hold them" : "taken from this picture, since it has learned none"}`;
  const rest = !affine
    ? "it has no scale and shift of its own"
    : `then ${hasLearned ? "its" : "as before any training"} scale ${short(scale)} and shift ${short(shift)}`;
  return { sum, says: `Batch norm: ${statistics}; ${rest}.` };
}
