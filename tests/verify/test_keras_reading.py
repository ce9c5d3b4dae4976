"""Keras models as people write them, and those of keras.applications: read as what Keras itself makes of them."""

import json
from collections import Counter
from contextlib import ExitStack
from math import prod
from pathlib import Path
from typing import Any
from unittest.mock import patch

import keras
import numpy as np
import pytest
import torch

from app.formats.keras.reader import read_keras, read_keras_config
from app.formats.keras.weights import weights_of_keras
from tests.verify.ours import analysis_of, output_of

MODELS = Path(__file__).parent / "keras_models"
NAMES = sorted(path.stem for path in MODELS.glob("*.txt"))
#: Without NASNetMobile, which Keras does not make on PyTorch.
APPLICATIONS = (
    "ResNet50", "VGG16", "MobileNet", "MobileNetV2", "DenseNet121", "EfficientNetB0", "EfficientNetV2B0", "InceptionV3",
    "InceptionResNetV2", "Xception", "MobileNetV3Small", "ConvNeXtTiny", "ResNet50V2",
)  # fmt: skip
#: Networks up to so many multiply-accumulates are computed as well.
MOST_MACS = 400_000_000
CLOSE = 1e-4


def made(text):
    """Run a text in Keras, without the data sets and the training that it asks for."""
    keras.utils.clear_session(free_memory=False)
    names = {"__name__": "text"}
    data = (np.zeros((4, 28, 28)), np.zeros(4, int)), (np.zeros((4, 28, 28)), np.zeros(4, int))
    nothing = lambda *_, **__: None  # noqa: E731
    with ExitStack() as stack:
        for name in ("fit", "evaluate", "compile", "summary"):
            stack.enter_context(patch.object(keras.Model, name, nothing))
        for module in (keras.datasets.mnist, keras.datasets.cifar10):
            stack.enter_context(patch.object(module, "load_data", lambda: data))
        stack.enter_context(patch.object(keras.utils, "plot_model", nothing))
        exec(compile(of_keras_alone(text), "text.py", "exec"), names)
    return names["model"]


def of_keras_alone(text):
    """Take Keras in the place of TensorFlow, which is not installed, and leave pictures of data out."""
    lines = []
    for line in text.splitlines():
        if line.strip() == "import tensorflow as tf":
            lines.append("import types, keras; tf = types.SimpleNamespace(keras=keras)")
        elif "plt" not in line and "for i in range(25)" not in line:
            lines.append(
                line.replace("from tensorflow import keras", "import keras").replace("tensorflow.keras", "keras")
            )
    return "\n".join(lines)


