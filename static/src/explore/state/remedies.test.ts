import { describe, expect, it, vi } from "vitest";
import { Refused } from "../../shared/api/client";
import { refusal } from "../../shared/asking";
import type { Setup } from "../../shared/setup/setup";
import { tensor } from "../../shared/tensor";
import { candidates, RemedySearch } from "./remedies";

const setup: Setup = {
  operation: "conv",
  view: "forward",
  preset: "worked-example",
  source: { kind: "numbers" },
  input: tensor([4, 1, 1], [1, 2, 3, 4]),
  weight: tensor([1, 4, 2, 2], new Float64Array(16)),
  bias: null,
  stride: [3, 3],
  padding: [
    [2, 2],
    [2, 2],
  ],
  paddingMode: "reflect",
  dilation: [1, 2],
  groups: 3,
  outputPadding: [4, 4],
  ceilMode: false,
  countIncludePad: true,
  flipped: false,
  gradOutput: null,
  activation: "identity",
};

function values(field: string, changed: Partial<Setup> = {}): string[] {
  return candidates(field, { ...setup, ...changed }).map(({ value }) => value);
}

describe("the nearest come first, the smaller of two before the larger", () => {
  it.each([
    ["stride", ["2", "4", "1", "5", "6", "7", "8"]],
    ["kernel_size", ["1", "3", "4", "5", "6", "7", "8", "9", "10", "11"]],
    ["output_padding", ["3", "2", "1", "0"]],
    ["padding", ["1", "3", "0", "4", "5", "6", "7", "8", "9", "10"]],
    ["padding_mode", ["zeros", "replicate", "circular"]],
  ])("%s", (field, expected) => expect(values(field)).toEqual(expected));

  it("of two axes that differ, either is changed", () => {
    expect(values("dilation").slice(0, 4)).toEqual(["1×1", "1×3", "2×2", "1×4"]);
    expect(values("dilation")).toHaveLength(6 * 6 - 1);
  });
});

it("a candidate is the setup that the control would make", () => {
  const [one] = candidates("groups", setup).filter(({ value }) => value === "2");
  expect(one.setup.groups).toBe(2);
  expect(one.setup.weight.shape).toEqual([1, 2, 2, 2]);
  expect(candidates("kernel_size", setup)[0].setup.weight.shape).toEqual([1, 4, 1, 1]);
});

it("sides that differ are cut, a word gives way to numbers", () => {
  const padding = [
    [2, 0],
    [1, 1],
  ] as const;
  expect(values("padding", { padding })).toEqual(["at most 1", "0"]);
  expect(candidates("padding", { ...setup, padding })[0].setup.padding).toEqual([
    [1, 0],
    [1, 1],
  ]);
  expect(values("padding", { padding: "same" }).slice(0, 3)).toEqual(["0", "1", "2"]);
});

it("what has no range has no remedy", () => {
  expect(values("activation")).toEqual([]);
});

describe("a search", () => {
  it("ends at the first value that is agreed to, field by field", async () => {
    const tried: number[] = [];
    const search = new RemedySearch(
      async ({ stride: [n] }) => {
        tried.push(n);
        if (n > 1) throw refusal("too large");
      },
      () => {},
    );
    await search.start(setup, ["", "stride"]);
    expect(tried).toEqual([2, 4, 1]);
    expect(search.found.stride.value).toBe("1");
    search.stop();
    expect(search.found).toEqual({});
  });

  it("offers nothing where nothing works, or the server says nothing of it", async () => {
    const refuse = vi.fn().mockRejectedValue(refusal("no"));
    const refused = new RemedySearch(refuse, () => {});
    await refused.start(setup, ["groups"]);
    expect(refuse).toHaveBeenCalledTimes(15);
    const busy = vi.fn().mockRejectedValue(new Refused({ ...refusal("busy").problem, status: 503 }));
    const silent = new RemedySearch(busy, () => {});
    await silent.start(setup, ["groups"]);
    expect(busy).toHaveBeenCalledTimes(1);
    expect([refused.found, silent.found]).toEqual([{}, {}]);
  });

  it("gives way to the next", async () => {
    const answers: (() => void)[] = [];
    const search = new RemedySearch(
      () => new Promise<void>((answer) => answers.push(answer)),
      () => {},
    );
    const first = search.start(setup, ["stride"]);
    const second = search.start({ ...setup, stride: [8, 8] }, ["stride"]);
    for (const answer of answers) answer();
    await Promise.all([first, second]);
    expect(search.found.stride.value).toBe("7");
  });
});
