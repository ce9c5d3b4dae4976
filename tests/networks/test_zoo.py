"""Every network of the zoo against published counts."""

from itertools import groupby

import pytest

from app.networks.analysis import analyze
from app.networks.size import Size, size_of
from app.networks.weights import weight_shapes
from app.networks.zoo import ZOO

#: Parameters ("num_params"), GFLOPS ("_ops": multiply-accumulates, in thousand millions) and crop as the weights'
#: metadata in torchvision 0.28 has them, https://pytorch.org/vision/stable/models.html
TORCHVISION = {
    "alexnet": (61_100_840, 0.714, 224),
    "convnext_base": (88_591_464, 15.355, 224),
    "convnext_large": (197_767_336, 34.361, 224),
    "convnext_small": (50_223_688, 8.684, 224),
    "convnext_tiny": (28_589_128, 4.456, 224),
    "densenet121": (7_978_856, 2.834, 224),
    "densenet161": (28_681_000, 7.728, 224),
    "densenet169": (14_149_480, 3.36, 224),
    "densenet201": (20_013_928, 4.291, 224),
    "efficientnet_b0": (5_288_548, 0.386, 224),
    "efficientnet_b1": (7_794_184, 0.687, 240),
    "efficientnet_b2": (9_109_994, 1.088, 288),
    "efficientnet_b3": (12_233_232, 1.827, 300),
    "efficientnet_b4": (19_341_616, 4.394, 380),
    "efficientnet_b5": (30_389_784, 10.266, 456),
    "efficientnet_b6": (43_040_704, 19.068, 528),
    "efficientnet_b7": (66_347_960, 37.746, 600),
    "efficientnet_v2_l": (118_515_272, 56.08, 480),
    "efficientnet_v2_m": (54_139_356, 24.582, 480),
    "efficientnet_v2_s": (21_458_488, 8.366, 384),
    "googlenet": (6_624_904, 1.498, 224),
    "inception_v3": (27_161_264, 5.713, 299),
    "mnasnet0_5": (2_218_512, 0.104, 224),
    "mnasnet0_75": (3_170_208, 0.215, 224),
    "mnasnet1_0": (4_383_312, 0.314, 224),
    "mnasnet1_3": (6_282_256, 0.526, 224),
    "mobilenet_v2": (3_504_872, 0.301, 224),
    "mobilenet_v3_large": (5_483_032, 0.217, 224),
    "mobilenet_v3_small": (2_542_856, 0.057, 224),
    "regnet_x_16gf": (54_278_536, 15.941, 224),
    "regnet_x_1_6gf": (9_190_136, 1.603, 224),
    "regnet_x_32gf": (107_811_560, 31.736, 224),
    "regnet_x_3_2gf": (15_296_552, 3.177, 224),
    "regnet_x_400mf": (5_495_976, 0.414, 224),
    "regnet_x_800mf": (7_259_656, 0.8, 224),
    "regnet_x_8gf": (39_572_648, 7.995, 224),
    "regnet_y_128gf": (644_812_894, 127.518, 224),
    "regnet_y_16gf": (83_590_140, 15.912, 224),
    "regnet_y_1_6gf": (11_202_430, 1.612, 224),
    "regnet_y_32gf": (145_046_770, 32.28, 224),
    "regnet_y_3_2gf": (19_436_338, 3.176, 224),
    "regnet_y_400mf": (4_344_144, 0.402, 224),
    "regnet_y_800mf": (6_432_512, 0.834, 224),
    "regnet_y_8gf": (39_381_472, 8.473, 224),
    "resnet101": (44_549_160, 7.801, 224),
    "resnet152": (60_192_808, 11.514, 224),
    "resnet18": (11_689_512, 1.814, 224),
    "resnet34": (21_797_672, 3.664, 224),
    "resnet50": (25_557_032, 4.089, 224),
    "resnext101_32x8d": (88_791_336, 16.414, 224),
    "resnext101_64x4d": (83_455_272, 15.46, 224),
    "resnext50_32x4d": (25_028_904, 4.23, 224),
    "shufflenet_v2_x0_5": (1_366_792, 0.04, 224),
    "shufflenet_v2_x1_0": (2_278_604, 0.145, 224),
    "shufflenet_v2_x1_5": (3_503_624, 0.296, 224),
    "shufflenet_v2_x2_0": (7_393_996, 0.583, 224),
    "squeezenet1_0": (1_248_424, 0.819, 224),
    "squeezenet1_1": (1_235_496, 0.349, 224),
    "vgg11": (132_863_336, 7.609, 224),
    "vgg11_bn": (132_868_840, 7.609, 224),
    "vgg13": (133_047_848, 11.308, 224),
    "vgg13_bn": (133_053_736, 11.308, 224),
    "vgg16": (138_357_544, 15.47, 224),
    "vgg16_bn": (138_365_992, 15.47, 224),
    "vgg19": (143_667_240, 19.632, 224),
    "vgg19_bn": (143_678_248, 19.632, 224),
    "wide_resnet101_2": (126_886_696, 22.753, 224),
    "wide_resnet50_2": (68_883_240, 11.398, 224),
}
#: Parameters and GFLOPS of torchvision's segmentation, likewise, with an auxiliary head that only training uses.
SEGMENTATION = {"fcn_resnet50": (35_322_218, 152.717), "deeplabv3_resnet50": (42_004_074, 178.722)}
#: Inception v3's published parameters have its auxiliary head, as Szegedy et al. 2016, section 4, and torchvision build
#: it: 1×1 to 128 channels, 5×5 to 768, each with a batch norm, and a linear layer.
INCEPTION_HEAD = 768 * 128 + 2 * 128 + 128 * 768 * 25 + 2 * 768 + 768 * 1000 + 1000
#: The same of GoogLeNet, whose published parameters leave its two heads out: torchvision has 13,004,888 with them.
GOOGLENET_HEADS = sum(c * 128 + 2 * 128 + 2048 * 1024 + 1024 + 1024 * 1000 + 1000 for c in (512, 528))
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
    # Lin, Chen and Yan 2014, the sizes of the authors' code, written out; Springenberg et al. 2015, table 3: "≈ 1 M"
    "nin": (0.966986, None),
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
    parameters, giga_macs, crop = TORCHVISION[name]
    analysis = analyze(ZOO[name].build())
    assert ZOO[name].input_size == crop
    assert analysis.count.total == parameters - (INCEPTION_HEAD if name == "inception_v3" else 0)
    assert round(analysis.macs / 1e9, 3) == giga_macs


