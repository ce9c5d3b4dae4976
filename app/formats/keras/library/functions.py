"""Functions that a text calls on tensors: ``keras.ops``, ``tf.nn``, ``keras.backend`` and their kin."""

from collections.abc import Callable
from typing import Any

from ...pytorch.interpreter.machine import Machine
from ...pytorch.interpreter.values import Native
from ..reading.activations import WORDS, activate
from ..reading.joining import concatenated
from ..reading.operation import between
from ..reading.shaping import pad, permuted, reshaped
from ..reading.site import Site
from ..reading.tensor import Tensor
from .classes import CLASSES


def _tensor(m: Machine, value: Any, name: str) -> Tensor:
    m.known(value, f"what goes into {name}")
    if not isinstance(value, Tensor):
        raise m.refusal(f"{name} takes a tensor of the network here")
    return value


def _given(m: Machine, values: Any, name: str) -> list[Tensor]:
    return [_tensor(m, one, name) for one in m.listed(m.known(values, f"what goes into {name}"))]


def activation(word: str) -> Native:
    """Give an activation as a function."""

    def run(m: Machine, x: Any, *args: Any, **kwargs: Any) -> Any:
        options = {key: value for key, value in kwargs.items() if key != "name"}
        if word == "softmax" and options.get("axis", -1) == -1 and not args:
            options = {}
        if word == "relu" and options and not args:
            return layer("ReLU")(m, x, **{"max_value": None, **options})
        if args or options:
            raise m.refusal(f"{word} with other arguments than its tensor is not read here: use its layer")
        return m.world.compute(m, word, [_tensor(m, x, word)], lambda site: activate(site, word, site.x))

    return Native(word, run, takes_unknown=True)


def layer(kind: str) -> Callable[..., Any]:
    """Give a function that does what a layer does."""

    def run(m: Machine, x: Any, *args: Any, **kwargs: Any) -> Any:
        inputs = _given(m, x, kind) if isinstance(x, list | tuple) else [_tensor(m, x, kind)]
        made = m.call(CLASSES[kind], args, kwargs)
        return m.world.called(m, made, [inputs if len(inputs) > 1 else inputs[0]], {})

    return run


def _concatenate(m: Machine, values: Any, axis: Any = 0, name: Any = None) -> Any:
    return m.world.compute(
        m, "concatenate", _given(m, values, "concatenate"), lambda site: concatenated(site, site.inputs, axis)
    )


def _operator(symbol: str) -> Callable[..., Any]:
    def run(m: Machine, left: Any, right: Any, name: Any = None) -> Any:
        found = m.world.operate(m, symbol, m.known(left, "an operand"), m.known(right, "an operand"))
        if found is NotImplemented:
            raise m.refusal(f"{symbol} goes between tensors and numbers here")
        return found

    return run


def _sizes(m: Machine, shape: Any, what: str) -> list[Any]:
    found = list(m.listed(m.known(shape, what)))
    if not found or found[0] not in (-1, None):
        raise m.refusal(f"{what} must leave the batch open: -1 first")
    return [m.known(one, what) for one in found[1:]]


def _reshape(m: Machine, x: Any, shape: Any = None, newshape: Any = None, **_: Any) -> Any:
    sizes = _sizes(m, shape if shape is not None else newshape, "the new shape")
    return m.world.compute(m, "reshape", [_tensor(m, x, "reshape")], lambda site: reshaped(site, site.x, sizes))


def _transpose(m: Machine, x: Any, axes: Any = None, perm: Any = None, **_: Any) -> Any:
    order = list(m.listed(m.known(axes if axes is not None else perm, "the order of axes")))
    if order[:1] != [0]:
        raise m.refusal("the batch must stay the first axis")
    return m.world.compute(m, "transpose", [_tensor(m, x, "transpose")], lambda site: permuted(site, site.x, order[1:]))


def _swapaxes(m: Machine, x: Any, axis1: int, axis2: int) -> Any:
    tensor = _tensor(m, x, "swapaxes")
    order = list(range(len(tensor.shape) + 1))
    one, two = order[axis1], order[axis2]
    order[one], order[two] = order[two], order[one]
    return _transpose(m, tensor, order)


def _pad(
    m: Machine, x: Any, pad_width: Any = None, mode: Any = "constant", constant_values: Any = None, **more: Any
) -> Any:
    tensor = _tensor(m, x, "pad")
    widths = m.known(pad_width if pad_width is not None else more.get("paddings"), "the padding")
    rows = [list(m.listed(row)) for row in m.listed(widths)]
    value = 0 if constant_values is None else constant_values
    word = str(mode).lower()
    if len(rows) != len(tensor.shape) + 1 or not all(
        len(row) == 2 and all(isinstance(one, int) and one >= 0 for one in row) for row in rows
    ):
        raise m.refusal("the padding must be a pair of whole numbers for each axis, the batch among them")
    if any(rows[0]) or word not in ("constant", "reflect") or not isinstance(value, int | float):
        raise m.refusal("padding of this kind has no counterpart among the layers here")
    if value not in (0, float("-inf")):
        raise m.refusal(f"padding with {value} has no counterpart among the layers here")

    def run(site: Site) -> Tensor:
        first = site.graph.first
        channels, sides = (rows[1], rows[2:]) if first else (rows[-1], rows[1:-1])
        if len(tensor.shape) < 2:
            raise site.refusal("a vector cannot be padded here")
        if any(channels):
            if value or word != "constant" or any(map(any, sides)):
                raise site.refusal("channels are padded with zeros, and alone, here")
            old = site.graph.ours(tensor.shape)[0]
            options = {"out_channels": old + sum(channels), "stride": 1, "before": channels[0] or None}
            return site.add("subsample", options)
        return pad(site, site.x, sides, "zeros" if word == "constant" else "reflect", float(value))

    return m.world.compute(m, "pad", [tensor], run)


