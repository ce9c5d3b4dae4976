/** The way to the maps of a network: with what it has learned where that is there, else with random weights. */
import { html, nothing, type TemplateResult } from "lit";
import type { Schemas } from "../api/client";
import { type Subject, toMaps } from "../links/maps";
import { LONGEST_LINK } from "../links/network";
import type { NetworkRequest } from "../network/network";

type Models = readonly Schemas["ModelSummary"][];

/** @param node is the layer that it leads to; empty for the whole network. */
export function mapsLink(
  network: NetworkRequest,
  inputShape: readonly number[],
  models: Models,
  node = "",
): TemplateResult | typeof nothing {
  if (inputShape.length !== 3) return nothing;
  const own = network.kind === "own" ? network.weights : undefined;
  const trained = modelOf(network, inputShape, models);
  const subject: Subject = trained
    ? { kind: "model", name: trained.name }
    : { kind: "network", network, weights: own ? { id: own } : { seed: 0 } };
  const address = toMaps(subject, node);
  if (address.length > LONGEST_LINK) return nothing;
  return html`<a class="button" href=${address}>${trained ? "With trained weights" : own ? "Feature maps (its own weights)" : "Feature maps (random weights)"}</a>`;
}

/** The model that is this network: a network of the zoo, of the size and the classes that it was trained with. */
function modelOf(network: NetworkRequest, inputShape: readonly number[], models: Models) {
  if (network.kind !== "zoo") return undefined;
  const { name, classes } = network;
  return models.find(
    (model) =>
      model.name === name &&
      model.available &&
      model.input_shape.join() === inputShape.join() &&
      (classes ?? model.num_classes) === model.num_classes,
  );
}
