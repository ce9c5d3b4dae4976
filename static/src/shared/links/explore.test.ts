import { expect, it } from "vitest";
import { fromPreset } from "../setup/edits";
import { type Preset, type Setup, START } from "../setup/setup";
import { fromNested, tensor } from "../tensor";
import { fromSearch, toLink } from "./explore";

const preset: Preset = {
  name: "p",
  title: "P",
  group: "G",
  note: "",
  input: [
    [
      [1, 2],
      [3, 4],
    ],
  ],
  picture: null,
  weight: [[[[1]]]],
  bias: [1],
  stride: [1, 1],
  padding: [
    [0, 0],
    [0, 0],
  ],
  padding_mode: "zeros",
  dilation: [1, 1],
  groups: 1,
  activation: "identity",
  operation: "conv",
  view: "forward",
  output_padding: [0, 0],
  ceil_mode: false,
  count_include_pad: true,
};

it("says nothing about what the preset says already", () => {
  expect(toLink(fromPreset(preset), START, false, preset)).toEqual({ search: "?preset=p", missing: "" });
});

it("brings everything back", () => {
  const changed: Setup = {
    ...fromPreset(preset),
    input: fromNested([
      [
        [0.1, -2],
        [1e-7, 4],
      ],
      [
        [5, 6],
        [7, 123456.789],
      ],
    ]),
    weight: fromNested([[[[1, 2]], [[3, -4]]]]),
    bias: null,
    stride: [2, 1],
    padding: [
      [0, 1],
      [2, 3],
    ],
    paddingMode: "reflect",
    dilation: [1, 2],
    groups: 2,
    operation: "conv_transpose",
    view: "forward",
    outputPadding: [1, 0],
    ceilMode: true,
    countIncludePad: false,
    flipped: true,
    gradOutput: fromNested([[[1, -0.5]]]),
    activation: "gelu",
  };
  const link = toLink(changed, { filter: 1, step: 4, beat: 2 }, true, preset);
  expect(link.missing).toBe("");
  expect(fromSearch(link.search, preset)).toEqual({
    setup: changed,
    position: { filter: 1, step: 4, beat: 2 },
    whole: true,
    channels: 1,
  });
});

it("names a picture instead of carrying it", () => {
  const pictured = { ...preset, input: null, picture: "house" };
  const { setup, channels, whole } = fromSearch("?preset=p&picture=fern&side=64&channels=3", pictured);
  expect(setup.source).toEqual({ kind: "picture", name: "fern", side: 64 });
  expect([channels, whole]).toEqual([3, true]);
});

it("has a picture in colour where the preset's filters look at colours", () => {
  const coloured = { ...preset, input: null, picture: "chelsea", weight: [[[[1]], [[0]], [[-1]]]] };
  expect(fromSearch("?preset=p", coloured).channels).toBe(3);
  expect(fromSearch("?preset=p&channels=1", coloured).channels).toBe(1);
});

it("says what it could not take along", () => {
  const large = {
    ...fromPreset(preset),
    input: tensor(
      [1, 200, 200],
      Float64Array.from({ length: 40_000 }, (_, i) => Math.sin(i)),
    ),
  };
  expect(toLink(large, START, false, preset).missing).toBe("input");
  const uploaded = { ...fromPreset(preset), source: { kind: "upload", name: "mine.png" } as const };
  expect(toLink(uploaded, START, true, preset).missing).toBe("picture");
});

it.each(["?input=garbage", "?input=%%%", "?stride=x", "?step=-3&filter=abc", "?padding=1,2"])(
  "opens as the preset where it is broken: %s",
  (search) => {
    const { setup, position } = fromSearch(search, preset);
    expect(setup).toEqual(fromPreset(preset));
    expect(position).toEqual(START);
  },
);
