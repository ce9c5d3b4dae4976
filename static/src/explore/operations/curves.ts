/** Curves of activations, asked for as numbers come to be bent by them, and kept. */
import type { ReactiveController, ReactiveControllerHost } from "lit";
import { answered, encoded, rest } from "../../shared/api/client";
import type { Activation } from "../../shared/setup/setup";
import { type Tensor, tensor } from "../../shared/tensor";
import { readSafetensors } from "../../shared/wire/safetensors";
import { TENSORS } from "./windows";

/** Points of a curve. */
const POINTS = 121;
/** A curve reaches at least this far to both sides. */
const LEAST_REACH = 4;

/** A curve up to `far` on both sides, as [2, n]: from, to. */
export async function curveOf(activation: Activation, far: number, signal?: AbortSignal): Promise<Tensor> {
  const from = Array.from({ length: POINTS }, (_, i) => far * ((2 * i) / (POINTS - 1) - 1));
  const body = { input: encoded(tensor([1, 1, POINTS], from)), activation, dtype: "float32" as const };
  const file = await answered(rest.POST("/api/v1/activation", { body, signal, ...TENSORS }));
  return tensor([2, POINTS], [...from, ...readSafetensors(file).tensors.output.data]);
}

/** A round reach that holds a number: 4, 8, 16 and so on. */
export function reachFor(value: number): number {
  return Math.max(LEAST_REACH, 2 ** Math.ceil(Math.log2(Math.max(1, Math.abs(value)))));
}

export class Curves implements ReactiveController {
  private readonly kept = new Map<string, Tensor | null>();

  constructor(private readonly host: ReactiveControllerHost) {
    host.addController(this);
  }

  hostConnected(): void {}

  /** The curve that a number lies on, if it is here; else it is fetched and the host updated. */
  get(activation: Activation, value: number): Tensor | undefined {
    const far = reachFor(value);
    const key = `${activation} ${far}`;
    const here = this.kept.get(key);
    if (here === undefined && Number.isFinite(far)) {
      this.kept.set(key, null);
      curveOf(activation, far)
        .then((curve) => {
          this.kept.set(key, curve);
          this.host.requestUpdate();
        })
        // without the server the number goes on without its curve; it is asked for again with the next
        .catch(() => this.kept.delete(key));
    }
    return here ?? undefined;
  }
}
