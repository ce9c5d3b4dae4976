/** The zoo as it is listed: by family, then by what was new, and what of it matches words. */
import type { Schemas } from "../api/client";

export type Summary = Schemas["NetworkSummary"];
export type Task = Summary["task"];

/** Networks with the same idea. */
export interface Idea {
  readonly news: string;
  readonly source: string;
  readonly networks: readonly Summary[];
}

export interface Family {
  readonly name: string;
  /** The year, or the first and the last. */
  readonly years: string;
  readonly ideas: readonly Idea[];
}

/** In the order of the list; what stands apart in it is brought together. */
export function familiesOf(networks: readonly Summary[]): readonly Family[] {
  return [...groups(networks, ({ family }) => family)].map(([name, members]) => ({
    name,
    years: yearsOf(members),
    ideas: [...groups(members, ({ news }) => news)].map(([news, alike]) => ({
      news,
      source: alike[0].source,
      networks: alike,
    })),
  }));
}

/** Those with every word somewhere in what is known of them; a number such as 50 is a word too. */
export function matching(networks: readonly Summary[], text: string, task: Task | ""): readonly Summary[] {
  const words = plain(text).split(/\s+/).filter(Boolean);
  return networks.filter((network) => {
    const { name, title, family, year, news, source } = network;
    const known = plain([name, name.replaceAll("_", " "), title, family, year, network.task, news, source].join(" "));
    return (!task || network.task === task) && words.every((word) => known.includes(word));
  });
}

/** In the order in which the list has them. */
export function tasksOf(networks: readonly Summary[]): readonly Task[] {
  return [...new Set(networks.map(({ task }) => task))];
}

/** Without case and accents: Dollár is found by "dollar". */
function plain(text: string): string {
  return text
    .normalize("NFD")
    .replace(/\p{Mark}/gu, "")
    .toLowerCase();
}

function groups<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const found = new Map<string, T[]>();
  for (const item of items) found.set(key(item), [...(found.get(key(item)) ?? []), item]);
  return found;
}

function yearsOf(networks: readonly Summary[]): string {
  const years = networks.map(({ year }) => year);
  const [first, last] = [Math.min(...years), Math.max(...years)];
  return first === last ? String(first) : `${first}–${last}`;
}
