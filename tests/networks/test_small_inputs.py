"""Classic networks on inputs smaller than their own: PyTorch's shapes, and a word where the network is another one."""

import pytest

from tests.api.test_problems import check

#: The side of the map after each part of torchvision 0.28's googlenet(aux_logits=False), by the side of the input, from
#: PyTorch 2.13 with a forward hook on each: conv1, maxpool1, conv3, maxpool2, inception3b, maxpool3, inception4e,
#: maxpool4, inception5b.
GOOGLENET = {
    15: (8, 4, 4, 2, 2, 1, 1, 1, 1),
    16: (8, 4, 4, 2, 2, 1, 1, 1, 1),
    17: (9, 4, 4, 2, 2, 1, 1, 1, 1),
    20: (10, 5, 5, 2, 2, 1, 1, 1, 1),
    24: (12, 6, 6, 3, 3, 1, 1, 1, 1),
    28: (14, 7, 7, 3, 3, 1, 1, 1, 1),
}
#: Channels after the same parts (Szegedy et al. 2015, table 1).
CHANNELS = (64, 64, 192, 192, 480, 480, 832, 832, 1024)


def main_path(nodes):
    """Give the shapes after the stem's convolutions, the pools between stages, and each stage's last concatenation."""

    def shapes(operation):
        return [node["output_shape"] for node in nodes if node["operation"] == operation]

    convolutions, concats = shapes("conv"), shapes("concat")
    pools = [node["output_shape"] for node in nodes if node["options"].get("stride") == [2, 2]][1:]  # behind conv1
    return [
        convolutions[0],
        pools[0],
        convolutions[2],
        pools[1],
        concats[1],
        pools[2],
        concats[6],
        pools[3],
        concats[8],
    ]


@pytest.mark.parametrize("size", GOOGLENET)
def test_googlenet_on_small_inputs_has_pytorchs_shapes(rest, size):
    response = rest.get(f"/api/v1/networks/googlenet?input_size={size}")
    assert response.status_code == 200, response.text
    answer = response.json()
    wanted = [[channels, side, side] for channels, side in zip(CHANNELS, GOOGLENET[size], strict=True)]
    assert main_path(answer["nodes"]) == wanted
    assert answer["nodes"][-1]["output_shape"] == [1000]
    assert answer["totals"]["parameters"]["total"] == 6_624_904  # torchvision: as many at every size


def test_googlenet_needs_fifteen_pixels(rest):
    # PyTorch: "Given input size: (480x1x1). Calculated output size: (480x0x0). Output size is too small"
    response = rest.get("/api/v1/networks/googlenet?input_size=14")
    check(response, 422, detail="max_pool")


def analysis(rest, name, size=None):
    response = rest.get(f"/api/v1/networks/{name}", params={"input_size": size} if size else {})
    assert response.status_code == 200, response.text
    return response.json()


def test_lenet_on_28_pixels_says_that_it_is_another_network(rest):
    """Without padding 16·4·4 numbers are left for the first linear layer, not 16·5·5."""
    small = analysis(rest, "lenet5", 28)
    assert small["totals"]["parameters"]["total"] == 156 + 2416 + 30_840 + 10_164 + 850 == 44_426
    assert any("lenet5_padded" in note for note in small["notes"])
    assert any("61,706" in note or "61706" in note for note in small["notes"])
    own = analysis(rest, "lenet5")
    assert own["totals"]["parameters"]["total"] == 61_706
    assert own["notes"] == []


def test_lenet_padded_keeps_its_parameters_on_28_pixels(rest):
    """LeCun et al. 1998 centre digits of 28×28 on 32×32; textbooks pad the first layer by 2 instead."""
    listed = {network["name"]: network for network in rest.get("/api/v1/networks").json()["networks"]}
    assert listed["lenet5_padded"]["input_shape"] == [1, 28, 28]
    assert listed["lenet5_padded"]["parameters"] == 61_706
    padded = analysis(rest, "lenet5_padded", 28)
    assert padded["totals"]["parameters"]["total"] == 61_706
    assert padded["notes"] == []
    unpadded = analysis(rest, "lenet5")
    assert [node["output_shape"] for node in padded["nodes"]] == [node["output_shape"] for node in unpadded["nodes"]]


@pytest.mark.parametrize("size", [28, 64, 128, 227, 256])
def test_a_network_that_changes_its_parameters_with_the_size_says_so(rest, size):
    for network in rest.get("/api/v1/networks").json()["networks"]:
        response = rest.get(f"/api/v1/networks/{network['name']}", params={"input_size": size})
        if response.status_code == 200 and response.json()["totals"]["parameters"]["total"] != network["parameters"]:
            assert response.json()["notes"], f"{network['name']} at {size}"


def test_a_network_at_its_own_size_is_the_one_of_the_paper(rest):
    for network in rest.get("/api/v1/networks").json()["networks"]:
        answer = analysis(rest, network["name"])
        assert answer["totals"]["parameters"]["total"] == network["parameters"]
        assert isinstance(answer["notes"], list)
