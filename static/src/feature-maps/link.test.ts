import { describe, expect, it } from "vitest";
import { LONGEST_LINK } from "../shared/links/network";
import { tensor } from "../shared/tensor";
import { fromSearch, type MapsScreen, missingIn, toSearch } from "./link";
import type { Drawing } from "./state/drawing";

/** Of points that no compression makes short, and always the same. */
function scribble(points: number): Drawing {
  let seed = 1;
  const next = () => {
    seed = (seed * 48271) % 2147483647;
    return seed % 1000;
  };
  return [{ pen: 2, points: Array.from({ length: 2 * points }, next) }];
}

function screen(points: number, weights = 0): MapsScreen {
  const layers = [{ operation: "conv", name: "conv1", out_channels: weights, kernel_size: 1 }];
  const data = Float64Array.from({ length: weights }, (_, i) => Math.sin(i));
  return {
    ...fromSearch(""),
    picture: { kind: "drawing", drawing: scribble(points) },
    ...(weights && {
      subject: {
        kind: "network",
        network: { kind: "own", title: "Mine", inputShape: [1, 8, 8], layers },
        weights: { tensors: { conv1: { weight: tensor([weights, 1, 1, 1], data) } } },
      },
    }),
  };
}

describe("a link", () => {
  it("holds what is short enough", () => {
    const short = screen(50, 20);
    const search = toSearch(short);
    expect(missingIn(search)).toEqual([]);
    expect(fromSearch(search)).toEqual(short);
  });

  it.each([
    ["a drawing that is too long", screen(20_000), ["drawing"]],
    ["weights that are too long", screen(50, 5000), ["weights"]],
    ["the longer of two that are too long together", screen(4000, 800), ["drawing"]],
    ["both", screen(20_000, 5000), ["drawing", "weights"]],
  ])("goes without %s, and says so", (_, long, missing) => {
    const search = toSearch(long);
    expect(search.length).toBeLessThanOrEqual(LONGEST_LINK);
    expect(missingIn(search)).toEqual(missing);
    const opened = fromSearch(search);
    expect(opened.picture.kind).toBe("drawing");
    expect(opened.subject.kind).toBe(long.subject.kind);
  });

  it("lacks nothing of what it is not about", () => {
    expect(missingIn("?model=digits&sample=fern")).toEqual([]);
    expect(missingIn("")).toEqual([]);
  });

  it("names each filter that is off once", () => {
    expect(fromSearch("?off=conv1:3,1,3").off).toEqual({ conv1: [3, 1] });
  });
});
