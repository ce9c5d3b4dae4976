/** The table of a network: its rows, by stage or sorted, and as CSV. */
import type { Schemas } from "../api/client";

export type NetworkNode = Schemas["NodeAnswer"];

export interface ColumnOf {
  readonly key: string;
  readonly title: string;
  /** What is sorted by; a number, or a text. */
  readonly value: (node: NetworkNode) => number | string;
}

const area = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);

export const COLUMNS: readonly ColumnOf[] = [
  { key: "name", title: "Layer", value: (node) => node.name },
  { key: "output", title: "Output", value: (node) => area(node.output_shape) },
  { key: "parameters", title: "Parameters", value: (node) => node.parameters?.total ?? -1 },
  { key: "macs", title: "MACs", value: (node) => node.macs ?? -1 },
  { key: "flops", title: "FLOPs", value: (node) => node.flops ?? -1 },
  { key: "field", title: "Receptive field", value: (node) => node.receptive_field?.size[0] ?? -1 },
];

export interface Sorting {
  readonly key: string;
  readonly descending: boolean;
}

/** In the network's own order where nothing is sorted by. */
export function sorted(nodes: readonly NetworkNode[], sorting: Sorting | undefined): readonly NetworkNode[] {
  const column = COLUMNS.find(({ key }) => key === sorting?.key);
  if (!column || !sorting) return nodes;
  const order = (a: NetworkNode, b: NetworkNode) => {
    const [x, y] = [column.value(a), column.value(b)];
    return typeof x === "string" ? x.localeCompare(y as string, "en", { numeric: true }) : x - (y as number);
  };
  return [...nodes].sort((a, b) => (sorting.descending ? order(b, a) : order(a, b)));
}

export interface StageOf {
  readonly name: string;
  readonly nodes: readonly NetworkNode[];
  readonly parameters: number;
  readonly macs: number;
  readonly flops: number;
  readonly output: readonly number[];
}

/** Neighbouring nodes of the same stage, with what the server counted for each added up. */
export function stagesOf(nodes: readonly NetworkNode[]): StageOf[] {
  const groups: NetworkNode[][] = [];
  for (const node of nodes) {
    const last = groups.at(-1);
    if (last && last[0].stage === node.stage) last.push(node);
    else groups.push([node]);
  }
  return groups.map((group) => ({
    name: group[0].stage || "layers",
    nodes: group,
    parameters: group.reduce((sum, node) => sum + (node.parameters?.total ?? 0), 0),
    macs: group.reduce((sum, node) => sum + (node.macs ?? 0), 0),
    flops: group.reduce((sum, node) => sum + (node.flops ?? 0), 0),
    output: group[group.length - 1].output_shape,
  }));
}

/** Networks with no more layers than this are shown whole at first. */
const WHOLE = 60;

/** The stages that are open when a network comes on screen. */
export function openAtFirst(nodes: readonly NetworkNode[]): ReadonlySet<number> {
  return new Set(nodes.length <= WHOLE ? stagesOf(nodes).keys() : []);
}

export function toggled(open: ReadonlySet<number>, stage: number): ReadonlySet<number> {
  const after = new Set(open);
  if (!after.delete(stage)) after.add(stage);
  return after;
}

/** As a spreadsheet reads it (RFC 4180). */
export function toCsv(nodes: readonly NetworkNode[]): string {
  const head = [
    "stage",
    "name",
    "operation",
    "inputs",
    "output_shape",
    "weights",
    "biases",
    "parameters",
    "macs",
    "flops",
    "field_height",
    "field_width",
    "stride",
    "padding",
  ];
  const rows = nodes.map((node) => [
    node.stage,
    node.name,
    node.operation,
    node.inputs.join(" "),
    node.output_shape.join("×"),
    node.parameters?.weights ?? "",
    node.parameters?.biases ?? "",
    node.parameters?.total ?? "",
    node.macs ?? "",
    node.flops ?? "",
    node.receptive_field?.size[0] ?? "",
    node.receptive_field?.size[1] ?? "",
    node.receptive_field?.stride[0] ?? "",
    node.receptive_field?.padding[0] ?? "",
  ]);
  const cell = (value: string | number) =>
    /[",\r\n]/.test(String(value)) ? `"${String(value).replaceAll('"', '""')}"` : String(value);
  return `${[head, ...rows].map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`;
}
