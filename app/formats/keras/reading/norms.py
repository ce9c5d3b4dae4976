"""Dense layers, and normalisation."""

from collections.abc import Sequence
from typing import Any

from .activations import activated
from .site import Site, Spec, spec
from .tensor import Tensor

#: What Keras' Normalization divides by at least.
_LEAST_DEVIATION = 1e-7
#: Channels that are scaled one by one, as those of a picture.
_MOST_SCALED = 4


def _dense(site: Site) -> Tensor:
    x, units, biased = site.x, site.count("units"), site.flag("use_bias")
    arrays = ("kernel", "bias") if biased else ("kernel",)
    bias = None if biased else False
    if len(x.shape) == 1:
        made = site.add("linear", {"out_features": units, "bias": bias}, held=("dense", arrays))
    else:
        if site.axis(-1, x) != 1:
            raise site.refusal(
                "it works along the last axis, where channels that come first are not: flatten before it"
            )
        site.graph.note("A dense layer over the channels of a map is written as the 1×1 convolution that it is.")
        made = site.add(
            "conv", {"out_channels": units, "kernel_size": 1, "bias": bias}, held=("dense over a map", arrays)
        )
    return activated(site, made)


def _axes(site: Site, x: Tensor) -> list[int]:
    axis = site.get("axis")
    return sorted({site.axis(one, x) for one in (axis if isinstance(axis, list | tuple) else [axis])})


def _batch_norm(site: Site) -> Tensor:
    if _axes(site, site.x) != [1]:
        raise site.refusal(
            f"axis={site.get('axis')!r} is not the channels, and has no counterpart among the layers here"
        )
    center, scale = site.flag("center"), site.flag("scale")
    learned = (*(("gamma",) if scale else ()), "beta") if center else ()
    names = (*learned, "moving_mean", "moving_variance")
    options: dict[str, Any] = {"eps": site.number("epsilon")}
    if center and not scale:
        options["scale"] = False
    if not center:
        options["affine"] = False
    x = site.add("batch_norm", options, held=("batch_norm", names), start=int(scale and not center))
    return site.add("layer_scale", {}, [x], "scale", ("factor", ("gamma",))) if scale and not center else x


def _learned(site: Site) -> tuple[bool, tuple[str, ...]]:
    center, scale = site.flag("center"), site.flag("scale")
    if center and not scale:
        raise site.refusal(
            "a shift without a scale has no counterpart among the layers here: leave center=False, or scale"
        )
    return center, ("gamma", "beta") if center else ()


def _scaled(site: Site, x: Tensor) -> Tensor:
    if site.flag("scale") and not site.flag("center"):
        return site.add("layer_scale", {}, [x], "scale", ("factor", ("gamma",)))
    return x


def _layer_norm(site: Site) -> Tensor:
    site.fixed("rms_scaling", False)
    affine, names = _learned(site)
    axes = _axes(site, site.x)
    options: dict[str, Any] = {"eps": site.number("epsilon"), "affine": None if affine else False}
    if axes != [1]:
        if axes != list(range(1, len(site.x.shape) + 1)) or (site.flag("scale") and not affine):
            raise site.refusal(f"axis={site.get('axis')!r} is neither the channels nor all axes")
        options["over"] = "all"
    return _scaled(
        site,
        site.add(
            "layer_norm", options, held=("layer_norm" if not site.graph.first else "layer_norm, channels first", names)
        ),
    )


def _group_norm(site: Site) -> Tensor:
    if _axes(site, site.x) != [1]:
        raise site.refusal(
            f"axis={site.get('axis')!r} is not the channels, and has no counterpart among the layers here"
        )
    affine, names = _learned(site)
    groups = site.get("groups")
    options: dict[str, Any] = {"eps": site.number("epsilon")}
    if groups == -1:
        options["affine"] = affine or None
        return _scaled(site, site.add("instance_norm", options, held=("norm", names)))
    options |= {"num_groups": site.count("groups"), "affine": None if affine else False}
    return _scaled(site, site.add("group_norm", options, held=("norm", names)))


