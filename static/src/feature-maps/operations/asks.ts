/** The questions about a network with weights: a trained one and any other are asked alike. */
import { TENSORS } from "../../explore/operations/windows";
import { answered, encoded, rest, type Schemas } from "../../shared/api/client";
import { askedWithWeights } from "../../shared/files/opening";
import type { Subject } from "../../shared/links/maps";
import { toRequest } from "../../shared/network/network";
import type { Tensor } from "../../shared/tensor";
import { readSafetensors } from "../../shared/wire/safetensors";
import type { MapsScreen } from "../link";

/** A network that is shown something, with filters switched off. */
export interface Case {
  readonly subject: Subject;
  readonly input: Tensor;
  readonly off: MapsScreen["off"];
}

export type Maps = Omit<Schemas["MapsAnswer"], "maps">;
export type Wanted = Partial<Pick<Schemas["MapsRequest"], "nodes" | "channels" | "strongest" | "maps_dtype" | "top">>;

function shared({ input, off }: Case) {
  return { input: encoded(input), off: Object.fromEntries(Object.entries(off).map(([node, own]) => [node, [...own]])) };
}

/** What a server has let go is sent again. */
function asked<T>(
  { subject }: Case,
  ask: () => Promise<{ data?: T; error?: unknown }>,
  signal: AbortSignal,
): Promise<T> {
  const id = subject.kind === "network" && "id" in subject.weights ? subject.weights.id : undefined;
  return askedWithWeights(id, () => answered(ask()), signal);
}

function withNetwork(of: Case, { network, weights }: Extract<Subject, { kind: "network" }>) {
  const typed =
    "seed" in weights || "id" in weights
      ? weights
      : {
          tensors: Object.fromEntries(
            Object.entries(weights.tensors).map(([node, own]) => [
              node,
              Object.fromEntries(Object.entries(own).map(([name, t]) => [name, encoded(t)])),
            ]),
          ),
        };
  return { ...shared(of), network: toRequest(network), weights: typed };
}

export async function askMaps(
  of: Case,
  wanted: Wanted,
  signal: AbortSignal,
): Promise<{ answer: Maps; maps: Record<string, Tensor> }> {
  const { subject } = of;
  // what the contract fills in by itself, the generated types ask for
  const all = { nodes: [], channels: {}, top: 5, maps_dtype: "float32" as const, ...wanted };
  const file = await asked(
    of,
    () =>
      subject.kind === "model"
        ? rest.POST("/api/v1/models/{name}/maps", {
            params: { path: { name: subject.name } },
            body: { ...shared(of), ...all },
            signal,
            ...TENSORS,
          })
        : rest.POST("/api/v1/networks/maps", { body: { ...withNetwork(of, subject), ...all }, signal, ...TENSORS }),
    signal,
  );
  const { tensors, response } = readSafetensors(file);
  return { answer: response as Maps, maps: tensors };
}

export function askUnit(
  of: Case,
  node: string,
  unit: readonly number[],
  signal: AbortSignal,
): Promise<Schemas["ArithmeticAnswer"]> {
  const { subject } = of;
  const wanted = { node, unit: [...unit], contributions: 12 };
  return asked(
    of,
    () =>
      subject.kind === "model"
        ? rest.POST("/api/v1/models/{name}/unit", {
            params: { path: { name: subject.name } },
            body: { ...shared(of), ...wanted },
            signal,
          })
        : rest.POST("/api/v1/networks/unit", { body: { ...withNetwork(of, subject), ...wanted }, signal }),
    signal,
  );
}

export function askAttribution(
  of: Case,
  wanted: { readonly class: number; readonly method: Schemas["AttributionAnswer"]["method"] },
  signal: AbortSignal,
): Promise<Schemas["AttributionAnswer"]> {
  const { subject } = of;
  return asked(
    of,
    () =>
      subject.kind === "model"
        ? rest.POST("/api/v1/models/{name}/attribution", {
            params: { path: { name: subject.name } },
            body: { ...shared(of), ...wanted },
            signal,
          })
        : rest.POST("/api/v1/networks/attribution", { body: { ...withNetwork(of, subject), ...wanted }, signal }),
    signal,
  );
}

/** Weights by "node.name". */
export async function askWeights(
  of: Case,
  nodes: readonly string[],
  signal: AbortSignal,
): Promise<Record<string, Tensor>> {
  const { subject } = of;
  const file = await asked(
    of,
    () =>
      subject.kind === "model"
        ? rest.GET("/api/v1/models/{name}/weights", {
            params: { path: { name: subject.name }, query: { nodes: [...nodes] } },
            signal,
            ...TENSORS,
          })
        : rest.POST("/api/v1/networks/weights", {
            body: { ...withNetwork(of, subject), nodes: [...nodes] },
            signal,
            ...TENSORS,
          }),
    signal,
  );
  return readSafetensors(file).tensors;
}
