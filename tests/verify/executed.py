"""What PyTorch itself makes of a text, beside what our reading makes of it: counts, joins, and every number."""

import re
import warnings
from collections import Counter

import numpy as np
import torch
from torch import nn
from torch.utils._python_dispatch import TorchDispatchMode

from app.formats.pytorch.reader import read_pytorch
from scripts.people import the_model
from tests.verify.ours import analysis_of, output_of

FILTERED = (nn.Linear, nn.modules.conv._ConvNd)


class Operations(TorchDispatchMode):  # type: ignore[misc]  # PyTorch is not installed where types are checked
    """Counts what PyTorch computes, by name."""

    def __init__(self):
        super().__init__()
        self.counts: Counter[str] = Counter()
        self.macs = 0

    def __torch_dispatch__(self, function, types, args=(), kwargs=None):
        """Count an operation, unless it joins a single tensor, or a tensor and a number."""
        output = function(*args, **(kwargs or {}))
        name = function.overloadpacket._qualified_op_name.removeprefix("aten::").rstrip("_")
        match name:
            case "cat":
                self.counts[name] += len(args[0]) > 1
            case "add" | "sub" | "mul":
                self.counts[name] += all(isinstance(arg, torch.Tensor) for arg in args[:2])
            case "convolution":
                x, weight, transposed = args[0], args[1], args[6]
                self.macs += (x if transposed else output)[0].numel() * weight[0].numel()
            case "mm":
                self.macs += args[0][0].numel() * args[1].shape[1]
            case "addmm":
                self.macs += args[1][0].numel() * args[2].shape[1]
        return output


def made(text, expression=""):
    """Execute a text, which is ours, and give its model."""
    names = {"__name__": "people"}
    exec("import torch, math\nimport torch.nn as nn\nimport torch.nn.functional as F\n", names)
    torch.manual_seed(0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        exec(compile(text, "people", "exec"), names)
        model = the_model(f"# model: {expression}\n{text}" if expression else text, names)
    return model.eval()


def first(given):
    while not isinstance(given, torch.Tensor):
        given = next(iter(given.values())) if isinstance(given, dict) else given[0]
    return given


def facts(model, x):
    """Give what PyTorch says of a model: counts, and the numbers that it gives."""
    with torch.no_grad(), Operations() as operations:
        output = first(model(x.clone()))
    return {
        "parameters": sum(parameter.numel() for parameter in model.parameters()),
        "output": tuple(output.shape[1:]),
        "macs": operations.macs,
        "add": operations.counts["add"] + operations.counts["sub"],
        "concat": operations.counts["cat"],
        "multiply": operations.counts["mul"],
    }, output[0].double().numpy()


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


def left_out(notes):
    """Count the parameters that the notes say are not in the totals."""
    found = re.findall(r"([\d,]+) (?:parameters are|numbers are) not in the totals", " ".join(notes))
    return sum(int(number.replace(",", "")) for number in found)


def compared(tally, what, text, shape, expression="", *, values=True):
    """Compare a text's reading with PyTorch's own; give the reading."""
    reading = read_pytorch(text, expression, shape)
    model = made(text, expression)
    x = torch.randn(2, *shape, generator=torch.Generator().manual_seed(2))
    with torch.no_grad():
        model(x.clone())  # lazy layers are made
    randomised(model)
    expected, numbers = facts(model.double(), x.double())
    analysis = analysis_of({"input_shape": reading.input_shape, "layers": reading.nodes})
    operations = Counter(node["operation"] for node in reading.nodes)
    ours = {
        "parameters": analysis.count.total + left_out(reading.notes),
        "output": analysis.nodes[-1].output_shape,
        "macs": analysis.macs,
        "add": operations["add"],
        "concat": operations["concat"],
        "multiply": operations["multiply"] + operations["layer_scale"],
    }
    tally.compared += len(ours)
    for key, number in ours.items():
        if number != expected[key]:
            tally.differs(f"{what}: {key} is {number}, not {expected[key]}", text)
    weights = weights_of(model, analysis) if values else None
    if weights is not None and ours["output"] == expected["output"]:
        tally.same(what, output_of(analysis, x[0].double().numpy(), weights), numbers, text)
        tally.compared += 1
    return reading
