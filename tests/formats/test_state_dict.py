"""Files of torch.save: what PyTorch wrote is read to the last bit, and files made to attack are refused by name.

PyTorch is not needed: the files are written here, byte by byte, as `torch.save` does;
`tests/verify/test_state_dict.py` has PyTorch's own.
"""

import io
import os
import pickle
import zipfile
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from app.formats.state_dict import unpickler
from app.formats.state_dict.reader import read_state_dict
from app.mechanics.errors import OptionError
from tests.state_files import archive, both, dictionary, entries, legacy, name, number, storage, tensor, text, tuple_of

NAMES: dict[str, NDArray[Any]] = {
    "conv.weight": np.arange(24, dtype=np.float32).reshape(2, 3, 2, 2),
    "bn.num_batches_tracked": np.array(7, np.int64),
    "half": np.array([0.5, -2], np.float16),
    "empty": np.zeros((0, 3), np.uint8),
}
ONE = np.ones(4, np.float32)


def with_one(value):
    """Write a file whose only entry is pushed by the given bytes, with one storage of four numbers, "0"."""
    return both(dictionary({"w": value}), [ONE])


def refused(data, message):
    with pytest.raises(OptionError, match=message) as caught:
        read_state_dict(data)
    assert caught.value.field == "file"
    assert len(str(caught.value)) < 600


@pytest.mark.parametrize("format", ["archive", "legacy"])
def test_tensors_keep_their_names_shapes_types_and_order(format):
    found = read_state_dict(both(dictionary(entries(NAMES)), NAMES.values())[format])
    assert list(found) == list(NAMES)
    for key, array in NAMES.items():
        assert found[key].dtype == array.dtype
        np.testing.assert_array_equal(found[key], array)


@pytest.mark.parametrize("format", ["archive", "legacy"])
def test_views_are_views(format):
    """Transposed, channels last, and two tensors of one storage: what PyTorch shares stays shared."""
    row = np.arange(6, dtype=np.float32)
    of = storage("0", "FloatStorage", 6)
    listed = dictionary({"t": tensor(of, (3, 2), (1, 3)), "tail": tensor(of, (2,), (1,), offset=4)})
    found = read_state_dict(both(listed, [row])[format])
    np.testing.assert_array_equal(found["t"], row.reshape(2, 3).T)
    np.testing.assert_array_equal(found["tail"], [4, 5])
    assert np.shares_memory(found["t"], found["tail"])
    assert not found["t"].flags.writeable


def test_types_that_numpy_lacks():
    upper = np.array([0x3F80, 0xC040], "<u2")  # the upper halves of 1 and −3 in float32
    bits = np.array([1, 0, 2], np.uint8)
    listed = dictionary({
        "bf": tensor(storage("0", "BFloat16Storage", 2), (2,), (1,)),
        "bits": tensor(storage("1", "BoolStorage", 3), (3,), (1,)),
    })  # fmt: skip
    found = read_state_dict(both(listed, [upper, bits])["archive"])
    assert found["bf"].dtype == np.float32
    assert found["bf"].tolist() == [1, -3]
    assert found["bits"].tolist() == [True, False, True]


def test_parameters_are_tensors():
    of = tensor(storage("0", "FloatStorage", 4), (4,), (1,))
    made = name("torch._utils._rebuild_parameter") + tuple_of(of, b"\x88", name("collections.OrderedDict") + b")R")
    assert read_state_dict(with_one(made + b"R")["legacy"])["w"].tolist() == [1, 1, 1, 1]


class Attack:
    """Pickles as a call of anything."""

    def __init__(self, called, *arguments):
        self.call = called, arguments

    def __reduce__(self):
        return self.call


def ran():
    return os.path.exists("convscope-was-here")  # noqa: PTH110