def averaged(pool):
    """Leave out of averages what padding adds: on PyTorch, Keras copies the edge into it if the sides differ.

    TensorFlow and JAX count the cells of the map alone (``ReduceWindow`` over ones, in Keras' own back end for JAX).
    """

    def run(inputs, pool_size, strides=None, padding="valid", data_format=None):
        axes = inputs.ndim - 2
        if padding != "same" or data_format == "channels_first":
            return pool(inputs, pool_size, strides, padding, data_format)
        size, step = ([one] * axes if isinstance(one, int) else list(one) for one in (pool_size, strides or pool_size))
        total = [max((-(-n // s) - 1) * s + k - n, 0) for n, k, s in zip(inputs.shape[1:-1], size, step, strict=True)]
        sides = [[0, 0], *[[all // 2, all - all // 2] for all in total], [0, 0]]
        around = [keras.ops.pad(one, sides) for one in (inputs, keras.ops.ones_like(inputs))]
        sums, counts = (pool(one, pool_size, strides, "valid", data_format) for one in around)
        return sums / counts

    return run


class Counting:
    """Counts what Keras does while it computes: multiply-accumulates, and joins by their kind."""

    def __init__(self):
        self.macs, self._stack = 0, ExitStack()
        self.joins: Counter[str] = Counter()

    def __enter__(self):
        from keras.src import ops  # noqa: PLC0415
        from keras.src.layers.merging.base_merge import Merge  # noqa: PLC0415

        def counted(name, macs):
            run = getattr(ops, name)

            def instead(*args, **kwargs):
                out = run(*args, **kwargs)
                self.macs += macs(args, kwargs, out)
                return out

            self._stack.enter_context(patch.object(ops, name, instead))

        def cells(shape, kwargs):
            return prod(shape[2:] if kwargs.get("data_format") == "channels_first" else shape[1:-1])

        counted("conv", lambda a, k, out: prod(a[1].shape) * cells(out.shape, k))
        counted("depthwise_conv", lambda a, k, out: prod(a[1].shape) * cells(out.shape, k))
        counted("separable_conv", lambda a, k, out: (prod(a[1].shape) + prod(a[2].shape)) * cells(out.shape, k))
        counted("conv_transpose", lambda a, k, _: prod(a[1].shape) * cells(a[0].shape, k))
        counted("matmul", lambda a, k, _: prod(a[1].shape) * prod(a[0].shape[1:-1]))  # noqa: ARG005
        self._stack.enter_context(patch.object(ops, "average_pool", averaged(ops.average_pool)))
        call, joins = Merge.call, self.joins

        def merged(layer, inputs):
            joins[
                {"Add": "add", "Concatenate": "concat", "Multiply": "multiply"}.get(type(layer).__name__, "other")
            ] += 1
            return call(layer, inputs)

        self._stack.enter_context(patch.object(Merge, "call", merged))
        return self

    def __exit__(self, *_):
        self._stack.close()


def arrays_of(model, path=""):
    """Give the arrays of every layer by its path; those of models within as well."""
    found: dict[str, Any] = {}
    for layer in model.layers if hasattr(model, "layers") else model._layers:
        if layer.__class__.__name__ in ("Sequential", "Functional") or getattr(layer, "_layers", None):
            found |= arrays_of(layer, f"{path}{layer.name}/")
        found[f"{path}{layer.name}"] = layer.get_weights()
    return found


def randomised(model, rng):
    """Give every weight of a model numbers of its own; variances are positive."""
    for variable in model.variables:
        if "seed" in variable.path:
            continue
        size = prod(variable.shape[:-1]) if len(variable.shape) > 1 else 4
        positive = "variance" in variable.path
        drawn = rng.uniform(0.5, 2, variable.shape) if positive else rng.normal(0, 1.5 / size**0.5, variable.shape)
        if "gamma" in variable.path:
            drawn = rng.uniform(0.5, 1.5, variable.shape)
        variable.assign(drawn.astype("float32" if "float" in variable.dtype else variable.dtype))


def compare(tally, what, model, reading):
    """Compare a reading with Keras' model: parameters, shape, multiply-accumulates, joins, numbers."""
    analysis = analysis_of({"input_shape": reading.input_shape, "layers": reading.nodes})
    first = "channels_first" in what
    x = np.random.default_rng(0).normal(size=reading.input_shape).astype("float32")
    given = x[None] if first or x.ndim == 1 else np.moveaxis(x, 0, -1)[None]
    small = analysis.macs <= MOST_MACS
    if small:
        randomised(model, np.random.default_rng(analysis.count.total % 2**32))
    with Counting() as counting, torch.no_grad():
        out = keras.ops.convert_to_numpy(model(given, training=False))[0]
    expected = out if first or out.ndim == 1 else np.moveaxis(out, -1, 0)
    norms = sum(found.node.operation == "batch_norm" and not found.node.weights_of for found in analysis.nodes)
    trainable = sum(
        prod(v.shape) for layer in flat(model) for v in own(layer) if "seed" not in v.path and is_learned(v)
    )
    rest = sum(prod(v.shape) for layer in flat(model) for v in own(layer) if "seed" not in v.path and not is_learned(v))
    kept = sum(
        prod(v.shape)
        for layer in flat(model)
        if type(layer).__name__ == "Normalization"
        for v in own(layer)
        if v.path.endswith("count")
    )
    tally.same(f"{what}: learned", analysis.count.total, trainable, tolerance=0)
    tally.same(f"{what}: kept", analysis.count.buffers - norms, rest - kept, tolerance=0)
    tally.same(f"{what}: multiply-accumulates", analysis.macs, counting.macs, tolerance=0)
    tally.same(f"{what}: shape", analysis.nodes[-1].output_shape, expected.shape, tolerance=0)
    if not counting.joins["other"] and "merges" not in what:
        ours = Counter(found.node.operation for found in analysis.nodes)
        for join in ("concat", "multiply"):
            split = what.startswith(("ConvNeXt", "EfficientNetV2")) and join == "concat"  # the means of three channels
            tally.same(f"{what}: {join}", ours[join] - split, counting.joins[join], tolerance=0)
    if small:
        weights = weights_of_keras(reading, arrays_of(model))
        found = output_of(analysis, x, weights)
        scale = float(np.abs(expected).max()) or 1.0
        tally.same(f"{what}: numbers", found / scale, expected / scale, tolerance=CLOSE)


def flat(model):
    return {id(layer): layer for layer in model._flatten_layers()}.values()


def own(layer):
    return layer._trainable_variables + layer._non_trainable_variables


def is_learned(variable):
    return not any(word in variable.path for word in ("moving_", "mean", "variance", "count"))


@pytest.mark.parametrize("how", ["source", "JSON"])
@pytest.mark.parametrize("name", NAMES)
def test_a_model_as_people_write_it(tally, name, how):
    text = (MODELS / f"{name}.txt").read_text()
    model = made(text)
    if name == "unet_open_size":
        model(np.zeros((1, 224, 224, 3), "float32"))
    if how == "JSON" and "subclass" in name:
        pytest.skip("its JSON does not say what its classes do")
    tally.ran("keras")
    reading = read_keras(text, "model") if how == "source" else read_keras_config(json.loads(model.to_json()))
    compare(tally, f"{name}, {how}", model, reading)
    tally.check()


@pytest.mark.parametrize("name", APPLICATIONS)
def test_an_application(tally, name):
    keras.utils.clear_session(free_memory=False)
    model = getattr(keras.applications, name)(weights=None)
    tally.ran("keras")
    compare(tally, name, model, read_keras_config(json.loads(model.to_json())))
    tally.check()
