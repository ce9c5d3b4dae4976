"""What PyTorch itself makes of a text, beside what our reading makes of it: counts, joins, and every number."""

import numpy as np
import torch

from app.formats.pytorch.reader import read_pytorch
from scripts.people import facts, made
from tests.formats.reading import said
from tests.verify.ours import analysis_of, output_of


def randomised(model):
    """Draw all weights and running statistics anew, so that no two layers do the same."""
    generator = torch.Generator().manual_seed(1)
    with torch.no_grad():
        for name, tensor in [*model.named_parameters(), *model.named_buffers()]:
            if not tensor.is_floating_point():
                continue
            scale = max(tensor[0].numel() if tensor.dim() > 1 else 4, 1) ** -0.5
            if name.endswith("running_var"):
                tensor.copy_(torch.rand(tensor.shape, generator=generator) + 0.5)
            else:
                tensor.copy_(torch.randn(tensor.shape, generator=generator) * scale)


def weights_of(model, analysis):
    """Give our nodes PyTorch's weights, by the names that they have in common; None if a node has no counterpart."""
    modules = dict(model.named_modules())
    tensors = dict(model.named_parameters(remove_duplicate=False)) | dict(model.named_buffers())
    found: dict[str, dict[str, np.ndarray]] = {}
    for node in analysis.nodes:
        layer, name = node.node.layer, node.node.name
        wanted = layer.parameters(node.input_shapes) | layer.buffers(node.input_shapes)
        found[name] = {}
        for key, shape in wanted.items():
            tensor = tensors.get(f"{name}.{key}") if name in modules else None
            if tensor is None or tensor.numel() != np.prod(shape):
                return None
            found[name][key] = tensor.detach().double().numpy().reshape(shape)
    return found


def compared(tally, what, text, shape, expression="", *, most_macs=2e8):
    """Compare a text's reading with PyTorch's own; give the reading.

    Numbers are compared where each layer with weights bears the name of the module that holds them in PyTorch.
    """
    reading = read_pytorch(text, expression, shape)
    model = made(text, expression)
    x = torch.randn(2, *shape, generator=torch.Generator().manual_seed(2))
    with torch.no_grad():
        model(x.clone())  # lazy layers are made
    randomised(model)
    expected, output = facts(model.double(), x.double())
    analysis = analysis_of({"input_shape": reading.input_shape, "layers": reading.nodes})
    for key, number in said(reading, analysis).items():
        tally.compared += 1
        if number != expected[key]:
            tally.differs(f"{what}: {key}: {number}, not {expected[key]}", text)
    weights = weights_of(model, analysis) if analysis.macs <= most_macs else None
    if weights is not None and list(analysis.nodes[-1].output_shape) == expected["output_shape"]:
        tally.same(what, output_of(analysis, x[0].double().numpy(), weights), output[0].numpy(), text)
        tally.compared += 1
    return reading
