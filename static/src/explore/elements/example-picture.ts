/** What an example starts with, as a small picture: its input with the padding around it, and the kernel that goes over it. */
import { html, nothing, type TemplateResult } from "lit";
import { rangeOf, reach } from "../../shared/colours";
import { pictureAddress } from "../../shared/pictures";
import type { Preset } from "../../shared/setup/setup";
import { fromNested, type Plane, plane } from "../../shared/tensor";
import { tile } from "./tile";

const NONE = [
  [0, 0],
  [0, 0],
] as const;

export function examplePicture(preset: Preset): TemplateResult {
  const { operation, dilation } = preset;
  const weight = fromNested(preset.weight);
  const weighted = operation === "conv" || operation === "conv_transpose";
  const kernel = weighted
    ? tile(apart(plane(weight, 0), dilation, NONE), reach(rangeOf(weight.data)), "kernel")
    : nothing;
  if (!preset.input) return html`<img src=${pictureAddress(preset.picture!)!} alt="" /> ${kernel}`;
  const input = fromNested(preset.input);
  // the padding of a transposed convolution is cut from its output
  const padding = operation === "conv_transpose" || typeof preset.padding === "string" ? NONE : preset.padding;
  return html`${tile(apart(plane(input, 0), [1, 1], padding), reach(rangeOf(input.data)), "input")} ${kernel}`;
}

/** The plane with holes between its numbers and room around them; what is no number is NaN. */
function apart(
  { height, width, data }: Plane,
  [down, right]: readonly number[],
  [rows, columns]: readonly (readonly number[])[],
): Plane {
  const tall = (height - 1) * down + 1 + rows[0] + rows[1];
  const wide = (width - 1) * right + 1 + columns[0] + columns[1];
  const spread = new Float64Array(tall * wide).fill(NaN);
  data.forEach((value, i) => {
    const row = Math.floor(i / width) * down + rows[0];
    spread[row * wide + (i % width) * right + columns[0]] = value;
  });
  return { height: tall, width: wide, data: spread };
}
