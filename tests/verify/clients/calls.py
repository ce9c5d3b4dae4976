"""Call every operation with the client that openapi-python-client generates.

python calls.py http://127.0.0.1:8000
"""

import struct
import sys
from base64 import b64encode
from io import BytesIO
from typing import TypeVar

from convscope_client import Client
from convscope_client.api.activation import activation
from convscope_client.api.code import code
from convscope_client.api.convolution import (
    conv2d,
    conv2d_gradient,
    conv2d_lowering,
    conv2d_row,
    conv2d_toeplitz,
    conv2d_unit,
    conv2d_windows,
)
from convscope_client.api.files import keep_weights, open_network
from convscope_client.api.models import (
    get_model,
    list_models,
    model_attribution,
    model_maps,
    model_unit,
    model_weights,
)
from convscope_client.api.networks import (
    analyze_network,
    compare_networks,
    export_network,
    get_network,
    import_network,
    list_networks,
    list_operations,
    network_connections,
    network_receptive_field,
    residual_block,
    residual_lab,
)
from convscope_client.api.networks_with_weights import network_attribution, network_maps, network_unit, network_weights
from convscope_client.api.pooling import avg_pool2d, max_pool2d
from convscope_client.api.presets import get_preset, list_presets
from convscope_client.api.receptive_field import effective_receptive_field, receptive_field, receptive_field_stacks
from convscope_client.api.server import health
from convscope_client.api.sizes import output_size, parameters
from convscope_client.api.transposed_convolution import (
    conv_transpose2d,
    conv_transpose2d_row,
    conv_transpose2d_stamps,
)
from convscope_client.models import (
    Activation,
    ActivationRequest,
    AnalyzeRequest,
    ArithmeticRequest,
    AttributionRequest,
    AttributionRequestMethod,
    AvgPool2DRequest,
    CodeRequest,
    CodeRequestFormat,
    CodeRequestOperation,
    CompareRequest,
    ConnectionsRequest,
    Conv2DRequest,
    ConvTranspose2DRequest,
    EffectiveFieldRequest,
    EffectiveLayerRequest,
    EncodedTensor,
    EncodedTensorDtype,
    ExportRequest,
    ExportRequestFormat,
    GradientRequest,
    ImportRequest,
    LayerRequest,
    MapsRequest,
    MapsRequestOff,
    MaxPool2DRequest,
    ModelAttributionRequest,
    ModelAttributionRequestMethod,
    ModelMapsRequest,
    ModelUnitRequest,
    NamedPadding,
    NetworkRequest,
    NetworkUnitRequest,
    NetworkUnitRequestEffective,
    NodeRequest,
    OutputSizeRequest,
    OutputSizeRequestOperation,
    PaddingMode,
    ParametersRequest,
    Problem,
    ReceptiveFieldRequest,
    ResidualBlockRequest,
    ResidualLabRequest,
    RowRequest,
    StacksRequest,
    StampRowRequest,
    StampsRequest,
    UnitRequest,
    WeightsOfRequest,
    WeightsRequest,
    WeightsRequestTensorsType0,
    WindowsRequest,
)
from convscope_client.types import File

Answer = TypeVar("Answer")

INPUT = [[[1.0, 2.0, 0.0], [0.0, 1.0, 2.0], [2.0, 0.0, 1.0]]]
#: One filter of one channel; its first window has the sum 1·1 − 2·1 + 0·2 + 1·0 = −1.
WEIGHT = [[[[1.0, -1.0], [2.0, 0.0]]]]
SMALL = NetworkRequest(
    input_shape=[1, 7, 7],
    layers=[
        NodeRequest(operation="conv", out_channels=1, kernel_size=3, padding=1),
        NodeRequest(operation="max_pool", kernel_size=2),
    ],
)


def answered(answer: Answer | Problem | None) -> Answer:
    """Give the answer; what was refused says why."""
    if answer is None or isinstance(answer, Problem):
        raise ValueError(answer.detail if answer else "no answer")
    return answer


