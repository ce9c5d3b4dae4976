"""Keras' arrays as ours: kernels with their channels first, dense layers in the order of our flattened maps."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from ...mechanics.errors import OptionError
from .reading.graph import Source
from .reading.reading import KerasReading

Array = NDArray[np.floating]


def weights_of_keras(reading: KerasReading, arrays: Mapping[str, Sequence[Array]]) -> dict[str, dict[str, Array]]:
    """Carry the weights of a Keras model over.

    Parameters
    ----------
    reading : KerasReading
        The model's network, with what its reading says of where weights come from.
    arrays : mapping
        By the path of the layer, ``"block/conv"`` for one in a model that is a layer itself, its arrays in the order of
        ``layer.get_weights()``.

    Returns
    -------
    dict
        By node, arrays by our names: ``"weight"``, ``"bias"``, ``"running_mean"``.

    Raises
    ------
    OptionError
        If a layer has no arrays, or too few.

    Examples
    --------
    >>> from .reader import read_keras_config
    >>> dense = {"class_name": "Dense", "config": {"name": "dense", "units": 2, "batch_input_shape": [None, 3]}}
    >>> reading = read_keras_config({"class_name": "Sequential", "config": {"layers": [dense]}})
    >>> weights_of_keras(reading, {"dense": [np.ones((3, 2)), np.zeros(2)]})["dense"]["weight"].shape
    (2, 3)
    """
    found = {}
    for node, source in reading.sources.items():
        own = arrays.get(source.layer)
        if own is None or len(own) <= max(source.arrays.values(), default=-1):
            there = "has none" if own is None else f"has {len(own)}"
            raise OptionError(
                "weights", f'the layer "{source.layer}" needs the arrays {", ".join(source.arrays)}, and {there}'
            )
        taken = {name: np.asarray(own[at]) for name, at in source.arrays.items()}
        try:
            made = TAKERS[source.kind](taken, source)
        except (ValueError, IndexError):
            shapes = ", ".join(str(list(array.shape)) for array in taken.values())
            raise OptionError("weights", f'the arrays of the layer "{source.layer}" do not fit: {shapes}') from None
        found[node] = {name: np.ascontiguousarray(array) for name, array in made.items()}
    return found


def _biased(weight: Array, arrays: Mapping[str, Array]) -> dict[str, Array]:
    return {"weight": weight} | ({"bias": arrays["bias"]} if "bias" in arrays else {})


def _conv(arrays: Mapping[str, Array], _: Source) -> dict[str, Array]:
    """Turn [H, W, I / groups, O] into [O, I / groups, H, W]."""
    kernel = arrays["kernel"]
    return _biased(np.moveaxis(kernel, (-1, -2), (0, 1)), arrays)


def _depthwise(arrays: Mapping[str, Array], _: Source) -> dict[str, Array]:
    """Turn [H, W, C, M] into [C · M, 1, H, W]."""
    kernel = arrays["depthwise_kernel"]
    first = np.moveaxis(kernel, (-2, -1), (0, 1))
    return _biased(first.reshape(-1, 1, *kernel.shape[:-2]), arrays)


def _conv_transpose(arrays: Mapping[str, Array], _: Source) -> dict[str, Array]:
    """Turn [H, W, O, I] into [I, O, H, W]."""
    return _biased(np.moveaxis(arrays["kernel"], (-1, -2), (0, 1)), arrays)


def _placed(array: Array, order: object, axis: int = 0) -> Array:
    """Put numbers along an axis where a vector of ours has them."""
    places = order.places() if order is not None else None  # type: ignore[attr-defined]
    if places is None:
        return array
    moved = np.moveaxis(array, axis, 0)
    if len(moved) != len(places):
        raise ValueError
    found = np.empty_like(moved)
    found[places] = moved
    return np.moveaxis(found, 0, axis)


def _dense(arrays: Mapping[str, Array], source: Source) -> dict[str, Array]:
    """Turn [I, O] into [O, I], both in the order of our vectors."""
    weight = _placed(_placed(arrays["kernel"].T, source.before, 1), source.after)
    bias = {"bias": _placed(arrays["bias"], source.after)} if "bias" in arrays else {}
    return {"weight": weight} | bias


def _dense_over_a_map(arrays: Mapping[str, Array], source: Source) -> dict[str, Array]:
    """Turn [I, O] into the kernel of a convolution with one cell for each axis of the map."""
    kernel = arrays["kernel"].T
    return _biased(kernel.reshape(*kernel.shape, *[1] * source.axes), arrays)


_NAMES = {
    "gamma": "weight", "beta": "bias", "moving_mean": "running_mean", "moving_variance": "running_var",
    "mean": "running_mean", "variance": "running_var", "alpha": "weight",
}  # fmt: skip


def _by_channel(arrays: Mapping[str, Array], source: Source) -> dict[str, Array]:
    """Rename arrays of one number for each channel, or each number of a vector."""
    return {_NAMES[name]: _placed(array.reshape(-1), source.before) for name, array in arrays.items()}


def _batch_norm(arrays: Mapping[str, Array], source: Source) -> dict[str, Array]:
    return _by_channel(arrays, source) | {"num_batches_tracked": np.zeros(())}


def _layer_norm(arrays: Mapping[str, Array], source: Source) -> dict[str, Array]:
    """Rename arrays that have the shape of a map, channels last, or one number for each channel."""
    if all(array.ndim == 1 for array in arrays.values()):
        return _by_channel(arrays, source)
    return {_NAMES[name]: np.moveaxis(array, -1, 0) for name, array in arrays.items()}


def _layer_norm_first(arrays: Mapping[str, Array], _: Source) -> dict[str, Array]:
    return {_NAMES[name]: array for name, array in arrays.items()}


#: By the kind of a source.
TAKERS: dict[str, Callable[[Mapping[str, Array], Source], dict[str, Array]]] = {
    "conv": _conv,
    "depthwise": _depthwise,
    "conv_transpose": _conv_transpose,
    "dense": _dense,
    "dense over a map": _dense_over_a_map,
    "batch_norm": _batch_norm,
    "normalization": _batch_norm,
    "layer_norm": _layer_norm,
    "layer_norm, channels first": _layer_norm_first,
    "norm": _by_channel,
    "factor": _by_channel,
    "prelu": _by_channel,
}
