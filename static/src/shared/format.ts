/** Numbers as people read them: a true minus sign, few digits in a cell, all of them on request. */
const MINUS = "−";

function signed(text: string): string {
  return text.replace("-", MINUS);
}

/** At most about six characters, for a cell. */
export function short(value: number): string {
  if (!Number.isFinite(value)) return value < 0 ? `${MINUS}∞` : "∞";
  const size = Math.abs(value);
  if (Number.isInteger(value) && size < 1e6) return signed(String(value));
  if (size >= 1e6 || (size < 0.001 && size > 0)) return signed(value.toExponential(1).replace("e+", "e"));
  const digits = size >= 1000 ? 0 : size >= 100 ? 1 : size >= 10 ? 2 : 3;
  return signed(String(Number(value.toFixed(digits))));
}

/** Every digit that a float32 is known by. */
export function long(value: number): string {
  if (!Number.isFinite(value)) return short(value);
  return signed(String(Number.isInteger(value) ? value : Number(value.toPrecision(7))));
}

export function grouped(count: number): string {
  return count.toLocaleString("en-US");
}

/** A count in at most four characters and a letter: 23.5k, 102M. */
export function compact(count: number): string {
  return count.toLocaleString("en-US", { notation: "compact", maximumSignificantDigits: 3 });
}

/** In the largest unit that leaves a whole number before the point. */
export function bytes(count: number): string {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  const unit = Math.min(units.length - 1, Math.floor(Math.log2(Math.max(1, count)) / 10));
  return `${short(count / 2 ** (10 * unit))} ${units[unit]}`;
}
