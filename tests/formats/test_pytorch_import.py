"""Networks from PyTorch text: read as they are meant, or refused with a reason; never executed."""

from pathlib import Path

import pytest

from app.api.networks.requests import NetworkRequest
from app.formats.pytorch.reader import read_pytorch
from app.networks.analysis import analyze
from tests.api.test_problems import check

PRINTED = Path(__file__).parent / "printed"
#: Each text is what PyTorch 2.13 printed of a model; input, parameters, multiply-accumulates (from the weights and
#: output shapes that PyTorch's own layers had in a forward pass) and output shape are PyTorch's too.
MODELS = {
    "lenet": ((1, 28, 28), 61_706, 416_520, [10]),
    "alexnet": ((3, 224, 224), 61_100_840, 714_188_480, [1000]),
    "vgg11_bn": ((3, 224, 224), 132_868_840, 7_609_090_048, [1000]),
    "resnet18": ((3, 224, 224), 11_689_512, 1_814_073_344, [1000]),
    "resnet50": ((3, 224, 224), 25_557_032, 4_089_184_256, [1000]),
    "mobilenet_v2": ((3, 224, 224), 3_504_872, 300_774_272, [1000]),
    "mlp": ((1, 28, 28), 203_520, 203_264, [10]),
    "depthwise_separable": ((3, 32, 32), 4_106, 819_840, [10]),
    "dcgan_generator": ((100, 1, 1), 3_576_704, 104_628_224, [3, 64, 64]),
    "dcgan_discriminator": ((3, 64, 64), 2_765_568, 103_817_216, [1, 1, 1]),
    "dilated_context": ((21, 64, 64), 28_392, 115_605_504, [21, 64, 64]),
    "network_in_network": ((3, 32, 32), 523_850, 195_258_240, [10]),
    "super_resolution": ((1, 32, 32), 10_965, 11_141_120, [1, 128, 128]),
}
RESIDUAL = """
import torch
from torch import nn
import torch.nn.functional as F

width = 16

class Block(nn.Module):
    '''Two convolutions and a skip.'''

    def __init__(self, channels, dilation=1):
        super().__init__()
        self.channels = channels
        self.conv1 = nn.Conv2d(self.channels, channels, 3, padding=dilation, dilation=dilation)
        self.conv2 = nn.Conv2d(channels, channels, kernel_size=1, bias=False)

    def forward(self, x):
        y = F.relu(self.conv1(x))
        y = self.conv2(y)
        y += x
        return torch.relu(y)

class Net(nn.Module):
    def __init__(self, classes=10):
        super(Net, self).__init__()
        self.stem = nn.Conv2d(3, width, 3, padding="same")
        self.block1 = Block(width)
        self.block2 = Block(width, dilation=2)
        self.fc = nn.Linear(2 * width * 4 * 4, classes)

    def forward(self, x):
        x = self.stem(x)
        a = self.block1(x)
        b = self.block2(a)
        x = torch.cat([a, b], dim=1)
        x = F.max_pool2d(x, 2)
        x = F.dropout(x, 0.25, training=self.training)
        x = x.view(x.size(0), -1)
        return self.fc(x)

model = Net()
print(model)
"""


def imported(rest, text, input_shape=None, **more):
    body = {"text": text} | ({"input_shape": list(input_shape)} if input_shape else {}) | more
    response = rest.post("/api/v1/networks/import", json=body)
    assert response.status_code == 200, response.text
    return response.json()


def totals(analysis):
    last = analysis["nodes"][-1]["output_shape"]
    return analysis["totals"]["parameters"]["total"], analysis["totals"]["macs"], last


@pytest.mark.parametrize("name", MODELS)
def test_a_printed_model_has_pytorchs_totals(rest, name):
    input_shape, *expected = MODELS[name]
    answer = imported(rest, (PRINTED / f"{name}.txt").read_text(), input_shape)
    assert totals(answer["analysis"]) == tuple(expected)
    assert answer["notes"] == []  # containers, and classes of torchvision's: nothing is guessed
    again = rest.post("/api/v1/networks/analyze", json=answer["network"])
    assert again.json() == answer["analysis"]


#: What PyTorch prints of a class of somebody's own, whose forward method flattens.
OF_ITS_OWN = """Net(
  (features): Sequential(
    (0): Conv2d(1, 6, kernel_size=(5, 5), stride=(1, 1))
    (1): ReLU()
    (2): MaxPool2d(kernel_size=2, stride=2, padding=0, dilation=1, ceil_mode=False)
  )
  (fc): Linear(in_features=864, out_features=10, bias=True)
)"""


def test_a_print_of_a_class_that_is_not_known_is_refused_with_what_to_do(rest):
    response = rest.post("/api/v1/networks/import", json={"text": OF_ITS_OWN, "input_shape": [1, 28, 28]})
    check(response, 422, "text", "line 1: the print does not say how Net connects its children")
    for remedy in ("Paste the source of these classes", "torch.onnx.export(model", "one after the other (sequential)"):
        assert remedy in response.json()["detail"]