def convolutions(client: Client) -> None:
    example = answered(get_preset.sync("worked-example", client=client))
    assert example.input_ is not None
    body = Conv2DRequest(input_=example.input_, weight=example.weight, bias=example.bias, padding=1)
    convolved = answered(conv2d.sync(client=client, body=body))
    assert convolved.geometry.output == [3, 7, 7]
    assert convolved.cost.parameters == 84

    same = Conv2DRequest(INPUT, WEIGHT, padding=NamedPadding.SAME, activation=Activation.RELU)
    rectified = answered(conv2d.sync(client=client, body=same))
    assert rectified.pre_activation is not None
    assert min(min(row) for row in rectified.pre_activation[0]) < 0 == min(min(row) for row in rectified.output[0])

    unit = answered(conv2d_unit.sync(client=client, body=UnitRequest(INPUT, WEIGHT, unit=[0, 0, 0])))
    assert unit.products == [[[1, -2], [0, 0]]]
    assert unit.sum_ == -1

    row = answered(conv2d_row.sync(client=client, body=RowRequest(INPUT, WEIGHT, row=[0, 0])))
    assert row.sum_ == [-1, 4]

    reflected = WindowsRequest(input_size=7, kernel_size=3, padding=1, padding_mode=PaddingMode.REFLECT)
    windows = answered(conv2d_windows.sync(client=client, body=reflected))
    assert windows.output_size == [7, 7]
    assert windows.axes[0].sources[:3] == [1, 0, 1]

    gradient = answered(conv2d_gradient.sync(client=client, body=GradientRequest(INPUT, WEIGHT)))
    assert gradient.grad_bias == [4]

    lowered = answered(conv2d_lowering.sync(client=client, body=Conv2DRequest(INPUT, WEIGHT)))
    assert lowered.matrix == [[1, -1, 2, 0]]

    sparse = answered(conv2d_toeplitz.sync(client=client, body=Conv2DRequest(INPUT, WEIGHT)))
    assert sparse.toeplitz[0] == [1, -1, 0, 2, 0, 0, 0, 0, 0]


def transposed_convolutions(client: Client) -> None:
    body = ConvTranspose2DRequest([[[1.0, 2.0], [3.0, 4.0]]], WEIGHT, stride=2)
    grown = answered(conv_transpose2d.sync(client=client, body=body))
    assert grown.geometry.output == [1, 4, 4]

    row = answered(conv_transpose2d_row.sync(client=client, body=StampRowRequest(INPUT, WEIGHT, row=[0, 0])))
    assert row.values == [[1], [2], [0]]

    stamps = answered(conv_transpose2d_stamps.sync(client=client, body=StampsRequest(3, 3, stride=2)))
    assert stamps.overlap[2][2] == 4


def pooling_and_activations(client: Client) -> None:
    # a tensor can be bytes in base64
    pixels = EncodedTensor(shape=[2, 2], dtype=EncodedTensorDtype.UINT8, base64="AAECAw==")
    largest = answered(max_pool2d.sync(client=client, body=MaxPool2DRequest(pixels, kernel_size=2)))
    assert largest.output == [[[3]]]
    assert largest.argmax == [[[[1, 1]]]]

    body = AvgPool2DRequest(INPUT, kernel_size=2, ceil_mode=True)
    mean = answered(avg_pool2d.sync(client=client, body=body))
    assert mean.divisor == [[4, 2], [2, 1]]

    activated = answered(
        activation.sync(client=client, body=ActivationRequest([[-1.0, 2.0]], activation=Activation.RELU))
    )
    assert activated.output == [[[0, 2]]]


def sizes(client: Client) -> None:
    body = OutputSizeRequest(112, 3, operation=OutputSizeRequestOperation.MAX_POOL, stride=2, ceil_mode=True)
    size = answered(output_size.sync(client=client, body=body))
    assert size.output_size == [56]
    assert size.formula[0].steps[-1].text.endswith("56")

    counted = answered(parameters.sync(client=client, body=ParametersRequest(3, 3, 3, input_size=[7, 7], padding=1)))
    assert counted.total == 84
    assert counted.macs == 3969


