"""Presets as requests: the call behind each operation, and the body that it takes."""

from typing import Any

import numpy as np

CALLS = {
    "conv": ("conv2d", {"weight", "bias", "stride", "padding", "padding_mode", "dilation", "groups", "activation"}),
    "conv_transpose": (
        "conv-transpose2d",
        {"weight", "bias", "stride", "padding", "output_padding", "dilation", "groups", "activation"},
    ),
    "max_pool": ("max-pool2d", {"stride", "padding", "dilation", "ceil_mode"}),
    "avg_pool": ("avg-pool2d", {"stride", "padding", "ceil_mode", "count_include_pad"}),
    "activation": ("activation", {"activation"}),
}


def request_of(rest, name: str, **changes) -> tuple[str, dict[str, Any]]:
    """Give the call and the body of a preset, with changes; where its input is a picture, zeros."""
    preset = rest.get(f"/api/v1/presets/{name}").json() | changes
    call, takes = CALLS[preset["operation"]]
    channels = len(preset["weight"][0]) * preset["groups"]
    body = {key: preset[key] for key in takes} | {"input": preset["input"] or [[[0] * 8] * 8] * channels}
    if "pool" in call:
        body["kernel_size"] = np.shape(preset["weight"])[2:]
    if call == "conv-transpose2d":
        # the page keeps filters first; the transposed convolution of REST has channels first
        filters, channels, *kernel = np.shape(body["weight"])
        groups = preset["groups"]
        grouped = np.reshape(body["weight"], (groups, filters // groups, channels, *kernel)).swapaxes(1, 2)
        body["weight"] = grouped.reshape(channels * groups, filters // groups, *kernel).tolist()
    return call, body


def answer_of(rest, name: str, **changes) -> Any:
    """Give what REST answers to a preset, with changes."""
    call, body = request_of(rest, name, **changes)
    response = rest.post(f"/api/v1/{call}", json=body)
    assert response.status_code == 200, response.text
    return response.json()
