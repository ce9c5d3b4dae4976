"""What kind of file something is, by what it begins with, whatever it is called."""

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from ...mechanics.errors import OptionError

Format = Literal["onnx", "safetensors", "torch", "keras"]
#: Bytes that are looked at.
_HEAD = 4096
#: How a person gets a file that can be read out of a PyTorch model.
WRITE_ONNX = 'torch.onnx.export(model, torch.zeros(1, 3, 224, 224), "model.onnx", dynamo=False)'


def format_of(path: Path) -> Format:
    r"""Return the kind of a file.

    Raises
    ------
    OptionError
        If it is none that is read; the message says what it is, and what to send instead.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "model"
    ...     _ = file.write_bytes(b"\x80\x04.")
    ...     format_of(file)
    Traceback (most recent call last):
    app.mechanics.errors.OptionError: this is a pickle, but not one of torch.save: use torch.save(model.state_dict(), …)
    """
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if head[:4] == b"PK\x03\x04":
        return _archive(path)
    if head[:2] == b"\x80\x02":
        return "torch"
    if len(head) > 9 and head[8:9] == b"{" and int.from_bytes(head[:8], "little") < path.stat().st_size:
        return "safetensors"
    for begins, told in _OTHERS:
        if begins(head):
            raise OptionError("file", told)
    if head[:1] == b"\x08" and len(head) > 2:  # the field ir_version of a ModelProto
        return "onnx"
    raise OptionError(
        "file",
        "this is empty, or no file of a model: an ONNX file, safetensors, a state file of torch.save, or a .keras "
        "archive is read",
    )


def _archive(path: Path) -> Format:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError) as error:
        raise OptionError("file", f"the archive is damaged: {str(error)[:200]}") from None
    if "config.json" in names and "metadata.json" in names:
        return "keras"
    if any(name.endswith("/constants.pkl") or name.endswith("/code/__torch__.py") for name in names):
        raise OptionError(
            "file", f"this is TorchScript, which holds code: write an ONNX file instead, with {WRITE_ONNX}"
        )
    if any(name.endswith("/data.pkl") or name == "data.pkl" for name in names):
        return "torch"
    held = ", ".join(names[:3])[:200] or "nothing"
    raise OptionError("file", f"this archive is neither one of torch.save nor one of Keras: it holds {held}")


def _is_text(head: bytes) -> bool:
    try:
        text = head.decode("utf-8", "strict") if len(head) < _HEAD else head[: _HEAD - 4].decode("utf-8", "ignore")
    except UnicodeDecodeError:
        return False
    return bool(text.strip()) and all(c.isprintable() or c in "\r\n\t" for c in text)


#: Files that are something else, and what to do about it.
_OTHERS: tuple[tuple[Callable[[bytes], bool], str], ...] = (
    (
        lambda head: head[:4] == b"\x89HDF",
        "this is HDF5, Keras' older form: save the model as model.save('model.keras'), and send that",
    ),
    (
        lambda head: head[4:8] == b"TFL3",
        "this is TensorFlow Lite: send the Keras model that it was made of, or an ONNX file",
    ),
    (
        lambda head: head[:1] == b"\x80" and head[1:2] in (b"\x03", b"\x04", b"\x05"),
        "this is a pickle, but not one of torch.save: use torch.save(model.state_dict(), …)",
    ),
    (_is_text, "this is text: send it to /networks/import"),
)
