"""A call as a command for curl."""

import json
import shlex
from collections.abc import Mapping
from typing import Any

from .calls import FIELDS, Call, is_picture, is_small, numbers, picture


def curl_call(call: Call, address: str) -> str:
    """Write a call as a command that sends it.

    Parameters
    ----------
    call : Call
        What is sent; large arrays are read from files, or from a picture, by Python.
    address : str
        Where the interface is, without a slash at the end: ``"http://localhost:8000/api/v1"``.

    Examples
    --------
    >>> import numpy as np
    >>> print(curl_call(Call("activation", (), {"x": np.ones((1, 1, 2))}, {"activation": "relu"}), "http://host/api/v1"))
    curl --json '{"input": [[[1, 1]]], "activation": "relu"}' http://host/api/v1/activation
    <BLANKLINE>
    """
    url = shlex.quote(f"{address}/{call.path}")
    small = {FIELDS[name]: numbers(array, call.dtype) for name, array in call.arrays.items() if is_small(array)}
    body = _object({name: text.replace("\n", "") for name, text in small.items()}, call.options)
    if len(small) == len(call.arrays):
        return f"curl --json {shlex.quote(body)} {url}\n"
    lines = [f'body = json.loads("""{body}""")']
    for name, array in call.arrays.items():
        if is_picture(name, array):
            lines += [
                f"picture = {picture(array.shape)}",
                'planes = b"".join(plane.tobytes() for plane in picture.split())',
                f'body["{FIELDS[name]}"] = {{"shape": {list(array.shape)}, "dtype": "uint8", '
                '"base64": base64.b64encode(planes).decode()}',
            ]
        elif not is_small(array):
            lines.append(
                f'body["{FIELDS[name]}"] = np.load("{name}.npy").tolist()  # {"×".join(map(str, array.shape))}'
            )
    code = "\n".join(lines)
    imports = ["import base64, json"] if "base64." in code else ["import json"]
    imports += ["import numpy as np"] if "np." in code else []
    imports += ["from PIL import Image"] if "Image." in code else []
    script = "\n".join([*imports, code, "print(json.dumps(body))"])
    return f"python3 -c {shlex.quote(script)} | curl --json @- {url}\n"


def _object(arrays: Mapping[str, str], options: Mapping[str, Any]) -> str:
    """Write an object of arrays that are text already, and of what else there is."""
    rest = {name: json.dumps(value) for name, value in options.items()}
    return "{" + ", ".join(f'"{name}": {text}' for name, text in {**arrays, **rest}.items()) + "}"
