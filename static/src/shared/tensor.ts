/** Numbers with a shape, in C order; channels before rows before columns. */
export type Numbers = Float32Array | Float64Array | Uint8Array;

export interface Tensor {
  readonly shape: readonly number[];
  readonly data: Numbers;
  /** What stood here before it was made smaller, and comes back as it grows again; NaN where nothing did. */
  readonly beyond?: Tensor;
}

export function tensor(shape: readonly number[], data: Numbers | number[]): Tensor {
  return { shape, data: Array.isArray(data) ? Float64Array.from(data) : data };
}

export function filled(shape: readonly number[], value: () => number): Tensor {
  return tensor(shape, Float64Array.from({ length: shape.reduce((a, b) => a * b, 1) }, value));
}

export function fromNested(nested: unknown): Tensor {
  const shape: number[] = [];
  for (let level = nested; Array.isArray(level); level = level[0]) shape.push(level.length);
  return tensor(shape, (nested as number[]).flat(4) as number[]);
}

/** One [H, W] plane of a tensor whose last axes are rows and columns; a view, not a copy. */
export interface Plane {
  readonly height: number;
  readonly width: number;
  readonly data: Numbers;
}

export function plane(t: Tensor, index: number): Plane {
  const [height, width] = t.shape.slice(-2);
  return { height, width, data: t.data.subarray(index * height * width, (index + 1) * height * width) };
}

/** A copy with one number changed. */
export function withValue(t: Tensor, offset: number, value: number): Tensor {
  const fits = !(t.data instanceof Uint8Array) || (Number.isInteger(value) && value >= 0 && value <= 255);
  const data = fits ? t.data.slice() : Float64Array.from(t.data);
  data[offset] = value;
  return { ...t, data };
}

/** The number at an index; undefined outside. */
function at({ shape, data }: Tensor, index: readonly number[]): number | undefined {
  if (index.some((i, axis) => i >= shape[axis])) return undefined;
  return data[index.reduce((sum, i, axis) => sum * shape[axis] + i, 0)];
}

function gathered(shape: readonly number[], value: (index: readonly number[]) => number): Tensor {
  const size = shape.reduce((a, b) => a * b, 1);
  const data = new Float64Array(size);
  const index = new Array<number>(shape.length).fill(0);
  for (let offset = 0; offset < size; offset++) {
    let rest = offset;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      index[axis] = rest % shape[axis];
      rest = Math.floor(rest / shape[axis]);
    }
    data[offset] = value(index);
  }
  return tensor(shape, data);
}

/** The same shape or another: what overlaps is kept, what once stood there comes back, the rest comes from `fill`. */
export function resized(t: Tensor, shape: readonly number[], fill: (index: readonly number[]) => number): Tensor {
  const before = (index: readonly number[]) => (t.beyond && at(t.beyond, index)) ?? Number.NaN;
  const result = gathered(shape, (index) => {
    const known = at(t, index) ?? before(index);
    return Number.isNaN(known) ? fill(index) : known;
  });
  const reach = shape.map((size, axis) => Math.max(size, t.shape[axis], t.beyond?.shape[axis] ?? 0));
  if (reach.every((size, axis) => size === shape[axis])) return result;
  return { ...result, beyond: gathered(reach, (index) => at(result, index) ?? at(t, index) ?? before(index)) };
}

export function equal(a: Tensor, b: Tensor): boolean {
  return a.shape.join() === b.shape.join() && a.data.every((value, i) => value === b.data[i]);
}
