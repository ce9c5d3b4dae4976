"""From PyTorch text to a network's nodes."""

from collections.abc import Sequence

from ...mechanics.errors import OptionError
from .choice import chosen
from .pasted import without_frame
from .printed import is_printed
from .program import run
from .rebuilt import rebuilt
from .tracing import Reading, traced

#: What explains most prints whose layers do not fit each other.
_REUSE = (
    "a print shows each module once, however often forward uses it, so a pool that is used twice does not show: paste "
    "the source instead"
)


def read_pytorch(
    text: str, model: str = "", input_shape: Sequence[int] | None = None, *, sequential: bool = False
) -> Reading:
    """Read code or the print of a model, in an interpreter of ours: nothing of it reaches Python.

    Parameters
    ----------
    text : str
        Python that makes a model, or what ``print(model)`` writes.
    model : str
        The variable, class, function or call that is meant, where the text has several.
    input_shape : sequence of int or None
        [C, …]; if None, what the text passes through the model, or a common size that fits.
    sequential : bool
        Of a print: whether the children of classes that are not known are taken one after the other.

    Raises
    ------
    OptionError
        Naming the line that cannot be read; or the models, if there are several.

    Examples
    --------
    >>> reading = read_pytorch("nn.Sequential(nn.Flatten(), nn.Linear(784, 10))")
    >>> [(node["operation"], node["name"]) for node in reading.nodes], reading.input_shape
    ([('flatten', '0'), ('linear', '1')], [1, 28, 28])
    """
    shape = None if input_shape is None else tuple(input_shape)
    text = without_frame(text)
    try:
        if is_printed(text):
            return _read_printed(text, model, shape, sequential=sequential)
        program = run(text)
        return traced(program.machine, chosen(program, model), shape)
    except RecursionError:
        raise OptionError("text", "this is nested too deeply") from None


def _read_printed(text: str, model: str, shape: tuple[int, ...] | None, *, sequential: bool) -> Reading:
    program, root = rebuilt(text, sequential=sequential)
    if model not in ("", root.cls.name):
        raise OptionError("model", f'the text is a print of {root.cls.name}: there is no "{model}" in it')
    try:
        return traced(program.machine, root, shape)
    except OptionError as error:
        raise OptionError(error.field, f"{error}; {_REUSE}") from None
