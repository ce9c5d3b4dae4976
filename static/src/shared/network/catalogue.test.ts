import { expect, it } from "vitest";
import { familiesOf, matching, type Summary, tasksOf } from "./catalogue";

function network(name: string, title: string, family: string, year: number, news: string, more = {}): Summary {
  return {
    name,
    title,
    family,
    year,
    news,
    source: "He, Zhang, Ren and Sun 2016",
    task: "classification",
    parameters: 1,
    depth: 1,
    input_shape: [3, 224, 224],
    num_classes: 1000,
    ...more,
  };
}

const LIST = [
  network("resnet18", "ResNet-18", "ResNet", 2015, "adds"),
  network("resnet50", "ResNet-50", "ResNet", 2015, "adds"),
  network("unet", "U-Net", "U-Net", 2015, "across", { task: "segmentation" }),
  network("resnext50_32x4d", "ResNeXt-50", "ResNet", 2016, "paths", { source: "Xie, Girshick, Dollár" }),
];
const names = (networks: readonly Summary[]) => networks.map(({ name }) => name);

it("puts families together, and in them what has the same idea", () => {
  const families = familiesOf(LIST);
  expect(families.map(({ name, years }) => [name, years])).toEqual([
    ["ResNet", "2015–2016"],
    ["U-Net", "2015"],
  ]);
  expect(families[0].ideas.map(({ news, networks }) => [news, names(networks)])).toEqual([
    ["adds", ["resnet18", "resnet50"]],
    ["paths", ["resnext50_32x4d"]],
  ]);
  expect(familiesOf([])).toEqual([]);
});

it("finds by every word, wherever it stands, without case and accents", () => {
  expect(names(matching(LIST, " RESNET  50 ", ""))).toEqual(["resnet50", "resnext50_32x4d"]);
  expect(names(matching(LIST, "dollar", ""))).toEqual(["resnext50_32x4d"]);
  expect(names(matching(LIST, "2015 segmentation", ""))).toEqual(["unet"]);
  expect(names(matching(LIST, "resnext50 32x4d", ""))).toEqual(["resnext50_32x4d"]);
  expect(names(matching(LIST, "", "segmentation"))).toEqual(["unet"]);
  expect(matching(LIST, "nothing of this", "")).toEqual([]);
  expect(matching(LIST, "", "")).toEqual(LIST);
});

it("lists tasks once", () => {
  expect(tasksOf(LIST)).toEqual(["classification", "segmentation"]);
});
