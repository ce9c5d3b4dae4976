/** A layer of a network as a link to the Explore page: its window and options on a map small enough to follow. */
import { answered, rest } from "../../shared/api/client";
import { toLink } from "../../shared/links/explore";
import type { NetworkNode } from "../../shared/network/table";
import { fromPreset, withFilters, withInputShape, withKernel } from "../../shared/setup/edits";
import {
  ACTIVATIONS,
  type Activation,
  type Operation,
  type Pair,
  type Setup,
  type Sides,
  START,
} from "../../shared/setup/setup";

const PRESET = "worked-example";
/** Channels and filters that are still read at a glance. */
const MOST_PLANES = 3;
/** Cells of a small map's side. */
const SMALL = 7;

const OPERATIONS: readonly string[] = ["conv", "conv_transpose", "max_pool", "avg_pool"];

function pair(value: unknown, usual: Pair): Pair {
  return (value as Pair | undefined) ?? usual;
}

/** What the link leaves out: the layer's planes and the map's size, where they are larger. */
export interface ExploreLink {
  readonly href: string;
  readonly planes: number;
  readonly size: readonly number[];
}

export async function exploreLink(
  node: NetworkNode,
  input: readonly number[],
  signal: AbortSignal,
): Promise<ExploreLink | undefined> {
  const isActivation = ACTIVATIONS.some(([name]) => name === node.operation);
  if (input.length !== 3 || !(OPERATIONS.includes(node.operation) || isActivation)) return undefined;
  const preset = await answered(rest.GET("/api/v1/presets/{name}", { params: { path: { name: PRESET } }, signal }));
  const { options } = node;
  const kernel = pair(options.kernel_size, [1, 1]);
  const stride = pair(options.stride, isPool(node.operation) ? kernel : [1, 1]);
  const dilation = pair(options.dilation, [1, 1]);
  const planes = Math.min(input[0], MOST_PLANES);
  // three windows side by side, and no more than the layer itself has
  const side = (axis: 0 | 1) => {
    const span = dilation[axis] * (kernel[axis] - 1) + 1;
    const wanted = node.operation === "conv_transpose" ? 3 : Math.max(SMALL, span + 2 * stride[axis]);
    return Math.min(input[axis + 1], wanted);
  };
  const size = [planes, side(0), side(1)];
  const depthwise = options.groups === input[0] && input[0] > 1;
  const base = fromPreset(preset);
  const plain: Setup = {
    ...base,
    operation: (isActivation ? "activation" : node.operation) as Operation,
    activation: isActivation ? (node.operation as Activation) : "identity",
    groups: depthwise ? planes : 1,
    stride,
    dilation,
    padding: (options.padding as "same" | Sides | undefined) ?? [
      [0, 0],
      [0, 0],
    ],
    outputPadding: pair(options.output_padding, [0, 0]),
    ceilMode: options.ceil_mode === true,
    countIncludePad: options.count_include_pad !== false,
    bias: options.bias === false ? null : base.bias,
  };
  const filters = Math.min(Number(options.out_channels ?? planes), MOST_PLANES);
  const setup = withKernel(withInputShape(withFilters(plain, depthwise ? planes : filters), size), kernel);
  const link = toLink(setup, START, false, preset);
  return { href: `/${link.search}`, planes, size };
}

function isPool(operation: string): boolean {
  return operation === "max_pool" || operation === "avg_pool";
}
