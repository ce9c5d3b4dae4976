"""What a text may import: PyTorch's modules, Python's that build models, and known blocks of torchvision."""

from collections.abc import Callable
from typing import Any

import numpy as np

from ..interpreter.builtins import BUILTINS
from ..interpreter.machine import Machine
from ..interpreter.modules import MODULES as PYTHON
from ..interpreter.operators import binary
from ..interpreter.values import Namespace, Native, Unknown
from . import numbers
from .containers import CONTAINERS
from .functional import FUNCTIONS
from .gated import GLU
from .layers import LAYERS
from .modules import MODULE
from .numbers import Numbers
from .reparametrised import UTILITIES
from .tensor import Made, Tensor
from .torchvision import MODULES as TORCHVISION
from .torchvision import known_block
from .weighted import WEIGHTED
from .world import PARAMETER, TENSOR


def _made(m: Machine, *shape: Any, size: Any = None, **_: Any) -> Made:
    sizes = shape if size is None else (size,)
    if len(sizes) == 1 and isinstance(sizes[0], tuple | list):
        sizes = tuple(sizes[0])
    known = all(isinstance(one, int) and not isinstance(one, bool) for one in sizes)
    return Made(tuple(sizes) if known else None)


def _filled(m: Machine, shape: Any = (), *_: Any, **__: Any) -> Made:
    return _made(m, shape)


def _like(m: Machine, other: Any, *_: Any, **__: Any) -> Any:
    return Made(getattr(other, "shape", None))


def _parameter(m: Machine, cls: Any, data: Any = None, requires_grad: bool = True) -> Made:
    shape = data.values.shape if isinstance(data, Numbers) else data.shape if isinstance(data, Made) else None
    return Made(shape, learned=True)


def _first(m: Machine, value: Any = None, *_: Any, **__: Any) -> Any:
    return value


def _nothing(m: Machine, *_: Any, **__: Any) -> None:
    """Do nothing that shapes or counts depend on."""


def _decorator(m: Machine, *args: Any, **_: Any) -> Any:
    """Give the function itself, or what gives it: ``@torch.no_grad`` and ``@torch.no_grad()`` alike."""
    return args[0] if args and not isinstance(args[0], str) else Native("decorator", _first)


def _checkpoint(m: Machine, function: Any, *args: Any, use_reentrant: Any = None, **kwargs: Any) -> Any:
    return m.call(function, args, kwargs)


def _count_parameters(m: Machine, vector: Any) -> Made:
    return Made(None)


def _natives(**table: Callable[..., Any]) -> dict[str, Native]:
    return {name: Native(name, run, takes_unknown=True) for name, run in table.items()}


def _row_makers(precision: type) -> dict[str, Callable[..., Any]]:
    found = {"linspace": numbers.spaced(precision), "arange": numbers.counted(precision)}
    return found | dict.fromkeys(("tensor", "as_tensor", "array"), numbers.listed(precision))


def _of_numbers(name: str) -> Callable[..., Any]:
    def run(m: Machine, value: Any) -> Any:
        if isinstance(value, int | float):
            return m.call(PYTHON["math"].names.get(name) or BUILTINS[name], [value])
        return numbers.function(name)(m, value)

    return run


