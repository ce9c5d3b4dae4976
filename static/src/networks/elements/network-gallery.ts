/** The zoo to choose from: families with their ideas, and a field that finds a network by words. */
import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { emit, LightElement } from "../../shared/elements/light-element";
import { compact, grouped } from "../../shared/format";
import {
  type Family,
  familiesOf,
  type Idea,
  matching,
  type Summary,
  type Task,
  tasksOf,
} from "../../shared/network/catalogue";

/** So many networks of one idea stand in half a row. */
const NARROW = 2;

@customElement("network-gallery")
export class NetworkGallery extends LightElement {
  @property({ attribute: false }) networks: readonly Summary[] = [];
  /** The one that is on screen. */
  @property() current = "";
  @state() private words = "";
  @state() private task: Task | "" = "";

  protected override render(): TemplateResult {
    const found = matching(this.networks, this.words, this.task);
    const families = familiesOf(found);
    return html`<form role="search" class="gallery-search" @submit=${(event: SubmitEvent) => this.openFirst(event, found)}>
        <span class="labelled">
          <label for="gallery-words">Find a network</label>
          <input
            id="gallery-words"
            type="search"
            autocomplete="off"
            spellcheck="false"
            placeholder="name, year, author, idea"
            aria-describedby="gallery-found"
            .value=${this.words}
            @input=${(event: Event) => (this.words = (event.target as HTMLInputElement).value)}
          />
        </span>
        <span class="labelled">
          <label for="gallery-task">For</label>
          <select id="gallery-task" @change=${(event: Event) => (this.task = (event.target as HTMLSelectElement).value as Task | "")}>
            <option value="">everything</option>
            ${tasksOf(this.networks).map((task) => html`<option value=${task} ?selected=${task === this.task}>${task}</option>`)}
          </select>
        </span>
        <p id="gallery-found" class="muted" aria-live="polite">
          ${found.length ? `${grouped(found.length)} of ${grouped(this.networks.length)} networks` : "No network matches."}
        </p>
      </form>
      ${families.length > 1 ? this.contents(families) : nothing} ${families.map((family, i) => this.family(family, i))}`;
  }

  /** Where each family is. */
  private contents(families: readonly Family[]): TemplateResult {
    return html`<nav class="gallery-contents" aria-label="Families">
      <ul>
        ${families.map(({ name }, i) => html`<li><a href="#family-${i}" @click=${(event: MouseEvent) => this.goTo(event, i)}>${name}</a></li>`)}
      </ul>
    </nav>`;
  }

  /** Without an entry in the browser's history, which is of networks. */
  private goTo(event: MouseEvent, index: number): void {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const heading = this.querySelector<HTMLElement>(`#family-${index}`)!;
    heading.focus();
    heading.scrollIntoView();
  }

  private family({ name, years, ideas }: Family, index: number): TemplateResult {
    return html`<section class="family" aria-labelledby="family-${index}">
      <h3 id="family-${index}" tabindex="-1">${name} <span class="muted">${years}</span></h3>
      <div class="ideas">${ideas.map((idea) => this.idea(idea))}</div>
    </section>`;
  }

  private idea({ news, source, networks }: Idea): TemplateResult {
    return html`<div class="idea ${networks.length > NARROW ? "wide" : ""}">
      <p>${news} <span class="muted">${source}</span></p>
      <ul class="gallery">
        ${networks.map((summary) => this.card(summary))}
      </ul>
    </div>`;
  }

  private card({ name, title, year, depth, parameters }: Summary): TemplateResult {
    return html`<li>
      <a
        class="card"
        href="?network=${name}"
        aria-current=${name === this.current ? "true" : nothing}
        @click=${(event: MouseEvent) => {
          if (event.ctrlKey || event.metaKey || event.shiftKey) return;
          event.preventDefault();
          emit(this, "network", name);
        }}
      >
        <strong>${title}</strong>
        <span class="muted">${year} · ${grouped(depth)} layers deep · ${compact(parameters)} parameters</span>
      </a>
    </li>`;
  }

  private openFirst(event: SubmitEvent, found: readonly Summary[]): void {
    event.preventDefault();
    if (found.length) emit(this, "network", found[0].name);
  }
}
