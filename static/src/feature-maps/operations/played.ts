/** A unit of a network as a set-up that Explore's stage plays. */
import { ACTIVATIONS, type Setup } from "../../shared/setup/setup";
import { type Tensor, tensor } from "../../shared/tensor";
import { pair, sides } from "../state/per-axis";
import type { Node, Unit } from "./detail";

/** Wider maps would be shown as pixels: what lies under the window is cut out, so that its numbers can be read. */
const WIDEST_MAP = 12;

export interface Played {
  readonly setup: Setup;
  /** Where the unit is in its output. */
  readonly step: number;
  /** What the channels add that are not on stage; it stands in the bias. */
  readonly others: number;
}

const PLAIN: Omit<Setup, "operation" | "input" | "weight"> = {
  view: "forward",
  preset: "",
  source: { kind: "numbers" },
  bias: null,
  stride: [1, 1],
  padding: "valid",
  paddingMode: "zeros",
  dilation: [1, 1],
  groups: 1,
  outputPadding: [0, 0],
  ceilMode: false,
  countIncludePad: true,
  flipped: false,
  gradOutput: null,
  activation: "identity",
};

/** Undefined for what the stage does not play. */
export function playedActivation(unit: Unit): Played | undefined {
  const known = ACTIVATIONS.find(([name]) => name === unit.operation && name !== "identity")?.[0];
  if (!known || unit.before === null) return undefined;
  const one = tensor([1, 1, 1], [unit.before]);
  const setup: Setup = {
    ...PLAIN,
    operation: "activation",
    input: one,
    weight: tensor([1, 1, 1, 1], [1]),
    activation: known,
  };
  return { setup, step: 0, others: 0 };
}

/**
 * Undefined where the window lies in the padding alone: then nothing of the map can be cut out.
 *
 * @param input holds the maps of `channels` alone.
 */
export function playedWindow(node: Node, unit: Unit, channels: readonly number[], input: Tensor): Played | undefined {
  const rows = unit.window!.rows!;
  const columns = unit.window!.columns!;
  const places = channels.map((channel) => unit.channels!.indexOf(channel));
  const [, i, j] = unit.unit;
  const kernel = [rows.length, columns.length];
  const whole = isWhole(node, input);
  if (!whole && [rows, columns].some((cells) => cells.every((cell) => cell === null))) return undefined;
  const window = whole
    ? {
        input,
        step: i * node.output_shape[2] + j,
        stride: pair(node.options.stride ?? (unit.weights ? 1 : kernel)),
        padding: sides(node.options.padding ?? 0),
        dilation: pair(node.options.dilation ?? 1),
      }
    : { ...cut(input, rows, columns), step: 0, stride: [1, 1] as const };
  const { step, ...shared } = window;
  if (!unit.weights) {
    const operation = unit.operation === "max_pool" ? "max_pool" : "avg_pool";
    const { ceil_mode, count_include_pad } = node.options;
    const weight = tensor([1, 1, ...kernel], new Float64Array(kernel[0] * kernel[1]));
    const setup: Setup = {
      ...PLAIN,
      ...shared,
      operation,
      weight,
      ceilMode: ceil_mode ?? false,
      countIncludePad: count_include_pad ?? true,
    };
    return { setup, step, others: 0 };
  }
  const weight = tensor(
    [1, places.length, ...kernel],
    places.flatMap((place) => unit.weights![place].flat()),
  );
  const others = unit.channel_sums!.reduce((sum, part, place) => (places.includes(place) ? sum : sum + part), 0);
  const bias = unit.bias === null && places.length === unit.channels!.length ? null : [(unit.bias ?? 0) + others];
  return { setup: { ...PLAIN, ...shared, operation: "conv", weight, bias }, step, others };
}

/** Whether the whole map can be on stage: it is small, and the pooling is one that has a kernel. */
function isWhole(node: Node, { shape }: Tensor): boolean {
  return Math.max(...shape.slice(1)) <= WIDEST_MAP && !node.operation.startsWith("adaptive");
}

/** What lies under one window, and the padding that it reaches into. */
function cut(input: Tensor, rows: readonly (number | null)[], columns: readonly (number | null)[]) {
  const [channels, , width] = input.shape;
  const [down, across] = [along(rows), along(columns)];
  const size = [down.last - down.first + 1, across.last - across.first + 1];
  const data = new Float32Array(channels * size[0] * size[1]);
  for (let channel = 0; channel < channels; channel++) {
    for (let row = 0; row < size[0]; row++) {
      const start = (channel * input.shape[1] + down.first + row) * width + across.first;
      data.set(input.data.subarray(start, start + size[1]), (channel * size[0] + row) * size[1]);
    }
  }
  return {
    input: tensor([channels, ...size], data),
    padding: [down.padding, across.padding] as const,
    dilation: [down.dilation, across.dilation] as const,
  };
}

function along(cells: readonly (number | null)[]) {
  const inside = cells.filter((cell) => cell !== null);
  const dilation = inside.length > 1 ? inside[1] - inside[0] : 1;
  const before = cells.findIndex((cell) => cell !== null);
  const after = cells.length - before - inside.length;
  return {
    first: inside[0],
    last: inside[inside.length - 1],
    dilation,
    padding: [before * dilation, after * dilation] as const,
  };
}
