/** A network layer by layer, as the server works it out. */
import { answered, rest, type Schemas } from "../api/client";
import type { NetworkRequest } from "./network";

/** How a network is counted: for how many inputs at once, and whether biases are operations. */
export interface Counting {
  readonly batch: number;
  readonly biases: boolean;
}

export function analysisOf(
  network: NetworkRequest,
  signal: AbortSignal,
  counting?: Counting,
): Promise<Schemas["NetworkAnswer"]> {
  const counted = { batch: counting?.batch, bias_flops: counting?.biases };
  return network.kind === "zoo"
    ? answered(
        rest.GET("/api/v1/networks/{name}", {
          params: {
            path: { name: network.name },
            query: { input_size: network.inputSize, num_classes: network.classes, ...counted },
          },
          signal,
        }),
      )
    : answered(
        rest.POST("/api/v1/networks/analyze", {
          body: { input_shape: [...network.inputShape], layers: [...network.layers], ...counted },
          signal,
        }),
      );
}
