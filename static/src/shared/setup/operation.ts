/** Another operation on the same input. */
import { fitted } from "./edits";
import type { Operation, Padding, Setup } from "./setup";

/** @param before is how the operation stood when it was last on stage; else it takes over all that it can. */
export function withOperation(s: Setup, operation: Operation, before?: Setup): Setup {
  const { preset, source, input } = s;
  if (before) return fitted(allowed({ ...before, preset, source, input }));
  const taken = allowed({ ...s, operation, view: "forward" });
  const idle = operation === "activation" && taken.activation === "identity";
  return fitted(idle ? { ...taken, activation: "relu" } : taken);
}

/** Without what the operation does not have, or would refuse whatever else it is given. */
function allowed(s: Setup): Setup {
  switch (s.operation) {
    case "conv":
      return grouped(s);
    case "conv_transpose": {
      const clipped = (axis: 0 | 1) => Math.min(s.outputPadding[axis], Math.max(s.stride[axis], s.dilation[axis]) - 1);
      return grouped({ ...s, paddingMode: "zeros", outputPadding: [clipped(0), clipped(1)] });
    }
    case "max_pool":
      return { ...s, paddingMode: "zeros", padding: halfAtMost(s) };
    case "avg_pool":
      return { ...s, paddingMode: "zeros", padding: halfAtMost(s), dilation: [1, 1] };
    case "activation":
      return s;
  }
}

/** Groups that do not divide the channels, or the filters, give way to a single one. */
function grouped(s: Setup): Setup {
  const divides = s.input.shape[0] % s.groups === 0 && s.weight.shape[0] % s.groups === 0;
  return divides ? s : { ...s, groups: 1 };
}

/** PyTorch pools with at most half a kernel of padding on each side. */
function halfAtMost({ padding, weight }: Setup): Padding {
  if (typeof padding === "string") return padding;
  const [height, width] = weight.shape.slice(2).map((size) => Math.floor(size / 2));
  const [[top, bottom], [left, right]] = padding;
  return [
    [Math.min(top, height), Math.min(bottom, height)],
    [Math.min(left, width), Math.min(right, width)],
  ];
}
