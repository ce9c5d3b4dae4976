"""Asks PyTorch what the models in tests/formats/people and unusual are, and writes it down: counts, shapes, MACs.

Run it where PyTorch and torchvision are installed: ``python -m scripts.people``. The texts are ours and are executed.
"""

import json
import sys
import warnings
from collections import Counter
from contextlib import redirect_stdout
from importlib.machinery import ModuleSpec
from importlib.util import module_from_spec
from io import StringIO
from pathlib import Path
from typing import Any
from unittest.mock import patch

import torch
from torch.nn import functional
from torch.nn.functional import local_response_norm
from torch.utils._python_dispatch import TorchDispatchMode

from app.formats.pytorch.pasted import without_frame

FOLDERS = [Path(__file__).parents[1] / "tests" / "formats" / name for name in ("people", "unusual")]


def header(text: str, key: str) -> str:
    """Give what a comment at the beginning of a text says."""
    lines = (line for line in text.splitlines() if line.startswith(f"# {key}: "))
    return next(lines, "").partition(": ")[2]


def the_model(text: str, names: dict[str, Any]) -> torch.nn.Module:
    """Give the model that the text's comment names, else the module that was made last, else what its class makes."""
    named = header(text, "model")
    if named:
        found = eval(named, names)
        return found if isinstance(found, torch.nn.Module) else found()
    made = [value for value in names.values() if isinstance(value, torch.nn.Module) and list(value.parameters())]
    if made:
        return made[-1]
    own = [
        value
        for value in names.values()
        if isinstance(value, type) and issubclass(value, torch.nn.Module) and value.__module__ == "people"
    ]
    makers = [
        value for key, value in names.items() if callable(value) and not isinstance(value, type) and key[0].isupper()
    ]
    return (makers or own)[-1]()


def made(text: str, expression: str = "") -> torch.nn.Module:
    """Execute a text, and give its model, or what an expression makes in its world."""
    names: dict[str, Any] = {"__name__": "people", "torch": torch, "nn": torch.nn, "F": torch.nn.functional}
    lacks_pandas = "pandas" not in sys.modules
    if lacks_pandas:  # which a notebook imports, and its model does without
        sys.modules["pandas"] = module_from_spec(ModuleSpec("pandas", None))
    torch.manual_seed(0)
    try:
        with warnings.catch_warnings(), redirect_stdout(StringIO()):
            warnings.simplefilter("ignore")
            exec(compile(without_frame(text), "people", "exec"), names)
            return the_model(f"# model: {expression}\n{text}" if expression else text, names).eval()
    finally:
        if lacks_pandas:
            del sys.modules["pandas"]


class Operations(TorchDispatchMode):  # type: ignore[misc]  # PyTorch is not installed where types are checked
    """Counts what PyTorch computes for a batch, by name, and its MACs for one input."""

    def __init__(self, batch: int) -> None:
        super().__init__()
        self.counts: Counter[str] = Counter()
        self.batch, self.macs = batch, 0

    def __torch_dispatch__(self, function: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
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
                self.macs += (x if transposed else output).numel() // self.batch * weight[0].numel()
            case "mm" | "addmm":
                self.macs += args[-2].numel() // self.batch * args[-1].shape[1]
        return output


def facts(model: torch.nn.Module, x: torch.Tensor) -> tuple[dict[str, Any], torch.Tensor]:
    """Give what PyTorch says of a model, and what it gives for a batch."""
    squares: Counter[str] = Counter()  # which local response normalisation multiplies, and no layer of the model

    def normalised(*args: Any, **kwargs: Any) -> torch.Tensor:
        squares["mul"] += 1
        return local_response_norm(*args, **kwargs)

    with torch.no_grad(), Operations(len(x)) as operations, patch.object(functional, "local_response_norm", normalised):
        output = model(x.clone())
    while not isinstance(output, torch.Tensor):
        output = next(iter(output.values())) if isinstance(output, dict) else output[0]
    return {
        "parameters": sum(parameter.numel() for parameter in model.parameters()),
        "output_shape": list(output.shape[1:]),
        "macs": operations.macs,
        "adds": operations.counts["add"] + operations.counts["sub"],
        "concatenations": operations.counts["cat"],
        "multiplications": operations.counts["mul"] - squares["mul"],
    }, output


def asked(text: str) -> dict[str, Any]:
    """Execute a text, and give what PyTorch says of its model."""
    shape = [int(size) for size in header(text, "input").split(",")]
    model = made(text)
    if any(torch.nn.parameter.is_lazy(parameter) for parameter in model.parameters()):
        with torch.no_grad():
            model(torch.randn(2, *shape))
    return facts(model.to("meta"), torch.empty(2, *shape, device="meta"))[0]


def main() -> None:
    from tests.verify import torchvisions  # noqa: F401, PLC0415, which some of them import, beside any PyTorch

    for folder in FOLDERS:
        found = {}
        for path in sorted(folder.glob("*.txt")):
            try:
                found[path.stem] = asked(path.read_text())
            except Exception as error:  # whatever a text does that PyTorch refuses
                print(f"{path.stem}: {type(error).__name__}: {error}")
        (folder / "expected.json").write_text(json.dumps(found, indent=1) + "\n")


if __name__ == "__main__":
    main()
