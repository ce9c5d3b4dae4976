/** A network as a page asks for it: one of the zoo, or one of the reader's own. */
import type { Schemas } from "../api/client";

/** A layer as a request has it. */
export type LayerSpec = Schemas["NodeRequest"];

/** A network of the zoo, by name. */
export interface ZooNetwork {
  readonly kind: "zoo";
  readonly name: string;
  readonly inputSize?: number;
  readonly classes?: number;
}

/**
 * A network of the reader's own; `original` is the one of the zoo that it started from, `file` the opened file whose
 * layers it has, unchanged, and `weights` the file whose weights go with it.
 */
export interface OwnNetwork {
  readonly kind: "own";
  readonly title: string;
  readonly inputShape: readonly number[];
  readonly layers: readonly LayerSpec[];
  readonly original?: string;
  readonly file?: string;
  readonly weights?: string;
}

export type NetworkRequest = ZooNetwork | OwnNetwork;

export function toRequest(network: NetworkRequest): Schemas["NetworkRequest"] {
  return network.kind === "zoo"
    ? { name: network.name, input_size: network.inputSize, num_classes: network.classes }
    : { input_shape: [...network.inputShape], layers: [...network.layers] };
}

/** The layers of an analysis, as a request has them: what follows the node before says no inputs. */
export function layersOf(nodes: readonly Schemas["NodeAnswer"][]): LayerSpec[] {
  return nodes.map(({ name, operation, inputs, stage, weights_of, options }, place) => {
    const before = place === 0 ? "input" : nodes[place - 1].name;
    const usual = inputs.length === 1 && inputs[0] === before;
    const shared = weights_of ? { weights_of } : {};
    return { operation, name, ...(usual ? {} : { inputs }), ...(stage ? { stage } : {}), ...shared, ...options };
  });
}
