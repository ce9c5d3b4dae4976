/** The Networks page: the gallery, one network layer by layer, one's own, two side by side, and the residual lab. */
import "../../css/networks.css";
import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { live } from "lit/directives/live.js";
import "./elements/export-dialog";
import "./elements/import-dialog";
import { LightElement } from "../shared/elements/light-element";
import { mapsLink } from "../shared/elements/maps-link";
import type { Imported } from "./elements/import-dialog";
import "./elements/network-comparison";
import "./elements/network-detail";
import "./elements/network-gallery";
import "../shared/elements/network-editor";
import { networkOptions } from "../shared/elements/network-options";
import "../shared/elements/page-message";
import "./elements/residual-lab";
import { chooseFile, onWeights } from "../shared/elements/file-opener";
import { toMaps } from "../shared/links/maps";
import type { Counting } from "../shared/network/analysis";
import type { Summary } from "../shared/network/catalogue";
import { BEGINNING } from "../shared/network/edits";
import { layersOf, type NetworkRequest, type OwnNetwork, type ZooNetwork } from "../shared/network/network";
import { installPresent } from "../shared/present";
import { installTheme } from "../shared/theme";
import { LAB, type Lab, ONE, type Screen } from "./link";
import { NetworkSession } from "./session";

installTheme();
installPresent({ keys: true });

@customElement("networks-page")
export class NetworksPage extends LightElement {
  private readonly session = new NetworkSession(this);
  @state() private dialog?: "import" | "export";

  override connectedCallback(): void {
    super.connectedCallback();
    this.replaceChildren();
    // weights alone are those of the network on screen
    onWeights(({ id }) => {
      const { network } = this.session.result ?? {};
      if (network) location.assign(toMaps({ kind: "network", network, weights: { id } }));
      return !!network;
    });
  }

  /** Another page of the browser's history; an edit of the same draft replaces the last. */
  private show(screen: Screen, step: "push" | "replace" = "push", notes?: readonly string[]): void {
    if (step === "push") scrollTo({ top: 0 });
    void this.session.propose({ counting: this.session.draft.counting, ...screen }, step, notes);
  }

  protected override render(): TemplateResult {
    const { session } = this;
    const { complaint, result, notes } = session;
    const { network, other, lab } = session.draft;
    const error = complaint ? undefined : session.errors[""];
    return html`<div class="networks">
      <div class="messages">
        <page-message urgent tone="error" .about=${error} .text=${error}></page-message>
        <div role="status">
          <page-message .about=${notes.length > 0 && notes} .text=${html`${notes.map((note) => html`<p>${note}</p>`)}`}></page-message>
        </div>
      </div>
      ${lab ? html`<residual-lab .lab=${lab} @lab=${(event: CustomEvent<Lab>) => this.show({ lab: event.detail }, "replace")}></residual-lab>` : nothing}
      ${network && (result || complaint) ? (other && result?.comparison ? this.compared(network, other) : this.detail(network)) : nothing}
      ${this.gallery()} ${this.openDialog()}
    </div>`;
  }

  private gallery(): TemplateResult {
    const { network, lab } = this.session.draft;
    return html`<section aria-labelledby="gallery-title">
      <div class="gallery-head">
        <h2 id="gallery-title">${network || lab ? "Other networks" : "The classic networks"}</h2>
        <div class="table-tools">
          <button type="button" class="button" @click=${() => this.show({ network: fresh() })}>Build your own</button>
          <button type="button" class="button" @click=${() => (this.dialog = "import")}>Paste a model</button>
          <button type="button" class="button" @click=${chooseFile}>Open a file</button>
          <button type="button" class="button" @click=${() => this.show({ lab: LAB })}>Residual lab</button>
        </div>
      </div>
      <network-gallery
        .networks=${this.session.networks}
        .current=${network?.kind === "zoo" ? network.name : ""}
        @network=${({ detail: name }: CustomEvent<string>) => this.show({ network: { kind: "zoo", name } })}
      ></network-gallery>
    </section>`;
  }

  private detail(network: NetworkRequest): TemplateResult {
    const { session } = this;
    const summary = session.summary(network);
    const title = session.title(network);
    return html`<section class="network" aria-label=${title}>
      <header>
        <h2>${title} ${summary ? html`<span class="muted">${summary.year}</span>` : nothing}</h2>
        ${summary ? html`<p>${summary.news} <span class="muted">${summary.source}</span></p>` : nothing}
        <div class="network-options">
          ${network.kind === "zoo" && summary ? this.sizes(network, summary) : nothing} ${this.counting()} ${this.tools(network)}
        </div>
      </header>
      ${
        network.kind === "own"
          ? html`<network-editor
            .network=${network}
            .operations=${session.operations}
            .nodes=${session.result?.analysis.nodes ?? []}
            .complaint=${session.complaint}
            @draft=${(event: CustomEvent<OwnNetwork>) => this.show({ network: event.detail }, "replace")}
          ></network-editor>`
          : nothing
      }
      ${
        session.result
          ? html`<network-detail .name=${network.kind === "zoo" ? network.name : network.title} .network=${session.result.network} .analysis=${session.result.analysis}></network-detail>`
          : nothing
      }
    </section>`;
  }

