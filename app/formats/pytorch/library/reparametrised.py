"""``torch.nn.utils``: weights that are computed anew at each call."""

from typing import Any

from ..interpreter.machine import Machine
from ..interpreter.values import Namespace, Native
from .modules import is_module
from .tensor import Made


def _spectral_norm(m: Machine, module: Any, name: str = "weight", *_: Any, **__: Any) -> Any:
    return _noted(m, module, name, "spectral_norm")


def _weight_norm(m: Machine, module: Any, name: str = "weight", dim: int | None = 0) -> Any:
    weight = _noted(m, module, name, "weight_norm").attrs[name]
    if weight.shape is None:
        raise m.refusal("weight_norm of a layer without its input's size is not read here")
    lengths = 1 if dim is None else weight.shape[dim]
    m.note(f"weight_norm in line {m.line} learns lengths: its {lengths:,} parameters are not in the totals.")
    return module


def _noted(m: Machine, module: Any, name: str, called: str) -> Any:
    if not is_module(module) or not isinstance(module.attrs.get(name), Made):
        raise m.refusal(f"{called} takes a layer that has the parameter {name}")
    m.note(f"{called} in line {m.line} computes weights: the layer here holds the weights that come out.")
    return module


def _itself(m: Machine, module: Any, *_: Any, **__: Any) -> Any:
    return module


def _nothing(m: Machine, *_: Any, **__: Any) -> None:
    """Do nothing that shapes or counts depend on."""


_NORMS: dict[str, Any] = {
    "spectral_norm": Native("spectral_norm", _spectral_norm),
    "weight_norm": Native("weight_norm", _weight_norm),
}
#: What ``torch.nn.utils`` holds.
UTILITIES = Namespace(
    "nn.utils",
    {
        **_NORMS,
        "parametrizations": Namespace("nn.utils.parametrizations", dict(_NORMS)),
        **{name: Native(name, _nothing, takes_unknown=True) for name in ("clip_grad_norm_", "clip_grad_value_")},
    },
)
