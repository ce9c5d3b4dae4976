/** Numbers as people read them: a true minus sign, few digits in a cell, all of them on request. */
const MINUS = "−";

function signed(text: string): string {
  return text.replaceAll("-", MINUS);
}

/** At most four significant digits, three after the point: for a cell. */
export function short(value: number): string {
  return rounded(value, 4, 3);
}

/** At most two significant digits, whole numbers up to three: for a cell without room for four. */
export function brief(value: number): string {
  return rounded(value, 2, 2);
}

function rounded(value: number, digits: number, places: number): string {
  if (!Number.isFinite(value)) return value < 0 ? `${MINUS}∞` : "∞";
  const size = Math.abs(value);
  if (Number.isInteger(value) && size < 10 ** Math.max(3, digits)) return signed(String(value));
  // what would round up to a power of ten has one digit more before the point
  const before = size < 1 ? 0 : Math.floor(Math.log10(Number(size.toPrecision(digits)))) + 1;
  if (before > Math.max(3, digits) || (size > 0 && size < 10 ** -places)) {
    const [mantissa, exponent] = value.toExponential(Math.max(0, digits - 2)).split("e");
    return signed(`${Number(mantissa)}e${Number(exponent)}`);
  }
  return signed(String(Number(value.toFixed(Math.min(places, Math.max(0, digits - before))))));
}

/** Every digit that a float32 is known by. */
export function long(value: number): string {
  if (!Number.isFinite(value)) return short(value);
  return signed(String(Number.isInteger(value) ? value : Number(value.toPrecision(7))));
}

/** What somebody typed, with either minus sign and either decimal sign; NaN where it is no number. */
export function typed(text: string): number {
  const plain = text.trim().replaceAll(MINUS, "-").replace(",", ".");
  return plain !== "" && Number.isFinite(Number(plain)) ? Number(plain) : Number.NaN;
}

/** What is said of something typed that is no number. */
export function notNumber(text: string): string {
  const plain = text.trim().replaceAll(MINUS, "-").replace(",", ".");
  if (plain === "") return "Type a number.";
  return Math.abs(Number(plain)) === Infinity ? `${text} is too large a number.` : `“${text}” is no number.`;
}

const WHOLE = new Intl.NumberFormat("en-US");

export function grouped(count: number): string {
  return WHOLE.format(count);
}

/** A count, or a word for one that nobody knows. */
export function counted(count: number | undefined | null): string {
  return count === undefined || count === null ? "unknown" : grouped(count);
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
