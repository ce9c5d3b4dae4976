/** The state in the address bar: what differs from the preset, readable where it is short. */

import { channelsOf, fromPreset } from "../setup/edits";
import {
  type Activation,
  isPicture,
  OPERATIONS,
  type Padding,
  type PaddingMode,
  type Pair,
  type Position,
  type Preset,
  type Setup,
  type Source,
  VIEWS,
} from "../setup/setup";
import { equal, type Tensor, tensor } from "../tensor";
import { packed, unpacked } from "../wire/packed";

/** Longer than this, in characters, a tensor does not travel in the link: servers refuse very long addresses. */
const LONGEST = 16_000;

/** The link's query, and what of the screen would not fit into it. */
export interface Link {
  readonly search: string;
  readonly missing: "" | "input" | "weights" | "gradient" | "picture";
}

/** Packing takes longer than all else that a step or a change does, and most leave tensors as they are. */
const texts = new WeakMap<Tensor, string>();

function textOf(t: Tensor): string {
  const known = texts.get(t);
  if (known !== undefined) return known;
  const text = packed(`${t.shape.join()};${t.data.join()}`);
  texts.set(t, text);
  return text;
}

export function toLink(c: Setup, position: Position, whole: boolean, preset: Preset): Link {
  let missing: Link["missing"] = "";
  const search = new URLSearchParams({ preset: c.preset });
  const base = fromPreset(preset);
  const put = (key: string, value: string, usual: string) => value !== usual && search.set(key, value);
  const putTensor = (key: string, t: Tensor, name: Link["missing"]) => {
    const text = textOf(t);
    if (text.length <= LONGEST) search.set(key, text);
    else missing = name;
  };
  if (c.source.kind === "picture") {
    if (c.source.edited) missing = "picture";
    search.set("picture", c.source.name);
    search.set("side", String(c.source.side));
    search.set("channels", String(c.input.shape[0]));
  } else if (c.source.kind === "upload") {
    missing = "picture";
    search.set("upload", c.source.name);
    search.set("channels", String(c.input.shape[0]));
  } else if (!equal(c.input, base.input)) {
    putTensor("input", c.input, "input");
  }
  if (!equal(c.weight, base.weight)) putTensor("weight", c.weight, "weights");
  put("bias", c.bias?.join() ?? "none", base.bias?.join() ?? "none");
  put("stride", c.stride.join(), base.stride.join());
  put("padding", String(c.padding), String(base.padding));
  put("padding_mode", c.paddingMode, base.paddingMode);
  put("dilation", c.dilation.join(), base.dilation.join());
  put("groups", String(c.groups), String(base.groups));
  put("operation", c.operation, base.operation);
  put("view", c.view, base.view);
  put("output_padding", c.outputPadding.join(), base.outputPadding.join());
  put("ceil_mode", String(c.ceilMode), String(base.ceilMode));
  put("count_include_pad", String(c.countIncludePad), String(base.countIncludePad));
  put("flipped", String(c.flipped), "false");
  if (c.gradOutput) putTensor("grad_output", c.gradOutput, "gradient");
  put("activation", c.activation, base.activation);
  put("filter", String(position.filter + 1), "1");
  const { step, beat } = position;
  if (step > 0 || beat > 0) search.set("step", String(step + 1));
  if (Number.isFinite(beat) && (step > 0 || beat > 0)) search.set("beat", String(beat));
  put("whole", whole ? "1" : "0", isPicture(c.source) ? "1" : "0");
  return { search: `?${search}`, missing };
}

/** What a link asks for; the picture itself is still to be fetched, with as many channels. */
export interface Linked {
  setup: Setup;
  position: Position;
  whole: boolean;
  channels: number;
}

export function fromSearch(search: string, preset: Preset): Linked {
  const given = new URLSearchParams(search);
  const base = fromPreset(preset);
  const pair = (key: string, usual: Pair) => (numbers(given.get(key), 2) as Pair | null) ?? usual;
  const bias = given.get("bias");
  const flag = (key: string, usual: boolean) => (given.has(key) ? given.get(key) === "true" : usual);
  const operation = OPERATIONS.find((name) => name === given.get("operation"));
  const view = VIEWS.find(([name]) => name === given.get("view"))?.[0];
  const setup: Setup = {
    operation: operation ?? base.operation,
    view: view ?? base.view,
    preset: preset.name,
    source: source(given, preset),
    input: readTensor(given.get("input"), 3) ?? base.input,
    weight: readTensor(given.get("weight"), 4) ?? base.weight,
    bias: bias === "none" ? null : (numbers(bias) ?? base.bias),
    stride: pair("stride", base.stride),
    padding: padding(given.get("padding")) ?? base.padding,
    paddingMode: (given.get("padding_mode") as PaddingMode | null) ?? base.paddingMode,
    dilation: pair("dilation", base.dilation),
    groups: Number(given.get("groups") ?? base.groups),
    outputPadding: pair("output_padding", base.outputPadding),
    ceilMode: flag("ceil_mode", base.ceilMode),
    countIncludePad: flag("count_include_pad", base.countIncludePad),
    flipped: flag("flipped", false),
    gradOutput: readTensor(given.get("grad_output"), 3),
    activation: (given.get("activation") as Activation | null) ?? base.activation,
  };
  const count = (key: string) => Math.max(0, Number.parseInt(given.get(key) ?? "", 10) || 0);
  const channels = Number(given.get("channels") ?? channelsOf(preset)) === 3 ? 3 : 1;
  const whole = (given.get("whole") ?? (isPicture(setup.source) ? "1" : "0")) === "1";
  const [filter, step, beat] = [count("filter"), count("step"), count("beat")];
  const position = {
    filter: Math.max(0, filter - 1),
    step: Math.max(0, step - 1),
    beat: beat || (step === 0 ? 0 : Infinity),
  };
  return { setup, position, whole, channels };
}

function source(given: URLSearchParams, preset: Preset): Source {
  const upload = given.get("upload");
  if (upload !== null) return { kind: "upload", name: upload };
  const name = given.get("picture") ?? (given.has("input") ? null : preset.picture);
  return name === null ? { kind: "numbers" } : { kind: "picture", name, side: Number(given.get("side")) || 256 };
}

function numbers(text: string | null, count?: number): number[] | null {
  const values = text?.split(",").map(Number);
  return values?.every(Number.isFinite) && (count === undefined || values.length === count) ? values : null;
}

function padding(text: string | null): Padding | null {
  if (text === "same" || text === "valid") return text;
  const sides = numbers(text, 4);
  if (!sides) return null;
  const [top, bottom, left, right] = sides;
  return [
    [top, bottom],
    [left, right],
  ];
}

/** A link that was cut short opens as the preset. */
function readTensor(text: string | null, axes: number): Tensor | null {
  const [shape, data] =
    unpacked(text)
      ?.split(";")
      .map((part) => part.split(",").map(Number)) ?? [];
  const whole = shape?.length === axes && shape.reduce((a, b) => a * b, 1) === data?.length;
  return whole && data.every(Number.isFinite) ? tensor(shape, data) : null;
}
