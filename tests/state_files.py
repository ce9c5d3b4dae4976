"""Files of torch.save, written byte by byte as it does, without PyTorch."""

import io
import pickle
import struct
import zipfile

STORAGE_OF = {"float32": "FloatStorage", "int64": "LongStorage", "float16": "HalfStorage", "uint8": "ByteStorage"}


def text(value):
    """Push a string."""
    return b"X" + struct.pack("<I", len(value.encode())) + value.encode()


def number(value):
    """Push an integer."""
    return pickle.dumps(value, 2)[2:-1]


def tuple_of(*parts):
    """Push a tuple of what the parts push."""
    return b"(" + b"".join(parts) + b"t"


def name(word):
    """Push what a module calls so."""
    module, _, attribute = word.rpartition(".")
    return f"c{module}\n{attribute}\n".encode()


def storage(key, kind, size):
    """Push a storage, as the legacy format has it and, without the last None, the archive."""
    return tuple_of(text("storage"), name(f"torch.{kind}"), text(key), text("cpu"), number(size)) + b"Q"


def tensor(of, shape, strides, offset=0):
    """Push a tensor."""
    sizes = (tuple_of(*map(number, values)) for values in (shape, strides))
    hooks = name("collections.OrderedDict") + b")R"
    return name("torch._utils._rebuild_tensor_v2") + tuple_of(of, number(offset), *sizes, b"\x89", hooks) + b"R"


def steps_of(array):
    return tuple(step // array.itemsize for step in array.strides)


def entries(arrays):
    return {
        key: tensor(storage(str(place), STORAGE_OF[array.dtype.name], array.size), array.shape, steps_of(array))
        for place, (key, array) in enumerate(arrays.items())
    }


def dictionary(values):
    """Push an ordered dictionary, and build what a state dict has as its attribute."""
    items = b"".join(text(key) + value for key, value in values.items())
    metadata = b"}" + text("_metadata") + b"}" + b"s"
    return b"\x80\x02" + name("collections.OrderedDict") + b")R(" + items + b"u" + metadata + b"b."


def archive(listed, files, **options):
    """Write the archive of PyTorch 1.6 and later."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", **options) as out:
        for key, content in {"data.pkl": listed, "byteorder": b"little", "version": b"3\n", **files}.items():
            out.writestr(f"archive/{key}", content)
    return data.getvalue()


def legacy(listed, storages, keys=None, magic=0x1950A86A20F9469CFC6C, system=None):
    """Write the row of pickles of PyTorch before 1.6."""
    system = {"protocol_version": 1001, "little_endian": True, "type_sizes": {"int": 4}} if system is None else system
    heads = [pickle.dumps(value, 2) for value in (magic, 1001, system)]
    keys = pickle.dumps(list(storages) if keys is None else keys, 2)
    rows = b"".join(struct.pack("<q", values.size) + values.tobytes() for values in storages.values())
    return b"".join(heads) + listed + keys + rows


def both(listed, arrays):
    """Write the same in both formats."""
    storages = {str(place): array for place, array in enumerate(arrays)}
    files = {f"data/{key}": array.tobytes() for key, array in storages.items()}
    return {"archive": archive(listed, files), "legacy": legacy(listed, storages)}
