"""Channel shuffle against PyTorch's, and over REST."""

import numpy as np
import pytest

from app.layers.channel_shuffle import ChannelShuffle
from app.mechanics.errors import OptionError
from tests.formats.test_pytorch_import import imported


@pytest.mark.parametrize(
    ("groups", "order"),
    [
        # torch.nn.ChannelShuffle(groups)(torch.arange(6.0).reshape(1, 6, 1, 1)).ravel() in PyTorch 2.13
        (1, [0, 1, 2, 3, 4, 5]),
        (2, [0, 3, 1, 4, 2, 5]),
        (3, [0, 2, 4, 1, 3, 5]),
        (6, [0, 1, 2, 3, 4, 5]),
    ],
)
def test_channels_of_all_groups_in_turn(groups, order):
    x = np.arange(6.0).reshape(1, 6, 1, 1)
    assert ChannelShuffle(groups).forward((x,), {}).output.ravel().tolist() == order


def test_groups_that_do_not_divide_are_refused():
    with pytest.raises(OptionError, match="6 channels cannot be split into 4 equal groups"):
        ChannelShuffle(4).output_shape(((6, 2, 2),))


def test_a_shuffled_pair_of_grouped_convolutions(rest):
    text = "nn.Sequential(nn.Conv2d(4, 4, 1, groups=2), nn.ChannelShuffle(2), nn.Conv2d(4, 4, 3, groups=2))"
    answer = imported(rest, text, (4, 8, 8))
    assert [node["operation"] for node in answer["analysis"]["nodes"]] == ["conv", "channel_shuffle", "conv"]
    assert answer["analysis"]["totals"]["parameters"]["total"] == 12 + 76
    for framework in ("pytorch", "keras"):
        body = {"network": answer["network"], "format": framework}
        assert rest.post("/api/v1/networks/export", json=body).status_code == 200
