/** What follows from shapes and options alone, whatever the numbers: asked for once, and kept. */
import { answered, rest, type Schemas } from "../../shared/api/client";

const MOST_KEPT = 64;
const kept = new Map<string, unknown>();

/** The answer that is here already, or the one that comes; a refusal is not kept. */
async function once<T>(call: string, body: object, ask: () => Promise<T>): Promise<T> {
  const question = `${call} ${JSON.stringify(body)}`;
  const known = kept.get(question) as T | undefined;
  if (known) return known;
  const answer = await ask();
  if (kept.size >= MOST_KEPT) kept.delete(kept.keys().next().value!);
  kept.set(question, answer);
  return answer;
}

export function windowsOf(body: Schemas["WindowsRequest"], signal: AbortSignal): Promise<Schemas["WindowsAnswer"]> {
  return once("windows", body, () => answered(rest.POST("/api/v1/conv2d/windows", { body, signal })));
}

export function stampsOf(body: Schemas["StampsRequest"], signal: AbortSignal): Promise<Schemas["StampsAnswer"]> {
  return once("stamps", body, () => answered(rest.POST("/api/v1/conv-transpose2d/stamps", { body, signal })));
}

/** The output size and its formula. */
export function sizeOf(body: Schemas["OutputSizeRequest"], signal: AbortSignal): Promise<Schemas["OutputSizeAnswer"]> {
  return once("size", body, () => answered(rest.POST("/api/v1/output-size", { body, signal })));
}

export function parametersOf(
  body: Schemas["ParametersRequest"],
  signal: AbortSignal,
): Promise<Schemas["ParametersAnswer"]> {
  return once("parameters", body, () => answered(rest.POST("/api/v1/parameters", { body, signal })));
}
