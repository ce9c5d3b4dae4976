"""Keras texts and JSON that try to use up the server: test_keras_attacks.py runs them in a process of its own."""

import json
import sys
import time
from pathlib import Path
from typing import Any

from app.formats.texts import read_text
from app.mechanics.errors import OptionError
from tests.formats.attacks import peak


def _sequential(layers: list[Any]) -> str:
    return json.dumps({"class_name": "Sequential", "config": {"name": "s", "layers": layers}})


def _layer(kind: str, **config: Any) -> dict[str, Any]:
    return {"class_name": kind, "config": {"name": kind.lower(), **config}}


def _nested(depth: int, times: int = 1) -> str:
    found: Any = _layer("Conv2D", filters=1, kernel_size=1, padding="same")
    for _ in range(depth):
        found = {"class_name": "Sequential", "config": {"name": "s", "layers": [found] * times}}
    return json.dumps(found)


_CONV = _layer("Conv2D", filters=1, kernel_size=1, batch_input_shape=[None, 8, 8, 1])
_TENSOR = {"class_name": "__keras_tensor__", "config": {"keras_history": ["a", 0, 0]}}
_CIRCLE = {
    "class_name": "Functional",
    "config": {
        "name": "f", "input_layers": [["a", 0, 0]], "output_layers": [["a", 0, 0]],
        "layers": [{"class_name": "ReLU", "name": "a", "config": {}, "inbound_nodes": [{"args": [_TENSOR], "kwargs": {}}]}],  # noqa: E501
    },
}  # fmt: skip
START = "model = keras.Sequential()\nmodel.add(keras.Input((8, 8, 1)))\n"
#: By name.
ATTACKS = {
    "brackets": "{" + '"a":[' * 100_000,
    "closed brackets": '{"a":' + "[" * 50_000 + "]" * 50_000 + "}",
    "long number": '{"class_name": "Sequential", "config": ' + "9" * 900_000 + "}",
    "nested models": _nested(300),
    "models within models, ten each": _nested(5, 10)[:900_000],
    "many layers": _sequential([_CONV, *[_layer("ReLU")] * 30_000])[:3_000_000],
    "huge kernel": _sequential([_CONV, _layer("Conv2D", filters=10**30, kernel_size=10**30)]),
    "huge padding": _sequential([_CONV, _layer("ZeroPadding2D", padding=-1)]),
    "reshape of many axes": _sequential([_CONV, _layer("Reshape", target_shape=[1] * 50_000)]),
    "reshape to nothing": _sequential([_CONV, _layer("Reshape", target_shape=[-1, 0])]),
    "lambda": _sequential([_CONV, _layer("Lambda", function=["4wEAAAA=", None, None])]),
    "custom": _sequential([_CONV, {"class_name": "os.system", "module": "os", "config": {"name": "touch"}}]),
    "a circle": json.dumps(_CIRCLE),
    "arguments": json.dumps(_CIRCLE).replace('"args": [', '"args": [' + "[" * 500).replace('], "kwargs"', "]" * 501 + ', "kwargs"'),  # noqa: E501
    "NaN": _sequential([_CONV, _layer("ReLU", max_value=float("nan"))]),
    "config of a list": '{"class_name": "Sequential", "config": [1, 2]}',
    "config of nothing": '{"class_name": "Functional", "config": {"layers": [null]}}',
    "shape": _sequential([_layer("Conv2D", filters=1, kernel_size=1, batch_input_shape=[None] * 9)]),
    "endless add": START + "while True:\n    model.add(layers.ReLU())",
    "itself": START + "model.add(model)",
    "doubling": START + "x = keras.Input((8, 8, 1))\nfor _ in range(60):\n    x = layers.add([x, x]); x = layers.Concatenate()([x] * 9)",  # noqa: E501
    "models in a loop": "m = keras.Sequential([layers.ReLU()])\nfor _ in range(40):\n    m = keras.Sequential([m, m, m, m])",  # noqa: E501
    "import": "import keras, os\nos.system('touch /tmp/convscope-was-here')",
    "load": "import keras\nmodel = keras.models.load_model('/etc/passwd')",
    "lambda source": START + "model.add(layers.Lambda(lambda x: x))",
    "attribute": START + "model.add(model.__class__.__bases__[0])",
    "layer of a layer": START + "layers.ReLU()._layer.config",
    "deep call": "class M(keras.Model):\n  def call(self, x):\n    return self.call(x)\nm = M()\nm.build((None, 8, 8, 1))",  # noqa: E501
    "model in itself": "class M(keras.Model):\n  def call(self, x):\n    return self(x)\nm = M()\nm.build((None, 8, 8, 1))",  # noqa: E501
}  # fmt: skip


def attempt(text: str) -> dict[str, Any]:
    """Read a text, and give what was said, how long it took, and the memory that it took."""
    Path("/proc/self/clear_refs").write_text("5")
    before, start = peak(), time.process_time()
    try:
        read_text(text)
        said = ""
    except OptionError as error:
        said = str(error)
    return {"said": said, "seconds": time.process_time() - start, "bytes": peak() - before}


if __name__ == "__main__":
    json.dump({name: attempt(text) for name, text in ATTACKS.items()}, sys.stdout)
