/** Files that were opened, kept in this browser: what a link only names, and what a server has let go, is found again here. */
import type { Schemas } from "../api/client";
import { refusal } from "../asking";
import type { NetworkRequest, OwnNetwork } from "../network/network";

/** What is kept of a file; `network` where there is one in it. */
export interface KeptFile {
  readonly id: string;
  readonly name: string;
  readonly file: Blob;
  readonly network?: Schemas["LayersAnswer"];
  readonly notes: readonly string[];
  /** When it was last opened, in milliseconds since 1970. */
  readonly at: number;
}

const STORE = "files";
/** The browser keeps so many of them. */
const MOST = 4;

function database(): Promise<IDBDatabase> {
  const request = indexedDB.open("convscope", 1);
  request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "id" });
  return done(request);
}

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function store(mode: IDBTransactionMode): Promise<IDBObjectStore> {
  return (await database()).transaction(STORE, mode).objectStore(STORE);
}

/** A browser that keeps nothing is no failure: the file is asked for again when it is needed. */
export async function keepFile(kept: KeptFile): Promise<void> {
  try {
    await done((await store("readwrite")).put(kept));
    const all = (await done((await store("readonly")).getAll())) as KeptFile[];
    const old = all.sort((a, b) => b.at - a.at).slice(MOST);
    const files = await store("readwrite");
    await Promise.all(old.map(({ id }) => done(files.delete(id))));
  } catch {
    // private windows, and disks that are full
  }
}

export async function keptFile(id: string): Promise<KeptFile | undefined> {
  try {
    return (await done((await store("readonly")).get(id))) as KeptFile | undefined;
  } catch {
    return undefined;
  }
}

/** A network that a link names by its file alone, with the layers that the file has. */
export async function withLayers<T extends NetworkRequest | undefined>(network: T): Promise<T> {
  if (network?.kind !== "own" || !network.file || network.layers.length > 0) return network;
  const kept = await keptFile(network.file);
  if (!kept?.network) {
    throw refusal(
      `This link is about a file, ${network.title}, that this browser does not have, or no longer: open the file again.`,
    );
  }
  return { ...ofFile(kept)!, title: network.title } as T;
}

/** The network in a file. */
export function ofFile({ id, name, network }: KeptFile): OwnNetwork | undefined {
  return (
    network && {
      kind: "own",
      title: name,
      inputShape: network.input_shape,
      layers: network.layers,
      file: id,
      weights: id,
    }
  );
}
