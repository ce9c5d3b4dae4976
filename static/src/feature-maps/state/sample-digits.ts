/** Digits to start from, for whoever does not draw. */
import { type Drawing, PENS } from "./drawing";

type Line = readonly (readonly [number, number])[];

/** Part of an ellipse, in degrees clockwise from the right. */
function arc(x: number, y: number, across: number, down: number, start: number, end: number): Line {
  const steps = 24;
  return Array.from({ length: steps + 1 }, (_, i) => {
    const angle = ((start + ((end - start) * i) / steps) * Math.PI) / 180;
    return [x + across * Math.cos(angle), y + down * Math.sin(angle)] as const;
  });
}

/** Lines from point to point in a field of 20 by 20. */
const LINES: readonly (readonly Line[])[] = [
  [arc(10, 10, 6, 10, -90, 270)],
  [
    [
      [7, 3],
      [10, 0],
      [10, 20],
    ],
  ],
  [[...arc(10, 5, 5, 5, -180, 40), [4, 20], [16, 20]]],
  [[...arc(9, 5, 5, 5, -160, 90), ...arc(9, 15, 6, 5, -90, 150)]],
  [
    [
      [11, 0],
      [3, 13],
      [17, 13],
    ],
    [
      [12, 7],
      [12, 20],
    ],
  ],
  [[[15, 0], [6, 0], [5, 9], ...arc(9, 13.5, 6, 6.5, -100, 140)]],
  [[[13, 0], [8, 5], ...arc(10, 14, 5, 6, -180, 180)]],
  [
    [
      [4, 0],
      [16, 0],
      [8, 20],
    ],
  ],
  [arc(10, 5, 4.5, 5, 90, 450), arc(10, 15, 5.5, 5, -90, 270)],
  [[...arc(10, 6, 5, 6, 0, 360), [14, 20]]],
];

export function sampleDigit(digit: number): Drawing {
  return LINES[digit].map((line) => ({
    pen: PENS.usual,
    points: line.flatMap(([x, y]) => [Math.round(300 + 20 * x), Math.round(220 + 28 * y)]),
  }));
}
