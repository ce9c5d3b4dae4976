"""Run the text of a network: PyTorch and Keras behind one interface, channels first on both sides."""

from typing import Any

import numpy as np
import torch


class TorchNetwork:
    """A network that a PyTorch text has made.

    Parameters
    ----------
    text : str
        It leaves a module in ``model``.
    device : str
        ``"meta"`` for shapes alone.
    """

    def __init__(self, text, device="cpu"):
        names: dict[str, Any] = {"__name__": "text"}
        with torch.device(device):
            exec(compile(text, "text.py", "exec"), names)
        self.model, self.device = names["model"].eval(), device

    @property
    def parameters(self):
        """How many numbers are learned."""
        return sum(parameter.numel() for parameter in self.model.parameters())

    def shape(self, input_shape):
        """Give the shape of what comes out."""
        with torch.no_grad():
            return list(self.model(torch.zeros(1, *input_shape, device=self.device)).shape[1:])

    def load(self, analysis, weights):
        """Copy weights over, in the order of the nodes."""
        state = self.model.state_dict()
        arrays = [array for found in analysis.nodes for array in weights[found.node.name].values()]
        assert len(state) == len(arrays), f"{len(state)} arrays in the model, {len(arrays)} in the network"
        for (name, slot), array in zip(state.items(), arrays, strict=True):
            assert slot.shape == array.shape, f"{name} is {list(slot.shape)}, not {list(array.shape)}"
            slot.copy_(torch.as_tensor(array))

    def __call__(self, x):
        """Compute one input."""
        with torch.no_grad():
            return self.model(torch.as_tensor(x, dtype=torch.float32)[None])[0].numpy()


def channels_last(x):
    """Move the channels of one input, which is not a row of numbers, behind its axes."""
    return np.moveaxis(x, 0, -1)


class KerasNetwork:
    """A network that a Keras text has made; as `TorchNetwork`."""

    def __init__(self, text, device="cpu"):
        import keras  # noqa: PLC0415, takes seconds

        keras.utils.clear_session(free_memory=False)  # collecting garbage after each takes most of the time
        self._made: list[Any] = []
        add_weight = keras.layers.Layer.add_weight

        def noted(layer, *args, **options):
            variable = add_weight(layer, *args, **options)
            self._made.append(variable)
            return variable

        names: dict[str, Any] = {"__name__": "text"}
        keras.layers.Layer.add_weight = noted
        try:
            with keras.device(device):
                exec(compile(text, "text.py", "exec"), names)
        finally:
            keras.layers.Layer.add_weight = add_weight
        self.model = names["model"]

    @property
    def parameters(self):
        """How many numbers are learned."""
        return sum(int(np.prod(variable.shape)) for variable in self.model.trainable_weights)

    def shape(self, _input_shape):
        """Give the shape of what comes out, channels first."""
        *size, channels = self.model.output_shape[1:]
        return [channels, *size]

    def load(self, analysis, weights):
        """Copy weights over in the order in which layers were made, which is that of the nodes."""
        made = iter(self._made)
        for found in analysis.nodes:
            arrays = {name: a for name, a in weights[found.node.name].items() if name != "num_batches_tracked"}
            wanted = sum(array.size for array in arrays.values())
            variables: list[Any] = []
            while sum(int(np.prod(variable.shape)) for variable in variables) < wanted:
                variables.append(next(made))
            for name, slots in grouped(variables).items():
                array = arrays[NAMES[name]] if name in NAMES else arrays["weight"]
                for slot, part in zip(slots, parts(found, name, array, len(slots)), strict=True):
                    slot.assign(placed(found, name, part, tuple(slot.shape)))
        assert next(made, None) is None, "the model holds more weights than the network"

    def __call__(self, x):
        """Compute one input."""
        with torch.no_grad():
            found = self.model(torch.as_tensor(channels_last(x), dtype=torch.float32)[None])[0]
        return np.moveaxis(found.detach().cpu().numpy(), -1, 0)


#: What Keras calls a weight, and PyTorch.
NAMES = {
    "kernel": "weight", "bias": "bias", "gamma": "weight", "beta": "bias", "moving_mean": "running_mean",
    "moving_variance": "running_var", "alpha": "weight",
}  # fmt: skip


def grouped(variables):
    """Put variables of the same name together: layers for groups are made one by one."""
    found: dict[str, list[Any]] = {}
    for variable in variables:
        found.setdefault(variable.name.split("/")[-1], []).append(variable)
    return found


def parts(found, name, array, count):
    """Split a weight into those of `count` groups: along what a group has of its own."""
    if count == 1:
        return [array]
    along = 0 if name == "bias" or found.node.operation in ("conv", "conv_transpose") else 1
    return np.split(array, count, axis=along)


def placed(found, name, array, shape):
    """Order a weight's axes as Keras has them."""
    if name == "kernel":
        match found.node.operation:
            case "linear":
                array = array.T
            case "conv":  # [O, C, …] to […, C, O]
                array = np.moveaxis(array, (0, 1), (-1, -2))
            case "conv_transpose":  # [C, O, …] to […, O, C]
                array = np.moveaxis(array, (0, 1), (-1, -2))
    if name == "alpha":
        array = array.reshape(shape)
    assert array.shape == shape, f"{found.node.name}: {name} is {list(shape)} in Keras, {list(array.shape)} here"
    return array


RUNNERS = {"pytorch": TorchNetwork, "keras": KerasNetwork}
