"""Which of our layers a layer of PyTorch is, and with which options: one, or two where it pads in its own way."""

from collections.abc import Callable, Mapping
from typing import Any

from ....layers.layer import option_fields
from ....layers.registry import LAYERS
from ....mechanics.errors import OptionError
from .options import plain
from .specs import LINEAR_MODES, NEEDED, Spec
from .tensor import Dims

#: Arguments that change neither shapes nor counts.
_FREE = {"inplace", "momentum", "init", "device", "dtype", "training", "dim", "_stacklevel", "recompute_scale_factor"}
#: Arguments that may have one value alone, the one that our layers have.
_FIXED: dict[str, Any] = {
    "return_indices": False, "divisor_override": None, "antialias": False, "min_value": None, "max_value": None,
    "value": 0,
}  # fmt: skip
Step = tuple[str, dict[str, Any]]


def steps_of(called: str, spec: Spec, arguments: Mapping[str, Any], shape: Dims) -> list[Step]:
    """Give the operations that a layer of PyTorch is.

    Parameters
    ----------
    called : str
        What the text calls it.
    spec : Spec
        What it is.
    arguments : mapping
        By name.
    shape : tuple of int
        Of its input, with the batch.

    Raises
    ------
    OptionError
        If it does what our layers do not do.

    Examples
    --------
    >>> from .specs import SPECS
    >>> steps_of("Dropout", SPECS["Dropout"], {"p": 0.2, "inplace": True}, (1000003, 8))
    [('dropout', {'p': 0.2})]
    """
    fixed = {name: value for name, value in _FIXED.items() if name in arguments}
    if spec.operation in _NORMS:
        fixed["bias"] = arguments.get("affine", True)  # printed since PyTorch 2.13
        fixed["track_running_stats"] = spec.operation == "batch_norm"
    for name, wanted in fixed.items():
        value = arguments.get(name, wanted)
        if value is not None and (value != wanted or isinstance(value, bool) != isinstance(wanted, bool)):
            raise OptionError("text", f"{called} with {name}={value!r} has no counterpart among the layers here")
    options = {
        name: plain(value)
        for name, value in arguments.items()
        if name not in _FREE and name not in fixed and value is not None
    }
    make = _MAKERS.get(spec.operation)
    steps = [(spec.operation, options)] if make is None else make(called, options, shape)
    return [(operation, _changed(operation, options)) for operation, options in steps]


_NORMS = ("batch_norm", "group_norm", "instance_norm")


def _changed(operation: str, options: dict[str, Any]) -> dict[str, Any]:
    """Leave out options that are as they are anyway."""
    fields = option_fields(LAYERS[operation])
    defaults = {name: default for name, (_, default) in fields.items()}
    for name, value in options.items():
        if name in fields and fields[name][0].kind.per_axis and isinstance(value, list) and value:
            options[name] = value[0] if all(isinstance(v, int) and v == value[0] for v in value) else value
    return {name: value for name, value in options.items() if value != defaults.get(name, NEEDED)}


