/** A network layer by layer, as the server works it out. */
import { answered, rest, type Schemas } from "../api/client";
import type { NetworkRequest } from "./network";

export function analysisOf(network: NetworkRequest, signal: AbortSignal): Promise<Schemas["NetworkAnswer"]> {
  return network.kind === "zoo"
    ? answered(
        rest.GET("/api/v1/networks/{name}", {
          params: {
            path: { name: network.name },
            query: { input_size: network.inputSize, num_classes: network.classes },
          },
          signal,
        }),
      )
    : answered(
        rest.POST("/api/v1/networks/analyze", {
          body: { input_shape: [...network.inputShape], layers: [...network.layers] },
          signal,
        }),
      );
}
