"""Files that PyTorch itself writes, in both formats, and what it reads from them."""

import io
from collections import OrderedDict

import numpy as np
import pytest
import torch

from app.formats.state_dict.reader import read_state_dict
from app.mechanics.errors import OptionError

TYPES = (
    torch.float64, torch.float32, torch.float16, torch.bfloat16, torch.int64, torch.int32, torch.int16, torch.int8,
    torch.uint8, torch.bool,
)  # fmt: skip


def saved(value, *, archive):
    file = io.BytesIO()
    torch.save(value, file, _use_new_zipfile_serialization=archive)
    return file.getvalue()


def same(data):
    """Compare with what PyTorch reads."""
    expected = torch.load(io.BytesIO(data), weights_only=True)
    found = read_state_dict(data)
    assert list(found) == list(expected)
    for name, tensor in expected.items():
        array = tensor.detach()
        array = (array.float() if array.dtype == torch.bfloat16 else array).numpy()
        assert found[name].dtype == array.dtype
        np.testing.assert_array_equal(found[name], array)


@pytest.mark.parametrize("archive", [True, False])
def test_every_type_and_view(archive):
    torch.manual_seed(0)
    row = torch.randn(120) * 50
    tensors = {str(dtype): row.to(dtype) for dtype in TYPES}
    tensors |= {
        "scalar": torch.tensor(3.5), "empty": torch.zeros(0, 3), "turned": row.view(10, 12).T, "part": row[5:9],
        "steps": row[::3], "last": torch.randn(2, 3, 4, 5).to(memory_format=torch.channels_last),
        "learned": torch.nn.Parameter(row[:4]),
    }  # fmt: skip
    same(saved(tensors, archive=archive))
    same(saved(OrderedDict(tensors), archive=archive))


@pytest.mark.parametrize("archive", [True, False])
def test_a_modules_state_dict(archive):
    module = torch.nn.Sequential(
        torch.nn.Conv2d(3, 8, 3), torch.nn.BatchNorm2d(8), torch.nn.Sequential(torch.nn.Linear(4, 2))
    )
    module[2][0].weight = torch.nn.Parameter(torch.ones(2, 4).bfloat16())
    same(saved(module.state_dict(), archive=archive))
    same(saved(dict(module.named_parameters()), archive=archive))


@pytest.mark.parametrize("archive", [True, False])
@pytest.mark.parametrize(
    ("value", "message"),
    [
        (torch.nn.Linear(2, 2), r"asks for torch\.nn\.modules\.linear\.Linear"),
        ({"w": torch.zeros(2).expand(1000, 2)}, "tensors that repeat numbers"),
        ({"w": torch.zeros(2, dtype=torch.complex64)}, "ComplexFloatStorage"),
        ({"w": torch.eye(3).to_sparse()}, "_rebuild_sparse_tensor"),
        ({"w": torch.zeros(2), "epoch": 3}, '"epoch" is of type int, not a tensor'),
        ({"state_dict": {"w": torch.zeros(2)}}, '"state_dict" is of type dict, not a tensor'),
        ([torch.zeros(2)], "holds a value of type list"),
    ],
)
def test_what_is_not_read_is_said(value, message, archive):
    with pytest.raises(OptionError, match=message):
        read_state_dict(saved(value, archive=archive))
