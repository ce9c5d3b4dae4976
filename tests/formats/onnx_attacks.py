"""ONNX files that try to reach other files, or to use up the server: test_onnx_attacks.py runs them in a process."""

import json
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from onnx import TensorProto, helper, numpy_helper

from app.formats.onnx.reader import read_onnx
from app.mechanics.errors import OptionError
from tests.formats.attacks import clear_peak, peak
from tests.formats.onnx_files import file, model, node

BIG = 2**40
GROWTH = np.array([2**15, 2**15], np.int64)


def external(path: str, dims: tuple[int, ...] = (1, 3, 1, 1)) -> TensorProto:
    tensor = TensorProto(name="w", data_type=TensorProto.FLOAT, dims=dims, data_location=TensorProto.EXTERNAL)
    for key, value in {"location": path, "offset": "0", "length": str(4 * int(np.prod(dims)))}.items():
        tensor.external_data.add(key=key, value=value)
    return tensor


def hollow(dims: list[int]) -> TensorProto:
    return TensorProto(name="w", data_type=TensorProto.FLOAT, dims=dims)


def nested(kind: str, depth: int = 1, **attributes: Any) -> bytes:
    """Give a file with graphs in its nodes."""
    info = [helper.make_tensor_value_info("z", TensorProto.FLOAT, None)]
    body = helper.make_graph([node("Relu", "x", out="z")], "body", [], info)
    for _ in range(depth):
        inner = node("If", "c", out="z", then_branch=body, else_branch=body) if depth > 1 else None
        body = helper.make_graph([inner], "body", [], info) if inner else body
    graphs = {"If": {"then_branch": body, "else_branch": body}}.get(kind, {"body": body})
    nodes = [node(kind, *attributes.pop("reads", ["x"]), out="y", **graphs, **attributes)]
    return file(nodes, tensors={"c": np.array(True), "m": np.array(2**60, np.int64)})


def made(kind: str, *inputs: str, **attributes: Any) -> bytes:
    """Give a file that adds what a node makes of its own numbers to the input."""
    numbers = {"growth": GROWTH, "one": np.ones((1, 1), np.float32), "end": np.array(1e12), "start": np.array(0.0),
               "step": np.array(1.0), "huge": np.array([2**62, 2**62], np.int64), "row": np.ones(2**15, np.float32),
               "column": np.ones((2**15, 1), np.float32), "places": np.zeros(2**15, np.int64),
               "scales": np.array([1, 1, 1e9, 1e9], np.float32), "roi": np.zeros(0, np.float32),
               "ends": np.array([1, 1, BIG, BIG], np.int64), "less": np.array([-5], np.int64)}  # fmt: skip
    nodes = [node(kind, *inputs, out="z", **attributes), node("Add", "x", "z")]
    return file(nodes, tensors={name: numbers[name] for name in set(inputs) & set(numbers)})


def doubled(kind: str, times: int) -> bytes:
    """Give a file in which each node makes twice what the one before it does."""
    nodes = [node(kind, f"v{i}", f"v{i}", out=f"v{i + 1}", **({"axis": 0} if kind == "Concat" else {}))
             for i in range(times)]  # fmt: skip
    return file([*nodes, node("Add", "x", f"v{times}")], tensors={"v0": np.ones(1024, np.float32)})


def chain(kind: str, count: int, start: str = "x", name: str | None = "") -> bytes:
    nodes = [node(kind, f"v{i}" if i else start, out=f"v{i + 1}", name="n" if name is None else name)
             for i in range(count)]  # fmt: skip
    end = [node("Add", "x", f"v{count}")] if start != "x" else [node("Relu", f"v{count}")]
    return file(nodes + end, tensors={"k": np.ones(1, np.float32)})


def recursive() -> bytes:
    found = model([node("f", "x", domain="own")])
    found.functions.append(
        helper.make_function("own", "f", ["a"], ["b"], [node("f", "a", out="b", domain="own")], found.opset_import)
    )
    return bytes(found.SerializeToString())


def conv(tensor: TensorProto) -> bytes:
    return file([node("Conv", "x", "w")], tensors={"w": tensor})


def weights(value: float, dtype: type = np.float32) -> bytes:
    return conv(numpy_helper.from_array(np.full((1, 3, 1, 1), value, dtype), "w"))


def resized(**tensors: list[float]) -> bytes:
    kinds = {"sizes": np.int64}
    held = {name: np.array(values, kinds.get(name, np.float32)) for name, values in tensors.items()}
    return file(
        [node("Resize", "x", *(name if name in held else "" for name in ("roi", "scales", "sizes")))], tensors=held
    )


