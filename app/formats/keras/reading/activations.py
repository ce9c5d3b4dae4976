"""Activations of Keras, as layers and as words."""

from collections.abc import Callable, Mapping
from typing import Any

from .graph import refused_kind
from .site import Site, Spec, spec
from .tensor import Tensor

#: By the word, our operation with its options.
WORDS: dict[str, tuple[str, dict[str, Any]]] = {
    **{name: (name, {}) for name in ("relu", "relu6", "sigmoid", "tanh", "selu", "softplus", "softsign", "mish",
                                     "gelu", "silu", "elu", "log_sigmoid")},
    "linear": ("identity", {}),
    "swish": ("silu", {}),
    "leaky_relu": ("leaky_relu", {"negative_slope": 0.2}),
    "hard_sigmoid": ("hardsigmoid", {}),
    "hard_silu": ("hardswish", {}),
    "hard_swish": ("hardswish", {}),
    "hard_tanh": ("hardtanh", {}),
    "softmax": ("softmax", {}),
    "log_softmax": ("log_softmax", {}),
}  # fmt: skip
#: What a layer's ``activation`` is, where it is no function.
Layers = Mapping[str, Spec]


def word_of(value: Any) -> Any:
    """Give the word that an activation is: by itself, or as JSON has a function.

    Examples
    --------
    >>> word_of({"module": "builtins", "class_name": "function", "config": "relu6", "registered_name": "function"})
    'relu6'
    """
    if isinstance(value, dict) and value.get("class_name") == "function":
        return word_of(value.get("config"))
    if isinstance(value, dict) and isinstance(value.get("config"), str):
        return value["config"]
    return value


def activate(site: Site, word: Any, x: Tensor, part: str = "") -> Tensor:
    """Add an activation by its word."""
    if not isinstance(word, str) or word not in WORDS:
        raise site.refusal(
            f"the activation {str(word)[:60]} is not known here: it is one of {', '.join(sorted(WORDS))}"
        )
    operation, options = WORDS[word]
    if operation in ("softmax", "log_softmax") and site.axis(-1, x) != 1:
        raise site.refusal(f"{word} over an axis that is not the channels has no counterpart among the layers here")
    return site.add(operation, options, [x], part)


def activated(site: Site, x: Tensor) -> Tensor:
    """Add the activation that a layer has among its options."""
    value = word_of(site.get("activation"))
    if value is None or value == "linear":
        return x
    if isinstance(value, dict):
        value = value.get("class_name")
        if value in SPECS:
            inner = site.get("activation").get("config") or {}
            own = Site(site.graph, site.layer, value, SPECS[value], inner, [x])
            own.check()
            return own.spec.convert(own)  # type: ignore[no-any-return]
        raise refused_kind(site.graph, f"the activation {str(value)[:60]}")
    if hasattr(value, "apply"):  # a layer in the place of a function
        return site.graph.call(value, [x])  # type: ignore[no-any-return]
    return activate(site, value, x, value if isinstance(value, str) else "")


def _activation(site: Site) -> Tensor:
    value = word_of(site.get("activation"))
    if isinstance(value, dict) or hasattr(value, "apply"):
        return activated(site, site.x)
    return activate(site, value, site.x)


def _relu(site: Site) -> Tensor:
    most, slope, threshold = site.get("max_value"), site.get("negative_slope"), site.get("threshold")
    if threshold not in (None, 0):
        raise site.refusal(f"threshold={threshold!r} has no counterpart among the layers here")
    if slope not in (None, 0):
        if most is not None:
            raise site.refusal("a negative_slope together with a max_value has no counterpart among the layers here")
        return site.add("leaky_relu", {"negative_slope": site.number("negative_slope")})
    if most is None:
        return site.add("relu")
    if most == 6:
        return site.add("relu6")
    return site.add("hardtanh", {"min_val": 0.0, "max_val": site.number("max_value")})


def _leaky_relu(site: Site) -> Tensor:
    name = "alpha" if site.get("alpha") is not None else "negative_slope"
    return site.add("leaky_relu", {"negative_slope": site.number(name)})


def _prelu(site: Site) -> Tensor:
    x, shared = site.x, site.get("shared_axes")
    shared = [shared] if isinstance(shared, int) else list(shared or [])
    own = {site.axis(axis, x) for axis in range(1, len(x.shape) + 1)} - {site.axis(axis, x) for axis in shared}
    sizes = site.graph.ours(x.shape)
    if any(sizes[axis - 1] > 1 for axis in own - {1}):
        raise site.refusal(
            "a slope of its own for every cell has no counterpart among the layers here: give shared_axes, "
            f"{list(range(1, len(x.shape)))} for one slope a channel"
        )
    count = sizes[0] if 1 in own else 1
    return site.add("prelu", {"num_parameters": count if count > 1 else None}, held=("prelu", ("alpha",)))


def _elu(site: Site) -> Tensor:
    alpha = site.number("alpha")
    return site.add("elu", {"alpha": alpha if alpha != 1 else None})


def _softmax(site: Site) -> Tensor:
    axis = site.get("axis")
    axis = axis[0] if isinstance(axis, list | tuple) and len(axis) == 1 else axis
    if site.axis(axis, site.x) != 1:
        raise site.refusal(f"axis={axis!r} is not the channels, and has no counterpart among the layers here")
    return site.add("softmax")


def _named(word: str) -> Callable[[Site], Tensor]:
    return lambda site: activate(site, word, site.x)


SPECS: dict[str, Spec] = {
    "Activation": spec(_activation, "activation"),
    "ReLU": spec(_relu, max_value=None, negative_slope=0.0, threshold=0.0),
    "LeakyReLU": spec(_leaky_relu, negative_slope=0.3, alpha=None),
    "PReLU": spec(_prelu, alpha_initializer=None, alpha_regularizer=None, alpha_constraint=None, shared_axes=None),
    "ELU": spec(_elu, alpha=1.0),
    "Softmax": spec(_softmax, axis=-1),
    # what ops and tf.nn have of them, which JSON names as layers too
    **{
        kind: spec(_named(word))
        for kind, word in {
            "Relu": "relu", "Relu6": "relu6", "Sigmoid": "sigmoid", "Tanh": "tanh", "Silu": "silu", "Selu": "selu",
            "Softplus": "softplus", "Softsign": "softsign", "Mish": "mish", "HardSigmoid": "hard_sigmoid",
            "HardSilu": "hard_silu", "LogSigmoid": "log_sigmoid",
        }.items()
    },
}  # fmt: skip
