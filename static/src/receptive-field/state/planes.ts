/** Which nodes are drawn as planes. */
import type { NetworkNode } from "../../shared/network/table";

/** More planes than this are thinned out to one for each stage. */
const MOST_PLANES = 14;

/** The nodes that are drawn as planes; the unit's own is always among them. */
export function planesOf(nodes: readonly NetworkNode[], own: string): readonly NetworkNode[] {
  const maps = nodes.filter(({ operation, output_shape, rearranges }, i) => {
    // a mean over as many bins as there are cells changes nothing
    const idle = operation === "adaptive_avg_pool" && String(output_shape) === String(nodes[i - 1]?.output_shape);
    return output_shape.length === 3 && (nodes[i].name === own || (rearranges && !idle));
  });
  if (maps.length <= MOST_PLANES) return maps;
  return maps.filter((node, i) => node.name === own || maps[i + 1]?.stage !== node.stage);
}

/** The last map of more than one unit: a global mean sees everything. */
export function lastMap(planes: readonly NetworkNode[]): string {
  const maps = planes.filter(({ output_shape: [, rows, columns] }) => rows * columns > 1);
  return (maps[maps.length - 1] ?? planes[planes.length - 1])?.name ?? "input";
}
