"""What PyTorch does when a model runs, and a text does not show at a glance: followed, or refused with the reason."""

import pytest

from app.formats.pytorch.reader import read_pytorch
from app.mechanics.errors import OptionError
from tests.formats.test_silent_imports import net

CONVS = "self.conv = nn.Conv2d(3, 8, 3, padding=1)\nself.relu = nn.ReLU(inplace=True)"
MASKED = CONVS + "\nself.mask = torch.ones(8, 3, 3, 3)"


def read(text, shape=(3, 8, 8)):
    return read_pytorch(text, "", shape)


@pytest.mark.parametrize(
    ("lines", "line"),
    [
        # each gives other numbers in PyTorch than its nodes would: what is used later was overwritten in part
        (["x = self.conv(x)", "a, b = x.chunk(2, 1)", "a = self.relu(a)", "return torch.cat([a, b], 1) + x"], 8),
        (["x = self.conv(x)", "a = x[:, :4]", "x.relu_()", "return a"], 8),
        (["x = self.conv(x)", "y = x.flatten(1)", "y *= 2", "return x"], 8),
        (["x = self.conv(x)", "a, b = x[:, :5], x[:, 3:]", "a += 1", "return b"], 8),
        # whether a dropout gives back its input depends on whether the model trains
        (["x = self.conv(x)", "y = F.dropout(x, 0.5, self.training)", "y += 1", "return y + x"], 8),
    ],
)
def test_what_was_overwritten_in_part_is_refused(lines, line):
    with pytest.raises(OptionError, match=rf"shares its memory with one that line {line} overwrites in part"):
        read(net(*lines, made=CONVS))


@pytest.mark.parametrize(
    "lines",
    [
        ["a, b = x[:, :1], x[:, 1:]", "a += 1", "return torch.cat([a, b], 1)"],
        ["y = x.clone()", "y.relu_()", "return x + y"],
        ["x = self.conv(x)", "y = x.permute(0, 2, 3, 1).contiguous()", "y += 1", "return x"],
    ],
)
def test_what_shares_no_memory_is_read(lines):
    assert read(net(*lines)).nodes


@pytest.mark.parametrize(
    "change",
    [
        "self.conv.weight.data *= self.mask", "self.conv.weight.data.mul_(self.mask)", "self.conv.weight.clamp_(-1, 1)",
        "self.conv.weight.data = self.conv.weight.data * self.mask", "self.conv.weight.data[0] = 0",
        "self.conv.weight += 1",
    ],
)  # fmt: skip
def test_weights_that_a_forward_method_changes_are_refused(change):
    with pytest.raises(OptionError, match="line 7: the forward method changes weights"):
        read(net(change, "return self.conv(x)", made=MASKED))


@pytest.mark.parametrize(
    ("made", "message"),
    [
        ("a.weight = b.weight", "the weights of Conv2d are another layer's too"),
        ("a.weight = nn.Parameter(a.weight.unfold(2, 2, 1))", "the shape of the weight of Conv2d is not known here"),
        (
            "a.bias = nn.Parameter(torch.zeros(5))",
            r"the bias of Conv2d has the shape \[5\]",
        ),
        ("a.weight = None", "Conv2d has no weight any more"),
        ("a.weight = nn.Parameter(a.weight[0])", "the weight of Conv2d has 3 axes, not 4"),
    ],
)
def test_weights_that_do_not_fit_are_refused(made, message):
    text = "a, b = nn.Conv2d(3, 3, 3), nn.Conv2d(3, 3, 3)\n" + made + "\nnet = nn.Sequential(a, b)"
    with pytest.raises(OptionError, match=message):
        read(text)


@pytest.mark.parametrize(
    "use",
    [
        "self.conv(x) / x.size(0)", "self.conv(x) * len(x)", "self.conv(x)[:, : x.size(0) // 2]",
        "self.conv(x if x.size(0) % 2 else -x)", "self.conv(x if x.size(0) > 1 else -x)",
        "self.conv(x if x.shape[0] == 1 else -x)", "F.adaptive_avg_pool2d(x, x.size(0))", "x[:, : x.shape[0] + 1]",
    ],
)  # fmt: skip
def test_what_depends_on_the_batch_is_refused(use):
    with pytest.raises(OptionError, match="size of the batch"):
        read(net(f"return {use}"))


@pytest.mark.parametrize(
    "cast", ["x.int()", "x.long()", "x.to(torch.long)", "x.type(torch.int64)", "x.type('torch.LongTensor')"]
)
def test_cutting_off_fractions_is_refused(cast):
    with pytest.raises(OptionError, match=r"line 5: .*(is not read here|cut them off)"):
        read(net(f"return self.conv({cast})"))


