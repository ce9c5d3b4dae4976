import { describe, expect, it } from "vitest";
import { span } from "../../shared/frame";
import { filled, type Tensor, tensor } from "../../shared/tensor";
import type { Arithmetic, Figure } from "./figure";
import { kernelOf, scoreOf } from "./score";

function ones(...shape: number[]): Tensor {
  return filled(shape, () => 1);
}

function window(length: number) {
  return span(Array.from({ length }, (_, i) => i));
}

/** Something with a window of 2×3 on one channel. */
function figure(arithmetic: Arithmetic, other: Partial<Figure> = {}): Figure {
  return {
    arithmetic,
    input: ones(1, 4, 4),
    inputName: "Input",
    editsInput: "input",
    weight: null,
    weightName: "",
    planeName: "Channel",
    editsWeight: null,
    bias: null,
    activation: "identity",
    output: ones(1, 3, 2),
    outputName: "Output, channel",
    sources: { rows: [0, 1, 2, 3], columns: [0, 1, 2, 3], before: [0, 0], fill: 0 },
    steps: [3, 2],
    stepsOn: "output",
    seen: () => [0],
    onInput: () => ({ rows: window(2), columns: window(3) }),
    onOutput: () => undefined,
    partners: () => ({ cells: new Set(), text: "" }),
    ...other,
  };
}

/** A convolution of so many channels with a kernel. */
function convolution(channels: number, height: number, width: number, other: Partial<Figure> = {}): Figure {
  const seen = () => [...Array(channels).keys()];
  return figure("products", { weight: ones(1, channels, height, width), planeName: "Filter", seen, ...other });
}

function played(of: Figure): string {
  return scoreOf(of)
    .map(({ name, parts }) => (parts === 1 ? name : `${name} ${parts}`))
    .join(", ");
}

describe("a convolution", () => {
  it("shows each product, in each channel its sum, then what all add up to", () => {
    expect(played(convolution(3, 3, 3, { bias: [1] }))).toBe("window, products 27, gather 9, sum 4, land");
    expect(played(convolution(2, 1, 3))).toBe("window, products 6, gather 3, sum 2, land");
  });

  it("adds nothing up where there is one channel and no bias", () => {
    expect(played(convolution(1, 2, 2))).toBe("window, products 4, gather 4, land");
    expect(played(convolution(1, 2, 2, { bias: [0] }))).toBe("window, products 4, gather 4, sum 2, land");
  });

  it("bends what an activation bends", () => {
    expect(played(convolution(1, 2, 2, { activation: "relu" }))).toBe(
      "window, products 4, gather 4, activate 16, land",
    );
  });

  it("goes by channel where there are many products, and by row in a large kernel", () => {
    expect(played(convolution(4, 3, 3))).toBe("window, products 36, gather 9, sum 4, land");
    expect(played(convolution(5, 3, 3))).toBe("window, products 5, gather 9, sum 5, land");
    expect(played(convolution(1, 7, 7))).toBe("window, products 7, gather 7, land");
    expect(played(convolution(3, 7, 7))).toBe("window, products 3, gather 7, sum 3, land");
  });

  it("adds up several channels at a time where there are many", () => {
    expect(played(convolution(16, 3, 3, { bias: [1] }))).toBe("window, products 16, gather 9, sum 8, land");
  });

  it("of a single number has all its beats", () => {
    expect(played(convolution(1, 1, 1))).toBe("window, products, gather, land");
  });

  it("does not keep anybody waiting", () => {
    for (const channels of [1, 3, 16]) {
      for (const side of [1, 3, 11]) {
        const seconds = scoreOf(convolution(channels, side, side, { bias: [1] })).map((beat) => beat.seconds);
        expect(Math.min(...seconds)).toBeGreaterThan(0.5);
        expect(Math.max(...seconds)).toBeLessThanOrEqual(3);
      }
    }
  });
});

describe("pooling", () => {
  it("lets the window's numbers compete one by one", () => {
    expect(kernelOf(figure("max"))).toEqual([2, 3]);
    expect(played(figure("max"))).toBe("window, compete 6, land");
  });

  it("adds them up before they are divided", () => {
    expect(played(figure("mean"))).toBe("window, collect 6, divide, land");
  });

  it("takes a large window by rows", () => {
    const onInput = () => ({ rows: window(7), columns: window(8) });
    expect(played(figure("max", { onInput }))).toBe("window, compete 7, land");
    expect(played(figure("mean", { onInput }))).toBe("window, collect 7, divide, land");
  });
});

it("an activation alone runs along its curve", () => {
  const onInput = () => ({ rows: window(1), columns: window(1) });
  expect(played(figure("curve", { activation: "gelu", onInput }))).toBe("window, curve 16, land");
});

describe("a transposed convolution", () => {
  const weight = tensor([1, 1, 2, 2], [1, 2, 3, 4]);

  it("makes its stamp, and lets it land", () => {
    expect(played(figure("stamp", { weight, stepsOn: "input" }))).toBe("window, stamp 4, land");
  });

  it("adds up the stamps of several channels before they land", () => {
    const seen = () => [0, 1];
    expect(played(figure("stamp", { weight: ones(1, 2, 2, 2), seen, stepsOn: "input" }))).toBe(
      "window, stamp 4, channels, land",
    );
  });
});
