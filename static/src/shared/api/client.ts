/** The typed client of our REST interface; every number on a page comes through here. */
import createClient from "openapi-fetch";
import type { Tensor } from "../tensor";
import { toBase64 } from "../wire/base64";
import type { components, paths } from "./schema";

export type Schemas = components["schemas"];
/** Not openapi-fetch 0.17, whose types make an array of a tuple. */
export const rest = createClient<paths, "application/json">({ baseUrl: "" });

/** A refusal, with what is wrong at which field. */
export class Refused extends Error {
  constructor(readonly problem: Schemas["Problem"]) {
    super(problem.detail);
  }

  /** Whether what was asked for cannot be computed; any other refusal says nothing of that. */
  get isFinal(): boolean {
    return this.problem.status === 422;
  }

  get fields(): Record<string, string> {
    return Object.fromEntries(
      (this.problem.errors ?? []).map(({ field, message }) => [field.split(/[.[]/)[0], message]),
    );
  }
}

/** The answer, or the refusal thrown. */
export async function answered<T>(call: Promise<{ data?: T; error?: unknown }>): Promise<T> {
  const { data, error } = await call;
  if (data === undefined) {
    const isProblem = typeof error === "object" && error !== null && "detail" in error;
    throw new Refused(
      isProblem
        ? (error as Schemas["Problem"])
        : {
            type: "about:blank",
            title: "No answer",
            status: 0,
            errors: null,
            detail: "the server did not answer as expected",
          },
    );
  }
  return data;
}

export function encoded({ shape, data }: Tensor): {
  shape: number[];
  dtype: "uint8" | "float32" | "float64";
  base64: string;
} {
  const dtype = data instanceof Uint8Array ? "uint8" : data instanceof Float32Array ? "float32" : "float64";
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return { shape: [...shape], dtype, base64: toBase64(bytes) };
}
