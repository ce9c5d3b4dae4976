/** An activation's curve, with the current number on it. */
import { html, svg, type TemplateResult } from "lit";
import { long, short } from "../../shared/format";
import type { Tensor } from "../../shared/tensor";

const WIDTH = 240;
const HEIGHT = 150;
const MARGIN = 14;

/** @param curve is [2, n]: from, to. */
export function curvePlot(curve: Tensor, from: number, to: number): TemplateResult {
  const n = curve.shape[1];
  const xs = curve.data.subarray(0, n);
  const ys = curve.data.subarray(n);
  const [left, right] = [xs[0], xs[n - 1]];
  const [bottom, top] = [Math.min(...ys, 0), Math.max(...ys, 1)];
  const x = (value: number) => MARGIN + ((value - left) / (right - left)) * (WIDTH - 2 * MARGIN);
  const y = (value: number) => HEIGHT - MARGIN - ((value - bottom) / (top - bottom)) * (HEIGHT - 2 * MARGIN);
  const path = Array.from(xs, (value, i) => `${i === 0 ? "M" : "L"}${x(value).toFixed(2)} ${y(ys[i]).toFixed(2)}`).join(
    "",
  );
  return html`<figure class="curve">
    <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="The curve, with the point from ${short(from)} to ${short(to)}">
      ${svg`<path class="axis" d="M${MARGIN} ${y(0)}H${WIDTH - MARGIN}M${x(0)} ${MARGIN}V${HEIGHT - MARGIN}"></path>
        <path class="graph" d=${path}></path>
        <path class="guide" d="M${x(from)} ${y(0)}V${y(to)}H${x(0)}"></path>
        <circle class="point" cx=${x(from)} cy=${y(to)} r="5"></circle>
        <text class="tick" x=${WIDTH - MARGIN} y=${y(0) - 4} text-anchor="end">${short(right)}</text>
        <text class="tick" x=${x(0) + 5} y=${MARGIN + 4}>${short(top)}</text>`}
    </svg>
    <figcaption class="sum-line">
      <span class="role-input" title=${long(from)}>${short(from)}</span> → <strong class="role-output" title=${long(to)}>${short(to)}</strong>
    </figcaption>
  </figure>`;
}