def receptive_fields(client: Client) -> None:
    body = ReceptiveFieldRequest([LayerRequest(3), LayerRequest(3, dilation=2)], unit=[0, 0])
    seen = answered(receptive_field.sync(client=client, body=body))
    assert seen.layers[-1].size == [7, 7]
    assert seen.input_.rows == [0, 6]

    layers = [EffectiveLayerRequest(3), EffectiveLayerRequest(3)]
    effective = answered(
        effective_receptive_field.sync(client=client, body=EffectiveFieldRequest(layers, input_size=5))
    )
    assert effective.unit == [0, 0]
    assert max(max(row) for row in effective.weights) == 1

    kernels = answered(receptive_field_stacks.sync(client=client, body=StacksRequest(size=7)))
    assert [stack.per_square for stack in kernels.stacks] == [49, 27]


def networks(client: Client) -> None:
    known = answered(list_networks.sync(client=client)).networks
    assert known[0].parameters == 61_706

    operations = answered(list_operations.sync(client=client)).operations
    assert operations[0].options[0].name == "out_channels"

    digits = answered(get_network.sync("lenet5", client=client, num_classes=10))
    letters = answered(analyze_network.sync(client=client, body=AnalyzeRequest(name="lenet5", num_classes=26)))
    assert letters.totals.parameters.total - digits.totals.parameters.total == 16 * 85

    both = CompareRequest(left=NetworkRequest(name="lenet5"), right=NetworkRequest(name="lenet5", num_classes=26))
    compared = answered(compare_networks.sync(client=client, body=both))
    assert compared.rows[-1].change == "changed"

    text = "nn.Sequential(nn.Conv2d(1, 8, 3, padding=1), nn.ReLU())"
    imported = answered(import_network.sync(client=client, body=ImportRequest(text, input_shape=[1, 28, 28])))
    assert imported.analysis.totals.parameters.total == 80

    # a file of safetensors with one tensor, [1, 1, 1, 3]
    header = b'{"edges.weight":{"dtype":"F32","shape":[1,1,1,3],"data_offsets":[0,12]}}'.ljust(80)
    file = (80).to_bytes(8, "little") + header + struct.pack("<3f", 1, 0, -1)
    kept = answered(keep_weights.sync(client=client, body=File(BytesIO(file))))
    assert [(tensor.name, tensor.shape) for tensor in kept.tensors] == [("edges.weight", [1, 1, 1, 3])]
    opened = answered(open_network.sync(client=client, body=File(BytesIO(file))))
    assert opened.weights is not None
    assert opened.weights.id == kept.id

    network = NetworkRequest(input_shape=imported.network.input_shape, layers=imported.network.layers)
    exported = answered(export_network.sync(client=client, body=ExportRequest(network, ExportRequestFormat.KERAS)))
    assert "layers.Conv2D(8, 3" in exported.code

    unit = NetworkUnitRequest(SMALL, "max_pool2", unit=[0, 2], effective=NetworkUnitRequestEffective.PATHS)
    seen = answered(network_receptive_field.sync(client=client, body=unit))
    assert seen.nodes[0].cells == 12

    connected = answered(network_connections.sync(client=client, body=ConnectionsRequest(SMALL)))
    assert connected.nodes[0].cells[1] == [0, 1, 2]


