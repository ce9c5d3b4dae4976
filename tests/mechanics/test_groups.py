"""Groups that cannot be are refused as groups, in convolution and its transpose alike."""

import numpy as np
import pytest

from app.mechanics.conv.forward import conv
from app.mechanics.conv.options import ConvOptions
from app.mechanics.conv_transpose.forward import conv_transpose
from app.mechanics.conv_transpose.geometry import ConvTransposeOptions
from app.mechanics.errors import OptionError


@pytest.mark.parametrize("call", ["conv2d", "conv-transpose2d"])
@pytest.mark.parametrize(
    ("channels", "weight", "groups", "message"),
    [
        (3, (3, 2), 2, "3 input channels cannot be split into 2 equal groups"),
        (5, (4, 2), 2, "5 input channels cannot be split into 2 equal groups"),
        (4, (4, 2), 3, "4 input channels cannot be split into 3 equal groups"),
    ],
)
def test_groups_that_do_not_divide_the_input_channels(rest, call, channels, weight, groups, message):
    body = {"input": np.ones((channels, 3, 3)).tolist(), "weight": np.ones((*weight, 2, 2)).tolist(), "groups": groups}
    response = rest.post(f"/api/v1/{call}", json=body)
    assert response.status_code == 422
    assert response.json()["errors"] == [{"field": "groups", "message": message}]


@pytest.mark.parametrize("operation", ["conv", "conv_transpose"])
@pytest.mark.parametrize(
    ("channels", "filters", "message"),
    [
        (3, 4, "3 input channels cannot be split into 2 equal groups"),
        (4, 3, "3 filters cannot be split into 2 equal groups"),
    ],
)
def test_groups_of_a_layer_that_do_not_divide_its_channels(rest, operation, channels, filters, message):
    layer = {"operation": operation, "out_channels": filters, "kernel_size": 2, "groups": 2}
    response = rest.post("/api/v1/networks/analyze", json={"input_shape": [channels, 3, 3], "layers": [layer]})
    (error,) = response.json()["errors"]
    assert error["field"] == "layers[0].groups"
    assert message in error["message"]


@pytest.mark.parametrize(("convolve", "options"), [(conv, ConvOptions.of), (conv_transpose, ConvTransposeOptions.of)])
def test_at_least_one_group(convolve, options):
    with pytest.raises(OptionError, match="groups must be at least 1, not 0") as refused:
        convolve(np.ones((2, 3, 3)), np.ones((2, 2, 2, 2)), None, options(groups=0))
    assert refused.value.field == "groups"
