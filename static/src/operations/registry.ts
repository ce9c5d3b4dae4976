/** Every operation by its name: what the list calls it, who computes it, what its code is. */
import { activationCode } from "../code/activation";
import { avgPoolCode } from "../code/avg-pool";
import { convCode } from "../code/conv";
import { maxPoolCode } from "../code/max-pool";
import { transposedCode } from "../code/transposed";
import type { Writers } from "../code/writers";
import type { Operation, Setup, View } from "../state/explore";
import { activation } from "./activation";
import { gradInput, gradWeight } from "./backward";
import { conv } from "./conv";
import type { Result } from "./figure";
import { matrix } from "./matrix";
import { pool } from "./pool";
import { transposed } from "./transposed";

type Compute = (setup: Setup, signal: AbortSignal) => Promise<Result>;

const VIEWS: Record<View, Compute> = { forward: conv, grad_input: gradInput, grad_weight: gradWeight, matrix };

interface Entry {
  readonly title: string;
  readonly compute: Compute;
  readonly code: Writers;
}

export const REGISTRY: Record<Operation, Entry> = {
  conv: { title: "Convolution", compute: (setup, signal) => VIEWS[setup.view](setup, signal), code: convCode },
  conv_transpose: { title: "Transposed convolution", compute: transposed, code: transposedCode },
  max_pool: { title: "Max pooling", compute: pool, code: maxPoolCode },
  avg_pool: { title: "Average pooling", compute: pool, code: avgPoolCode },
  activation: { title: "Activation", compute: activation, code: activationCode },
};