@pytest.mark.parametrize("format", ["archive", "legacy"])
@pytest.mark.parametrize(
    ("pushed", "named"),
    [
        (pickle.dumps(Attack(os.system, "touch convscope-was-here"), 2)[2:-1], r"(posix|nt)\.system"),
        (pickle.dumps(Attack(eval, "open('convscope-was-here', 'w')"), 2)[2:-1], r"__builtin__\.eval"),
        (pickle.dumps(Attack(getattr, "", "join"), 2)[2:-1], r"__builtin__\.getattr"),
        (name("builtins.getattr") + tuple_of(name("os.path"), text("os")) + b"R", r"builtins\.getattr"),
        (name("torch.load"), r"torch\.load"),
        (name("torch.nn.modules.conv.Conv2d") + b")\x81", "Conv2d"),
        (name("torch.storage._load_from_bytes"), "_load_from_bytes"),
        (name("collections.OrderedDict.__init__"), "OrderedDict.__init__"),
        (name("torch.FloatStorage.__new__"), "FloatStorage.__new__"),
        (name("torch.ComplexFloatStorage"), "ComplexFloatStorage"),
        (name("numpy.core.multiarray._reconstruct"), "_reconstruct"),
    ],
)  # fmt: skip
def test_what_a_file_asks_for_is_refused_by_name_and_not_run(pushed, named, format, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    refused(with_one(pushed)[format], rf"asks for .*{named}, which is refused: .*nothing in it was run")
    assert not ran()


@pytest.mark.parametrize(
    ("pushed", "opcode"),
    [
        (b"(No", "OBJ"),
        (b"(ios\nsystem\n", "INST"),
        (b"\x82\x01", "EXT1"),
        (b"Pos\n", "PERSID"),
        (b")\x81", "NEWOBJ"),
        (b"\x8c\x02os\x8c\x06system\x93", "SHORT_BINUNICODE"),
        (b"}\x92", "NEWOBJ_EX"),
        (b"\x97", "NEXT_BUFFER"),
        (b"\x95" + b"\xff" * 8, "FRAME"),
        (b"N0", "POP"),
        (b"N2", "DUP"),
    ],
)
def test_steps_that_torch_save_does_not_take_are_refused_by_name(pushed, opcode):
    refused(with_one(pushed)["archive"], rf"a step that torch\.save does not write, {opcode}|is broken")


@pytest.mark.parametrize("protocol", [0, 3, 4, 5])
def test_other_protocols_are_refused(protocol):
    refused(archive(pickle.dumps({"w": 1.5}, protocol), {}), "does not write|save it with pickle_protocol=2")


HOOKS = name("collections.OrderedDict") + b")R"
FOUR = storage("0", "FloatStorage", 4)


@pytest.mark.parametrize("format", ["archive", "legacy"])
@pytest.mark.parametrize(
    ("pushed", "message"),
    [
        # views out of their storage
        (tensor(FOUR, (5,), (1,)), r'reaches number 4 of storage "0", which has 4'),
        (tensor(FOUR, (2, 2), (3, 1)), "reaches number 4"),
        (tensor(FOUR, (2,), (1,), offset=3), "reaches number 4"),
        (tensor(FOUR, (2,), (-1,), offset=3), "a negative offset, size or stride: -1"),
        (tensor(FOUR, (4,), (1,), offset=-1), "a negative offset"),
        (tensor(FOUR, (-4,), (1,)), "a negative offset"),
        (tensor(FOUR, (2, 2), (1,)), "2 axes and 1 strides"),
        (tensor(FOUR, (1,) * 33, (1,) * 33), "33 axes"),
        # sizes that would take all memory
        (tensor(FOUR, (10**12,), (0,)), "larger than its storage"),
        (tensor(FOUR, (2**62, 2**62), (0, 0)), "larger than its storage"),
        (tensor(FOUR, (0, 2**62), (1, 1)), "larger than its storage"),
        (tensor(FOUR, (2**200,), (2**200,)), "more than 2⁶³"),
        (tensor(storage("0", "FloatStorage", 2**50), (4,), (1,)), "should be|should have"),
        # what is not what it should be
        (tensor(FOUR, (True,), (1,)).replace(b"\x80\x02", b""), "not whole numbers"),
        (name("torch._utils._rebuild_tensor_v2") + tuple_of(b"N", number(0), b")", b")", b"\x89", HOOKS) + b"R",
         "are not what they should be"),
        (name("torch._utils._rebuild_tensor_v2") + b")R", "calls torch._utils._rebuild_tensor_v2 with 0 arguments"),
        (name("torch.FloatStorage") + tuple_of(number(9)) + b"R", "calls FloatStorage with 1 arguments"),
        (name("collections.OrderedDict") + tuple_of(b"]") + b"R", "calls collections.OrderedDict with 1 arguments"),
        (name("torch._utils._rebuild_parameter") + tuple_of(b"N", b"N", b"N") + b"R", "_rebuild_parameter with 3"),
        (text("os.system") + b")R", "calls something that is not a name"),
        # attributes set, items set, of things that have none
        (name("torch._utils._rebuild_tensor_v2") + b"}b", "sets attributes of torch._utils._rebuild_tensor_v2"),
        (tensor(FOUR, (4,), (1,)) + b"}b", "sets attributes of a tensor"),
        (name("collections.OrderedDict") + text("a") + b"Ns", "not a dictionary"),
        (b"NNa", "not a list"),
        # persistent ids that lie
        (tuple_of(text("module"), name("torch.FloatStorage"), text("0"), text("cpu"), number(4)) + b"Q", "outside it"),
        (tuple_of(text("storage"), text("FloatStorage"), text("0"), text("cpu"), number(4)) + b"Q", "outside it"),
        (tuple_of(text("storage"), name("collections.OrderedDict"), text("0"), text("cpu"), number(4)) + b"Q",
         "outside it"),
        (text("/etc/passwd") + b"Q", "outside it"),
        (storage("0", "FloatStorage", -4), "has no size"),
        (tensor(storage("0", "FloatStorage", 3), (3,), (1,)), "should be 3 numbers|has 4 numbers, but should have 3"),
        (tensor(storage("0", "DoubleStorage", 4), (4,), (1,)), "but the file holds 16 bytes for it"),
        (tensor(storage("../../etc/passwd", "FloatStorage", 4), (4,), (1,)), "not in the archive|list of storages"),
        (tuple_of(text("storage"), name("torch.FloatStorage"), text("0"), text("cpu"), number(4),
                  tuple_of(text("1"), number(0), number(4))) + b"Q", "a part of another"),
        # what is not a tensor
        (number(3), '"w" is of type int, not a tensor: save model.state_dict'),
        (b"}", '"w" is of type dict, not a tensor'),
        (FOUR, '"w" is of type Storage, not a tensor'),
        (b"N" + text("w") + b"N", 'two values named "w"'),
        (b"N)N", "a key that is not a name but a tuple"),
        # a stack that is not one
        (b"t", "is broken"),
        (b"RRRR", "is broken"),
        (b"h\x07", "is broken"),
        (b"\x87", "is broken"),
        (b"\xff", "is broken"),
        (b"X\xff\xff\xff\x7f", "is broken"),
        (b"X\x02\x00\x00\x00\xff\xff", "is broken"),
        (b"(" * 1000, "is broken|not a dictionary"),
        (b")" + b"\x85" * 100_000, "tuples in tuples in tuples"),
    ],
)  # fmt: skip
def test_tensors_that_lie_are_refused(pushed, message, format):
    refused(with_one(pushed)[format], message)


def test_deep_nesting_takes_neither_stack_nor_time():
    deep = b"]" * 200_000 + b"a" * 199_999
    refused(with_one(deep)["archive"], '"w" is of type list')
    itself = b"]q\x00h\x00a"
    refused(with_one(itself)["legacy"], '"w" is of type list')


def test_long_lists_are_refused_before_they_are_held():
    steps = with_one(b"N" * unpickler.MOST_STEPS)["archive"]
    refused(steps, "takes more than 1,000,000 steps")
    refused(with_one(text("a" * unpickler.MOST_BYTES))["archive"], "longer than 16,777,216 bytes")


def test_a_memo_of_any_place_takes_no_room():
    """Python's own unpickler makes room for 2³² entries."""
    far = b"Nr\xff\xff\xff\xff" + b"0"
    refused(with_one(far)["archive"], "POP")


@pytest.mark.parametrize("format", ["archive", "legacy"])
def test_files_that_are_cut_off_at_any_place_are_refused(format):
    data = both(dictionary(entries(NAMES)), NAMES.values())[format]
    for end in {*range(0, len(data), 7), len(data) - 1}:
        with pytest.raises(OptionError):
            read_state_dict(data[:end])


@pytest.mark.filterwarnings("ignore:invalid escape sequence")  # of names that are then refused
@pytest.mark.parametrize("format", ["archive", "legacy"])
@pytest.mark.parametrize("seed", range(5))
def test_noise_is_read_or_refused_and_nothing_else(format, seed):
    data = both(dictionary(entries(NAMES)), NAMES.values())[format]
    rng = np.random.default_rng(seed)
    for _ in range(300):
        bad = bytearray(data)
        for place in rng.integers(len(data), size=rng.integers(1, 4)):
            bad[place] = rng.integers(256)
        try:
            found = read_state_dict(bytes(bad))
        except OptionError:
            continue
        assert all(isinstance(array, np.ndarray) for array in found.values())


def test_archives_that_torch_save_never_writes():
    listed, files = dictionary(entries(NAMES)), {f"data/{i}": a.tobytes() for i, a in enumerate(NAMES.values())}
    refused(archive(listed, files, compression=zipfile.ZIP_DEFLATED), "compressed or encrypted")
    bomb = {"data/0": b"\0" * 10**8}
    refused(archive(listed, bomb, compression=zipfile.ZIP_DEFLATED), "compressed or encrypted")
    refused(archive(listed, files | {"byteorder": b"big"}), "big-endian")
    refused(archive(listed, {}), 'storage "0" is not in the archive')
    refused(b"PK\x03\x04" + b"\0" * 100, "is damaged")
    refused(archive(listed, files)[:4] + b"PK\x01\x02" * 100_001, "more than 100,000 files")
    with zipfile.ZipFile(other := io.BytesIO(), "w") as out:
        out.writestr("readme.txt", "hello")
    refused(other.getvalue(), "has no data.pkl")
    with zipfile.ZipFile(twice := io.BytesIO(), "w") as out:
        out.writestr("archive/data.pkl", listed)
        with pytest.warns(UserWarning, match="Duplicate"):
            out.writestr("archive/data.pkl", listed)
    refused(twice.getvalue(), "same name")


def test_entries_that_overlap_do_not_add_up():
    """Of two entries, the second is the bytes of the first: files that are larger together than the archive."""
    with zipfile.ZipFile(data := io.BytesIO(), "w") as out:
        out.writestr("archive/data.pkl", dictionary({}))
        out.writestr("archive/data/0", b"\0" * 4000)
        entry = out.infolist()[-1]
        for key in range(1, 50):
            again = zipfile.ZipInfo(f"archive/data/{key}")
            again.header_offset, again.CRC = entry.header_offset, entry.CRC
            again.file_size = again.compress_size = entry.file_size
            out.filelist.append(again)
            out.NameToInfo[again.filename] = again
    refused(data.getvalue(), "overlap")


@pytest.mark.parametrize("place", [2**63, 2**62, 10_000])
def test_entries_that_point_out_of_the_archive_are_refused(place):
    with zipfile.ZipFile(data := io.BytesIO(), "w") as out:
        out.writestr("archive/data.pkl", dictionary(entries({"w": ONE})))
        out.writestr("archive/data/0", ONE.tobytes())
        out.infolist()[-1].header_offset = place
    refused(data.getvalue(), "is damaged")


def test_rows_of_pickles_that_torch_save_never_writes():
    listed, arrays = dictionary(entries({"w": ONE})), {"0": ONE}
    refused(legacy(listed, arrays, magic=1), "not a file of torch.save")
    refused(legacy(listed, arrays, system={"little_endian": False}), "big-endian")
    refused(legacy(listed, arrays, keys=["0", "0"]), "list of storages")
    refused(legacy(listed, arrays, keys=0), "list of storages")
    refused(legacy(listed, arrays) + b"more", "4 bytes behind the last storage")
    refused(legacy(listed, arrays)[:-4], "but the file holds 12 bytes for it")
    refused(legacy(b"\x80\x02].", {}), "holds a value of type list, not a dictionary of tensors")
    two = dictionary({
        "a": tensor(FOUR, (4,), (1,)), "b": tensor(storage("0", "IntStorage", 4), (4,), (1,)),
    })  # fmt: skip
    refused(legacy(two, arrays), 'storage "0" of "b" is described in two ways')
    for data in (b"", b"hello", b"\x80", pickle.dumps({"w": 1}, 2), b"\x80\x02", b"PK"):
        refused(data, "torch.save|is broken")
