/** The Networks page: the gallery, and one network layer by layer. */
import "../../css/networks.css";
import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { live } from "lit/directives/live.js";
import { answered, Refused, rest, type Schemas } from "../api/client";
import { LightElement } from "../components/light-element";
import "../components/network-table";
import { shapeFlow } from "../components/shape-flow";
import { installTheme } from "../components/theme";
import { grouped, short } from "../scene/format";
import { stagesOf } from "../state/network-table";

installTheme();

type Summary = Schemas["NetworkSummary"];
interface Asked {
  readonly name: string;
  readonly input_size?: number;
  readonly num_classes?: number;
}

@customElement("networks-page")
export class NetworksPage extends LightElement {
  @state() private networks: readonly Summary[] = [];
  @state() private asked?: Asked;
  @state() private network?: Schemas["NetworkAnswer"];
  @state() private error = "";
  private request?: AbortController;

  override connectedCallback(): void {
    super.connectedCallback();
    this.replaceChildren();
    addEventListener("popstate", this.restore);
    void this.start();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener("popstate", this.restore);
  }

  private async start(): Promise<void> {
    this.networks = (await answered(rest.GET("/api/v1/networks"))).networks;
    this.restore();
  }

  /** Read the address bar. */
  private readonly restore = (): void => {
    const search = new URLSearchParams(location.search);
    const name = search.get("network");
    const count = (key: string) => Number(search.get(key)) || undefined;
    if (name) void this.load({ name, input_size: count("input_size"), num_classes: count("num_classes") });
    else this.asked = this.network = undefined;
  };

  private show(asked: Asked): void {
    const search = new URLSearchParams({ network: asked.name });
    if (asked.input_size) search.set("input_size", String(asked.input_size));
    if (asked.num_classes) search.set("num_classes", String(asked.num_classes));
    history.pushState(null, "", `?${search}`);
    void this.load(asked);
  }

  private async load(asked: Asked): Promise<void> {
    this.request?.abort();
    const { signal } = (this.request = new AbortController());
    const changed = asked.name !== this.asked?.name;
    try {
      const { name, ...query } = asked;
      const network = await answered(rest.GET("/api/v1/networks/{name}", { params: { path: { name }, query }, signal }));
      this.asked = asked;
      this.network = network;
      this.error = "";
      if (changed) scrollTo({ top: 0 });
    } catch (error) {
      if (signal.aborted) return;
      this.error = error instanceof Refused ? error.message : "The server cannot be reached. What is on screen stays.";
    }
  }

  protected override render(): TemplateResult {
    const summary = this.networks.find(({ name }) => name === this.asked?.name);
    return html`<div class="networks">
      ${summary && this.network ? this.detail(summary, this.network) : nothing}
      ${this.error ? html`<p class="banner error" role="alert">${this.error}</p>` : nothing}
      <section aria-labelledby="gallery-title">
        <h2 id="gallery-title">${summary ? "Other networks" : "The classic networks"}</h2>
        <ul class="gallery">
          ${this.networks.map((network) => this.card(network))}
        </ul>
      </section>
    </div>`;
  }

  private card({ name, title, year, parameters, news, source }: Summary): TemplateResult {
    return html`<li>
      <a
        class="card"
        href="?network=${name}"
        aria-current=${name === this.asked?.name ? "true" : nothing}
        @click=${(event: MouseEvent) => {
          if (event.ctrlKey || event.metaKey || event.shiftKey) return;
          event.preventDefault();
          this.show({ name });
        }}
      >
        <strong>${title}</strong>
        <p class="muted">${year} · ${short(parameters / 1e6)} million parameters</p>
        <p>${news}</p>
        <p class="muted">${source}</p>
      </a>
    </li>`;
  }

  private detail({ name, title, year, news, input_shape, num_classes }: Summary, network: Schemas["NetworkAnswer"]): TemplateResult {
    const { parameters, macs, nodes, parameter_bytes, activation_bytes } = network.totals;
    const asked = this.asked!;
    const total = (label: string, value: string) => html`<div><dt>${label}</dt><dd>${value}</dd></div>`;
    const field = (id: "input_size" | "num_classes", label: string, usual: number) => html`<label for=${id}>${label}</label>
      <input
        id=${id}
        type="number"
        min="1"
        .value=${live(String(asked[id] ?? usual))}
        @change=${(event: Event) => this.show({ ...asked, [id]: Number((event.target as HTMLInputElement).value) || undefined })}
      />`;
    return html`<section class="network" aria-label=${title}>
      <header>
        <h2>${title} <span class="muted">${year}</span></h2>
        <p>${news}</p>
        <form class="network-options" @submit=${(event: Event) => event.preventDefault()}>
          ${field("input_size", "Input size", input_shape[1])} ${field("num_classes", "Classes", num_classes)}
        </form>
      </header>
      <dl class="totals">
        ${total("Parameters", grouped(parameters.total))} ${total("Multiply-accumulates", grouped(macs))} ${total("Layers", grouped(nodes))}
        ${total("Parameters, float32", `${short(parameter_bytes / 2 ** 20)} MiB`)}
        ${total("Activations, float32", `${short(activation_bytes / 2 ** 20)} MiB`)}
      </dl>
      ${shapeFlow(network.input_shape, stagesOf(network.nodes))}
      <p class="muted">Heights go by the root of the map's height, widths by the logarithm of its channels.</p>
      <network-table .name=${name} .network=${network}></network-table>
    </section>`;
  }
}
