/** What each node has to do with the unit, and which of its cells. */
import type { Schemas } from "../../shared/api/client";

/** Where a node's cells stand in relation to the unit. */
export type Relation = "seen" | "reached" | "unit";

/** The answer by name; the unit's own node is told apart by name. */
export function relationsOf({
  nodes,
  reached,
}: Schemas["NetworkUnitAnswer"]): ReadonlyMap<string, { relation: Relation; answer: Schemas["CellsAnswer"] }> {
  const relations = new Map<string, { relation: Relation; answer: Schemas["CellsAnswer"] }>();
  nodes.forEach((answer, i) =>
    relations.set(answer.name, { relation: i === nodes.length - 1 ? "unit" : "seen", answer }),
  );
  reached.forEach((answer) => relations.set(answer.name, { relation: "reached", answer }));
  return relations;
}

export function decodedMask(map: Schemas["EncodedTensor"]): Uint8Array | Float32Array {
  const bytes = Uint8Array.from(atob(map.base64), (char) => char.charCodeAt(0));
  return map.dtype === "uint8" ? bytes : new Float32Array(bytes.buffer);
}