#: What makes each file, by name.
ATTACKS: dict[str, Callable[[], bytes]] = {
    "a file elsewhere": lambda: conv(external("../../../../etc/passwd")),
    "a device": lambda: conv(external("/dev/zero", (1, 2**30, 1, 1))),
    "a number in a file elsewhere": lambda: file([node("Add", "x", "w")], tensors={"w": external("/etc/passwd", ())}),
    "a constant in a file elsewhere": lambda: file(
        [node("Constant", out="k", value=external("/etc/passwd", (1,))), node("Mul", "x", "k")]
    ),
    "a pipe": lambda: conv(external("/proc/self/fd/0")),
    "Loop": lambda: nested("Loop", reads=["m", "c", "x"]),
    "Loop without inputs": lambda: nested("Loop", reads=["m", "c"]),
    "Scan": lambda: nested("Scan", num_scan_inputs=1),
    "If": lambda: nested("If", reads=["c"]),
    "If in If": lambda: nested("If", depth=12, reads=["c"]),
    "Expand": lambda: made("Expand", "one", "growth"),
    "Expand beyond numbers": lambda: made("Expand", "one", "huge"),
    "Expand of a column": lambda: made("Expand", "column", "growth"),
    "Range": lambda: made("Range", "start", "end", "step"),
    "Range without a step": lambda: made("Range", "start", "end", "start"),
    "ConstantOfShape": lambda: made("ConstantOfShape", "growth"),
    "ConstantOfShape beyond numbers": lambda: made("ConstantOfShape", "huge"),
    "ConstantOfShape of less than nothing": lambda: made("ConstantOfShape", "less"),
    "Tile": lambda: made("Tile", "one", "growth"),
    "Gather": lambda: made("Gather", "column", "places", axis=1),
    "a row and a column": lambda: made("Add", "row", "column"),
    "Where": lambda: made("Where", "row", "column", "row"),
    "EyeLike": lambda: made("EyeLike", "column"),
    "RandomNormal": lambda: made("RandomNormal", shape=[2**15, 2**15]),
    "OneHot": lambda: made("OneHot", "places", "growth", "growth"),
    "Concat, doubled": lambda: doubled("Concat", 40),
    "Pow of whole numbers": lambda: doubled("Pow", 40),
    "Cast to text": lambda: file(
        [node("Cast", "k", out="z", to=TensorProto.STRING), node("Add", "x", "z")], tensors={"k": np.ones(4)}
    ),
    "Tile of the input": lambda: file([node("Tile", "x", "t")], tensors={"t": np.array([1, 1, 2**30, 2**30])}),
    "Expand of the input": lambda: file([node("Expand", "x", "t")], tensors={"t": np.array([1, 3, 2**40, 2**40])}),
    "Pad of the input": lambda: file([node("Pad", "x", "t")], tensors={"t": np.array([0, 0, BIG, 0, 0, 0, 0, BIG])}),
    "Split into millions": lambda: file(
        [node("Split", "x", "t", out=["y", "b"], axis=1)], tensors={"t": np.ones(2**20, np.int64)}
    ),
    "Resize by scales": lambda: resized(scales=[1, 1, 1e9, 1e9]),
    "Resize by infinity": lambda: resized(scales=[1, 1, np.inf, np.nan]),
    "Resize to sizes": lambda: resized(sizes=[1, 3, 2**40, 2**40]),
    "Resize to nothing": lambda: resized(sizes=[1, 3, 0, -4]),
    "cycle": lambda: file([node("Add", "x", "b", out="a"), node("Relu", "a", out="b"), node("Relu", "b")]),
    "a node of itself": lambda: file([node("Add", "x", "y")]),
    "made twice": lambda: file([node("Relu", "x", out="a"), node("Tanh", "x", out="a"), node("Relu", "a")]),
    "makes its input": lambda: file([node("Relu", "x", out="x"), node("Relu", "x")]),
    "makes a tensor of the file": lambda: file(
        [node("Relu", "x", out="w"), node("Add", "x", "w")], tensors={"w": np.ones(1, np.float32)}
    ),
    "a chain of 100,000": lambda: chain("Relu", 100_000),
    "a chain of 19,999": lambda: chain("Relu", 19_999),
    "a chain of one name": lambda: chain("Relu", 19_999, name=None),
    "a chain of constants": lambda: chain("Neg", 19_999, "k"),
    "a chain of views": lambda: chain("Transpose", 19_999),
    "a chain of unknown operators": lambda: chain("Erf", 15_000),
    "a chain of sums": lambda: file(
        [node("Add", "x" if not i else f"v{i}", "x" if not i else f"v{i}", out=f"v{i + 1}") for i in range(9_999)]
        + [node("Relu", "v9999")]
    ),
    "enormous tensor without numbers": lambda: conv(hollow([2**31, 2**31])),
    "sizes beyond whole numbers": lambda: conv(hollow([2**62, 2**62, 3, 3])),
    "sizes that come to nothing": lambda: conv(hollow([0, 3, 3, 3])),
    "negative sizes": lambda: conv(TensorProto(name="w", data_type=1, dims=[-1, 3, 1, 1], raw_data=bytes(24))),
    "an enormous input": lambda: file([node("Relu", "x")], shape=[1, 2**62, 2**62, 2**62]),
    "an input of many axes": lambda: file([node("Relu", "x")], shape=[1] * 10_000),
    "an input of text": lambda: file(
        [node("Identity", "x")], inputs=[helper.make_tensor_value_info("x", TensorProto.STRING, [1, 3, 8, 8])]
    ),
    "long name of a node": lambda: file([node("Relu", "x", name="a" * 2**20)]),
    "long name of a value": lambda: file([node("Relu", "x", out="a" * 2**20), node("Relu", "a" * 2**20)]),
    "long kind": lambda: file([node("A" * 2**20, "x")]),
    "long name of a tensor": lambda: file([node("Add", "x", "a" * 2**20)], tensors={"a" * 2**20: np.ones(3)}),
    "deep scope": lambda: file([node("Relu", "x", name="/a" * 2**19 + "/Relu")]),
    "deep scopes": lambda: file(
        [node("Relu", f"v{i}" if i else "x", out=f"v{i + 1}", name="/a.b" * 450 + f"/Relu_{i}") for i in range(5_000)]
        + [node("Relu", "v5000")]
    ),
    "NaN": lambda: weights(np.nan),
    "infinity": lambda: weights(np.inf),
    "too large for float32": lambda: weights(1e300, np.float64),
    "a number that is NaN": lambda: file([node("Mul", "x", "k")], tensors={"k": np.array(np.nan, np.float32)}),
    "text as weights": lambda: conv(numpy_helper.from_array(np.full((1, 3, 1, 1), "a", object), "w")),
    "complex weights": lambda: file(
        [node("Conv", "x", "w")], tensors={"w": np.ones((1, 3, 1, 1), np.complex64)}
    ),
    "weights of an unknown type": lambda: conv(TensorProto(name="w", data_type=99, dims=[1, 3, 1, 1])),
    "a segment": lambda: conv(
        TensorProto(name="w", data_type=1, dims=[1, 3, 1, 1], segment=TensorProto.Segment(begin=0, end=9))
    ),
    "a function that calls itself": recursive,
    "another domain's Relu": lambda: file([node("Relu", "x", domain="evil")]),
    "another domain's constants": lambda: file(
        [node("Add", "k", "k", out="z", domain="evil"), node("Add", "x", "z")], tensors={"k": np.ones(1, np.float32)}
    ),
    "another domain's Constant": lambda: file(
        [node("Constant", out="z", value_float=1.0, domain="evil"), node("Add", "x", "z")]
    ),
    "an attribute of another type": lambda: file([node("Relu", "x", out="a"), node("Concat", "a", "x", axis="one")]),
    "no inputs": lambda: file([node("Relu")]),
    "too many inputs": lambda: file([node("Relu", *["x"] * 10_000)]),
    "an input of no name": lambda: file([node("Relu", "")]),
    "no results": lambda: file([helper.make_node("Relu", ["x"], []), node("Relu", "x")]),
    "no axis of that number": lambda: file([node("Softmax", "x", axis=99)]),
    "a stride of 0": lambda: file([node("MaxPool", "x", kernel_shape=[2, 2], strides=[0, 0])]),
    "a kernel of 0": lambda: file([node("MaxPool", "x", kernel_shape=[0, 0])]),
    "an enormous kernel": lambda: file([node("AveragePool", "x", kernel_shape=[BIG, BIG], pads=[BIG] * 4)]),
    "groups of 0": lambda: file(
        [node("Conv", "x", "w", group=0)], tensors={"w": np.ones((1, 3, 1, 1), np.float32)}
    ),
    "shuffles by 0": lambda: file([node("DepthToSpace", "x", blocksize=0)]),
    "a shape of many axes": lambda: file([node("Reshape", "x", "t")], tensors={"t": np.ones(2**20, np.int64)}),
    "a permutation that is none": lambda: file([node("Transpose", "x", perm=[0, 0, 9, -1])]),
    "slices by 0": lambda: file(
        [node("Slice", "x", "t", "t", "t", "t")], tensors={"t": np.zeros(1, np.int64)}
    ),
    "nothing": lambda: b"",
    "text": lambda: b"import os\n" * 1000,
    "zeros": lambda: bytes(2**20),
}  # fmt: skip


def attempt(data: bytes) -> dict[str, Any]:
    """Read a file, and give what was said, what is opaque, how long it took, and the memory that it took."""
    clear_peak()
    before, start = peak(), time.process_time()
    opaque: list[str] = []
    try:
        opaque, said = read_onnx(data).opaque[:3], ""
    except OptionError as error:
        said = str(error)
    return {"said": said, "opaque": opaque, "seconds": time.process_time() - start, "bytes": peak() - before}


if __name__ == "__main__":
    json.dump({name: attempt(made()) for name, made in ATTACKS.items()}, sys.stdout)