def networks_with_weights(client: Client) -> None:
    layers = [
        NodeRequest(operation="conv", name="edges", out_channels=1, kernel_size=2),
        NodeRequest(operation="flatten"),
        NodeRequest(operation="linear", name="classes", out_features=2),
    ]
    network = NetworkRequest(input_shape=[1, 3, 3], layers=layers)
    tensors = {
        "edges": {"weight": WEIGHT, "bias": [0.0]},
        "classes": {"weight": [[1.0, 0.0, 0.0, 0.0], [0.0, 1.0, 0.0, 0.0]], "bias": [0.0, 0.0]},
    }
    weights = WeightsRequest(tensors=WeightsRequestTensorsType0.from_dict(tensors))
    maps = answered(
        network_maps.sync(client=client, body=MapsRequest(INPUT, network, weights=weights, nodes=["edges"]))
    )
    assert maps.maps["edges"].shape == [1, 2, 2]
    assert maps.classes
    assert maps.classes[0].index == 1

    off = MapsRequestOff.from_dict({"edges": [0]})
    silent = answered(network_maps.sync(client=client, body=MapsRequest(INPUT, network, weights=weights, off=off)))
    assert silent.nodes[0].zeros == 1

    unit = answered(
        network_unit.sync(client=client, body=ArithmeticRequest("edges", [0, 0, 0], INPUT, network, weights=weights))
    )
    assert unit.products == [[[1, -2], [0, 0]]]
    assert unit.sum_ == -1

    held = answered(
        network_weights.sync(client=client, body=WeightsOfRequest(["edges"], INPUT, network, weights=weights))
    )
    assert held.tensors["edges.weight"].shape == [1, 1, 2, 2]

    asked = AttributionRequest(0, AttributionRequestMethod.GRADIENT, INPUT, network, weights=weights)
    due = answered(network_attribution.sync(client=client, body=asked))
    assert due.map_ == [[1, 1, 0], [2, 0, 0], [0, 0, 0]]


def models(client: Client) -> None:
    assert "digits" in [model.name for model in answered(list_models.sync(client=client)).models]
    digits = answered(get_model.sync("digits", client=client))
    assert digits.classes[3] == "3"

    stroke = EncodedTensor(shape=[1, 28, 28], dtype=EncodedTensorDtype.UINT8, base64=b64encode(bytes(784)).decode())
    maps = answered(model_maps.sync("digits", client=client, body=ModelMapsRequest(stroke, top=10)))
    assert maps.classes
    assert len(maps.classes) == 10

    unit = answered(model_unit.sync("digits", client=client, body=ModelUnitRequest("linear1", [3], stroke)))
    assert unit.contributions
    assert unit.contributions[0].node == "max_pool2"

    held = answered(model_weights.sync("digits", client=client, nodes=["conv1"]))
    assert held.tensors["conv1.weight"].shape == [8, 1, 5, 5]

    asked = ModelAttributionRequest(3, ModelAttributionRequestMethod.GRADIENT, stroke)
    assert len(answered(model_attribution.sync("digits", client=client, body=asked)).map_) == 28


def residuals(client: Client) -> None:
    kernel = [[[[0.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 0.0]]]]
    block = answered(residual_block.sync(client=client, body=ResidualBlockRequest(INPUT, kernel, kernel)))
    assert block.total[0][0] == [2, 4, 0]

    lab = answered(residual_lab.sync(client=client, body=ResidualLabRequest(blocks=6)))
    assert len(lab.residual.scales) == 7


def the_rest(client: Client) -> None:
    body = CodeRequest(CodeRequestOperation.CONV2D, CodeRequestFormat.PYTORCH, Conv2DRequest(INPUT, WEIGHT))
    assert "import torch" in answered(code.sync(client=client, body=body)).code

    assert "worked-example" in [preset.name for preset in answered(list_presets.sync(client=client)).presets]

    assert answered(health.sync(client=client)).status == "ok"


def refusals(client: Client) -> None:
    refused = conv2d.sync(client=client, body=Conv2DRequest(INPUT, WEIGHT, stride=0))
    assert isinstance(refused, Problem)
    assert refused.status == 422
    assert refused.errors
    assert refused.errors[0].field == "stride"


if __name__ == "__main__":
    for calls in (convolutions, transposed_convolutions, pooling_and_activations, sizes, receptive_fields, networks,
                  networks_with_weights, models, residuals, the_rest, refusals):  # fmt: skip
        with Client(sys.argv[1], raise_on_unexpected_status=True) as client:
            calls(client)