def test_auxiliary_heads_are_said_to_be_left_out():
    assert 13_004_888 - TORCHVISION["googlenet"][0] == GOOGLENET_HEADS
    assert f"{INCEPTION_HEAD:,}" in " ".join(ZOO["inception_v3"].build().notes)
    assert "auxiliary" in " ".join(ZOO["googlenet"].build().notes)


def test_figures_of_other_crops_of_the_same_weights():
    # regnet_y_128gf's weights for 384×384, IMAGENET1K_SWAG_E2E_V1
    analysis = analyze(ZOO["regnet_y_128gf"].build(384))
    assert (analysis.count.total, round(analysis.macs / 1e9, 3)) == (644_812_894, 374.57)


@pytest.mark.parametrize("name", SEGMENTATION)
def test_segmentation_agrees_but_for_its_auxiliary_head(name):
    parameters, giga_macs = SEGMENTATION[name]
    analysis = analyze(ZOO[name].build())
    head = 9 * 1024 * 256 + 256 * 21
    assert analysis.count.total == parameters - head - 2 * 256 - 21
    assert round((analysis.macs + head * 65 * 65) / 1e9, 3) == giga_macs
    assert analysis.nodes[-1].output_shape == (21, 520, 520)
    assert f"{head + 2 * 256 + 21:,}" in " ".join(ZOO[name].build().notes)


def test_tiny_yolo_has_its_publishers_figures():
    analysis = analyze(ZOO["tiny_yolo_v2"].build())
    # https://pjreddie.com/darknet/yolov2/: 6.97 Bn floating-point operations at 416×416
    assert round(2 * analysis.macs / 1e9, 2) == 6.97
    # OpenVINO's model of the same layers: 15.8587 million, with the scales of batch norms in the weights
    scales = sum((16, 32, 64, 128, 256, 512, 1024, 1024))
    assert round((analysis.count.total - scales) / 1e6, 4) == 15.8587
    assert analysis.nodes[-1].output_shape == (125, 13, 13)


def test_nin_is_the_authors_code():
    # mavenlin/cuda-convnet, NIN: in and out channels and kernels, and the maps' sides behind every pooling
    convolutions = (
        (3, 192, 5), (192, 160, 1), (160, 96, 1), (96, 192, 5), (192, 192, 1), (192, 192, 1), (192, 192, 3),
        (192, 192, 1), (192, 10, 1),
    )  # fmt: skip
    analysis = analyze(ZOO["nin"].build())
    assert analysis.count.total == sum(c * o * k * k + o for c, o, k in convolutions)
    sides = [node.output_shape[1] for node in analysis.nodes if node.node.operation.endswith("pool")]
    assert sides == [16, 8, 1]


def test_every_entry_says_what_it_is():
    for entry in ZOO.values():
        assert all((entry.title, entry.contribution, entry.source, entry.family)), entry.name
        assert 1989 <= entry.year <= 2026
    assert {entry.task for entry in ZOO.values()} == {
        "classification", "detection", "segmentation", "super-resolution",
    }  # fmt: skip


@pytest.mark.parametrize("name", ["lenet5", "resnet152", "densenet121", "efficientnet_b0", "unet"])
def test_its_size_alone_is_that_of_the_whole_analysis(name):
    network = ZOO[name].build()
    analysis = analyze(network)
    assert size_of(network) == Size(analysis.count.total, analysis.depth)


def test_families_stand_together():
    families = list(dict.fromkeys(entry.family for entry in ZOO.values()))
    together = [family for family, _ in groupby(entry.family for entry in ZOO.values())]
    assert together == families


def test_modules_name_the_layers_with_weights_of_the_networks_that_torchvision_has():
    for name in (*TORCHVISION, *SEGMENTATION):
        network = ZOO[name].build()
        with_weights = set(weight_shapes(network))
        modules = [node.module for node in network.nodes if node.module]
        assert {node.name for node in network.nodes if node.module} == with_weights, name
        assert len(set(modules)) == len(modules), name


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
    assert set(ZOO) == {*TORCHVISION, *SEGMENTATION, *PAPERS, "unet", "fsrcnn", "plain34", "tiny_yolo_v2"}


@pytest.mark.parametrize(
    ("name", "depth"),
    [("lenet5", 5), ("alexnet", 8), ("vgg16", 16), ("googlenet", 22), ("resnet50", 50), ("resnet152", 152),
     ("resnet1202_cifar", 1202), ("densenet121", 121), ("densenet161", 161), ("densenet169", 169),
     ("densenet201", 201), ("resnext101_32x8d", 101), ("wide_resnet50_2", 50), ("mobilenet_v1", 28),
     ("mobilenet_v2", 53), ("nin", 9)],
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
