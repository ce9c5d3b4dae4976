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
    # the PyTorch reproduction d-li14/efficientnet-lite.pytorch: 4.652 M, 0.385 G. TensorFlow's README has 4.7M, and
    # 407M multiply-adds without saying what is counted
    "efficientnet_lite0": (4.652, 385),
    # Zhang et al. 2023, Dive into Deep Learning, section 7.6: the sizes of LeCun et al. on 28×28, padded by 2
    "lenet5_padded": (0.061706, None),
    # Shi et al. 2016, section 3.1, (64, 5), (32, 3), 3² of 3×3, written out: 64·26 + 32·577 + 9·289
    "espcn": (0.022729, None),
}
#: U-Net as Ronneberger et al. 2015, figure 1, draws it: channels in and out, and the side of the map that comes out.
UNET_CONVOLUTIONS = (
    (1, 64, 570), (64, 64, 568), (64, 128, 282), (128, 128, 280), (128, 256, 138), (256, 256, 136), (256, 512, 66),
    (512, 512, 64), (512, 1024, 30), (1024, 1024, 28), (1024, 512, 54), (512, 512, 52), (512, 256, 102),
    (256, 256, 100), (256, 128, 198), (128, 128, 196), (128, 64, 390), (64, 64, 388),
)  # fmt: skip
UNET_STAMPS = ((1024, 512, 28), (512, 256, 52), (256, 128, 100), (128, 64, 196))


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


def test_unet_is_what_the_papers_figure_draws():
    analysis = analyze(ZOO["unet"].build())
    parameters = sum(9 * c * o + o for c, o, _ in UNET_CONVOLUTIONS) + sum(4 * c * o + o for c, o, _ in UNET_STAMPS)
    macs = sum(9 * c * o * side**2 for c, o, side in UNET_CONVOLUTIONS)
    macs += sum(4 * c * o * side**2 for c, o, side in UNET_STAMPS)
    assert analysis.count.total == parameters + 64 * 2 + 2
    assert analysis.macs == macs + 64 * 2 * 388**2
    assert analysis.nodes[-1].output_shape == (2, 388, 388)
    assert analysis.depth == 23  # "In total the network has 23 convolutional layers."


def test_fsrcnn_has_the_papers_weights():
    analysis = analyze(ZOO["fsrcnn"].build())
    # Dong, Loy and Tang 2016, table 1: 12464 weights of (56, 12, 4); slopes and biases are not counted there
    assert sum(node.count.weights for node in analysis.nodes if node.node.operation.startswith("conv")) == 12464
    # section 3.2, before the kernel of 9×9 stamps: 12464 times the small picture's pixels
    assert analysis.macs == 12464 * 32 * 32
    assert analysis.nodes[-1].output_shape == (1, 96, 96)


def test_plain_34_is_resnet_34_without_its_projections():
    plain = analyze(ZOO["plain34"].build())
    # three 1×1 convolutions with batch norm, where the channels double: torchvision's ResNet-34 less these
    projections = sum(c * 2 * c + 2 * 2 * c for c in (64, 128, 256))
    assert plain.count.total == TORCHVISION["resnet34"][0] - projections
    assert round(plain.macs / 1e9, 1) == 3.6  # He et al. 2016, figure 3: 3.6 billion FLOPs
    assert plain.depth == 34
    assert not any(node.node.operation == "add" for node in plain.nodes)


def test_every_network_is_checked_against_something():
    assert set(ZOO) == set(TORCHVISION) | set(PAPERS) | {"unet", "fsrcnn", "plain34"}


@pytest.mark.parametrize(
    ("name", "depth"),
    [("lenet5", 5), ("alexnet", 8), ("vgg16", 16), ("googlenet", 22), ("resnet50", 50), ("resnet152", 152),
     ("resnet1202_cifar", 1202), ("densenet121", 121), ("mobilenet_v1", 28), ("mobilenet_v2", 53)],
)  # fmt: skip
def test_depth_is_the_number_in_the_name_or_in_the_paper(name, depth):
    # GoogLeNet: "22 layers deep"; MobileNet v1: "28 layers"; v2 as Keras counts it
    assert analyze(ZOO[name].build()).depth == depth


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
    height, width = found[node].receptive_field.extents
    assert height == width
    assert (height.size, height.stride, height.padding) == field
    assert found[node].receptive_field.aligned


def test_the_shortest_way_through_a_residual_network_sees_little():
    last = next(node for node in reversed(analyze(ZOO["resnet152"].build()).nodes) if node.node.operation == "add")
    # past every block but the projections: the stem's 7×7 and pooling
    assert last.receptive_field.narrowest[0].size == 11


def test_input_size_and_classes_are_parameters():
    network = analyze(ZOO["vgg16"].build(input_size=64, num_classes=10))
    assert network.nodes[-1].output_shape == (10,)
    assert network.count.total == 138_357_544 - 4097 * 990
