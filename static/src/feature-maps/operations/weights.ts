/** Weights of a network of one's own: laid in by name, typed, and drawn where there are none. */
import { answered, rest } from "../../shared/api/client";
import type { Subject, Tensors } from "../../shared/links/maps";
import { analysisOf } from "../../shared/network/analysis";
import type { OwnNetwork } from "../../shared/network/network";
import { type Tensor, tensor } from "../../shared/tensor";
import { type ByHand, INPUT_SHAPE, type KernelOf } from "../state/by-hand";
import { askWeights } from "./asks";

/** The kernel of an example, 3×3. */
export async function kernelOf([preset, filter]: KernelOf): Promise<readonly number[]> {
  const { weight } = await answered(rest.GET("/api/v1/presets/{name}", { params: { path: { name: preset } } }));
  return weight[filter][0].flat();
}

export async function composed(byHand: ByHand, signal: AbortSignal): Promise<Subject> {
  const network: OwnNetwork = { kind: "own", title: byHand.title, inputShape: INPUT_SHAPE, layers: byHand.layers };
  const tensors: Record<string, Record<string, Tensor>> = {};
  for (const [node, filters] of Object.entries(byHand.kernels)) {
    const kernels = await Promise.all(
      filters.flat().map((kernel) => (typeof kernel === "number" ? [kernel] : kernelOf(kernel))),
    );
    const side = Math.sqrt(kernels[0].length);
    tensors[node] = {
      weight: tensor([filters.length, filters[0].length, side, side], kernels.flat()),
      bias: tensor([filters.length], new Float64Array(filters.length)),
    };
  }
  return { kind: "network", network, weights: { tensors: await completed(network, tensors, signal) } };
}

/** What still fits a network of the weights that there are; the rest is drawn as before training. */
export async function completed(network: OwnNetwork, there: Tensors, signal: AbortSignal): Promise<Tensors> {
  const { nodes } = await analysisOf(network, signal);
  const holding = nodes.filter(({ parameters }) => (parameters?.total ?? 0) > 0).map(({ name }) => name);
  if (holding.length === 0) return {};
  const blank = tensor(network.inputShape, new Float64Array(network.inputShape.reduce((a, b) => a * b, 1)));
  const of = { subject: { kind: "network", network, weights: { seed: 0 } }, input: blank, off: {} } as const;
  const drawn = await askWeights(of, holding, signal);
  const found: Record<string, Record<string, Tensor>> = {};
  for (const [key, one] of Object.entries(drawn)) {
    const place = key.lastIndexOf(".");
    const [node, name] = [key.slice(0, place), key.slice(place + 1)];
    const own = there[node]?.[name];
    found[node] = { ...found[node], [name]: own && own.shape.join() === one.shape.join() ? own : one };
  }
  return found;
}