def _mean(m: Machine, x: Any, axis: Any = None, keepdims: Any = False, keep_dims: Any = False, **_: Any) -> Any:
    tensor = _tensor(m, x, "mean")
    axes = len(tensor.shape)
    first = m.world.graph.first
    wanted = list(range(2, axes + 1)) if first else list(range(1, axes))
    given = [axis] if isinstance(axis, int) else list(axis or [])
    if axes < 2 or sorted(one % (axes + 1) for one in given) != wanted:
        raise m.refusal("a mean over other axes than rows and columns has no counterpart among the layers here")

    def run(site: Site) -> Tensor:
        found = site.add("adaptive_avg_pool", {"output_size": 1})
        return found if keepdims or keep_dims else reshaped(site, found, (site.graph.ours(found.shape)[0],))

    return m.world.compute(m, "mean", [tensor], run)


def _gelu(m: Machine, x: Any, approximate: Any = True, **_: Any) -> Any:
    tanh = approximate is not False
    return m.world.compute(m, "gelu", [_tensor(m, x, "gelu")], lambda site: site.add("gelu_tanh" if tanh else "gelu"))


def _clip(m: Machine, x: Any, low: Any = None, high: Any = None, **more: Any) -> Any:
    low, high = more.get("x_min", low), more.get("x_max", high)
    if not isinstance(low, int | float) or not isinstance(high, int | float):
        raise m.refusal("clip takes two numbers here")
    options = {"min_val": float(low), "max_val": float(high)}
    return m.world.compute(m, "clip", [_tensor(m, x, "clip")], lambda site: site.add("hardtanh", options))


def _softplus(m: Machine, x: Any, **_: Any) -> Any:
    return m.world.compute(m, "softplus", [_tensor(m, x, "softplus")], lambda site: site.add("softplus"))


def _resize(m: Machine, x: Any, size: Any, interpolation: Any = "bilinear", method: Any = None, **more: Any) -> Any:
    if any(more.get(key) for key in ("antialias", "preserve_aspect_ratio", "crop_to_aspect_ratio")):
        raise m.refusal("resizing in this way has no counterpart among the layers here")
    height, width = m.listed(m.known(size, "the size"))
    return layer("Resizing")(m, x, height, width, method or interpolation)


def _shape(m: Machine, x: Any, *_: Any) -> Any:
    return (None, *_tensor(m, x, "shape").shape)


def _square(m: Machine, x: Any) -> Any:
    tensor = _tensor(m, x, "square")
    return m.world.compute(m, "square", [tensor, tensor], between("*", tensor, tensor))


def _whole(m: Machine, x: Any, *_: Any, **__: Any) -> Any:
    return x


_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "concatenate": _concatenate, "concat": _concatenate, "reshape": _reshape, "transpose": _transpose,
    "permute_dimensions": _transpose, "swapaxes": _swapaxes, "pad": _pad, "mean": _mean, "reduce_mean": _mean,
    "gelu": _gelu, "clip": _clip, "clip_by_value": _clip, "softplus": _softplus, "shape": _shape, "int_shape": _shape,
    "square": _square, "cast": _whole, "identity": _whole, "stop_gradient": _whole, "convert_to_tensor": _whole,
    "add": _operator("+"), "subtract": _operator("-"), "multiply": _operator("*"), "divide": _operator("/"),
}  # fmt: skip
_ACTIVATIONS = {word: activation(word) for word in WORDS if word not in ("gelu", "softplus")}
#: By name, in ``keras.ops``, ``tf`` and ``tf.nn``.
FUNCTIONS: dict[str, Any] = {
    **{name: Native(name, run, takes_unknown=True) for name, run in _FUNCTIONS.items()},
    **_ACTIVATIONS,
    "leaky_relu": Native(
        "leaky_relu",
        lambda m, x, slope=0.2, **more: layer("LeakyReLU")(
            m, x, negative_slope=more.get("negative_slope", more.get("alpha", slope))
        ),
    ),
}
#: Functions that ``keras.activations`` holds: of a word as an option, too.
ACTIVATIONS: dict[str, Any] = {word: activation(word) for word in WORDS}
#: ``keras.layers.add`` and its kin: layers as functions of a list.
MERGES: dict[str, Any] = {
    name: Native(name, layer(kind), takes_unknown=True)
    for name, kind in {"add": "Add", "multiply": "Multiply", "concatenate": "Concatenate", "average": "Average",
                       "subtract": "Subtract"}.items()
}  # fmt: skip
IMAGE: dict[str, Any] = {"resize": Native("resize", _resize, takes_unknown=True)}
