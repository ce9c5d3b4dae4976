/** Changes to a network of one's own, and which layer a refusal is about. */
import type { Schemas } from "../api/client";
import type { LayerSpec } from "./network";

export type Operation = Schemas["OperationAnswer"];
export type Option = Schemas["OptionAnswer"];

/** What a layer has besides its operation's options. */
const OWN = new Set(["operation", "name", "inputs", "stage", "weights_of"]);

/** A small network to begin with. */
export const BEGINNING: readonly LayerSpec[] = [
  { operation: "conv", name: "conv1", out_channels: 8, kernel_size: 3, padding: 1 },
  { operation: "relu", name: "relu1" },
  { operation: "max_pool", name: "pool1", kernel_size: 2 },
] as readonly Partial<LayerSpec>[] as LayerSpec[];

/** A name that no other layer has. */
export function freeName(layers: readonly LayerSpec[], operation: string): string {
  const taken = new Set(layers.map(({ name }) => name));
  let count = 1;
  while (taken.has(`${operation}${count}`)) count += 1;
  return `${operation}${count}`;
}

function started(operation: Operation): Partial<LayerSpec> {
  const required = operation.options.filter((option) => option.required);
  const padded = operation.name === "conv" ? { padding: 1 } : {};
  return { ...Object.fromEntries(required.map(({ name, start }) => [name, start])), ...padded };
}

export function inserted(layers: readonly LayerSpec[], place: number, operation: Operation): LayerSpec[] {
  const layer = {
    operation: operation.name,
    name: freeName(layers, operation.name),
    ...started(operation),
  } as LayerSpec;
  return [...layers.slice(0, place), layer, ...layers.slice(place)];
}

/** Take a layer out; those that took their input from it by name now take its own, and the first that used its weights has them. */
export function removed(layers: readonly LayerSpec[], place: number): LayerSpec[] {
  const gone = layers[place];
  const sources = gone.inputs ?? [place === 0 ? "input" : layers[place - 1].name!];
  const heir = layers.find(({ weights_of }) => weights_of === gone.name);
  return layers
    .filter((_, i) => i !== place)
    .map((layer) => {
      const inputs = layer.inputs?.flatMap((name) => (name === gone.name ? sources : [name]));
      const shared = layer === heir ? undefined : layer.weights_of === gone.name ? heir!.name : layer.weights_of;
      return withWeightsOf(inputs ? { ...layer, inputs } : layer, shared);
    });
}

function withWeightsOf({ weights_of: _, ...layer }: LayerSpec, name: string | null | undefined): LayerSpec {
  return (name ? { ...layer, weights_of: name } : layer) as LayerSpec;
}

export function moved(layers: readonly LayerSpec[], place: number, by: number): LayerSpec[] {
  const others = layers.filter((_, i) => i !== place);
  return [...others.slice(0, place + by), layers[place], ...others.slice(place + by)];
}

/** Another name, in the inputs of others too. */
export function renamed(layers: readonly LayerSpec[], place: number, name: string): LayerSpec[] {
  const before = layers[place].name;
  return layers.map((layer, i) => {
    const inputs = layer.inputs?.map((input) => (input === before ? name : input));
    const shared = before !== undefined && layer.weights_of === before ? name : layer.weights_of;
    return withWeightsOf({ ...layer, ...(inputs ? { inputs } : {}), ...(i === place ? { name } : {}) }, shared);
  });
}

/** Another operation; the options that it shares with the one before stay. */
export function withOperation(layers: readonly LayerSpec[], place: number, operation: Operation): LayerSpec[] {
  const before = layers[place];
  const takes = new Set(operation.options.map(({ name }) => name));
  const own = (key: string) => OWN.has(key) && key !== "operation" && key !== "weights_of";
  const kept = Object.entries(before).filter(([key]) => own(key) || takes.has(key));
  const layer = { operation: operation.name, ...started(operation), ...Object.fromEntries(kept) } as LayerSpec;
  return layers.map((one, i) => (i === place ? layer : one));
}

/** One option, or `inputs`; undefined takes it away. */
export function withOption(layers: readonly LayerSpec[], place: number, name: string, value: unknown): LayerSpec[] {
  return layers.map((layer, i) => {
    if (i !== place) return layer;
    const { [name as keyof LayerSpec]: _, ...rest } = layer;
    return (value === undefined ? rest : { ...rest, [name]: value }) as LayerSpec;
  });
}

export function optionsOf(layer: LayerSpec | Schemas["NodeOptions"]): [string, unknown][] {
  return Object.entries(layer).filter(([key, value]) => !OWN.has(key) && value !== null && value !== undefined);
}

/** As one types it: "3", "3, 5", "same", "1 2, 0 0". */
export function written(value: unknown): string {
  if (!Array.isArray(value)) return value === null || value === undefined ? "" : String(value);
  return value.map((part) => (Array.isArray(part) ? part.join(" ") : String(part))).join(", ");
}

/** What was typed; a text that is none of it is left for the server to refuse. */
export function read(option: Option, text: string): unknown {
  const trimmed = text.trim();
  if (trimmed === "") return undefined;
  if (option.kind === "flag") return trimmed === "true";
  if (option.kind === "mode" || option.kind === "text" || /^(same|valid)$/.test(trimmed)) return trimmed;
  const parts = trimmed.split(/\s*[,×x]\s*/).map((part) => part.split(/\s+/).map(Number));
  if (parts.flat().some((number) => !Number.isFinite(number))) return trimmed;
  const values = parts.map((numbers) => (numbers.length === 1 ? numbers[0] : numbers));
  return values.length === 1 && typeof values[0] === "number" && option.kind !== "shape" ? values[0] : values;
}

export interface Complaint {
  /** Which layer, counted from 0; −1 for the whole network. */
  readonly place: number;
  readonly option: string;
  readonly message: string;
}

/** The server says "layers[3].stride" or "name.stride"; names may hold dots. */
export function complaintOf(problem: Schemas["Problem"], layers: readonly LayerSpec[]): Complaint {
  const [first] = problem.errors ?? [];
  const field = first?.field ?? "";
  const message = first?.message ?? problem.detail;
  const [, index, rest] = /^layers\[(\d+)\]\.?(.*)$/.exec(field) ?? [];
  if (index !== undefined) return { place: Number(index), option: rest, message };
  const named = layers
    .map(({ name }, place) => ({ name: name ?? "", place }))
    .filter(({ name }) => name && field.startsWith(`${name}.`))
    .sort((a, b) => b.name.length - a.name.length)[0];
  return named
    ? { place: named.place, option: field.slice(named.name.length + 1), message }
    : { place: -1, option: field, message };
}
