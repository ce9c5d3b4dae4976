"""A call as Keras code, from the same layers as a network."""

from typing import cast

from ...layers.conv import Conv
from ...networks.analysis import NodeAnalysis
from ..calls import Call, declared, shown
from ..numpy.conv import padded
from ..numpy.writer import numpy_call
from ..windows import padding_of
from ..writing import framed
from .helpers import HELPERS
from .layers import steps_of
from .windowed import Steps, conv
from .writer import MODULES, assigned

#: What is left to NumPy, and why.
_WITHOUT = {
    "gradient": "Keras leaves the backward pass to the library that it runs on; in NumPy:",
    "lowering": "Keras' own patches, ops.image.extract_patches, come in another order; in NumPy, in that of the call:",
}


def keras_call(call: Call) -> str:
    """Write a call as Keras code that prints what it answers."""
    if call.view:
        return f"# {_WITHOUT[call.view]}\n{numpy_call(call)}"
    modules = (*MODULES[:2], "import numpy as np", "from PIL import Image", *MODULES[2:])
    channels, *size = call.layer.input_shapes[0]
    wide = [f'keras.config.{option}("float64")' for option in ("set_floatx", "set_dtype_policy")]
    lines = wide if call.dtype == "float64" else []
    lines += declared(call)
    if call.padding_mode != "zeros":  # ops.pad has none of the others but reflect
        axes = cast("Conv", call.layer.node.layer).geometry(tuple(size))
        lines += padded(call)
        size = [cells + sum(sides) for cells, sides in zip(size, padding_of(axes), strict=True)]
    lines += ["", f"inputs = keras.Input({(*size, channels)})  # channels last"]
    name = "inputs"
    for found in call.nodes:
        lines += assigned(_steps(call, found), name, "outputs")
        name = "outputs"
    lines.append("model = keras.Model(inputs, outputs)")
    if "w" in call.arrays:
        lines.append(f"model.set_weights({_weights(call)})")
    lines += [
        "y = ops.convert_to_numpy(model(x.transpose(1, 2, 0)[None]))[0].transpose(2, 0, 1)",
        shown("y", call.output_shape),
    ]
    return framed(modules, HELPERS, "\n".join(lines) + "\n")


def _steps(call: Call, found: NodeAnalysis) -> Steps:
    if found.node.operation == "conv":
        return conv(found, cast("Conv", found.node.layer), pads=call.padding_mode == "zeros")
    return steps_of(found)


def _weights(call: Call) -> str:
    """Write the list of a layer's arrays as Keras has them: kernels with their channels last."""
    layer = cast("Conv", call.layer.node.layer)
    kernel, biased = "w.transpose(2, 3, 1, 0)", "b" in call.arrays
    if call.layer.node.operation == "conv" or layer.groups == 1:
        return f"[{kernel}, b]" if biased else f"[{kernel}]"
    # a transposed convolution for each group
    if not biased:
        return f"[{kernel} for w in np.split(w, {layer.groups})]"
    parts = f"zip(np.split(w, {layer.groups}), np.split(b, {layer.groups}))"
    return f"[part for w, b in {parts} for part in ({kernel}, b)]"
