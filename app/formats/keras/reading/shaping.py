"""Layers of Keras that take apart, put around, enlarge or only look at a tensor in another way."""

from collections.abc import Callable, Sequence
from math import prod
from typing import Any

from .site import Site, Spec, spec
from .tensor import Tensor
from .windowed import one, unless


def sliced(site: Site, x: Tensor, axis: int, start: int, stop: int, step: int = 1) -> Tensor:
    """Take a part of a tensor along an axis of ours; the whole of it is left as it is."""
    size = site.graph.ours(x.shape)[axis - 1]
    if (start, min(stop, size), step) == (0, size, 1):
        return x
    if start >= min(stop, size):
        raise site.refusal(f"nothing is left of {size} cells")
    options = {"dim": unless(axis, 1), "start": unless(start, 0), "stop": None if stop >= size else stop}
    return site.add("slice", options | {"step": unless(step, 1)}, [x], "slice")


def sides_of(site: Site, value: Any, axes: int) -> list[list[int]]:
    """Give the cells at both ends of every axis, as Keras' padding and cropping have them."""
    if isinstance(value, int):
        value = [value] * axes
    if axes == 1 and isinstance(value, list | tuple) and len(value) == 2:
        value = [value]
    if not isinstance(value, list | tuple) or len(value) != axes:
        raise site.refusal(f"it takes a whole number, {axes} of them, or a pair for each axis, not {str(value)[:60]}")
    sides = [
        [one, one] if isinstance(one, int) else list(one) if isinstance(one, list | tuple) else [] for one in value
    ]
    if not all(len(ends) == 2 and all(isinstance(end, int) and end >= 0 for end in ends) for ends in sides):
        raise site.refusal(f"it takes whole numbers of at least 0, not {str(value)[:60]}")
    return sides


def pad(site: Site, x: Tensor, sides: Sequence[Sequence[int]], mode: str = "zeros", fill: float = 0.0) -> Tensor:
    """Put cells around a map."""
    if not any(map(any, sides)):
        return x
    padding = [ends[0] if ends[0] == ends[1] else list(ends) for ends in sides]
    short = padding[0] if all(isinstance(one, int) for one in padding) and len(set(padding)) == 1 else padding
    made = site.add("pad", {"padding": short, "padding_mode": unless(mode, "zeros")}, [x])
    if fill:
        site.graph.fills[made.node] = fill
    return made


def _zero_padding(axes: int) -> Callable[[Site], Tensor]:
    return lambda site: pad(site, site.map(axes), sides_of(site, site.get("padding"), axes))


def _cropping(axes: int) -> Callable[[Site], Tensor]:
    def convert(site: Site) -> Tensor:
        x = site.map(axes)
        for axis, (before, after) in enumerate(sides_of(site, site.get("cropping"), axes), start=2):
            x = sliced(site, x, axis, before, max(site.graph.ours(x.shape)[axis - 1] - after, 0))
        return x

    return convert