def test_taking_the_parts_one_after_the_other_is_marked_as_a_guess(rest):
    answer = imported(rest, OF_ITS_OWN, (1, 28, 28), sequential=True)
    assert totals(answer["analysis"]) == (156 + 8_650, 150 * 576 + 8_640, [10])
    assert answer["notes"] == [
        "Guess: the children of Net are taken one after the other; what their forward methods do, a print does not "
        "say.",
        "Guess: a flatten was put in front of fc.",
    ]


def test_sequential_code(rest):
    answer = imported(
        rest,
        "import torch.nn as nn\n"
        "from collections import OrderedDict\n"
        "channels = 8\n"
        "features = nn.Sequential(nn.Conv2d(1, channels, (3, 3), padding=1), nn.ReLU(inplace=True), nn.MaxPool2d(2))\n"
        "head = nn.Sequential(OrderedDict([('flatten', nn.Flatten()), ('fc', nn.Linear(channels * 14 * 14, 10))]))\n"
        "model = nn.Sequential(*[features, head], nn.Softmax(dim=1))\n",
    )
    assert [node["name"] for node in answer["analysis"]["nodes"]] == ["0.0", "0.1", "0.2", "1.flatten", "1.fc", "2"]
    assert answer["network"]["input_shape"] == [1, 28, 28]  # the only common size whose pooled maps are 14×14
    assert totals(answer["analysis"]) == (80 + 15_690, 72 * 784 + 15_680, [10])


def test_classes_with_branches(rest):
    answer = imported(rest, RESIDUAL, (3, 8, 8))
    block = (16 * 16 * 9 + 16) + 16 * 16
    assert answer["analysis"]["totals"]["parameters"]["total"] == (3 * 16 * 9 + 16) + 2 * block + (512 * 10 + 10)
    nodes = {node["name"]: node for node in answer["analysis"]["nodes"]}
    assert nodes["block1.add"]["inputs"] == ["block1.conv2", "stem"]
    assert nodes["cat" if "cat" in nodes else "concat"]["output_shape"] == [32, 8, 8]
    assert nodes["block2.relu_2"]["receptive_field"]["size"] == [9, 9]  # 1 + 2 + 2 + 4
    assert nodes["dropout"]["options"] == {"p": 0.25}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("__import__('os').system('touch /tmp/convscope-was-here')", "line 1: "),
        ("nn.Sequential(nn.Conv2d(3, open('/etc/passwd').read(), 3))", "line 1: name 'open' is not defined"),
        ("nn.Sequential(nn.ReLU(), eval('1'))", "line 1: name 'eval' is not defined"),
        ("import os\nos.remove('x')", "line 2: os.remove is not a layer that can be read here"),
        ("for i in range(9):\n    nn.ReLU()", "there is no model in this text"),
        ("nn.Sequential(*[nn.ReLU() for _ in range(10**9)])", "line 1: "),
        ("nn.Sequential(nn.Linear(10**99, 3))", "line 1: "),
        ("nn.Sequential(nn.Linear(99999999 * 99999999, 3))", "is larger than 2,147,483,647"),
        ("nn.Sequential(nn.Linear(1 // 0, 3))", "line 1: 1 // 0 has no value"),
        ("nn.Sequential(nn.Flatten(), nn.Linear('a' * 99, 3))", "in_features must be a whole number, not 'aaa"),
        ("nn.Sequential(nn.GRU(3, 8))", "line 1: nn.GRU is not a layer that can be read here"),
        ("nn.Sequential(nn.Conv2d(3, 8, 3, flavour=1))", "Conv2d has no argument flavour"),
        ("nn.Sequential(nn.Conv2d(3, 8, 3, kernel_size=3))", "Conv2d is given kernel_size twice"),
        ("nn.Sequential(nn.ReLU(1, 2, 3))", "ReLU takes 1 arguments, not 3"),
        ("nn.Sequential(nn.Conv2d(3, 8, 3, padding=1, padding_mode='odd'))", "padding_mode='odd': it is zeros,"),
        ("nn.Sequential(nn.Conv2d(3, 8", "line 1: this is not Python: '(' was never closed"),
        ("nn.Sequential()", "there is no layer in this text"),
        ("", "there is no model in this text"),
        ("x = 3", "there is no model in this text"),
        ("\x00", "this "),
        ("-" * 100_000 + "1", "nested too deeply"),
        ("a" + ".b" * 50_000, ""),
        ("nn.Sequential(" * 150 + ")" * 150, ""),
        ("nn.Sequential(nn.Linear(1" + "+1" * 40_000 + ", 3))", ""),
        ("Sequential(\n  (0): ReLU()\n", "line 2: the model is not closed"),
        ("Sequential(\n  (0): ReLU()\n)\n)", "line 4: the model has ended before this line"),
        ("Sequential(\n  (0): ReLU(\n)", "the model is not closed"),
        ("Sequential(\n  (0): Conv2d(3, 8, kernel_size=__import__('os'))\n)",
         "line 2: name '__import__' is not defined"),
        ("Sequential(\n  (0): ReLU() + 1\n)", "line 2: the bracket of ReLU is not closed"),
        ("Sequential(\n  (0): ReLU)(ReLU()\n)", "line 2: "),
        ("Sequential(\n  (0): Transformer(d_model=512)\n)", "line 2: Transformer is not a layer that can be read here"),
        ("Net(\n  (a): Odd(\n    (x): ReLU()\n    (y): ReLU()\n  )\n  (b): ReLU()\n)",
         "does not say how Net, Odd connect their children"),
        ("Sequential(\n" + "".join(f"{'  ' * d}(0): Sequential(\n" for d in range(1, 80)), "nested too deeply"),
        ("class N(nn.Module):\n  def __init__(self):\n    self.n = N()\n  def forward(self, x):\n    return self.n(x)",
         "nested too deeply"),
        ("class N(nn.Module):\n  def __init__(self):\n    pass\n  def forward(self, x):\n    while 1: pass",
         "line 5: the text runs for too long"),
        ("class N(nn.Module):\n  def __init__(self):\n    self.a = nn.Identity()\n  def forward(self, x):\n"
         "    return self.a()", "a is given no input"),
        ("class N(nn.Module):\n  def __init__(self):\n    self.a = nn.ReLU()\n  def forward(self, x):\n"
         "    return self.a(x, x)", "(relu) takes 1 input, not 2"),
        ("a = nn.ReLU()\n" + "a = nn.Sequential(a, a, a, a, a, a, a, a)\n" * 30, "line 31: "),
        ("nn.Sequential(nn.Conv2d(3, 8, 3), nn.Conv2d(16, 8, 3))", "in_channels is 16, but the input has 8 channels"),
        ("nn.Sequential(nn.Conv2d(3, 8, 3), nn.Flatten(), nn.Linear(7, 8))", "No common input size fits these layers"),
        ("nn.Sequential(nn.Conv2d(3, -8, 3))", "out_channels must be at least 1, not -8"),
        ("nn.Sequential(nn.Conv2d(3, 8, 'three'))", "must be a whole number"),
    ],
)  # fmt: skip
def test_malicious_or_malformed_text_is_refused(rest, text, message):
    check(rest.post("/api/v1/networks/import", json={"text": text}), 422, detail=message)
    assert not Path("/tmp/convscope-was-here").exists()


