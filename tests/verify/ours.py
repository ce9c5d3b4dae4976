"""What the product itself says of a network: its shapes, its parameters, and its numbers for given weights."""

import numpy as np

from app.api.networks.requests import NetworkRequest
from app.networks.analysis import analyze
from app.networks.forward import forward


def analysis_of(body):
    """Analyse the network of a request's body."""
    return analyze(NetworkRequest.model_validate(body).network())


def random_weights(analysis, rng):
    """Draw every parameter and every buffer, by node and by name; variances are positive."""

    def drawn(name, shape):
        match name:
            case "running_var":
                return rng.uniform(0.5, 2, shape)
            case "num_batches_tracked":
                return np.zeros(shape)
            case "weight" if len(shape) > 1:
                return rng.normal(0, np.prod(shape[1:]) ** -0.5, shape)
            case _:
                return rng.normal(0, 0.5, shape)

    return {
        found.node.name: {
            name: drawn(name, shape)
            for name, shape in (
                found.node.layer.parameters(found.input_shapes) | found.node.layer.buffers(found.input_shapes)
            ).items()
        }
        for found in analysis.nodes
    }


def output_of(analysis, x, weights):
    """Compute the last node's output for one input."""
    name = analysis.nodes[-1].node.name
    return forward(analysis.network, x[None], weights).outputs[name][0]
