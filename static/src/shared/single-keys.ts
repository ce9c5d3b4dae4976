/** Whether letters, digits and signs are shortcuts: people who speak to their computer may not want them (WCAG 2.1.4). */
const SINGLE_KEYS = "single-keys";

export function hasSingleKeys(): boolean {
  return localStorage.getItem(SINGLE_KEYS) !== "off";
}

export function setSingleKeys(on: boolean): void {
  localStorage.setItem(SINGLE_KEYS, on ? "on" : "off");
}
