/** Text made short for a link: deflated, in the letters that an address may hold. */
import { deflateSync, inflateSync, strFromU8, strToU8 } from "fflate";
import { toBase64 } from "./base64";

export function packed(text: string): string {
  const bytes = deflateSync(strToU8(text), { level: 9 });
  return toBase64(bytes).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/** Null for what was not packed so, or was cut short. */
export function unpacked(text: string | null): string | null {
  if (!text) return null;
  try {
    const bytes = Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (char) => char.charCodeAt(0));
    return strFromU8(inflateSync(bytes));
  } catch {
    return null;
  }
}