def test_devices_and_precisions_change_nothing():
    text = "device = torch.device('cuda' if torch.cuda.is_available() else 'cpu')\n"
    body = net("x = x.to(device)", "x = x.to(self.conv.weight.device).to(torch.float32).float()", "return self.conv(x)")
    assert [node["operation"] for node in read(text + body).nodes] == ["conv"]


@pytest.mark.parametrize(
    ("call", "noted"),
    [("F.dropout(x)", True), ("F.dropout(x, 0.2, True)", True), ("F.dropout(x, training=self.training)", False)],
)
def test_dropout_that_is_always_active_is_noted(call, noted):
    notes = read(net("x = self.conv(x)", f"return {call}")).notes
    assert any("dropout is active in evaluation too" in note for note in notes) == noted


def test_weights_that_are_computed_are_noted():
    made = "self.w = nn.Parameter(torch.randn(8, 3, 3, 3))\nself.s = nn.Parameter(torch.ones(8, 1, 1, 1))"
    reading = read(net("return F.conv2d(x, self.w * self.s)", made=made))
    assert reading.notes == [
        "Line 6 computes weights from parameters: the layer here holds the weights that come out.",
        "s goes into the weights of line 6: its 8 parameters are not in the totals.",
    ]


def test_a_block_from_a_file_that_is_not_here_is_a_guess():
    text = "from .resnet import BasicBlock\n" + net("return self.b(x)", made="self.b = BasicBlock(3, 3)")
    assert read(text).notes == ["Guess: BasicBlock of .resnet, a file that is not here, are what torchvision calls so."]
    absolute = text.replace("from .resnet", "from torchvision.models.resnet")
    assert read(absolute).notes == []


@pytest.mark.parametrize(
    "lines",
    [
        ["net.append(foo.Bar())"],
        ["for i in range(3):", "    net.append(foo.Bar(i))"],
        ["net[0] = foo.bar()[0] + 1 / 0"],
        ["setattr(net, 'more', foo.layers[0](1 / 0))"],
        ["def grow(model):", "    for layer in foo.layers():", "        model.append(layer)", "grow(net)"],
    ],
)
def test_a_failing_statement_that_changes_the_model_is_refused(lines):
    text = "\n".join(["import foo", "net = nn.Sequential(nn.Conv2d(3, 8, 3))", *lines])
    with pytest.raises(OptionError, match="line"):
        read(text)


def test_a_failing_statement_that_trains_the_model_is_left_out():
    text = "import foo\nnet = nn.Sequential(nn.Conv2d(3, 8, 3))\n"
    text += "def train(model):\n    losses = []\n    for batch in foo.batches():\n"
    text += "        losses.append(model(batch))\ntrain(net)\n"
    reading = read(text)
    assert len(reading.nodes) == 1
    assert reading.notes[0].startswith("Line 7 is left out")


@pytest.mark.parametrize(
    ("layer", "message"),
    [
        ("nn.Conv2d(3.0, 8, 3)", "in_channels must be a whole number, not 3.0"),
        ("nn.Conv2d(3, 16 / 2, 3)", "out_channels must be a whole number, not 8.0"),
        ("nn.AdaptiveAvgPool2d(2.0)", "output_size must be a whole number, not 2.0"),
        ("nn.Upsample(scale_factor=2, align_corners=False)", "PyTorch refuses Upsample with align_corners"),
        ("nn.Upsample(size=4, mode='nearest', align_corners=True)", "PyTorch refuses Upsample with align_corners"),
    ],
)
def test_what_pytorch_refuses_is_refused(layer, message):
    with pytest.raises(OptionError, match=message):
        read(f"nn.Sequential({layer})")


REPEATED = """Net(
  (layers): Sequential(
    (0-2): 3 x Sequential(
      (0): Conv2d(3, 3, kernel_size=(3, 3), stride=(1, 1))
      (1): ReLU()
    )
  )
)"""


def test_modules_that_a_print_shows_once():
    # PyTorch prints ModuleList([...]) so; 84 parameters each
    reading = read_pytorch(REPEATED, "", (3, 8, 8), sequential=True)
    assert [node["name"] for node in reading.nodes][::2] == ["layers.0.0", "layers.1.0", "layers.2.0"]
    with pytest.raises(OptionError, match=r"line 3: \(0-2\) is not 4 of Sequential"):
        read_pytorch(REPEATED.replace("3 x", "4 x"), "", (3, 8, 8), sequential=True)


def test_a_print_of_many_times_many_modules_is_refused():
    text = "M(\n" + "(0-999): 1000 x M(\n" * 4 + "(0): ReLU()\n" + ")\n" * 5
    with pytest.raises(OptionError, match="this print stands for more than 20,000 modules"):
        read_pytorch(text, "", (3, 8, 8), sequential=True)
