"""Asks PyTorch for the parameters and the output shape of the models in tests/formats/people, and writes them down.

Run it where PyTorch and torchvision are installed: ``python -m scripts.people``. The texts are ours and are executed.
"""

import json
import sys
from importlib.machinery import ModuleSpec
from importlib.util import module_from_spec
from pathlib import Path
from typing import Any

import torch

from app.formats.pytorch.pasted import without_frame

PEOPLE = Path(__file__).parents[1] / "tests" / "formats" / "people"


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


def asked(text: str) -> dict[str, Any]:
    """Execute a text, and give what PyTorch says of its model."""
    names: dict[str, Any] = {"__name__": "people"}
    if "pandas" not in sys.modules:  # which a notebook imports, and its model does without
        sys.modules["pandas"] = module_from_spec(ModuleSpec("pandas", None))
    exec(compile(without_frame(text), "people", "exec"), names)
    shape = [int(size) for size in header(text, "input").split(",")]
    model = the_model(text, names).eval()
    lazy = any(torch.nn.parameter.is_lazy(parameter) for parameter in model.parameters())
    device = "cpu" if lazy else "meta"  # which computes shapes alone
    with torch.no_grad():
        output = model.to(device)(torch.randn(2, *shape, device=device))
    while not isinstance(output, torch.Tensor):
        output = next(iter(output.values())) if isinstance(output, dict) else output[0]
    return {"parameters": sum(p.numel() for p in model.parameters()), "output_shape": list(output.shape[1:])}


def main() -> None:
    found = {}
    for path in sorted(PEOPLE.glob("*.txt")):
        try:
            found[path.stem] = asked(path.read_text())
        except Exception as error:  # whatever a text does that PyTorch refuses
            print(f"{path.stem}: {type(error).__name__}: {error}")
    (PEOPLE / "expected.json").write_text(json.dumps(found, indent=1) + "\n")


if __name__ == "__main__":
    main()