def _conv(called: str, options: dict[str, Any], shape: Dims) -> list[Step]:
    mode, padding = options.pop("padding_mode", "zeros"), options.get("padding", 0)
    if mode == "zeros" or padding == "valid" or not any(_each(padding, 1)):
        return [("conv", options)]
    axes = len(shape) - 2
    if padding == "same":
        kernel, dilation = (_each(options.get(key, 1), axes) for key in ("kernel_size", "dilation"))
        spans = [apart * (cells - 1) for cells, apart in zip(kernel, dilation, strict=True)]
        sides = [[span // 2, span - span // 2] for span in spans]
    else:
        sides = [[cells, cells] for cells in _each(padding, axes)]
    if mode not in ("reflect", "replicate", "circular"):
        raise OptionError("text", f"{called} with padding_mode={mode!r}: it is zeros, reflect, replicate or circular")
    return [("pad", {"padding": sides, "padding_mode": mode}), ("conv", options | {"padding": 0})]


def _conv_transpose(called: str, options: dict[str, Any], shape: Dims) -> list[Step]:
    if options.pop("padding_mode", "zeros") != "zeros":
        raise OptionError("text", f"PyTorch refuses {called} with a padding_mode other than zeros")
    return [("conv_transpose", options)]


def _each(value: Any, axes: int) -> list[Any]:
    return value if isinstance(value, list) else [value] * axes


def _pad(called: str, options: dict[str, Any], shape: Dims) -> list[Step]:
    axes = len(shape) - 2
    widths = options["padding"]
    widths = widths if isinstance(widths, list) else [widths] * (2 * axes)
    mode = {"constant": "zeros"}.get(options["mode"], options["mode"])
    if mode not in ("zeros", "reflect", "replicate", "circular") or len(widths) % 2 or len(widths) > 2 * axes:
        raise OptionError("text", f"{called} of {widths} in mode {options['mode']!r} is not read here")
    # the last axis comes first
    pairs = [widths[at : at + 2] for at in range(0, len(widths), 2)][::-1]
    pairs = [[0, 0]] * (axes - len(pairs)) + pairs
    if any(not isinstance(width, int) for pair in pairs for width in pair):
        raise OptionError("text", f"{called} takes whole numbers, not {widths}")
    steps: list[Step] = []
    if any(width < 0 for pair in pairs for width in pair):  # what is below 0 is cut off
        for axis, ((before, after), size) in enumerate(zip(pairs, shape[2:], strict=True), start=2):
            if before < 0 or after < 0:
                steps.append(("slice", {"dim": axis, "start": max(-before, 0), "stop": size - max(-after, 0)}))
        pairs = [[max(width, 0) for width in pair] for pair in pairs]
    return [*steps, ("pad", {"padding": pairs, "padding_mode": mode})]


def _upsample(called: str, options: dict[str, Any], shape: Dims) -> list[Step]:
    axes, mode = len(shape) - 2, options.get("mode", "nearest")
    if mode in LINEAR_MODES:
        mode = "bilinear"
    elif mode != "nearest":
        raise OptionError("text", f"{called} with mode={mode!r} has no counterpart among the layers here")
    if mode == "nearest" and options.get("align_corners") is not None:
        raise OptionError("text", f"PyTorch refuses {called} with align_corners in the mode nearest: leave it out")
    corners = options.get("align_corners", False)
    size, factor = options.get("size"), options.get("scale_factor")
    if (size is None) == (factor is None):
        raise OptionError("text", f"{called} takes either size or scale_factor")
    if size is None:
        factors = _each(factor, axes)
        if len(factors) != axes or not all(isinstance(f, int | float) and f > 0 for f in factors):
            raise OptionError("text", f"{called} with scale_factor={factor}: one factor, or one for each axis")
        sizes = [int(cells * f) for cells, f in zip(shape[2:], factors, strict=True)]
        if not corners and any(cells * f != new for cells, f, new in zip(shape[2:], factors, sizes, strict=True)):
            # PyTorch then interpolates by the factor, and not by the sizes
            raise OptionError("text", f"{called} with scale_factor={factor} does not divide the map: give size instead")
    else:
        sizes = _each(size, axes)
        if len(sizes) != axes or not all(isinstance(cells, int) for cells in sizes):
            raise OptionError("text", f"{called} with size={size}: one whole number, or one for each axis")
    grows = all(new >= cells and new % cells == 0 for cells, new in zip(shape[2:], sizes, strict=True))
    kept = {} if mode == "nearest" else {"mode": mode}
    if grows and not corners:
        factors = [new // cells for cells, new in zip(shape[2:], sizes, strict=True)]
        return [("upsample", {"scale_factor": factors[0] if len(set(factors)) == 1 else factors} | kept)]
    return [("resize", {"output_size": sizes, "align_corners": corners} | kept)]


def _adaptive(operation: str) -> Callable[[str, dict[str, Any], Dims], list[Step]]:
    def make(called: str, options: dict[str, Any], shape: Dims) -> list[Step]:
        size = options["output_size"]
        if isinstance(size, list) and len(size) == len(shape) - 2:
            size = [there if wanted is None else wanted for wanted, there in zip(size, shape[2:], strict=True)]
        return [(operation, {"output_size": size})]

    return make


def _gelu(called: str, options: dict[str, Any], shape: Dims) -> list[Step]:
    kind = options.pop("approximate", "none")
    if kind not in ("none", "tanh"):
        raise OptionError("text", f"{called} with approximate={kind!r}: it is none or tanh")
    return [("gelu" if kind == "none" else "gelu_tanh", options)]


def _leaky_relu(called: str, options: dict[str, Any], shape: Dims) -> list[Step]:
    if "lower" in options:  # a random slope is the mean of its bounds once the model is trained
        return [("leaky_relu", {"negative_slope": (options["lower"] + options["upper"]) / 2})]
    return [("leaky_relu", options)]


_MAKERS: dict[str, Callable[[str, dict[str, Any], Dims], list[Step]]] = {
    "conv": _conv,
    "conv_transpose": _conv_transpose,
    "pad": _pad,
    "upsample": _upsample,
    "adaptive_avg_pool": _adaptive("adaptive_avg_pool"),
    "adaptive_max_pool": _adaptive("adaptive_max_pool"),
    "gelu": _gelu,
    "leaky_relu": _leaky_relu,
}