def _numbers(site: Site, name: str, channels: int) -> list[float]:
    """Give a number for every channel."""
    value = site.get(name)
    if isinstance(value, dict):  # as JSON has an array
        value = (value.get("config") or {}).get("value")
    while isinstance(value, list | tuple) and len(value) == 1:
        value = value[0]
    values = [value] * channels if isinstance(value, int | float) else value
    if not isinstance(values, list | tuple) or len(values) not in (1, channels):
        raise site.refusal(f"{name} must be a number, or one for each of {channels} channels")
    if not all(
        isinstance(one, int | float) and not isinstance(one, bool) and abs(one) < float("inf") for one in values
    ):
        raise site.refusal(f"{name} must be numbers")
    return [float(one) for one in values]


def _affine(site: Site, factors: Sequence[float], offsets: Sequence[float]) -> Tensor:
    """Multiply and add: the same everywhere, or for each of a few channels what is theirs."""
    if len(set(factors)) <= 1 and len(set(offsets)) <= 1:
        return site.add("affine", {"factor": factors[0], "offset": offsets[0]})
    if len(factors) > _MOST_SCALED:
        raise site.refusal(
            f"numbers of its own for each of {len(factors)} channels have no counterpart among the layers here: give one "  # noqa: E501
            "for all"
        )
    parts = []
    for at, (factor, offset) in enumerate(zip(factors, offsets, strict=True)):
        channel = site.add("slice", {"start": at or None, "stop": at + 1}, part=f"channel{at}")
        parts.append(site.add("affine", {"factor": factor, "offset": offset}, [channel], f"affine{at}"))
    return site.add("concat", {}, parts)


def _rescaling(site: Site) -> Tensor:
    channels = site.graph.ours(site.x.shape)[0]
    return _affine(site, _numbers(site, "scale", channels), _numbers(site, "offset", channels))


def _normalization(site: Site) -> Tensor:
    site.fixed("invert", False)
    if site.get("axis") is not None and _axes(site, site.x) != [1]:
        raise site.refusal(
            f"axis={site.get('axis')!r} is not the channels, and has no counterpart among the layers here"
        )
    if site.get("mean") is None or site.get("variance") is None:
        if site.get("axis") is None:
            raise site.refusal("one mean of all numbers that is stored has no counterpart here: use Rescaling")
        return site.add("batch_norm", {"affine": False, "eps": 0.0}, held=("normalization", ("mean", "variance")))
    channels = site.graph.ours(site.x.shape)[0]
    means, variances = _numbers(site, "mean", channels), _numbers(site, "variance", channels)
    if min(variances) < 0:
        raise site.refusal("a variance is at least 0")
    deviations = [max(variance**0.5, _LEAST_DEVIATION) for variance in variances]
    pairs = list(zip(means, deviations, strict=True))
    return _affine(site, [1 / deviation for _, deviation in pairs], [-mean / deviation for mean, deviation in pairs])


def _layer_scale(site: Site) -> Tensor:
    site.get("projection_dim")
    shared = {"shared": True} if site.get("shared") else {}
    return site.add("layer_scale", {"init": site.number("init_values")} | shared, held=("factor", ("gamma",)))


_LEARNED: dict[str, Any] = {"center": True, "scale": True}
SPECS: dict[str, Spec] = {
    "Dense": spec(_dense, "units", activation=None, use_bias=True),
    "BatchNormalization": spec(_batch_norm, axis=-1, momentum=0.99, epsilon=1e-3, **_LEARNED),
    "LayerNormalization": spec(_layer_norm, axis=-1, epsilon=1e-3, **_LEARNED, rms_scaling=False),
    "GroupNormalization": spec(_group_norm, groups=32, axis=-1, epsilon=1e-3, **_LEARNED),
    "Rescaling": spec(_rescaling, "scale", offset=0.0),
    "Normalization": spec(_normalization, axis=-1, mean=None, variance=None, invert=False),
    # ConvNeXt's, in keras.applications
    "LayerScale": spec(_layer_scale, "init_values projection_dim", shared=False),
}
