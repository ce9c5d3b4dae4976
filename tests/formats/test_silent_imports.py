"""PyTorch text that is read as another network than PyTorch builds is refused, or marked as a guess."""

from pathlib import Path

import pytest

from tests.api.test_problems import check
from tests.formats.test_pytorch_import import imported, totals

PRINTED = Path(__file__).parent / "printed"
CALL = "/api/v1/networks/import"


def net(*lines, made="self.conv = nn.Conv2d(3, 8, 3)"):
    """A class whose forward method has these lines; line 5 is the first of them."""
    constructor = "".join(f"        {line}\n" for line in made.split("\n"))
    body = "".join(f"        {line}\n" for line in lines)
    head = "class Net(nn.Module):\n    def __init__(self):\n"
    return f"{head}{constructor}    def forward(self, x):\n{body}"


@pytest.mark.parametrize(
    ("reshape", "message"),
    [
        ("x.view(-1, 2, 16, 16)", "line 6: the view asks for 512 numbers, but [8, 30, 30] comes in, which is 7,200"),
        ("x.reshape(x.size(0), 8, 901)", "line 6: the view asks for 7,208 numbers"),
        ("x.view(32, -1)", "line 6: [32, batch·225] comes in, whose first axis is not the batch"),
        ("x.view(7, -1)", "line 6: [8, 30, 30] for each input of the batch does not go into the shape (7, -1)"),
        ("x.view(-1)", "line 6: [batch·7200] comes in, whose first axis is not the batch"),
        ("x.squeeze(0).permute(1, 0, 2, 3)", "line 6: [8, batch, 30, 30] comes in, whose first axis is not the batch"),
        ("torch.flatten(x)", "line 6: this flattens the batch too: torch.flatten(x, 1)"),
        ("x.flatten()", "flattens the batch too"),
        # 8 maps of 30×30 are 7,200 numbers: PyTorch makes two rows of 3,600 of each
        ("x.view(-1, 3600)", "line 6: the view asks for 3,600 numbers, but [8, 30, 30] comes in, which is 7,200"),
    ],
)
def test_a_reshape_that_is_no_flatten_is_refused(rest, reshape, message):
    body = {"text": net("x = self.conv(x)", f"return {reshape}"), "input_shape": [3, 32, 32]}
    check(rest.post(CALL, json=body), 422, "text", message)


@pytest.mark.parametrize(
    "lines",
    [
        ("return x.view(x.size(0), -1)",),
        ("return x.view(x.shape[0], 7200)",),
        ("return x.reshape(len(x), -1)",),
        ("b = x.size(0)", "return x.view((b, -1))"),
        ("b, c, h, w = x.shape", "return x.reshape(b, -1)"),
        ("return x.view(-1, 8 * 30 * 30)",),
        ("return torch.flatten(x, 1)",),
        ("return x.flatten(start_dim=1)",),
    ],
)
def test_a_flatten_is_read_however_it_is_written(rest, lines):
    answer = imported(rest, net("x = self.conv(x)", *lines), (3, 32, 32))
    assert answer["analysis"]["nodes"][-1]["output_shape"] == [7200]


