/** What the PyTorch snippets share. */
import type { Result } from "../operations/figure";
import type { Activation } from "../state/explore";

export const TORCH_ACTIVATION: Record<Activation, string> = {
  identity: "y",
  relu: "F.relu(y)",
  leaky_relu: "F.leaky_relu(y, 0.01)",
  sigmoid: "torch.sigmoid(y)",
  tanh: "torch.tanh(y)",
  gelu: "F.gelu(y)",
  silu: "F.silu(y)",
};

/** Sides as F.pad takes them: the last axis first. */
export function sides([[top, bottom], [left, right]]: readonly (readonly number[])[]): string {
  return `(${left}, ${right}, ${top}, ${bottom})`;
}

export function activated({ setup }: Result): string[] {
  return setup.activation === "identity" ? [] : [`    y = ${TORCH_ACTIVATION[setup.activation]}`];
}
