/** An activation's curve, with the point on its way. */
import { html, nothing, svg, type TemplateResult } from "lit";
import { short } from "../../shared/format";
import type { CurvePoint } from "../drawing/acts/act";

/** Pixels that it is drawn in at least; larger, its words are larger too. */
const WIDTH = 160;
const HEIGHT = 104;
const MARGIN = 12;

/** Where the point is: along the curve it goes through the points that the server gave, and ends at its own. */
function placeOf({ curve, from, to, progress, way }: CurvePoint): { x: number; y: number } {
  if (progress === 1) return { x: from, y: to };
  if (way === "up") return { x: from, y: to * progress };
  const n = curve.shape[1];
  const [left, right] = [curve.data[0], curve.data[n - 1]];
  const i = Math.round((n - 1) * ((from * progress - left) / (right - left)));
  return { x: curve.data[i], y: curve.data[n + i] };
}

export function curvePlot(point: CurvePoint): TemplateResult {
  const { curve, from, to, progress, isThere } = point;
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
  const at = placeOf(point);
  const label =
    isThere && progress === 1
      ? `The curve, with the point from ${short(from)} to ${short(to)}`
      : `The curve${isThere ? ", with the point on its way" : ""}`;
  return html`<figure class="curve">
    <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label=${label}>
      ${svg`<path class="axis" d="M${MARGIN} ${y(0)}H${WIDTH - MARGIN}M${x(0)} ${MARGIN}V${HEIGHT - MARGIN}"></path>
        <path class="graph" d=${path}></path>
        <text class="tick" x=${WIDTH - MARGIN} y=${y(0) - 4} text-anchor="end">${short(right)}</text>
        <text class="tick" x=${x(0) + 5} y=${MARGIN + 4}>${short(top)}</text>`}
      ${
        isThere
          ? svg`<path class="guide" d="M${x(at.x)} ${y(0)}V${y(at.y)}H${x(0)}"></path>
            <circle class="point" cx=${x(at.x)} cy=${y(at.y)} r="4"></circle>`
          : nothing
      }
    </svg>
  </figure>`;
}
