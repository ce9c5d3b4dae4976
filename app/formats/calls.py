"""One call of the interface as code is written for it, and what all languages share: arrays, with their numbers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from ..mechanics.axis.padding import PaddingMode
from ..networks.analysis import NodeAnalysis

#: Larger arrays are read from a file instead.
MOST_NUMBERS = 1200
#: What the code calls a field of the request.
FIELDS = {"x": "input", "w": "weight", "b": "bias", "g": "grad_output"}


@dataclass(frozen=True)
class Call:
    """A call, its fields checked.

    Attributes
    ----------
    path : str
        As the call is named: ``"conv2d"``, ``"conv2d/gradient"`` …
    nodes : tuple of NodeAnalysis
        The layer, and the activation that follows it, if there is one.
    arrays : mapping of ndarray
        By the names of `FIELDS`, as they came; the input is [C, H, W].
    options : mapping
        The rest of the request's body.
    padding_mode : str
        Of a convolution.
    dtype : {"float32", "float64"}
        What is computed in.
    """

    path: str
    nodes: tuple[NodeAnalysis, ...]
    arrays: Mapping[str, NDArray[Any]]
    options: Mapping[str, Any]
    padding_mode: PaddingMode = "zeros"
    dtype: Literal["float32", "float64"] = "float32"

    @property
    def layer(self) -> NodeAnalysis:
        """The layer itself."""
        return self.nodes[0]

    @property
    def output_shape(self) -> tuple[int, ...]:
        """What comes out."""
        return self.nodes[-1].output_shape

    @property
    def view(self) -> str:
        """``"gradient"``, ``"lowering"``, or nothing for the plain output."""
        return self.path.partition("/")[2]


def is_small(array: NDArray[Any]) -> bool:
    """Say whether the numbers are written out.

    Examples
    --------
    >>> is_small(np.zeros((3, 20, 20))), is_small(np.zeros((3, 64, 64)))
    (True, False)
    """
    return array.size <= MOST_NUMBERS


def is_picture(name: str, array: NDArray[Any]) -> bool:
    """Say whether an array is pixels of a picture: an input of bytes, in grey or in colour.

    Examples
    --------
    >>> is_picture("x", np.zeros((3, 64, 64), dtype=np.uint8)), is_picture("x", np.zeros((3, 64, 64)))
    (True, False)
    """
    return name == "x" and array.dtype == np.uint8 and array.shape[0] in (1, 3) and not is_small(array)


def picture(shape: tuple[int, ...]) -> str:
    """Write how a picture is opened at a size.

    Examples
    --------
    >>> picture((3, 64, 48))
    'Image.open("picture.png").convert("RGB").resize((48, 64))'
    """
    channels, height, width = shape
    return f'Image.open("picture.png").convert("{"L" if channels == 1 else "RGB"}").resize(({width}, {height}))'


def numbers(array: NDArray[Any], dtype: str, indent: int = 0) -> str:
    """Write an array as nested lists that Python and JSON read alike: a line for each innermost matrix.

    Parameters
    ----------
    array : ndarray
        Finite numbers.
    dtype : str
        The type that they will be read as: no more digits are written than it takes to tell its numbers apart.
    indent : int
        How many columns later lines are moved in.

    Examples
    --------
    >>> print(numbers(np.array([[[1, 2.5]], [[-1, 0.1]]]), "float32"))
    [[[1, 2.5]],
     [[-1, 0.1]]]
    """
    if array.ndim == 0:
        value = float(array)
        return str(int(value)) if value.is_integer() and abs(value) < 2**53 else str(array.astype(dtype)[()])
    apart = f",\n{' ' * (indent + 1)}" if array.ndim > 2 else ", "
    return f"[{apart.join(numbers(part, dtype, indent + 1) for part in array)}]"


def declared(call: Call) -> list[str]:
    """Write lines of Python that make the arrays of a call.

    Examples
    --------
    >>> arrays = {"x": np.zeros((3, 64, 64), dtype=np.uint8), "b": np.array([1.0])}
    >>> for line in declared(Call("conv2d", (), arrays, {})):
    ...     print(line)
    x = np.float32(Image.open("picture.png").convert("RGB").resize((64, 64))).transpose(2, 0, 1)
    b = np.array([1], dtype=np.float32)
    """
    return [f"{name} = {_made(name, array, call.dtype)}" for name, array in call.arrays.items()]


def _made(name: str, array: NDArray[Any], dtype: str) -> str:
    if is_small(array):
        return f"np.array({numbers(array, dtype, len(f'{name} = np.array('))}, dtype=np.{dtype})"
    if is_picture(name, array):
        axes = "[None]" if array.shape[0] == 1 else ".transpose(2, 0, 1)"
        return f"np.{dtype}({picture(array.shape)}){axes}"
    return f'np.load("{name}.npy").astype(np.{dtype})  # {"×".join(map(str, array.shape))}'


def shown(name: str, shape: tuple[int, ...]) -> str:
    """Write a line that prints an array, with its shape.

    Examples
    --------
    >>> shown("y", (3, 7, 7))
    'print(y)  # [3, 7, 7]'
    """
    return f"print({name})  # {list(shape)}"
