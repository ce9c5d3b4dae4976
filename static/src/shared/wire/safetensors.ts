/** Reads a safetensors file without copying its floats: a header of JSON, then the numbers. */
import { type Numbers, type Tensor, tensor } from "../tensor";

interface Entry {
  dtype: string;
  shape: number[];
  data_offsets: [number, number];
}

export interface TensorAnswer {
  tensors: Record<string, Tensor>;
  /** The rest of the answer, which travels in the file's metadata. */
  response: unknown;
}

function read(file: ArrayBuffer, start: number, { dtype, data_offsets: [first, last] }: Entry): Numbers {
  const size = last - first;
  if (dtype === "F32") return new Float32Array(file, start + first, size / 4);
  if (dtype === "U8") return new Uint8Array(file, start + first, size);
  if (dtype === "F64") return new Float64Array(file, start + first, size / 8);
  return Float64Array.from(new BigInt64Array(file, start + first, size / 8), Number); // indices and counts
}

export function readSafetensors(file: ArrayBuffer): TensorAnswer {
  const headerSize = Number(new DataView(file).getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(file, 8, headerSize)));
  const { __metadata__, ...entries } = header as { __metadata__: { response: string } } & Record<string, Entry>;
  const tensors: Record<string, Tensor> = {};
  for (const [name, entry] of Object.entries(entries as Record<string, Entry>)) {
    tensors[name] = tensor(entry.shape, read(file, 8 + headerSize, entry));
  }
  return { tensors, response: JSON.parse(__metadata__.response) };
}
