import { expect, it } from "vitest";
import type { LayerSpec, NetworkRequest } from "../shared/network/network";
import { packed } from "../shared/wire/packed";
import { fromSearch, toSearch } from "./link";

const OWN: NetworkRequest = {
  kind: "own",
  title: "Mein Netz, 网络",
  inputShape: [3, 8, 8],
  layers: [{ operation: "conv", name: "a.0", out_channels: 4, kernel_size: [3, 1], padding: "same" } as LayerSpec],
  original: "lenet5",
};

const NOTHING = { network: undefined, other: undefined, lab: undefined, counting: undefined };

it("opens what it was written from", () => {
  const screens = [
    { network: { kind: "zoo", name: "resnet50", inputSize: 64, classes: 10 } },
    { network: OWN, other: { kind: "zoo", name: "vgg16", inputSize: undefined, classes: undefined } },
    { lab: { blocks: 50, norm: "none", gain: 1.5, seed: 7 } },
    { network: OWN, counting: { batch: 32, biases: true } },
  ] as const;
  for (const screen of screens) {
    expect(fromSearch(toSearch(screen))).toEqual({ ...NOTHING, ...screen });
  }
});

it("opens the gallery where a link was cut short", () => {
  const whole = toSearch({ network: OWN });
  expect(fromSearch(whole.slice(0, -9)).network).toBeUndefined();
  for (const text of ["no network", "{}", '{"layers": 3}', "null"]) {
    expect(fromSearch(`?layers=${packed(text)}`).network).toBeUndefined();
  }
});
