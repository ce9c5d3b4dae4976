"""Classic filters of image processing, each on a sample picture."""

from .preset import Preset


def _on_picture(name: str, title: str, note: str, *filters: list[list[float]], picture: str) -> Preset:
    return Preset(
        name=name,
        title=title,
        group="Filters on a picture",
        note=note,
        weight=[[kernel] for kernel in filters],
        picture=picture,
        options={"padding": "same", "padding_mode": "replicate"},
    )


SOBEL_X: list[list[float]] = [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]
SOBEL_Y: list[list[float]] = [[-1, -2, -1], [0, 0, 0], [1, 2, 1]]
SIXTEENTHS: list[list[float]] = [[value / 16 for value in row] for row in ([1, 2, 1], [2, 4, 2], [1, 2, 1])]

KERNELS = (
    _on_picture(
        "sobel",
        "Edges: Sobel x, y",
        "The first filter answers where grey changes from left to right, the second from top to bottom.",
        SOBEL_X,
        SOBEL_Y,
        picture="still-life",
    ),
    _on_picture(
        "laplacian",
        "Laplacian",
        "Each cell against its four neighbours: zero where grey is even or changes evenly.",
        [[0, 1, 0], [1, -4, 1], [0, 1, 0]],
        picture="still-life",
    ),
    _on_picture(
        "blur",
        "Blur (Gaussian)",
        "A weighted mean: the weights add up to 1, so the picture keeps its brightness.",
        SIXTEENTHS,
        picture="zone-plate",
    ),
    _on_picture(
        "sharpen",
        "Sharpen",
        "The picture minus its Laplacian; the weights still add up to 1.",
        [[0, -1, 0], [-1, 5, -1], [0, -1, 0]],
        picture="house",
    ),
    _on_picture(
        "emboss",
        "Emboss",
        "A slope from the top left to the bottom right, on top of the picture itself.",
        [[-2, -1, 0], [-1, 1, 1], [0, 1, 2]],
        picture="still-life",
    ),
    _on_picture(
        "identity",
        "Identity",
        "A single 1 in the middle: what comes out is what went in.",
        [[0, 0, 0], [0, 1, 0], [0, 0, 0]],
        picture="fern",
    ),
)
