import { expect, it } from "vitest";
import { readSafetensors } from "./safetensors";

/** A file as https://github.com/huggingface/safetensors describes it, put together by hand. */
function file(header: object, numbers: ArrayBufferView<ArrayBuffer>): ArrayBuffer {
  let text = JSON.stringify(header);
  text += " ".repeat((8 - (text.length % 8)) % 8);
  const bytes = new Uint8Array(8 + text.length + numbers.byteLength);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(new TextEncoder().encode(text), 8);
  bytes.set(new Uint8Array(numbers.buffer), 8 + text.length);
  return bytes.buffer;
}

it("reads tensors without a copy, and what travels beside them", () => {
  const buffer = file(
    {
      __metadata__: { response: '{"geometry":{"output":[1,1,2]}}' },
      output: { dtype: "F32", shape: [1, 1, 2], data_offsets: [0, 8] },
      sum: { dtype: "F32", shape: [1], data_offsets: [8, 12] },
    },
    Float32Array.of(1.5, -2, 7),
  );
  const { tensors, response } = readSafetensors(buffer);
  expect(tensors.output.shape).toEqual([1, 1, 2]);
  expect([...tensors.output.data]).toEqual([1.5, -2]);
  expect([...tensors.sum.data]).toEqual([7]);
  expect(tensors.output.data.buffer).toBe(buffer);
  expect(response).toEqual({ geometry: { output: [1, 1, 2] } });
});

it("reads float64", () => {
  const buffer = file(
    { __metadata__: { response: "{}" }, x: { dtype: "F64", shape: [1], data_offsets: [0, 8] } },
    Float64Array.of(0.1),
  );
  expect([...readSafetensors(buffer).tensors.x.data]).toEqual([0.1]);
});
