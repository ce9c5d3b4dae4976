"""The responses about a network, layer by layer."""

from typing import Any

from pydantic import BaseModel, Field

from ...layers.layer import Count
from ...networks.analysis import Analysis
from ...networks.receptive_field.node import ReceptiveField
from .counting import Counting
from .requests import NodeOptions

#: Opaque nodes that a message names.
_MOST_NAMED = 3


class Parameters(BaseModel):
    """The parameters and buffers of a layer."""

    weights: int = Field(description="learned numbers that are multiplied")
    biases: int = Field(description="learned numbers that are added")
    total: int = Field(description="weights and biases")
    buffers: int = Field(description="numbers that are stored but not learned")


class NodeReceptiveField(BaseModel):
    """The part of the input that a unit of a node sees; one number for each spatial axis: [height, width]."""

    size: list[int] = Field(description="over all paths: cells from the first to the last that a unit sees")
    stride: list[int | float] = Field(description="a fraction if the map is larger than the input")
    padding: list[int] = Field(description="how far the field of the first unit extends beyond the input")
    narrowest: list[int] = Field(description="the size over the path that sees least")
    aligned: bool = Field(description="whether all paths have the same stride and centre")


class NodeAnswer(BaseModel):
    """One node."""

    name: str = Field(description="unique in the network")
    operation: str = Field(description="as listed by `GET /networks/operations`")
    inputs: list[str] = Field(description='names of nodes, or "input"')
    stage: str = Field(description="the part of the network that it belongs to; may be empty")
    weights_of: str | None = Field(description="the node whose weights it uses too; null if it has its own, or none")
    options: NodeOptions = Field(description="the options that differ from their defaults, as in a request")
    output_shape: list[int] = Field(description="[C, H, W], [C, L], [C, D, H, W], or [features]")
    slim: bool = Field(description="for drawings: whether it keeps the shape, or keeps every number")
    rearranges: bool = Field(description="for drawings: whether units read cells other than their own")
    parameters: Parameters | None = Field(
        description="the numbers that it holds, none if it uses those of another node; null for opaque operations"
    )
    macs: int | None = Field(description="multiply-accumulates of one pass of the batch; null for opaque operations")
    flops: int | None = Field(
        description="two for each multiply-accumulate, and the additions of biases if `bias_flops`; null as for macs"
    )
    receptive_field: NodeReceptiveField | None = Field(
        description="null if units see it in more than 1024 patterns, or through an opaque operation"
    )


class Totals(BaseModel):
    """The totals of the whole network."""

    nodes: int = Field(description="the number of nodes")
    depth: int = Field(description="convolutions and linear layers on the longest path")
    unknown: int = Field(description="opaque nodes, which the other totals leave out, their outputs aside")
    parameters: Parameters = Field(description="of all nodes")
    batch: int = Field(description="how many inputs multiply-accumulates, FLOPs and activations are for")
    macs: int = Field(description="multiply-accumulates of one pass of the batch")
    flops: int = Field(description="of all nodes")
    parameter_bytes: int = Field(description="in float32")
    activation_bytes: int = Field(description="of every node's output for the whole batch, in float32")


class NetworkAnswer(BaseModel):
    """The analysis of a network; its nodes can be sent back as `layers`."""

    input_shape: list[int] = Field(description="[C, H, W], [C, L], [C, D, H, W], or [features]")
    nodes: list[NodeAnswer] = Field(description="in an order in which they can be computed")
    totals: Totals = Field(description="of the whole network")
    notes: list[str] = Field(description="what to know before relying on these numbers")


def network_answer(analysis: Analysis, counting: Counting | None = None) -> dict[str, Any]:
    """Build the response from an analysis, counted for one input if nothing else is said.

    Examples
    --------
    >>> from ...networks.analysis import analyze
    >>> from ...networks.zoo import ZOO
    >>> network_answer(analyze(ZOO["vgg16"].build()))["totals"]["parameters"]["total"]
    138357544
    """
    counting = counting or Counting()
    batch, biases = counting.batch, counting.bias_flops
    return {
        "input_shape": analysis.network.input_shape,
        "nodes": [
            {
                "name": found.node.name,
                "operation": found.node.operation,
                "inputs": found.node.inputs,
                "stage": found.node.stage,
                "weights_of": found.node.weights_of or None,
                "options": found.node.layer.changed_options(),
                "output_shape": found.output_shape,
                "slim": found.node.layer.slim,
                "rearranges": found.node.layer.rearranges(),
                "parameters": _parameters(found.count) if found.node.layer.known else None,
                "macs": batch * found.macs if found.node.layer.known else None,
                "flops": batch * found.flops(biases=biases) if found.node.layer.known else None,
                "receptive_field": found.receptive_field and _field(found.receptive_field),
            }
            for found in analysis.nodes
        ],
        "totals": {
            "nodes": len(analysis.nodes),
            "depth": analysis.depth,
            "unknown": len(analysis.opaque),
            "parameters": _parameters(analysis.count),
            "batch": batch,
            "macs": batch * analysis.macs,
            "flops": batch * analysis.flops(biases=biases),
            "parameter_bytes": analysis.parameter_bytes,
            "activation_bytes": batch * analysis.activation_bytes,
        },
        "notes": analysis.network.notes,
    }


def stops(analysis: Analysis) -> str:
    """Say behind which nodes nothing is known.

    Examples
    --------
    >>> from ...networks.analysis import analyze
    >>> from ...networks.graph import Builder
    >>> from ...layers.opaque import Opaque
    >>> build = Builder((3, 8, 8))
    >>> _ = build.add(Opaque((3, 8, 8), "Attention"), name="mixing")
    >>> stops(analyze(build.network()))
    'of "mixing" (Attention), and what depends on it, only the shape is known'
    """
    named = [f'"{name}" ({kind})' for name, kind in analysis.opaque.items()]
    more = [f"{len(named) - _MOST_NAMED} more"] if len(named) > _MOST_NAMED else []
    return f"of {', '.join(named[:_MOST_NAMED] + more)}, and what depends on it, only the shape is known"


def _parameters(count: Count) -> dict[str, int]:
    return {"weights": count.weights, "biases": count.biases, "total": count.total, "buffers": count.buffers}


def _field(field: ReceptiveField) -> dict[str, Any]:
    return {
        "size": [axis.size for axis in field.extents],
        "stride": [axis.stride for axis in field.extents],
        "padding": [axis.padding for axis in field.extents],
        "narrowest": [axis.size for axis in field.narrowest],
        "aligned": field.aligned,
    }
