/** Lines of a pen as pixels: ink is 255 on 0. */
import { centred, type Drawing, fitted, type Placement } from "./drawing";

/** Each pixel is the mean of so many by so many. */
const FINE = 8;

export function raster(drawing: Drawing, { scale, shift }: Placement, height: number, width: number): Float32Array {
  const canvas = new OffscreenCanvas(width * FINE, height * FINE);
  const context = canvas.getContext("2d", { willReadFrequently: true })!;
  context.lineCap = context.lineJoin = "round";
  context.strokeStyle = context.fillStyle = "white";
  for (const { pen, points } of drawing) {
    const at = (i: number) => FINE * (scale[i % 2] * points[i] + shift[i % 2]);
    context.lineWidth = FINE * pen;
    context.beginPath();
    context.moveTo(at(0), at(1));
    // a line to where it stands is a dot
    for (let i = 0; i < points.length; i += 2) context.lineTo(at(i), at(i + 1));
    context.stroke();
  }
  const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
  const ink = new Float32Array(height * width);
  for (let row = 0, i = 3; row < canvas.height; row++) {
    const start = Math.floor(row / FINE) * width;
    for (let column = 0; column < canvas.width; column++, i += 4) {
      if (data[i]) ink[start + Math.floor(column / FINE)] += data[i] / FINE ** 2;
    }
  }
  return ink.map(Math.round);
}

/** As MNIST's digits were made: scaled into a box, then moved by the centre of mass. */
export function likeMnist(drawing: Drawing, side: number): Float32Array {
  const placement = fitted(drawing, side);
  return raster(drawing, centred(placement, raster(drawing, placement, side, side), side), side, side);
}
