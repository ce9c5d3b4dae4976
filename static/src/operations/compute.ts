/** Every operation and view, by name. */
import type { Operation, Setup, View } from "../state/explore";
import { activation } from "./activation";
import { gradInput, gradWeight } from "./backward";
import { conv } from "./conv";
import type { Result } from "./figure";
import { matrix } from "./matrix";
import { pool } from "./pool";
import { transposed } from "./transposed";

type Compute = (setup: Setup, signal: AbortSignal) => Promise<Result>;

const OPERATIONS: Record<Operation, Compute> = { conv, conv_transpose: transposed, max_pool: pool, avg_pool: pool, activation };
const VIEWS: Record<View, Compute> = { forward: conv, grad_input: gradInput, grad_weight: gradWeight, matrix };

export function compute(setup: Setup, signal: AbortSignal): Promise<Result> {
  return (setup.operation === "conv" ? VIEWS[setup.view] : OPERATIONS[setup.operation])(setup, signal);
}
