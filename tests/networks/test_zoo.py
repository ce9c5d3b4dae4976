"""Every network of the zoo against published counts."""

import pytest

from app.networks.analysis import analyze
from app.networks.zoo import ZOO

#: Parameters ("num_params") and GFLOPS ("_ops": multiply-accumulates, in thousand millions) as the weights' metadata
#: in torchvision 0.20 has them, https://pytorch.org/vision/stable/models.html#table-of-all-available-classification-weights
TORCHVISION = {
    "alexnet": (61_100_840, 0.714),
    "vgg11": (132_863_336, 7.609),
    "vgg13": (133_047_848, 11.308),
    "vgg16": (138_357_544, 15.47),
    "vgg19": (143_667_240, 19.632),
    "googlenet": (6_624_904, 1.498),
    "resnet18": (11_689_512, 1.814),
    "resnet34": (21_797_672, 3.664),
    "resnet50": (25_557_032, 4.089),
    "resnet101": (44_549_160, 7.801),
    "resnet152": (60_192_808, 11.514),
    "densenet121": (7_978_856, 2.834),
    "mobilenet_v2": (3_504_872, 0.301),
}
#: Parameters in millions and multiply-accumulates in millions, as the papers give them.
PAPERS = {
    # LeCun et al. 1998 with full connections: 156 + 2416 + 48120 + 10164 + 850
    "lenet5": (0.061706, None),
    # Krizhevsky et al. 2012: "60 million parameters"; the paper's own layers at 227×227 give 724 million
    "alexnet_2012": (60.965224, 724),
    # He et al. 2016, table 6: 0.27M, 0.46M, 0.66M, 0.85M, 1.7M, 19.4M
    "resnet20_cifar": (0.27, None),
    "resnet32_cifar": (0.46, None),
    "resnet44_cifar": (0.66, None),
    "resnet56_cifar": (0.85, None),
    "resnet110_cifar": (1.7, None),
    "resnet1202_cifar": (19.4, None),
    # Howard et al. 2017, table 4: 4.2 million parameters, 569 million multiply-adds
    "mobilenet_v1": (4.2, 569),
}


@pytest.mark.parametrize("name", TORCHVISION)
def test_counts_agree_with_torchvision_to_the_last_parameter(name):
    parameters, giga_macs = TORCHVISION[name]
    analysis = analyze(ZOO[name].build())
    assert analysis.count.total == parameters
    assert round(analysis.macs / 1e9, 3) == giga_macs


@pytest.mark.parametrize("name", PAPERS)
def test_counts_agree_with_the_paper(name):
    parameters, mega_macs = PAPERS[name]
    analysis = analyze(ZOO[name].build())
    digits = len(str(parameters).split(".")[1])
    assert round(analysis.count.total / 1e6, digits) == parameters
    if mega_macs is not None:
        assert round(analysis.macs / 1e6) == mega_macs


def test_every_network_is_checked_against_something():
    assert set(ZOO) == set(TORCHVISION) | set(PAPERS)


@pytest.mark.parametrize(
    ("name", "node", "field"),
    [
        # Araujo, Norris and Sim 2019, Distill, the table: size, effective stride, effective padding
        ("vgg16", "max_pool5", (212, 32, 90)),
        # TF-Slim's MobileNet v1 pads like TensorFlow: 315, 32, 126; PyTorch's padding of 1 gives 157
        ("mobilenet_v1", "relu27", (315, 32, 157)),
        # TF-Slim's AlexNet v2 has no padding at first: 64; torchvision's has 2, which makes it 66
        ("alexnet", "max_pool3", (195, 32, 66)),
        # TF-Slim's ResNet-v1-50 has its strides at the ends of the stages: 483; at their starts it is 427
        ("resnet50", "add16", (427, 32, 213)),
    ],
)
def test_receptive_fields(name, node, field):
    found = {analysis.node.name: analysis for analysis in analyze(ZOO[name].build()).nodes}
    height, width = found[node].receptive_field.fields
    assert height == width
    assert (height.size, height.stride, height.padding) == field
    assert found[node].receptive_field.aligned


def test_the_shortest_way_through_a_residual_network_sees_little():
    last = next(node for node in reversed(analyze(ZOO["resnet152"].build()).nodes) if node.node.operation == "add")
    # past every block but the projections: the stem's 7×7 and pooling
    assert last.receptive_field.smallest == (11, 11)


def test_input_size_and_classes_are_parameters():
    network = analyze(ZOO["vgg16"].build(input_size=64, num_classes=10))
    assert network.nodes[-1].output_shape == (10,)
    assert network.count.total == 138_357_544 - 4097 * 990
