/** Sending a file to the server, which reads it. */
import { Refused, type Schemas } from "../api/client";
import { refusal } from "../asking";
import { type KeptFile, keepFile, keptFile } from "./kept";

type Opened = Schemas["OpenedAnswer"];

/** Texts of models are sent as texts, up to this many bytes. */
const MOST_TEXT = 1_000_000;
const TEXTS = /\.(py|txt|json|md|ipynb)$/i;

/** Send a file's bytes; `progress` is told which share of them has gone up. */
function sent(file: Blob, name: string, progress: (share: number) => void, signal: AbortSignal): Promise<Opened> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest(); // fetch does not say how far it is
    request.open("POST", `/api/v1/networks/open?name=${encodeURIComponent(name.slice(0, 200))}`);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.upload.onprogress = ({ loaded, total }) => progress(total ? loaded / total : 0);
    request.onload = () => {
      try {
        const answer: unknown = JSON.parse(request.responseText);
        if (request.status === 200) resolve(answer as Opened);
        else reject(new Refused(answer as Schemas["Problem"]));
      } catch {
        reject(refusal("The server did not answer as expected."));
      }
    };
    request.onerror = () => reject(new TypeError("no answer"));
    request.onabort = () => reject(signal.reason as Error);
    signal.addEventListener("abort", () => request.abort(), { once: true });
    request.send(file);
  });
}

/** Open a file, and keep it in this browser: a model, or weights alone. */
export async function openFile(file: File, progress: (share: number) => void, signal: AbortSignal): Promise<KeptFile> {
  const { name } = file;
  if (TEXTS.test(name)) return openText(file, signal);
  const opened = await sent(file, name, progress, signal);
  const id = opened.weights?.id ?? (await digest(file));
  const kept: KeptFile = {
    id,
    name,
    file,
    ...(opened.network ? { network: opened.network } : {}),
    notes: opened.notes,
    at: Date.now(),
  };
  await keepFile(kept);
  return kept;
}

async function openText(file: File, signal: AbortSignal): Promise<KeptFile> {
  if (file.size > MOST_TEXT)
    throw refusal(`${file.name} has ${file.size} bytes: texts of up to ${MOST_TEXT} are read.`);
  const response = await fetch("/api/v1/networks/import", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ text: await file.text() }),
    signal,
  });
  const answer = (await response.json()) as Schemas["ImportAnswer"] | Schemas["Problem"];
  if (!("network" in answer)) throw new Refused(answer);
  const kept = { id: await digest(file), name: file.name, file, ...answer, at: Date.now() };
  await keepFile(kept);
  return kept;
}

/** The name of a file that has no weights, in this browser. */
async function digest(file: Blob): Promise<string> {
  if (!crypto.subtle) return `file-${Date.now().toString(36)}`; // a page without HTTPS
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Ask, and where the server no longer keeps the weights that the question names, send them again and ask once more. */
export async function askedWithWeights<T>(
  id: string | undefined,
  ask: () => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (!id || !(error instanceof Refused) || error.problem.status !== 404 || !error.fields.weights) throw error;
    const kept = await keptFile(id);
    if (!kept) throw refusal("The server no longer has these weights, nor has this browser: open the file again.");
    await sent(kept.file, kept.name, () => {}, signal);
    return ask();
  }
}
