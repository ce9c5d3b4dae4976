"""The shapes that ONNX itself infers, for operators without a counterpart."""

from math import prod

import onnx

from ..pytorch.library.tensor import Dims

#: Numbers in a tensor whose values may matter to a shape.
_SMALL = 1024


class InferredShapes:
    """Shapes by name, worked out when they are first asked for.

    Parameters
    ----------
    model : onnx.ModelProto
        The model.
    source, shape : str, tuple of int
        The input of the network, and its shape without the batch.
    """

    def __init__(self, model: onnx.ModelProto, source: str, shape: Dims) -> None:
        self._model, self._source, self._shape = model, source, shape
        self._batch = 1
        self._known: dict[str, list[int]] | None = None

    def of(self, name: str) -> Dims | None:
        """Return a shape without the batch; None if it is not known."""
        if self._known is None:
            self._known = self._inferred()
        sizes = self._known.get(name)
        known = sizes and len(sizes) > 1 and sizes[0] == self._batch and all(size > 0 for size in sizes[1:])
        return tuple(sizes[1:]) if sizes and known else None

    def _inferred(self) -> dict[str, list[int]]:
        graph = onnx.GraphProto()
        graph.name = "shapes"
        for node in self._model.graph.node:
            large = next((one.t for one in node.attribute if one.name == "value" and prod(one.t.dims) > _SMALL), None)
            if node.op_type == "Constant" and large is not None:
                graph.input.append(_stated(node.output[0], large))
            else:
                graph.node.append(node)
        graph.output.extend(self._model.graph.output)
        held = {tensor.name for tensor in self._model.graph.initializer}
        for tensor in self._model.graph.initializer:  # large ones as inputs: their shape is all that matters
            if prod(tensor.dims) <= _SMALL:
                graph.initializer.append(tensor)
            else:
                graph.input.append(_stated(tensor.name, tensor))
        for info in self._model.graph.input:
            if info.name == self._source:
                kind = info.type.tensor_type.elem_type
                self._batch = info.type.tensor_type.shape.dim[0].dim_value or 1
                graph.input.append(onnx.helper.make_tensor_value_info(info.name, kind, [self._batch, *self._shape]))
            elif info.name not in held:
                graph.input.append(info)
        model = onnx.helper.make_model(graph, opset_imports=self._model.opset_import)
        try:
            found = onnx.shape_inference.infer_shapes(model, data_prop=True).graph
        except Exception:
            return {}
        return {
            info.name: [dim.dim_value for dim in info.type.tensor_type.shape.dim]
            for info in (*found.value_info, *found.output)
        }


def _stated(name: str, tensor: onnx.TensorProto) -> onnx.ValueInfoProto:
    return onnx.helper.make_tensor_value_info(name, tensor.data_type, list(tensor.dims))