@pytest.mark.parametrize(
    ("layers", "message"),
    [
        # each is what PyTorch 2.13 refuses, in its constructor or for any input
        ("nn.MaxPool2d(2, padding=2)", "PyTorch refuses MaxPool2d with padding=2: it may be at most half the kernel"),
        ("nn.MaxPool2d(3, padding=2, dilation=2)", "at most half the kernel, which is 1"),
        ("nn.AvgPool2d(3, 1, 2)", "PyTorch refuses AvgPool2d with padding=2"),
        ("nn.Conv2d(3, 8, 3, stride=2, padding='same')", 'Conv2d with padding="same" and a stride of 2'),
        ("nn.Conv2d(3, 8, 3, groups=2)", "in_channels=3 is not divisible by 2"),
        ("nn.ConvTranspose2d(3, 8, 3, padding='same')", "ConvTranspose2d with padding='same'"),
        ("nn.BatchNorm1d(3)", "BatchNorm1d takes a row of numbers or a map [C, L], but [3, 32, 32] comes in"),
        ("nn.Sequential(nn.Flatten(), nn.BatchNorm2d(3072))", "BatchNorm2d takes a map [C, H, W], but [3072] comes in"),
        ("nn.Sequential(nn.Flatten(), nn.LocalResponseNorm(3))", "LocalResponseNorm takes a map"),
        ("nn.Conv1d(3, 8, 3)", ""),
        ("nn.Flatten(0)", "this flattens the batch too"),
        ("nn.Softmax(dim=2)", "Softmax over axis 2 is not that of the channels: use dim=1"),
        ("nn.Upsample(scale_factor=1.3)", "Upsample with scale_factor=1.3 does not divide the map: give size instead"),
        ("nn.Upsample(scale_factor=2, mode='bicubic')", ""),
        ("nn.Upsample(scale_factor=2, mode='linear')", ""),
    ],
)
def test_what_pytorch_refuses_is_refused(rest, layers, message):
    check(rest.post(CALL, json={"text": f"nn.Sequential({layers})", "input_shape": [3, 32, 32]}), 422, detail=message)


def test_a_layer_that_is_never_called_is_noted_with_its_parameters(rest):
    # PyTorch counts 368 parameters: 224 of conv and 144 of aux
    made = "self.conv = nn.Conv2d(3, 8, 3)\nself.aux = nn.Conv2d(8, 16, 1)"
    answer = imported(rest, net("return self.conv(x)", made=made), (3, 32, 32))
    assert totals(answer["analysis"])[0] == 224
    assert answer["notes"] == ["aux (Conv2d) is made and never used: its 144 parameters are not in the totals."]


def test_a_layer_without_weights_that_is_never_called_is_noted(rest):
    made = "self.conv = nn.Conv2d(3, 8, 3)\nself.drop = nn.Dropout()"
    answer = imported(rest, net("return self.conv(x)", made=made), (3, 32, 32))
    assert answer["notes"] == ["drop (Dropout) is made and never used."]


HELPER = net("return self.conv(x)", made="self.conv = nn.Conv2d(3, 8, 1)").replace("Net", "Helper")
MODEL = net("return self.inner(x)", made="self.inner = Block()").replace("Net", "Model")
BLOCK = net("return self.conv(x)", made="self.conv = nn.Conv2d(3, 4, 1)").replace("Net", "Block")


def test_the_model_is_the_class_that_no_other_uses(rest):
    assert totals(imported(rest, MODEL + BLOCK, (3, 8, 8))["analysis"])[0] == 16  # Block's 3·4 + 4, wherever it stands


def test_which_of_several_models_is_meant_must_be_said(rest):
    text = BLOCK + MODEL + HELPER
    check(rest.post(CALL, json={"text": text}), 422, "model", "several models, Model, Helper: say in model")
    for model, parameters in (("Model", 16), ("Helper", 32)):
        body = {"text": text, "model": model, "input_shape": [3, 8, 8]}
        answer = rest.post(CALL, json=body).json()
        assert answer["analysis"]["totals"]["parameters"]["total"] == parameters
    check(rest.post(CALL, json={"text": text, "model": "Nobody"}), 422, "model", 'no model named "Nobody"')


def test_what_is_instantiated_decides(rest):
    text = BLOCK + HELPER + "net = Block()\n"
    assert totals(imported(rest, text, (3, 8, 8))["analysis"])[0] == 16


def test_a_class_inherits_layers_and_methods(rest):
    text = BLOCK + "class Child(Block):\n    def __init__(self):\n        super().__init__()\n"
    text += "        self.more = nn.Conv2d(4, 2, 1)\n"
    text += "    def forward(self, x):\n        return self.more(super().forward(x))\n"
    assert totals(imported(rest, text, (3, 8, 8))["analysis"])[0] == 16 + 10


