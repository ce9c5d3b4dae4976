"""Convolutions, transposed ones and pooling of Keras."""

from collections.abc import Callable, Sequence
from typing import Any

from .activations import activated
from .site import Site, Spec, spec
from .tensor import Tensor

_WINDOW = {"strides": 1, "padding": "valid", "data_format": None}
_ENDS = {"activation": None, "use_bias": True}


def one(values: Sequence[int]) -> int | list[int]:
    """Give one number where all are the same."""
    return values[0] if len(set(values)) == 1 else list(values)


def unless(value: Any, default: Any) -> Any:
    """Give a value, or None where it is the default."""
    return None if value == default else value


def _padding(site: Site, kernel: list[int], dilation: list[int]) -> Any:
    words = ("valid", "same", "causal") if len(kernel) == 1 and "Transpose" not in site.kind else ("valid", "same")
    word = site.word("padding", *words)
    if word == "causal":
        return [[dilation[0] * (kernel[0] - 1), 0]]
    return "same" if word == "same" and max(kernel) > 1 else None


def _window(site: Site, axes: int) -> dict[str, Any]:
    kernel, stride = site.each("kernel_size", axes), site.each("strides", axes)
    dilation = site.each("dilation_rate", axes)
    if max(stride) > 1 and max(dilation) > 1:
        raise site.refusal("Keras takes no strides above 1 together with a dilation_rate above 1")
    return {
        "kernel_size": one(kernel), "stride": unless(one(stride), 1), "dilation": unless(one(dilation), 1),
        "padding": _padding(site, kernel, dilation),
    }  # fmt: skip


def _arrays(site: Site, *names: str) -> tuple[str, ...]:
    return (*names, "bias") if site.flag("use_bias") else names


def _bias(site: Site) -> bool | None:
    return None if site.flag("use_bias") else False


def _conv(axes: int) -> Callable[[Site], Tensor]:
    def convert(site: Site) -> Tensor:
        x = site.map(axes)
        options = {"out_channels": site.count("filters"), **_window(site, axes)}
        options |= {"groups": unless(site.count("groups"), 1), "bias": _bias(site)}
        return activated(site, site.add("conv", options, [x], held=("conv", _arrays(site, "kernel"))))

    return convert


def _channels(site: Site, x: Tensor) -> int:
    return x.shape[0] if site.graph.first else x.shape[-1]


def _depthwise(axes: int) -> Callable[[Site], Tensor]:
    def convert(site: Site) -> Tensor:
        x = site.map(axes)
        channels = _channels(site, x)
        options = {"out_channels": channels * site.count("depth_multiplier"), **_window(site, axes)}
        options |= {"groups": unless(channels, 1), "bias": _bias(site)}
        return activated(site, site.add("conv", options, [x], held=("depthwise", _arrays(site, "depthwise_kernel"))))

    return convert


def _separable(axes: int) -> Callable[[Site], Tensor]:
    def convert(site: Site) -> Tensor:
        x = site.map(axes)
        channels = _channels(site, x)
        options = {"out_channels": channels * site.count("depth_multiplier"), **_window(site, axes)}
        options |= {"groups": unless(channels, 1), "bias": False}
        x = site.add("conv", options, [x], "depthwise", ("depthwise", ("depthwise_kernel",)))
        options = {"out_channels": site.count("filters"), "kernel_size": 1, "bias": _bias(site)}
        return activated(site, site.add("conv", options, [x], "pointwise", ("conv", _arrays(site, "kernel")), 1))

    return convert


def _transposed(axes: int) -> Callable[[Site], Tensor]:
    def convert(site: Site) -> Tensor:
        x = site.map(axes)
        options = _window(site, axes) | {"out_channels": site.count("filters"), "bias": _bias(site)}
        if site.get("output_padding") is not None or options["padding"] is None:
            options |= _crops(site, axes)
        return activated(
            site, site.add("conv_transpose", options, [x], held=("conv_transpose", _arrays(site, "kernel")))
        )

    return convert


