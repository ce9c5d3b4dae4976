/** What is known of a network before it is shown anything. */
import { answered, rest, type Schemas } from "../../shared/api/client";
import type { Subject } from "../../shared/links/maps";
import { analysisOf } from "../../shared/network/analysis";

export type Analysis = Schemas["NetworkAnswer"];
export type Model = Schemas["ModelAnswer"];

export interface Known {
  readonly analysis: Analysis;
  /** The card, of a network that comes trained. */
  readonly model?: Model;
  /** A column each, from the input on. */
  readonly columns: readonly Column[];
}

/** One node that stands for itself or, in a large network, for a stage that it ends. */
export interface Column {
  readonly title: string;
  readonly node: Schemas["NodeAnswer"];
}

/** Networks of more nodes show a column for each stage. */
const MOST_COLUMNS = 16;

export async function known(subject: Subject, signal: AbortSignal): Promise<Known> {
  if (subject.kind === "model") {
    const path = { name: subject.name };
    const model = await answered(rest.GET("/api/v1/models/{name}", { params: { path }, signal }));
    return { analysis: model.analysis, model, columns: columnsOf(model.analysis.nodes) };
  }
  const analysis = await analysisOf(subject.network, signal);
  return { analysis, columns: columnsOf(computed(analysis.nodes)) };
}

/** The nodes that depend on no opaque one: feature maps stop before the others. */
export function computed(nodes: readonly Schemas["NodeAnswer"][]): readonly Schemas["NodeAnswer"][] {
  const there = new Set(["input"]);
  return nodes.filter(({ name, operation, inputs }) => {
    const isComputed = operation !== "opaque" && inputs.every((source) => there.has(source));
    if (isComputed) there.add(name);
    return isComputed;
  });
}

export function columnsOf(nodes: readonly Schemas["NodeAnswer"][]): Column[] {
  if (nodes.length <= MOST_COLUMNS) return nodes.map((node) => ({ title: node.name, node }));
  const ends = nodes.filter(({ stage }, i) => i === nodes.length - 1 || nodes[i + 1].stage !== stage);
  return ends.map((node) => ({ title: node.stage || node.name, node }));
}