SKIP = """Net(
  (stem): Conv2d(3, 8, kernel_size=(3, 3), stride=(1, 1), padding=(1, 1))
  (block): InnerBlock(
    (body): Sequential(
      (0): Conv2d(8, 8, kernel_size=(3, 3), stride=(1, 1), padding=(1, 1))
      (1): ReLU()
    )
  )
)"""
SQUEEZED = """Sequential(
  (0): BasicBlock(
    (conv1): Conv2d(16, 16, kernel_size=(3, 3), stride=(1, 1), padding=(1, 1), bias=False)
    (bn1): BatchNorm2d(16, eps=1e-05, momentum=0.1, affine=True, track_running_stats=True)
    (relu): ReLU(inplace=True)
    (conv2): Conv2d(16, 16, kernel_size=(3, 3), stride=(1, 1), padding=(1, 1), bias=False)
    (bn2): BatchNorm2d(16, eps=1e-05, momentum=0.1, affine=True, track_running_stats=True)
    (se): SELayer(
      (fc): Linear(in_features=16, out_features=16, bias=True)
    )
  )
)"""


@pytest.mark.parametrize(
    ("text", "message"),
    [
        # x + self.body(x) in PyTorch: the print cannot say so
        (SKIP, "line 1: the print does not say how Net, InnerBlock connect their children, a skip for instance"),
        # 10,258 parameters in PyTorch, with those of the squeeze-and-excitation child
        (SQUEEZED, "line 2: the print does not say how BasicBlock, SELayer connect their children"),
        ("Sequential(\n  (0): ReLU()\n  (1): Conv2d(3, 8, kernel_size=99999999999)\n)",
         'line 3: node "1": kernel_size: 99,999,999,999 is larger than 2,147,483,647'),
        ("Sequential(\n  (0): ReLU()\n\n  (1): Conv2d(3, 8, kernel_size=x)\n)", "line 4: name 'x' is not defined"),
        ("Sequential(\n  (0): ReLU()\n  (1): Conv2d(3, 8, kernel_size=(3,, 3))\n)", "line 3: this is not Python"),
        ("Sequential(\n  (0): Conv2d(3, 8, kernel_size=(3, 3))\n  (1): MaxPool2d(kernel_size=2, padding=2)\n)",
         "line 3: PyTorch refuses MaxPool2d"),
    ],
)  # fmt: skip
def test_a_print_that_does_not_say_enough_is_refused_at_its_line(rest, text, message):
    check(rest.post(CALL, json={"text": text, "input_shape": [3, 32, 32]}), 422, "text", message)


def test_torchvisions_mnasnet_keeps_its_skips(rest):
    # a stage of mnasnet0_5's kind as PyTorch 2.13 printed it: 12,154 parameters; a skip in all but its first block
    answer = imported(rest, (PRINTED / "mnasnet_stage.txt").read_text(), (3, 32, 32))
    assert totals(answer["analysis"])[0] == 12_154
    assert [node["operation"] for node in answer["analysis"]["nodes"]].count("add") == 2
    assert answer["notes"] == []


def test_a_pool_that_a_print_shows_once_is_not_blamed_on_the_linear_layer(rest):
    # forward pools twice: relu(pool(conv1(x))), relu(pool(conv2(x))), which PyTorch prints once
    text = (
        "Net(\n  (conv1): Conv2d(3, 6, kernel_size=(5, 5), stride=(1, 1))\n"
        "  (pool): MaxPool2d(kernel_size=2, stride=2, padding=0, dilation=1, ceil_mode=False)\n"
        "  (conv2): Conv2d(6, 16, kernel_size=(5, 5), stride=(1, 1))\n"
        "  (fc): Linear(in_features=400, out_features=10, bias=True)\n)"
    )
    response = rest.post(CALL, json={"text": text, "input_shape": [3, 32, 32], "sequential": True})
    check(response, 422, detail="a print shows each module once, however often forward uses it")


