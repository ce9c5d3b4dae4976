/** The numbers that pixels become before a network of one's own: each was trained on some of them. */
import type { Subject } from "../../shared/links/maps";
import type { Tensor } from "../../shared/tensor";

export const NUMBERS = [
  ["unit", "0 to 1"],
  ["imagenet", "ImageNet’s mean and deviation"],
  ["signed", "−1 to 1"],
  ["pixels", "0 to 255"],
] as const;
export type Numbers = (typeof NUMBERS)[number][0];

/** Of red, green and blue, from 0 to 1, as torchvision's models take them. */
const MEAN = [0.485, 0.456, 0.406];
const DEVIATION = [0.229, 0.224, 0.225];

/** What is taken for granted until somebody says otherwise. */
export function usualNumbers(subject: Subject): Numbers {
  return subject.kind === "network" && "id" in subject.weights ? "imagenet" : "unit";
}

/** Pixels from 0 to 255 as such numbers; ImageNet's are those of colours, and anything else goes from 0 to 1 then. */
export function inNumbers({ shape, data }: Tensor, numbers: Numbers): Tensor {
  const size = shape[1] * shape[2];
  const number = (pixel: number, channel: number): number => {
    if (numbers === "pixels") return pixel;
    if (numbers === "signed") return pixel / 127.5 - 1;
    if (numbers === "unit" || shape[0] !== 3) return pixel / 255;
    return (pixel / 255 - MEAN[channel]) / DEVIATION[channel];
  };
  return { shape, data: Float32Array.from(data, (pixel, i) => number(pixel, Math.floor(i / size))) };
}
