/** Takes text of every kind that the server reads, and never executes. */
import { html, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { answered, rest, type Schemas } from "../../shared/api/client";
import { Asking, refusal } from "../../shared/asking";
import { emit } from "../../shared/elements/light-element";
import { ModalDialog } from "../../shared/elements/modal-dialog";
import { layersOf } from "../../shared/network/network";

const EXAMPLE = `nn.Sequential(
    nn.Conv2d(1, 8, 3, padding=1),
    nn.ReLU(),
    nn.MaxPool2d(2),
    nn.Flatten(),
    nn.Linear(8 * 14 * 14, 10),
)`;

@customElement("import-dialog")
export class ImportDialog extends ModalDialog {
  private readonly asking = new Asking(this);

  protected override get heading(): string {
    return "A network from text";
  }

  protected override body(): TemplateResult {
    const error = this.asking.errors[""] ?? "";
    return html`<form @submit=${this.onSubmit}>
      <p class="muted">
        Paste PyTorch source (<code>nn.Sequential(…)</code>, a class with its <code>forward</code>), what <code>print(model)</code> writes, Keras
        source (<code>keras.Sequential([…])</code>, <code>Model(inputs, outputs)</code>), what <code>model.to_json()</code> writes, or a network
        exported here as JSON. It is read, not run.
      </p>
      <label for="import-text" class="visually-hidden">Text of the network</label>
      <textarea
        id="import-text"
        name="text"
        rows="12"
        spellcheck="false"
        autofocus
        required
        placeholder=${EXAMPLE}
        aria-invalid=${error ? "true" : "false"}
        aria-describedby="import-error"
      ></textarea>
      <div class="field-line">
        <label for="import-shape">Input, channels × rows × columns</label>
        <input id="import-shape" name="shape" placeholder="found from the layers" />
      </div>
      <div class="field-line">
        <label for="import-model">Model, where the text has several</label>
        <input id="import-model" name="model" placeholder="the one that no other uses" spellcheck="false" autocomplete="off" />
      </div>
      <label class="check">
        <input type="checkbox" name="sequential" />
        <span>Of a print: take the parts of unknown classes one after the other, which is a guess</span>
      </label>
      <p class="field-error" id="import-error" role="alert">${error}</p>
      <div class="dialog-actions">
        <button type="button" class="button" @click=${() => this.close()}>Cancel</button>
        <button type="submit" class="button primary">Read it</button>
      </div>
    </form>`;
  }

  private readonly onSubmit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const data = new FormData(event.target as HTMLFormElement);
    const text = String(data.get("text"));
    const shape = String(data.get("shape"))
      .split(/[^0-9]+/)
      .filter(Boolean)
      .map(Number);
    await this.asking.ask(
      () =>
        isOurs(text) ? fromJson(text) : fromText(text, shape, String(data.get("model")).trim(), data.has("sequential")),
      (imported) => {
        emit(this, "imported", imported);
        this.close();
      },
    );
  };
}

export interface Imported {
  readonly network: Schemas["LayersAnswer"];
  readonly notes: readonly string[];
}

async function fromText(text: string, shape: number[], model: string, sequential: boolean): Promise<Imported> {
  const body = { text, sequential, ...(shape.length ? { input_shape: shape } : {}), ...(model ? { model } : {}) };
  return answered(rest.POST("/api/v1/networks/import", { body }));
}

/** Whether this is a network of ours as JSON, which may name one of the zoo: Keras' JSON has a class_name. */
function isOurs(text: string): boolean {
  return text.trimStart().startsWith("{") && !text.includes('"class_name"');
}

async function fromJson(text: string): Promise<Imported> {
  const network = parsed(text);
  const { input_shape, nodes } = await answered(rest.POST("/api/v1/networks/analyze", { body: network }));
  return { network: { input_shape, layers: network.layers ?? layersOf(nodes) }, notes: [] };
}

function parsed(text: string): Schemas["NetworkRequest"] {
  try {
    return JSON.parse(text) as Schemas["NetworkRequest"];
  } catch (error) {
    throw refusal(`This is not JSON: ${(error as Error).message}`);
  }
}
