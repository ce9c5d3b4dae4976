/** Pictures as tensors: [3, H, W] in colour or [1, H, W] in grey, whole numbers from 0 to 255. */
import { type Tensor, tensor } from "./tensor";

/** The longest side of a picture, in pixels; larger ones are scaled down. */
export const LARGEST_SIDE = 1024;

/** The longer side that a sample starts with. */
export const PICTURE_SIDE = 256;

// drawn for this, and photographs that the build takes from scikit-image
const files = import.meta.glob<string>(["../../pictures/*.png", "../../photographs/*.{png,jpg}"], {
  eager: true,
  query: "?url",
  import: "default",
});
const urls = new Map(Object.entries(files).map(([path, url]) => [path.replace(/^.*\/|\.\w+$/g, ""), url]));
export const PICTURES: readonly string[] = [...urls.keys()].sort();

/** Where a sample picture is; undefined if there is none of that name. */
export function pictureAddress(name: string): string | undefined {
  return urls.get(name);
}

export async function samplePicture(name: string): Promise<ImageBitmap> {
  const url = pictureAddress(name);
  if (!url) throw new Error(`There is no picture named ${name}.`);
  return createImageBitmap(await (await fetch(url)).blob());
}

/** Scale so that the longer side is at most `side`; on white where the picture is transparent. */
export function toTensor(image: ImageBitmap | HTMLVideoElement, side: number, grey: boolean): Tensor {
  const [fullWidth, fullHeight] =
    image instanceof HTMLVideoElement ? [image.videoWidth, image.videoHeight] : [image.width, image.height];
  const scale = Math.min(1, side / Math.max(fullWidth, fullHeight));
  const width = Math.max(1, Math.round(fullWidth * scale));
  const height = Math.max(1, Math.round(fullHeight * scale));
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d", { willReadFrequently: true })!;
  context.fillStyle = "white";
  context.fillRect(0, 0, width, height);
  context.imageSmoothingQuality = "high";
  context.drawImage(image, 0, 0, width, height);
  const rgba = context.getImageData(0, 0, width, height).data;
  const size = width * height;
  const data = new Uint8Array((grey ? 1 : 3) * size);
  for (let i = 0; i < size; i++) {
    const [r, g, b] = [rgba[4 * i], rgba[4 * i + 1], rgba[4 * i + 2]];
    if (grey) {
      data[i] = Math.round(0.299 * r + 0.587 * g + 0.114 * b); // ITU-R BT.601, as Pillow's "L"
    } else {
      data[i] = r;
      data[size + i] = g;
      data[2 * size + i] = b;
    }
  }
  return tensor([grey ? 1 : 3, height, width], data);
}
