/** Opens files of models: dropped anywhere on the page, or chosen. */
import "../../../css/file-opener.css";
import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { Asking } from "../asking";
import { networkSearch } from "../links/network";
import { LightElement } from "./light-element";
import "./file-dialog";
import { type KeptFile, ofFile } from "../files/kept";
import { openFile } from "../files/opening";

/** Weights alone, which the page may have a network for. */
const WEIGHTS = "opened-weights";
/** Asks for the file dialog. */
const CHOOSE = "choose-file";
const isFile = (event: DragEvent) => [...(event.dataTransfer?.items ?? [])].some(({ kind }) => kind === "file");
/** Pictures are for the page itself. */
const isPicture = (event: DragEvent) =>
  [...(event.dataTransfer?.items ?? [])].some(({ type }) => type.startsWith("image/"));

@customElement("file-opener")
export class FileOpener extends LightElement {
  private readonly asking = new Asking(this);
  /** Whether a file is being dragged over the page. */
  @state() private over = false;
  @state() private name = "";
  @state() private share = 0;
  @state() private choosing = false;
  /** What is said of weights without a network. */
  @state() private alone = "";
  private listening = new AbortController();

  override connectedCallback(): void {
    super.connectedCallback();
    this.listening = new AbortController();
    const { signal } = this.listening;
    document.addEventListener("dragover", this.onDragOver, { signal });
    document.addEventListener("dragleave", this.onDragLeave, { signal });
    document.addEventListener("drop", this.onDrop, { signal });
    document.addEventListener(CHOOSE, this.onChoose, { signal });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.listening.abort();
  }

  private readonly onChoose = (): void => {
    this.choosing = true;
  };

  private readonly onDragOver = (event: DragEvent): void => {
    if (!isFile(event) || isPicture(event)) return;
    event.preventDefault();
    this.over = true;
  };

  private readonly onDragLeave = ({ relatedTarget }: DragEvent): void => {
    if (!relatedTarget) this.over = false; // it has left the window
  };

  private readonly onDrop = (event: DragEvent): void => {
    this.over = false;
    if (!isFile(event) || isPicture(event)) return;
    event.preventDefault();
    const [file] = event.dataTransfer!.files;
    if (file) void this.open(file);
  };

  private async open(file: File): Promise<void> {
    this.name = file.name;
    this.share = 0;
    this.alone = "";
    this.choosing = true;
    await this.asking.ask(
      (signal) => openFile(file, (share) => (this.share = share), signal),
      (kept) => this.opened(kept),
    );
    this.name = "";
  }

  private opened(kept: KeptFile): void {
    const network = ofFile(kept);
    if (network) {
      location.assign(`/networks${networkSearch(network)}`);
      return;
    }
    // weights alone, which the page may have a network for
    if (document.dispatchEvent(new CustomEvent<KeptFile>(WEIGHTS, { detail: kept, cancelable: true }))) {
      this.alone = `${kept.name} holds weights alone. Open the network that they belong to first, from its source or its ONNX file; then open them again.`;
    } else this.close();
  }

  private readonly close = (): void => {
    this.asking.stop();
    this.choosing = false;
    this.name = this.alone = "";
  };

  protected override render(): TemplateResult {
    return html`${this.over ? html`<div class="drop-here"><p>Drop the model here: it is opened on Networks</p></div>` : nothing}
      ${this.choosing ? this.dialog() : nothing}`;
  }

  private dialog(): TemplateResult {
    const percent = Math.round(100 * this.share);
    const status = percent < 100 ? `${this.name}: ${percent} % sent` : `${this.name} is being read…`;
    return html`<file-dialog
      .status=${this.name && status}
      .percent=${percent}
      .error=${this.asking.errors[""] ?? this.alone}
      @dismiss=${this.close}
      @chosen=${({ detail }: CustomEvent<File>) => void this.open(detail)}
    ></file-dialog>`;
  }
}

/** Take weights alone, where the page has a network that they may belong to; says whether it had. */
export function onWeights(take: (kept: KeptFile) => boolean): void {
  document.addEventListener(WEIGHTS, (event) => {
    if (take((event as CustomEvent<KeptFile>).detail)) event.preventDefault();
  });
}

/** Ask for a file. */
export function chooseFile(): void {
  document.dispatchEvent(new Event(CHOOSE));
}

document.body.append(document.createElement("file-opener"));