def resized(site: Site, x: Tensor, size: Sequence[int], mode: str) -> Tensor:
    """Enlarge or shrink a map: by a whole factor where it is one."""
    there = site.graph.ours(x.shape)[1:]
    kept = {"mode": unless(mode, "nearest")}
    if all(new % old == 0 for new, old in zip(size, there, strict=True)):
        return site.add(
            "upsample", {"scale_factor": one([new // old for new, old in zip(size, there, strict=True)])} | kept, [x]
        )
    if mode == "nearest":
        raise site.refusal("Keras' nearest takes other cells than the layers here where the factor is no whole number")
    return site.add("resize", {"output_size": list(size)} | kept, [x])


def _upsampling(axes: int) -> Callable[[Site], Tensor]:
    def convert(site: Site) -> Tensor:
        x = site.map(axes)
        mode = site.word("interpolation", "nearest", "bilinear") if axes == 2 else "nearest"
        factors = site.each("size", axes)
        there = site.graph.ours(x.shape)[1:]
        return resized(site, x, [old * factor for old, factor in zip(there, factors, strict=True)], mode)

    return convert


def _resizing(site: Site) -> Tensor:
    for name in ("crop_to_aspect_ratio", "pad_to_aspect_ratio", "antialias"):
        site.fixed(name, False)
    mode = site.word("interpolation", "nearest", "bilinear")
    return resized(site, site.map(2), [site.count("height"), site.count("width")], mode)


def _center_crop(site: Site) -> Tensor:
    x = site.map(2)
    for axis, name in ((2, "height"), (3, "width")):
        size, wanted = site.graph.ours(x.shape)[axis - 1], site.count(name)
        if wanted > size:
            raise site.refusal(f"a crop of {wanted} cells out of {size}, which Keras enlarges, has no counterpart here")
        start = (size - wanted) // 2
        x = sliced(site, x, axis, start, start + wanted)
    return x


def reshaped(site: Site, x: Tensor, shape: Sequence[Any]) -> Tensor:
    """Look at a tensor in another shape, without the batch; one size may be -1."""
    sizes = list(shape)
    if (
        not all(isinstance(size, int) and not isinstance(size, bool) and size >= -1 for size in sizes)
        or sizes.count(-1) > 1
    ):
        raise site.refusal(f"the new shape must be whole numbers, one of them -1 at the most, not {str(sizes)[:60]}")
    if -1 in sizes:
        rest = -prod(sizes)
        sizes[sizes.index(-1)] = prod(x.shape) // rest if rest > 0 else 0
    if prod(sizes) != prod(x.shape) or 0 in sizes:
        raise site.refusal(f"{prod(x.shape)} numbers, {_plain(x.shape)}, do not go into {_plain(shape)}")
    if len(sizes) > 12:
        raise site.refusal(f"{len(sizes)} axes are too many")
    made = x.reshaped(sizes)
    if made is None:
        raise site.refusal(
            f"{_plain(x.shape)} to {_plain(sizes)} cuts across axes, which has no counterpart among the layers here"
        )
    return made


def _plain(shape: Sequence[Any]) -> str:
    return f"({', '.join(map(str, shape))})"


def _flatten(site: Site) -> Tensor:
    site.check_layout()
    x = site.x
    if site.graph.default == "channels_last" and site.graph.first and site.get("data_format") != "channels_first":
        raise site.refusal("it puts channels that come first last: say data_format")
    return reshaped(site, x, (prod(x.shape),))


def _reshape(site: Site) -> Tensor:
    shape = site.get("target_shape")
    return reshaped(
        site, site.x, [shape] if isinstance(shape, int) else shape if isinstance(shape, list | tuple) else [None]
    )


def permuted(site: Site, x: Tensor, order: Any) -> Tensor:
    """Put the axes in another order, the first behind the batch being 1."""
    if not isinstance(order, list | tuple) or sorted(order, key=str) != sorted(range(1, len(x.shape) + 1), key=str):
        raise site.refusal(f"the order of axes must name each of 1 to {len(x.shape)} once, not {str(order)[:60]}")
    return x.permuted([axis - 1 for axis in order])


def taken(site: Site, place: Any) -> Tensor:
    """Give a part of a tensor: slices for each axis, the batch first."""
    x = site.x
    places = list(place) if isinstance(place, tuple) else [place]
    axes = len(x.shape) + 1
    if (
        places.count(Ellipsis) > 1
        or sum(one is not Ellipsis for one in places) > axes
        or any(one is None for one in places)
    ):
        raise site.refusal("a tensor is taken apart by numbers and slices here")
    if Ellipsis in places:
        at = places.index(Ellipsis)
        places[at : at + 1] = [slice(None)] * (axes - len(places) + 1)
    places += [slice(None)] * (axes - len(places))
    if places[0] != slice(None):
        raise site.refusal("the batch cannot be taken apart")
    gone = []
    for axis, at in enumerate(places[1:], start=1):
        size = x.shape[axis - 1]
        if isinstance(at, int) and not isinstance(at, bool) and -size <= at < size:
            x = sliced(site, x, site.axis(axis, x), at % size, at % size + 1)
            gone.append(axis - 1)
        elif isinstance(at, slice) and all(end is None or isinstance(end, int) for end in (at.start, at.stop, at.step)):
            start, stop, step = at.indices(size) if at.step != 0 else (0, 0, 0)
            if step < 1:
                raise site.refusal("a slice that goes backwards has no counterpart among the layers here")
            x = sliced(site, x, site.axis(axis, x), start, stop, step)
        else:
            raise site.refusal("a tensor is taken apart by numbers and slices within its size here")
    return reshaped(site, x, [size for at, size in enumerate(x.shape) if at not in gone]) if gone else x


def _repeat(site: Site) -> Tensor:
    x, times = site.x, site.count("n")
    if len(x.shape) != 1 or site.graph.first:
        raise site.refusal("it takes a vector, and gives a map with its channels last")
    return site.add("upsample", {"scale_factor": times}, [reshaped(site, x, (1, *x.shape))])


def _same(site: Site) -> Tensor:
    return site.add("identity")


def _dropout(site: Site) -> Tensor:
    rate = site.number("rate")
    return site.add("dropout", {"p": float(rate)})


def _augmentation(site: Site) -> Tensor:
    site.graph.note(f"{site.kind} changes pictures in training alone, and is left out.")
    return site.x


#: Layers that change pictures in training, and keep their size.
_AUGMENTATIONS = [
    "RandomFlip",
    "RandomRotation",
    "RandomZoom",
    "RandomContrast",
    "RandomBrightness",
    "RandomTranslation",
    "RandomShear",
    "RandomColorJitter",
    "RandomHue",
    "RandomSaturation",
    "RandomGrayscale",
    "RandomGaussianBlur",
    "RandomErasing",
    "RandomPerspective",
    "RandomElasticTransform",
    "RandomInvert",
    "RandomPosterization",
    "RandomSharpness",
    "RandomColorDegeneration",
]
_AUGMENTS: dict[str, Any] = dict.fromkeys(
    [
        "factor",
        "height_factor",
        "width_factor",
        "mode",
        "fill_mode",
        "fill_value",
        "interpolation",
        "data_format",
        "x_factor",
        "y_factor",
        "scale",
        "brightness_factor",
        "contrast_factor",
        "saturation_factor",
        "hue_factor",
        "kernel_size",
        "sigma",
        "bounding_box_format",
    ]
)


def _specs() -> dict[str, Spec]:
    found: dict[str, Spec] = {
        "Resizing": spec(_resizing, "height width", interpolation="bilinear", crop_to_aspect_ratio=False,
                         pad_to_aspect_ratio=False, fill_mode="constant", fill_value=0.0, antialias=False,
                         data_format=None),
        "CenterCrop": spec(_center_crop, "height width", data_format=None),
        "Flatten": spec(_flatten, data_format=None),
        "Reshape": spec(_reshape, "target_shape"),
        "Permute": spec(lambda site: permuted(site, site.x, site.get("dims")), "dims"),
        "RepeatVector": spec(_repeat, "n"),
        "Identity": spec(_same),
        "ActivityRegularization": spec(_same, l1=0.0, l2=0.0),
        "GaussianNoise": spec(_same, "stddev"),
        **{kind: spec(_dropout, "rate", data_format=None)
           for kind in ("Dropout", "SpatialDropout1D", "SpatialDropout2D", "SpatialDropout3D", "AlphaDropout",
                        "GaussianDropout")},
        "StochasticDepth": spec(_same, "drop_path_rate"),
        **{kind: spec(_augmentation, **_AUGMENTS) for kind in _AUGMENTATIONS},
    }  # fmt: skip
    for axes in (1, 2, 3):
        at = f"{axes}D"
        found[f"ZeroPadding{at}"] = spec(_zero_padding(axes), padding=1, data_format=None)
        found[f"Cropping{at}"] = spec(
            _cropping(axes), cropping=(1, 1) if axes == 1 else 0 if axes == 2 else 1, data_format=None
        )
        found[f"UpSampling{at}"] = spec(_upsampling(axes), size=2, data_format=None, interpolation="nearest")
    return found


SPECS = _specs()
