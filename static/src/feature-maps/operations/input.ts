/** What a network is shown: a drawing or a picture, made to fit its input. */
import { type Tensor, tensor } from "../../shared/tensor";
import type { Cover, Fit } from "../link";
import { asDrawn, type Drawing } from "../state/drawing";
import { likeMnist, raster } from "../state/raster";

/** Pixels from 0 to 255, and how they came to their shape. */
export interface Input {
  readonly pixels: Tensor;
  readonly how: string;
}

/** @param mnist is whether the network has learned from MNIST, whose digits are of one size. */
export function ofDrawing(drawing: Drawing, [channels, height, width]: readonly number[], mnist: boolean): Input {
  const ink = mnist ? likeMnist(drawing, width) : raster(drawing, asDrawn(height, width), height, width);
  const data = new Float32Array(channels * ink.length);
  for (let channel = 0; channel < channels; channel++) data.set(ink, channel * ink.length);
  const how = mnist
    ? "Scaled and moved by its centre of mass, as MNIST’s digits were."
    : `Drawn on ${width}×${height} pixels.`;
  return { pixels: tensor([channels, height, width], data), how };
}

export function ofImage(image: ImageBitmap, [channels, height, width]: readonly number[], fit: Fit): Input {
  const scale = Math.max(width / image.width, height / image.height);
  const part =
    fit === "crop"
      ? { width: Math.min(image.width, width / scale), height: Math.min(image.height, height / scale) }
      : { width: image.width, height: image.height };
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d", { willReadFrequently: true })!;
  context.fillStyle = "white";
  context.fillRect(0, 0, width, height);
  context.imageSmoothingQuality = "high";
  const [left, top] = [(image.width - part.width) / 2, (image.height - part.height) / 2];
  context.drawImage(image, left, top, part.width, part.height, 0, 0, width, height);
  const rgba = context.getImageData(0, 0, width, height).data;
  const size = width * height;
  const data = new Float32Array(channels * size);
  for (let i = 0; i < size; i++) {
    const [r, g, b] = [rgba[4 * i], rgba[4 * i + 1], rgba[4 * i + 2]];
    // anything but three channels is given grey: ITU-R BT.601, as Pillow's "L"
    const grey = Math.round(0.299 * r + 0.587 * g + 0.114 * b);
    for (let channel = 0; channel < channels; channel++) {
      data[channel * size + i] = channels === 3 ? [r, g, b][channel] : grey;
    }
  }
  const from = `${image.width}×${image.height} pixels`;
  const cut = Math.round(part.width) === image.width && Math.round(part.height) === image.height;
  const same = Math.abs(image.width * height - image.height * width) < Math.max(image.width, image.height);
  const how = cut
    ? `${from}, ${same ? "scaled" : "stretched"} to ${width}×${height}.`
    : `The middle ${Math.round(part.width)}×${Math.round(part.height)} of ${from}, scaled to ${width}×${height}.`;
  return { pixels: tensor([channels, height, width], data), how };
}

/** A square in the mean colour over a part of it. */
export function covered({ pixels, how }: Input, cover: Cover | null): Input {
  if (!cover) return { pixels, how };
  const [channels, height, width] = pixels.shape;
  const [top, left, side] = cover;
  const data = pixels.data.slice();
  const size = height * width;
  for (let channel = 0; channel < channels; channel++) {
    let mean = 0;
    for (let i = channel * size; i < (channel + 1) * size; i++) mean += data[i] / size;
    for (let row = top; row < Math.min(height, top + side); row++) {
      const start = channel * size + row * width;
      data.fill(mean, start + Math.min(left, width), start + Math.min(left + side, width));
    }
  }
  return { pixels: { ...pixels, data }, how };
}
