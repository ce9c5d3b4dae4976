/** Two lines over the blocks of a stack, on a scale of powers of ten. */
import { html, svg, type TemplateResult } from "lit";
import { short } from "../../shared/format";

export interface Line {
  readonly label: string;
  readonly role: string;
  readonly values: readonly number[];
}

interface Chart {
  title: string;
  lines: readonly Line[];
  /** Equal steps for equal differences, from 0 to 1, in place of powers of ten. */
  linear?: boolean;
  /** Whether the first value is the input's, before any block. */
  fromInput?: boolean;
}

const WIDTH = 420;
const HEIGHT = 190;
const [LEFT, RIGHT, TOP, BOTTOM] = [58, 12, 12, 26];
/** Ticks that are read without crowding. */
const MOST_TICKS = 6;

export function logChart({ title, lines, linear, fromInput }: Chart): TemplateResult {
  const positive = lines.flatMap(({ values }) => values).filter((value) => value > 0);
  const low = linear ? 0 : Math.floor(Math.log10(Math.min(1, ...positive)));
  const high = linear ? 1 : Math.max(low + 1, Math.ceil(Math.log10(Math.max(1, ...positive))));
  const count = Math.max(...lines.map(({ values }) => values.length)) - 1;
  const x = (i: number) => LEFT + (i / Math.max(1, count)) * (WIDTH - LEFT - RIGHT);
  const y = (value: number) => {
    const at = linear ? value : value > 0 ? Math.log10(value) : low;
    return TOP + ((high - at) / (high - low)) * (HEIGHT - TOP - BOTTOM);
  };
  const step = linear ? 0.25 : Math.max(1, Math.ceil((high - low) / MOST_TICKS));
  const ticks = Array.from({ length: Math.floor((high - low) / step) + 1 }, (_, i) => low + i * step);
  const ends = lines.map(
    ({ label, values }) => `${label} from ${short(values[0])} to ${short(values[values.length - 1])}`,
  );
  return html`<figure class="log-chart">
    <figcaption>${title}</figcaption>
    <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${title}: ${ends.join("; ")}">
      ${ticks.map((tick) => {
        const at = y(linear ? tick : 10 ** tick);
        return svg`<line class="rule" x1=${LEFT} x2=${WIDTH - RIGHT} y1=${at} y2=${at}></line>
          <text class="tick" x=${LEFT - 6} y=${at + 4} text-anchor="end">${linear ? short(tick) : power(tick)}</text>`;
      })}
      ${[0, 0.5, 1].map((part) => {
        const place = Math.round(part * count);
        const label = fromInput && place === 0 ? "input" : `block ${fromInput ? place : place + 1}`;
        return svg`<text class="tick" x=${x(place)} y=${HEIGHT - 8} text-anchor=${part === 1 ? "end" : "middle"}>${label}</text>`;
      })}
      ${lines.map(({ role, values, label }) => {
        const points = values.map((value, i) => `${x(i).toFixed(1)},${y(value).toFixed(1)}`).join(" ");
        return svg`<polyline class="line ${role}" points=${points}><title>${label}</title></polyline>`;
      })}
    </svg>
  </figure>`;
}

function power(exponent: number): TemplateResult | string {
  if (exponent === 0) return "1";
  return exponent > 0 && exponent < 4
    ? String(10 ** exponent)
    : (svg`10<tspan dy="-5" font-size="9">${exponent < 0 ? `−${-exponent}` : exponent}</tspan>` as TemplateResult);
}
