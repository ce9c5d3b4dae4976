/** Asks the server about what is on screen on the Networks page, and keeps the last good answer. */
import { answered, Refused, rest, type Schemas } from "../shared/api/client";
import { type Complaint, complaintOf, type Operation } from "../shared/network/edits";
import { type NetworkRequest, toRequest } from "../shared/network/network";
import type { Screen } from "./link";
import { LatestRequest } from "../shared/latest-request";

export type Summary = Schemas["NetworkSummary"];

/** Milliseconds after a change until the server is asked: a typed number is one change. */
const SETTLING = 120;

export class NetworkSession {
  networks: readonly Summary[] = [];
  operations: readonly Operation[] = [];
  /** What is asked for; what is shown may be older. */
  screen: Screen = {};
  shown?: { readonly network: NetworkRequest; readonly analysis: Schemas["NetworkAnswer"] };
  comparison?: Schemas["CompareAnswer"];
  error = "";
  complaint?: Complaint;
  private readonly requests = new LatestRequest();

  constructor(private readonly changed: () => void) {}

  async start(): Promise<void> {
    try {
      const [{ networks }, { operations }] = await Promise.all([
        answered(rest.GET("/api/v1/networks")),
        answered(rest.GET("/api/v1/networks/operations")),
      ]);
      this.networks = networks;
      this.operations = operations;
    } catch {
      this.error = "The server cannot be reached.";
    }
    this.changed();
  }

  async show(screen: Screen): Promise<void> {
    const signal = this.requests.next();
    this.screen = screen;
    this.changed();
    if (!screen.network) {
      this.shown = this.comparison = this.complaint = undefined;
      this.error = "";
      this.changed();
      return;
    }
    if (screen.network.kind === "own") await new Promise((resolve) => setTimeout(resolve, SETTLING));
    if (signal.aborted) return;
    try {
      await this.ask(screen.network, screen.other, signal);
      if (signal.aborted) return;
      this.error = "";
      this.complaint = undefined;
    } catch (error) {
      if (signal.aborted) return;
      const refused = error instanceof Refused;
      const own = refused && screen.network.kind === "own" && !screen.other;
      this.complaint = own ? complaintOf(error.problem, screen.network.kind === "own" ? screen.network.layers : []) : undefined;
      this.error = own ? "" : refused ? error.message : "The server cannot be reached. What is on screen stays.";
    }
    this.changed();
  }

  private async ask(network: NetworkRequest, other: NetworkRequest | undefined, signal: AbortSignal): Promise<void> {
    if (other) {
      const body = { left: toRequest(network), right: toRequest(other) };
      const comparison = await answered(rest.POST("/api/v1/networks/compare", { body, signal }));
      this.comparison = comparison;
      this.shown = { network, analysis: comparison.left };
      return;
    }
    const analysis = await (network.kind === "zoo"
      ? answered(
          rest.GET("/api/v1/networks/{name}", {
            params: { path: { name: network.name }, query: { input_size: network.inputSize, num_classes: network.classes } },
            signal,
          }),
        )
      : answered(
          rest.POST("/api/v1/networks/analyze", { body: { input_shape: [...network.inputShape], layers: [...network.layers] }, signal }),
        ));
    this.comparison = undefined;
    this.shown = { network, analysis };
  }

  summary(network: NetworkRequest | undefined): Summary | undefined {
    return network?.kind === "zoo" ? this.networks.find(({ name }) => name === network.name) : undefined;
  }

  title(network: NetworkRequest): string {
    return network.kind === "own" ? network.title : (this.summary(network)?.title ?? network.name);
  }
}