def _crops(site: Site, axes: int) -> dict[str, Any]:
    """Give what Keras cuts off at both ends of what the stamps cover, or adds at the end of it."""
    kernel, stride, dilation = (site.each(name, axes) for name in ("kernel_size", "strides", "dilation_rate"))
    more = None if site.get("output_padding") is None else site.each("output_padding", axes, least=0)
    sides, added = [], []
    for at, (cells, step, apart) in enumerate(zip(kernel, stride, dilation, strict=True)):
        span = (cells - 1) * apart + 1
        if site.word("padding", "valid", "same") == "valid":
            before, after = 0, -(max(span, step) - span if more is None else more[at])
        else:
            # as keras.src.backend.common.backend_utils lays it out
            length = step + span - 2 if more is None else span + span % 2 - 2 + more[at]
            left = min(length // 2 + length % 2, span - 1)
            before, after = span - 1 - left, span - 1 - (length - left)
        sides.append([before, max(after, 0)])
        added.append(max(-after, 0))
    padding = one([before for before, _ in sides]) if all(a == b for a, b in sides) else sides
    return {"padding": unless(padding, 0), "output_padding": unless(one(added), 0)}


def _pool(operation: str, axes: int) -> Callable[[Site], Tensor]:
    def convert(site: Site) -> Tensor:
        x = site.map(axes)
        size = site.each("pool_size", axes)
        stride = size if site.get("strides") is None else site.each("strides", axes)
        same = site.word("padding", "valid", "same") == "same"
        options: dict[str, Any] = {"kernel_size": one(size), "stride": unless(one(stride), one(size))}
        options |= {"padding": "same"} if same else {}
        if same and operation == "avg_pool":
            options["count_include_pad"] = False
        return site.add(operation, options, [x])

    return convert


def _global(operation: str, axes: int) -> Callable[[Site], Tensor]:
    def convert(site: Site) -> Tensor:
        x = site.add(operation, {"output_size": 1}, [site.map(axes)])
        if site.flag("keepdims"):
            return x
        flat = x.reshaped((_channels(site, x),))
        assert flat is not None  # there is one cell
        return flat

    return convert


def _adaptive(operation: str, axes: int) -> Callable[[Site], Tensor]:
    return lambda site: site.add(operation, {"output_size": one(site.each("output_size", axes))}, [site.map(axes)])


def _specs() -> dict[str, Spec]:
    found: dict[str, Spec] = {}
    for axes in (1, 2, 3):
        at = f"{axes}D"
        found[f"Conv{at}"] = found[f"Convolution{at}"] = spec(
            _conv(axes), "filters kernel_size", **_WINDOW, dilation_rate=1, groups=1, **_ENDS
        )
        found[f"Conv{at}Transpose"] = found[f"Convolution{at}Transpose"] = spec(
            _transposed(axes), "filters kernel_size", strides=1, padding="valid", output_padding=None, data_format=None,
            dilation_rate=1, **_ENDS,
        )  # fmt: skip
        for kind, operation in (("MaxPool", "max_pool"), ("MaxPooling", "max_pool"), ("AveragePooling", "avg_pool"),
                                ("AvgPool", "avg_pool")):  # fmt: skip
            found[f"{kind}{at}"] = spec(
                _pool(operation, axes), pool_size=2, strides=None, padding="valid", data_format=None
            )
        for kind, operation in (("Average", "adaptive_avg_pool"), ("Max", "adaptive_max_pool")):
            for end in ("Pooling", "Pool"):
                name = f"Global{'Avg' if kind == 'Average' and end == 'Pool' else kind}{end}{at}"
                found[name] = spec(_global(operation, axes), data_format=None, keepdims=False)
            found[f"Adaptive{kind}Pooling{at}"] = spec(_adaptive(operation, axes), "output_size", data_format=None)
    for axes in (1, 2):
        at = f"{axes}D"
        found[f"DepthwiseConv{at}"] = spec(
            _depthwise(axes), "kernel_size", strides=1, padding="valid", depth_multiplier=1, data_format=None,
            dilation_rate=1, **_ENDS, groups=1, filters=None,
        )  # fmt: skip
        found[f"SeparableConv{at}"] = found[f"SeparableConvolution{at}"] = spec(
            _separable(axes), "filters kernel_size", **_WINDOW, dilation_rate=1, depth_multiplier=1, **_ENDS, groups=1
        )
    return found


SPECS = _specs()