@pytest.mark.parametrize(
    ("call", "message"),
    [
        ("torch.add(x, x, alpha=2)", "cannot be read here"),
        ("torch.cat([x, x], dim=2)", "only channels can be concatenated"),
        ("self.helper.relu(x)", "line 6: Net has no attribute 'helper'"),
        ("x / x", "/ between tensors has no counterpart"),
        ("x.mean(3)", "a map of the shape [8, 30] has no counterpart"),
        ("x.cumsum(1)", "line 6: .cumsum of a tensor, [8, 30, 30], is not read here"),
        ("torch.fft.fft2(x)", "line 6: torch.fft.fft2 is not a layer that can be read here"),
        ("F.max_pool2d(x, 2, 2, 0, 1, False, True)", "max_pool2d with return_indices=True has no counterpart"),
        ("F.interpolate(x, scale_factor=2, mode='bicubic')", "interpolate with mode='bicubic' has no counterpart"),
    ],
)
def test_functions_that_do_something_else_are_refused(rest, call, message):
    text = net("x = self.conv(x)", f"return {call}")
    check(rest.post(CALL, json={"text": text, "input_shape": [3, 32, 32]}), 422, "text", message)


def test_arguments_of_functions_are_in_the_functions_order(rest):
    # torch.nn.functional.max_pool2d(input, kernel_size, stride, padding, dilation, ceil_mode, return_indices): the
    # class has the last two the other way round. Of 30×30, PyTorch makes 8×8 when it rounds up
    text = net("x = self.conv(x)", "return F.max_pool2d(x, 4, 4, 0, 1, True)")
    assert imported(rest, text, (3, 32, 32))["analysis"]["nodes"][-1]["output_shape"] == [8, 8, 8]


@pytest.mark.parametrize(
    ("layers", "input_shape", "parameters", "output_shape"),
    [
        # PyTorch 2.13's own counts and shapes
        ("nn.Conv1d(2, 4, 3), nn.BatchNorm1d(4), nn.MaxPool1d(2)", (2, 20), 28 + 8, [4, 9]),
        ("nn.ConvTranspose1d(2, 4, 3, stride=2)", (2, 20), 28, [4, 41]),
        ("nn.Conv3d(1, 2, 3), nn.BatchNorm3d(2), nn.AdaptiveAvgPool3d(1), nn.Flatten(), nn.Linear(2, 3)", (1, 8, 8, 8),
         56 + 4 + 9, [3]),
        ("nn.Linear(4, 3), nn.BatchNorm1d(3), nn.ReLU()", (4,), 15 + 6, [3]),
        ("nn.Upsample(scale_factor=2, mode='linear')", (2, 5), 0, [2, 10]),
    ],
)  # fmt: skip
def test_one_and_three_axes_and_rows_of_numbers(rest, layers, input_shape, parameters, output_shape):
    analysis = imported(rest, f"nn.Sequential({layers})", input_shape)["analysis"]
    assert analysis["totals"]["parameters"]["total"] == parameters
    assert analysis["nodes"][-1]["output_shape"] == output_shape


def test_what_a_batch_norm_adds_to_the_variance_is_read(rest):
    analysis = imported(rest, "nn.Sequential(nn.BatchNorm2d(3, 0.001), nn.BatchNorm2d(3, eps=1e-05))", (3, 8, 8))
    assert [node["options"] for node in analysis["analysis"]["nodes"]] == [
        {"num_features": 3, "eps": 0.001},
        {"num_features": 3},
    ]


def test_the_input_is_guessed_with_as_many_axes_as_the_layers_have(rest):
    answer = imported(rest, "nn.Sequential(nn.Conv1d(2, 4, 3))")
    assert answer["network"]["input_shape"] == [2, 1024]
    assert answer["notes"] == ["Guess: the text does not say how large the input is; 2×1024 was taken."]
    assert imported(rest, "nn.Sequential(nn.Linear(7, 2))")["network"]["input_shape"] == [7]