def test_models_of_models_of_models_are_refused_at_once(rest):
    block = "class B{0}(nn.Module):\n  def __init__(self):\n    self.a = B{1}()\n    self.b = B{1}()\n"
    block += "  def forward(self, x):\n    return self.b(self.a(x))\n"
    last = "class B0(nn.Module):\n  def __init__(self):\n    self.a = nn.ReLU()\n"
    last += "  def forward(self, x):\n    return self.a(x)\n"
    text = last + "".join(block.format(i, i - 1) for i in range(1, 20)) + "B19()"
    check(rest.post("/api/v1/networks/import", json={"text": text}), 422, detail="more than 20,000 layers")


def test_the_error_of_a_layer_that_does_not_fit_names_it(rest):
    body = {"text": "nn.Sequential(nn.Conv2d(3, 8, 3), nn.Conv2d(16, 8, 3))", "input_shape": [3, 8, 8]}
    response = rest.post("/api/v1/networks/import", json=body)
    check(response, 422, "text", 'node "1": in_channels is 16')


def test_a_layer_that_no_input_fits_is_not_blamed_on_the_input(rest):
    response = rest.post("/api/v1/networks/import", json={"text": "nn.Sequential(nn.Conv2d(3, 4, 0))"})
    check(response, 422, "text", 'node "0": kernel_size must be at least 1')
    assert "input size" not in response.text


def twice(text):
    return [(node["operation"], node.get("weights_of")) for node in read_pytorch(text, input_shape=(3, 8, 8)).nodes]


def test_layers_that_are_used_twice_share_their_weights():
    assert twice("a = nn.Conv2d(3, 3, 1)\nnn.Sequential(a, nn.ReLU(), a)") == [
        ("conv", None), ("relu", None), ("conv", "0"),
    ]  # fmt: skip
    siamese = """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 4, 3, padding=1, padding_mode="reflect"), nn.BatchNorm2d(4))

    def forward(self, x):
        return torch.cat([self.stem(x), self.stem(F.max_pool2d(x, 3, 1, 1))], 1)
"""
    assert [shared for operation, shared in twice(siamese) if operation in ("conv", "batch_norm")] == [
        None, None, "stem.0", "stem.1",
    ]  # fmt: skip


def test_what_a_layer_learns_is_counted_once_and_left_to_the_use_that_leads_to_the_result():
    text = """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 3, 3, padding=1)

    def forward(self, x):
        unused = self.conv(x)
        return self.conv(self.conv(torch.relu(x)))
"""
    reading = read_pytorch(text, input_shape=(3, 8, 8))
    body = {"input_shape": reading.input_shape, "layers": reading.nodes}
    analysis = analyze(NetworkRequest.model_validate(body).network())
    assert analysis.count.total == 84  # sum(p.numel() for p in Net().parameters())
    assert [node.count.total for node in analysis.nodes if node.node.operation == "conv"] == [84, 0]
