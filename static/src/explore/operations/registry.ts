/** Every operation by its name: what the list calls it, who computes it, which call its code is of. */
import type { Operation, Setup, View } from "../../shared/setup/setup";
import { activation, activationCall } from "./activation";
import { gradInput, gradientCall, gradWeight } from "./backward";
import { conv, convCall, loweringCall } from "./conv";
import type { CodedCall, Result } from "./figure";
import { matrix } from "./matrix";
import { pool, poolCall } from "./pool";
import { transposed, transposedCall } from "./transposed";

type Compute = (setup: Setup, signal: AbortSignal) => Promise<Result>;

const VIEWS: Record<View, Compute> = { forward: conv, grad_input: gradInput, grad_weight: gradWeight, matrix };
const CALLS: Record<View, (result: Result) => CodedCall> = {
  forward: convCall,
  grad_input: gradientCall,
  grad_weight: gradientCall,
  matrix: loweringCall,
};

interface Entry {
  readonly title: string;
  readonly compute: Compute;
  readonly code: (result: Result) => CodedCall;
}

export const REGISTRY: Record<Operation, Entry> = {
  conv: {
    title: "Convolution",
    compute: (setup, signal) => VIEWS[setup.view](setup, signal),
    code: (result) => CALLS[result.setup.view](result),
  },
  conv_transpose: { title: "Transposed convolution", compute: transposed, code: transposedCall },
  max_pool: { title: "Max pooling", compute: pool, code: poolCall },
  avg_pool: { title: "Average pooling", compute: pool, code: poolCall },
  activation: { title: "Activation", compute: activation, code: activationCall },
};
