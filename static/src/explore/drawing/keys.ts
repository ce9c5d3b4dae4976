/** Names of the boxes that numbers move between. */

export const OUTPUT = "output";
/** The box of the number that lands in the output. */
export const SUM = "sum";

export function inputKey(channel: number): string {
  return `input ${channel}`;
}
