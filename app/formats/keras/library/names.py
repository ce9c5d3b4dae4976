"""What a text may import and use: Keras', TensorFlow's and NumPy's names."""

from typing import Any

import numpy as np

from ...pytorch.interpreter.builtins import BUILTINS
from ...pytorch.interpreter.machine import Machine
from ...pytorch.interpreter.modules import MODULES as PYTHON
from ...pytorch.interpreter.values import Namespace, Native, Unknown
from ...pytorch.library import numbers
from ...pytorch.library.tensor import Made
from .classes import BASE, CLASSES
from .functions import ACTIVATIONS, FUNCTIONS, IMAGE, MERGES
from .models import MODEL, SEQUENTIAL, make_input
from .world import TENSOR


def _nothing(m: Machine, *_: Any, **__: Any) -> None:
    """Do nothing that shapes or counts depend on."""


def _first(m: Machine, value: Any = None, *_: Any, **__: Any) -> Any:
    return value


def _decorator(m: Machine, *args: Any, **_: Any) -> Any:
    return args[0] if args and not isinstance(args[0], str | Unknown) else Native("decorator", _first)


def _made(m: Machine, *shape: Any, **more: Any) -> Made:
    sizes = more.get(
        "shape",
        more.get("size", shape[0] if len(shape) == 1 or (shape and isinstance(shape[0], list | tuple)) else shape),
    )
    sizes = [sizes] if isinstance(sizes, int) else sizes
    known = isinstance(sizes, list | tuple) and all(isinstance(one, int) for one in sizes)
    return Made(tuple(sizes) if known else None)


def _format(m: Machine, data_format: Any) -> None:
    m.world.graph.default = m.known(data_format, "the data format")


def _natives(**table: Any) -> dict[str, Native]:
    return {name: Native(name, run, takes_unknown=True) for name, run in table.items()}


_FORMAT = _natives(set_image_data_format=_format, image_data_format=lambda m: m.world.graph.default)
_HARMLESS = _natives(
    clear_session=_nothing, set_floatx=_nothing, set_random_seed=_nothing, set_session=_nothing,
    set_dtype_policy=_nothing, enable_unsafe_deserialization=_nothing, plot_model=_nothing,
)  # fmt: skip
_REGISTER = _natives(register_keras_serializable=_decorator, to_categorical=_first)
_INPUTS: dict[str, Any] = {
    "Input": Native("Input", make_input, takes_unknown=True),
    "InputLayer": Native("InputLayer", make_input, takes_unknown=True),
}
_LAYERS = Namespace("keras.layers", {**CLASSES, **MERGES, **_INPUTS, "Layer": BASE})
_MODELS = Namespace("keras.models", {"Model": MODEL, "Sequential": SEQUENTIAL, "Input": _INPUTS["Input"]})
_OPS = Namespace("keras.ops", {**FUNCTIONS, "image": Namespace("keras.ops.image", dict(IMAGE))})
_OPS.names["nn"] = _OPS
_BACKEND = Namespace(
    "keras.backend", {**FUNCTIONS, **_FORMAT, **_HARMLESS, "backend": Native("backend", lambda m: "tensorflow")}
)
_UTILS = Namespace("keras.utils", {**_HARMLESS, **_REGISTER})
_ACTIVATIONS = Namespace("keras.activations", dict(ACTIVATIONS))
_KERAS = Namespace(
    "keras",
    {
        "layers": _LAYERS,
        "models": _MODELS,
        "Model": MODEL,
        "Sequential": SEQUENTIAL,
        "Input": _INPUTS["Input"],
        "Layer": BASE,
        "ops": _OPS,
        "backend": _BACKEND,
        "activations": _ACTIVATIONS,
        "utils": _UTILS,
        "saving": _UTILS,
        "config": Namespace("keras.config", {**_FORMAT, **_HARMLESS}),
        "KerasTensor": TENSOR,
        "__version__": "3",
    },
)
_RANDOM = Namespace("tf.random", _natives(normal=_made, uniform=_made, set_seed=_nothing))
_NN = Namespace("tf.nn", {**FUNCTIONS, **ACTIVATIONS})
_TF = Namespace(
    "tf",
    {
        **{name: FUNCTIONS[name] for name in ("concat", "reshape", "transpose", "pad", "reduce_mean", "clip_by_value",
                                              "shape", "square", "cast", "identity", "stop_gradient", "add", "subtract",
                                              "multiply", "divide", "sigmoid", "tanh", "convert_to_tensor")},
        "keras": _KERAS,
        "nn": _NN,
        "image": Namespace("tf.image", dict(IMAGE)),
        "random": _RANDOM,
        "Tensor": TENSOR,
        "TensorShape": BUILTINS["list"],
        **_natives(zeros=_made, ones=_made, function=_decorator),
        "math": Namespace("tf.math", {**FUNCTIONS}),
        "__version__": "2",
    },
)  # fmt: skip
_NUMPY = Namespace(
    "numpy",
    _natives(
        zeros=_made, ones=_made, empty=_made,
        **dict.fromkeys(("array", "asarray"), numbers.listed(np.float64)),
        **{name: numbers.function(name) for name in ("round", "log", "log2", "exp", "sqrt", "ceil", "floor")},
        prod=lambda m, values: m.call(PYTHON["math"].names["prod"], [values]),
        linspace=numbers.spaced(np.float64), arange=numbers.counted(np.float64),
    ) | {"random": Namespace("numpy.random", _natives(rand=_made, randn=_made, normal=_made, seed=_nothing))},
)  # fmt: skip
_WARNINGS = Namespace("warnings", _natives(warn=_nothing, filterwarnings=_nothing, simplefilter=_nothing))
_LIBRARIES: dict[str, Namespace] = {
    **PYTHON,
    "keras": _KERAS,
    "tensorflow": _TF,
    "tf_keras": _KERAS,
    "numpy": _NUMPY,
    "warnings": _WARNINGS,
}
#: Modules of Keras whose names are those of another, as ``keras.layers.convolutional``.
_WITHIN = {"layers": _LAYERS, "models": _MODELS, "engine": _MODELS, "engine.topology": _LAYERS, "backend": _BACKEND}


def import_module(m: Machine, name: str) -> Any:
    """Give the module of a name; what it is not known to hold is not known either."""
    if name in _LIBRARIES:
        return _LIBRARIES[name]
    for start in ("tensorflow.python.keras", "tensorflow.keras", "tensorflow.compat.v1.keras", "tf_keras", "keras"):
        if name == start:
            return _KERAS
        if name.startswith(f"{start}."):
            rest = name.removeprefix(f"{start}.").removeprefix("api.").removeprefix("src.")
            first = rest.partition(".")[0]
            if first in _WITHIN:
                return _WITHIN[first]
            return _KERAS.names.get(rest) or Unknown(f"keras.{rest}", m.line)
    library, *parts = name.split(".")
    if library in _LIBRARIES:
        found: Any = _LIBRARIES[library]
        for part in parts:
            found = m.attribute(found, part)
        return found
    return Unknown(name, m.line)


#: What a text may use without importing it, as in a snippet.
NAMES: dict[str, Any] = {
    **CLASSES,
    **BUILTINS,
    **_INPUTS,
    "Model": MODEL,
    "Sequential": SEQUENTIAL,
    "Layer": BASE,
    "keras": _KERAS,
    "layers": _LAYERS,
    "models": _MODELS,
    "tf": _TF,
    "tensorflow": _TF,
    "ops": _OPS,
    "K": _BACKEND,
    "np": _NUMPY,
    "math": PYTHON["math"],
}
