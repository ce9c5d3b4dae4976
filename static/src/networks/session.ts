/** What the Networks page asks for: a network, or two side by side. */
import { answered, rest, type Schemas } from "../shared/api/client";
import type { Step } from "../shared/browser-history";
import { keptFile, withLayers } from "../shared/files/kept";
import { LONGEST_LINK } from "../shared/links/network";
import { analysisOf } from "../shared/network/analysis";
import type { Summary } from "../shared/network/catalogue";
import { type Complaint, complaintOf, type Operation } from "../shared/network/edits";
import { type NetworkRequest, toRequest } from "../shared/network/network";
import { Session } from "../shared/session";
import { fromSearch, type Screen, toSearch } from "./link";

/** Milliseconds after a change until the server is asked: a typed number is one change. */
const SETTLING = 120;
const TOO_LARGE =
  "This network is too large for a link: reloading the page would lose it. Export it as JSON to keep it.";

/** What is shown of a network; nothing, where the gallery stands alone. */
interface Shown {
  readonly network: NetworkRequest;
  readonly analysis: Schemas["NetworkAnswer"];
  readonly comparison?: Schemas["CompareAnswer"];
}

export class NetworkSession extends Session<Screen, Shown | undefined> {
  override draft: Screen = {};
  networks: readonly Summary[] = [];
  operations: readonly Operation[] = [];
  /** Networks that come trained. */
  models: readonly Schemas["ModelSummary"][] = [];
  /** What there is to say of what is on screen. */
  notes: readonly string[] = [];

  protected override async prepare(): Promise<void> {
    const [{ networks }, { operations }, { models }] = await Promise.all([
      answered(rest.GET("/api/v1/networks")),
      answered(rest.GET("/api/v1/networks/operations")),
      answered(rest.GET("/api/v1/models")),
    ]);
    this.networks = networks;
    this.operations = operations;
    this.models = models;
  }

  protected override async restore(): Promise<void> {
    this.notes = [];
    const { network, other, ...rest } = fromSearch(location.search);
    const screen = { ...rest, network: await withLayers(network), other: await withLayers(other) };
    if (screen.network?.kind === "own" && screen.network.file) {
      this.notes = (await keptFile(screen.network.file))?.notes ?? [];
    }
    await this.tried(screen);
  }

  /** @param notes is what there is to say of a network that was read from a text. */
  override async propose(screen: Screen, step: Step, notes: readonly string[] = []): Promise<boolean> {
    this.notes = [...notes, ...(toSearch(screen).length > LONGEST_LINK ? [TOO_LARGE] : [])];
    return super.propose(screen, step);
  }

  /** What has been put together layer by layer is not lost while one layer does not fit. */
  protected override keeps({ network }: Screen): boolean {
    return network?.kind === "own";
  }

  protected override address(): string {
    const search = toSearch(this.draft);
    return search.length > LONGEST_LINK ? location.pathname : search;
  }

  protected override async compute(
    { network, other, counting }: Screen,
    signal: AbortSignal,
  ): Promise<Shown | undefined> {
    if (!network) return undefined;
    if (network.kind === "own") await new Promise((resolve) => setTimeout(resolve, SETTLING));
    signal.throwIfAborted();
    if (other) {
      const counted = { batch: counting?.batch, bias_flops: counting?.biases };
      const body = { left: toRequest(network), right: toRequest(other), ...counted };
      const comparison = await answered(rest.POST("/api/v1/networks/compare", { body, signal }));
      return { network, analysis: comparison.left, comparison };
    }
    const analysis = await analysisOf(network, signal, counting);
    return { network, analysis };
  }

  /** What is wrong with a network of the reader's own, at which layer. */
  get complaint(): Complaint | undefined {
    const { network, other } = this.draft;
    return this.problem && network?.kind === "own" && !other ? complaintOf(this.problem, network.layers) : undefined;
  }

  summary(network: NetworkRequest | undefined): Summary | undefined {
    return network?.kind === "zoo" ? this.networks.find(({ name }) => name === network.name) : undefined;
  }

  title(network: NetworkRequest): string {
    return network.kind === "own" ? network.title : (this.summary(network)?.title ?? network.name);
  }
}
