/** Where the blocks of a network stand, and which arcs run over them. */
import type { NetworkNode, StageOf } from "../../shared/network/table";

/** A stage that is folded, or one layer of a stage that is open. */
export interface Block {
  readonly key: string;
  readonly stage: number;
  /** Undefined for a folded stage. */
  readonly node?: NetworkNode;
  readonly nodes: readonly NetworkNode[];
  readonly name: string;
  readonly shape: readonly number[];
  readonly x: number;
  readonly width: number;
  readonly height: number;
  /** A layer that leaves the shape as it is and learns little: drawn as a sliver. */
  readonly slim: boolean;
}

/** From the middle of one block to another's, past those in between. */
export interface Arc {
  readonly from: number;
  readonly to: number;
  /** How many blocks it passes. */
  readonly past: number;
}

export interface Span {
  readonly stage: number;
  readonly name: string;
  readonly x: number;
  readonly width: number;
}

export interface Figure {
  readonly blocks: readonly Block[];
  readonly arcs: readonly Arc[];
  readonly spans: readonly Span[];
  readonly width: number;
}

export const MAP_HEIGHT = 150;
const SLIVER = 5;
/** More blocks than this stand closer together. */
const MANY = 90;

/** Channels grow from 1 to thousands: equal ratios are equal widths. */
function widthOf(channels: number, scale: number): number {
  return scale * (4 + 5 * Math.log2(channels + 1));
}

export function networkFigure(input: readonly number[], stages: readonly StageOf[], open: ReadonlySet<number>): Figure {
  const largest = Math.max(
    input[1] ?? 1,
    ...stages.flatMap(({ nodes }) => nodes.map(({ output_shape }) => output_shape[1] ?? 1)),
  );
  const heightOf = (shape: readonly number[]) => Math.max(5, MAP_HEIGHT * Math.sqrt((shape[1] ?? 1) / largest));
  const shownNodes = stages.reduce((sum, stage, i) => sum + (open.has(i) ? stage.nodes.length : 1), 0);
  const many = shownNodes > MANY;
  const [scale, gap, stageGap] = many ? [0.35, 2, 18] : [1, shownNodes > 30 ? 6 : 14, shownNodes > 30 ? 26 : 40];
  const blocks: Block[] = [];
  const spans: Span[] = [];
  let x = 36; // half the length of the label under the input
  const put = (block: Omit<Block, "x" | "width" | "height">, after: number) => {
    const width = block.slim ? (many ? 2 : SLIVER) : widthOf(block.shape[0], scale);
    blocks.push({ ...block, x, width, height: heightOf(block.shape) });
    x += width + after;
  };
  put({ key: "input", stage: -1, nodes: [], name: "input", shape: input, slim: false }, stageGap);
  spans.push({ stage: -1, name: "input", x: blocks[0].x, width: blocks[0].width });
  stages.forEach((stage, i) => {
    const start = x;
    if (open.has(i)) {
      for (const node of stage.nodes) {
        const { slim } = node;
        put(
          { key: node.name, stage: i, node, nodes: [node], name: node.name, shape: node.output_shape, slim },
          slim ? gap / 2 : gap,
        );
      }
    } else {
      put({ key: `stage ${i}`, stage: i, nodes: stage.nodes, name: stage.name, shape: stage.output, slim: false }, gap);
    }
    const last = blocks[blocks.length - 1];
    spans.push({ stage: i, name: stage.name, x: start, width: last.x + last.width - start });
    x = last.x + last.width + stageGap;
  });
  return { blocks, arcs: arcsOver(blocks), spans, width: x - stageGap + 12 };
}

function arcsOver(blocks: readonly Block[]): Arc[] {
  const place = new Map<string, number>([["input", 0]]);
  blocks.forEach((block, i) => block.nodes.forEach(({ name }) => place.set(name, i)));
  const arcs = new Map<string, Arc>();
  blocks.forEach((block, to) => {
    for (const node of block.nodes) {
      for (const source of node.inputs) {
        const from = place.get(source)!;
        if (to - from > 1) arcs.set(`${from} ${to}`, { from, to, past: to - from - 1 });
      }
    }
  });
  return [...arcs.values()].sort((a, b) => a.past - b.past);
}

/** How many connections pass over other layers within a folded stage. */
export function skipsWithin(nodes: readonly NetworkNode[]): number {
  const place = new Map(nodes.map(({ name }, i) => [name, i]));
  return nodes.filter((node, i) => node.inputs.some((name) => place.has(name) && i - place.get(name)! > 1)).length;
}

/** An arc's height over the blocks: longer ones rise higher, but not out of sight. */
export function rise(length: number): number {
  return Math.min(64, 14 + 5 * Math.sqrt(length));
}
