/** Reads a safetensors file without copying: a header of JSON, then the numbers. */
import { tensor, type Tensor } from "../state/tensor";

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

export function readSafetensors(file: ArrayBuffer): TensorAnswer {
  const headerSize = Number(new DataView(file).getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(file, 8, headerSize)));
  const { __metadata__, ...entries } = header as { __metadata__: { response: string } } & Record<string, Entry>;
  const tensors: Record<string, Tensor> = {};
  for (const [name, entry] of Object.entries(entries as Record<string, Entry>)) {
    const numbers = entry.dtype === "F64" ? Float64Array : Float32Array;
    const [first, last] = entry.data_offsets;
    const data = new numbers(file, 8 + headerSize + first, (last - first) / numbers.BYTES_PER_ELEMENT);
    tensors[name] = tensor(entry.shape, data);
  }
  return { tensors, response: JSON.parse(__metadata__.response) };
}