  private sizes(network: ZooNetwork, { input_shape, num_classes }: Summary): TemplateResult {
    const field = (id: "inputSize" | "classes", label: string, usual: number | null) =>
      usual === null
        ? nothing
        : html`<span class="labelled">
            <label for=${id}>${label}</label>
            <input
              id=${id}
              type="number"
              min="1"
              .value=${String(network[id] ?? usual)}
              @change=${(event: Event) =>
                this.show({
                  network: { ...network, [id]: Number((event.target as HTMLInputElement).value) || undefined },
                })}
            />
          </span>`;
    return html`${field("inputSize", "Input size", input_shape[1])} ${field("classes", "Classes", num_classes)}`;
  }

  /** How it is counted: for how many inputs at once, and whether biases are operations. */
  private counting(): TemplateResult {
    const counting = this.session.draft.counting ?? ONE;
    const change = (part: Partial<Counting>) =>
      this.show({ ...this.session.draft, counting: { ...counting, ...part } }, "replace");
    return html`<span class="labelled">
        <label for="batch">Batch</label>
        <input
          id="batch"
          type="number"
          min="1"
          .value=${live(String(counting.batch))}
          @change=${(event: Event) => change({ batch: Number((event.target as HTMLInputElement).value) || 1 })}
        />
      </span>
      <label class="check">
        <input type="checkbox" .checked=${live(counting.biases)} @change=${(event: Event) => change({ biases: (event.target as HTMLInputElement).checked })} />
        Biases count as FLOPs
      </label>`;
  }

  private tools(network: NetworkRequest): TemplateResult {
    const { result, models } = this.session;
    const original: ZooNetwork | undefined =
      network.kind === "own" && network.original ? { kind: "zoo", name: network.original } : undefined;
    return html`<div class="tools">
      ${network.kind === "zoo" ? html`<button type="button" class="button" @click=${() => this.copy(network)}>Change a copy</button>` : nothing}
      <button type="button" class="button" ?disabled=${!result} @click=${() => (this.dialog = "export")}>Code</button>
      ${result ? mapsLink(result.network, result.analysis.input_shape, models) : nothing}
      ${
        original
          ? html`<button type="button" class="button" @click=${() => this.show({ network: original, other: network })}>Compare with the original</button>`
          : nothing
      }
      ${this.compareWith(network, undefined)}
    </div>`;
  }

  private compareWith(network: NetworkRequest, other: NetworkRequest | undefined): TemplateResult {
    return html`<span class="labelled">
      <label for="compare-with">Compare with</label>
      <select
        id="compare-with"
        .value=${live(other?.kind === "zoo" ? other.name : "")}
        @change=${(event: Event) => {
          const name = (event.target as HTMLSelectElement).value;
          this.show({ network, other: name ? { kind: "zoo", name } : undefined });
        }}
      >
        <option value="">${other?.kind === "own" ? other.title : "…"}</option>
        ${networkOptions(this.session.networks, other?.kind === "zoo" ? other.name : undefined)}
      </select>
    </span>`;
  }

  private compared(network: NetworkRequest, other: NetworkRequest): TemplateResult {
    const titles = [this.session.title(network), this.session.title(other)] as const;
    const alone = (one: NetworkRequest, title: string) =>
      html`<button type="button" class="button" @click=${() => this.show({ network: one })}>${title} alone</button>`;
    return html`<section class="network" aria-label="Side by side">
      <header>
        <h2>${titles.join(" and ")}</h2>
        <div class="network-options">${this.counting()}
          <div class="tools">${alone(network, titles[0])} ${alone(other, titles[1])} ${this.compareWith(network, other)}</div></div>
      </header>
      <network-comparison .answer=${this.session.result?.comparison} .titles=${titles}></network-comparison>
    </section>`;
  }

  private copy(network: ZooNetwork): void {
    const { analysis } = this.session.result!;
    const title = `${this.session.title(network)}, changed`;
    this.show({
      network: {
        kind: "own",
        title,
        inputShape: analysis.input_shape,
        layers: layersOf(analysis.nodes),
        original: network.name,
      },
    });
  }

  private openDialog(): TemplateResult | typeof nothing {
    const dismiss = () => (this.dialog = undefined);
    if (this.dialog === "import") {
      return html`<import-dialog
        @dismiss=${dismiss}
        @imported=${({ detail: { network, notes } }: CustomEvent<Imported>) => {
          this.show(
            {
              network: {
                kind: "own",
                title: "Imported network",
                inputShape: network.input_shape,
                layers: network.layers,
              },
            },
            "push",
            notes,
          );
        }}
      ></import-dialog>`;
    }
    const { result } = this.session;
    if (this.dialog !== "export" || !result) return nothing;
    const network = { input_shape: result.analysis.input_shape, layers: layersOf(result.analysis.nodes) };
    return html`<export-dialog .name=${this.session.title(result.network)} .network=${network} @dismiss=${dismiss}></export-dialog>`;
  }
}

function fresh(): OwnNetwork {
  return { kind: "own", title: "Your network", inputShape: [3, 32, 32], layers: BEGINNING };
}