PARAMETER.names["__new__"] = Native("Parameter", _parameter, takes_unknown=True)
TENSOR.names["__new__"] = Native("Tensor", lambda m, cls, *shape: _made(m, *shape))
_FUNCTIONS = Namespace("torch.nn.functional", {**FUNCTIONS, **WEIGHTED})
#: Initialisations give back what they are given: the numbers are not looked at.
_INIT = Namespace(
    "torch.nn.init",
    {
        name: Native(name, _first, takes_unknown=True)
        for kind in ("kaiming_normal", "kaiming_uniform", "xavier_normal", "xavier_uniform", "normal", "uniform",
                     "constant", "zeros", "ones", "trunc_normal", "orthogonal", "dirac", "eye", "sparse")
        for name in (kind, f"{kind}_")
    } | _natives(calculate_gain=lambda m, *_, **__: 1.0, _calculate_fan_in_and_fan_out=lambda m, *_: (1, 1)),
)  # fmt: skip
_PARALLEL = _natives(DataParallel=_first, DistributedDataParallel=_first)
_NN = Namespace(
    "nn",
    {
        "Module": MODULE,
        **CONTAINERS,
        **LAYERS,
        "GLU": GLU,
        "Parameter": PARAMETER,
        "functional": _FUNCTIONS,
        "init": _INIT,
        "parameter": Namespace("nn.parameter", {"Parameter": PARAMETER}),
        "modules": Namespace("nn.modules", {**LAYERS, **CONTAINERS}),
        "utils": UTILITIES,
        **_PARALLEL,
        "parallel": Namespace("nn.parallel", dict(_PARALLEL)),
    },
)
_JIT = _natives(
    script=_decorator, unused=_decorator, ignore=_decorator, export=_decorator, script_method=_decorator,
    is_scripting=lambda m: False, is_tracing=lambda m: False, annotate=lambda m, _, value: value,
)  # fmt: skip
_TORCH = Namespace(
    "torch",
    {
        **FUNCTIONS,
        **{name: run for name, run in WEIGHTED.items() if name.startswith("conv")},
        "nn": _NN,
        "Tensor": TENSOR,
        "Size": BUILTINS["tuple"],
        "cuda": Namespace("torch.cuda", _natives(is_available=lambda m: False, device_count=lambda m: 0)),
        "backends": Namespace(
            "torch.backends",
            {"mps": Namespace("torch.backends.mps", _natives(is_available=lambda m: False, is_built=lambda m: False))},
        ),
        "jit": Namespace("torch.jit", {**_JIT, "Final": Unknown("typing.Final")}),
        "fx": Namespace("torch.fx", _natives(wrap=_first)),
        **_natives(
            **dict.fromkeys(("randn", "rand", "zeros", "ones", "empty"), _made),
            **dict.fromkeys(("full", "randint"), _filled),
            **dict.fromkeys(("randn_like", "zeros_like", "ones_like", "rand_like", "empty_like"), _like),
            **dict.fromkeys(("from_numpy", "eye"), _count_parameters),
            **_row_makers(np.float32),
            **{name: numbers.function(name) for name in ("round", "log", "log2", "exp", "ceil", "floor", "diff")},
            pow=lambda m, base, exponent: binary(m, "**", "pow", base, exponent),
            **dict.fromkeys(("manual_seed", "set_grad_enabled", "set_default_dtype"), _nothing),
            no_grad=_decorator, inference_mode=_decorator, compile=_decorator,
            is_tensor=lambda m, x: isinstance(x, Made | Tensor),
        ),
    },
)  # fmt: skip
_TORCH.names["utils"] = Namespace(
    "torch.utils",
    {"checkpoint": Namespace("torch.utils.checkpoint", _natives(checkpoint=_checkpoint))},
)
_NUMPY = Namespace(
    "numpy",
    _natives(
        **_row_makers(np.float64),
        **{name: _of_numbers(name) for name in ("round", "log", "log2", "exp", "sqrt", "ceil", "floor")},
        prod=lambda m, values: m.call(PYTHON["math"].names["prod"], [values]),
        sum=lambda m, values: m.call(BUILTINS["sum"], [values]),
        cumsum=lambda m, values: m.call(PYTHON["itertools"].names["accumulate"], [values]).items,
    ),
)
_LIGHTNING = Namespace("lightning", {"LightningModule": MODULE, "seed_everything": Native("seed", _nothing)})
_LIBRARIES: dict[str, Namespace] = {
    **PYTHON,
    **TORCHVISION,
    "torch": _TORCH,
    "numpy": _NUMPY,
    "pytorch_lightning": _LIGHTNING,
    "lightning": Namespace("lightning", {**_LIGHTNING.names, "pytorch": _LIGHTNING}),
    "lightning.pytorch": _LIGHTNING,
    "warnings": Namespace("warnings", _natives(warn=_nothing, filterwarnings=_nothing, simplefilter=_nothing)),
}


def import_module(m: Machine, name: str) -> Any:
    """Give the module of a name; what it is not known to hold is not known either."""
    if name in _LIBRARIES:
        return _LIBRARIES[name]
    first, *rest = name.lstrip(".").split(".")
    if not name.startswith(".") and first in _LIBRARIES:
        found: Any = _LIBRARIES[first]
        for part in rest:
            found = m.attribute(found, part)
        return found
    if name.startswith(".") or first == "torchvision":
        return known_block(m, name) or Unknown(name, m.line)
    return Unknown(name, m.line)


#: What a text may use without importing it, as in a snippet.
NAMES: dict[str, Any] = {
    **LAYERS,
    **CONTAINERS,
    **BUILTINS,
    "torch": _TORCH,
    "nn": _NN,
    "F": _FUNCTIONS,
    "functional": _FUNCTIONS,
    "OrderedDict": PYTHON["collections"].names["OrderedDict"],
    "math": PYTHON["math"],
    "np": _NUMPY,
    "partial": PYTHON["functools"].names["partial"],
}
