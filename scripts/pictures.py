"""Draw the sample pictures into static/pictures: ``python -m scripts.pictures``."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from app.settings import ROOT

SIZE = 512
#: Pictures are drawn this much larger, then made smaller, so that edges are smooth.
OVERSAMPLING = 2
Picture = NDArray[np.float64]


def _grid() -> tuple[Picture, Picture]:
    n = SIZE * OVERSAMPLING
    y, x = np.mgrid[0:n, 0:n] / (n - 1) * 2 - 1
    return x, y


def still_life() -> Picture:
    """Trace three balls on a chequered floor: shading, shadows, highlights, sharp and soft edges."""
    x, y = _grid()
    eye = np.array([0.0, 1.1, -4.2])
    ray = np.stack([x * 0.62, -y * 0.62 - 0.2, np.ones_like(x)], axis=-1)
    ray /= np.linalg.norm(ray, axis=-1, keepdims=True)
    light = np.array([-0.55, 0.75, -0.45]) / np.linalg.norm([-0.55, 0.75, -0.45])
    balls = [
        (np.array([-0.85, 0.75, 0.2]), 0.75, np.array([0.80, 0.22, 0.18])),
        (np.array([0.75, 0.55, -0.35]), 0.55, np.array([0.16, 0.38, 0.72])),
        (np.array([0.35, 0.9, 1.9]), 0.9, np.array([0.86, 0.68, 0.22])),
    ]

    def hit(origin: Picture, direction: Picture, center: Picture, radius: float) -> Picture:
        to_center = origin - center
        b = (to_center * direction).sum(-1)
        inside = b * b - (to_center * to_center).sum(-1) + radius * radius
        distance = -b - np.sqrt(np.maximum(inside, 0))
        return np.where((inside > 0) & (distance > 1e-4), distance, np.inf)

    colour: Picture = np.stack([0.74 - 0.16 * y, 0.80 - 0.12 * y, 0.88 - 0.06 * y], axis=-1)
    floor = np.where(ray[..., 1] < -1e-3, -eye[1] / np.minimum(ray[..., 1], -1e-3), np.inf)
    point = eye + ray * np.where(np.isfinite(floor), floor, 0)[..., None]
    shadow = np.zeros_like(x)
    for center, radius, _ in balls:
        shadow = np.maximum(shadow, np.isfinite(hit(point, np.broadcast_to(light, point.shape), center, radius)))
    chequer = (np.floor(point[..., 0] * 1.4) + np.floor(point[..., 2] * 1.4)) % 2
    tone = (0.45 + 0.4 * chequer) * (1 - 0.55 * shadow)
    fog = np.exp(-np.where(np.isfinite(floor), floor, 99) / 14)[..., None]
    colour = colour * (1 - fog) + (tone[..., None] * np.array([1.0, 0.96, 0.9])) * fog
    nearest = floor
    for center, radius, paint in balls:
        distance = hit(np.broadcast_to(eye, ray.shape), ray, center, radius)
        seen = distance < nearest
        normal = (eye + ray * np.where(seen, distance, 0)[..., None] - center) / radius
        diffuse = np.maximum((normal * light).sum(-1), 0)
        mirrored = ray - 2 * (ray * normal).sum(-1, keepdims=True) * normal
        shine = np.maximum((mirrored * light).sum(-1), 0) ** 40
        shaded = paint * (0.22 + 0.8 * diffuse[..., None]) + 0.7 * shine[..., None]
        colour = np.where(seen[..., None], shaded, colour)
        nearest = np.minimum(nearest, distance)
    return colour


def zone_plate() -> Picture:
    """Draw rings that get finer outwards: what a blur removes and a stride folds back is plain to see."""
    x, y = _grid()
    rings = 0.5 + 0.5 * np.cos((x * x + y * y) * np.pi * 34)
    return np.repeat(rings[..., None], 3, axis=-1)


def house() -> Picture:
    """Draw a house with a tree and a sun: straight edges in every direction, flat colours between them."""
    n = SIZE * OVERSAMPLING
    image = Image.new("RGB", (n, n), "#a8d0ec")
    draw = ImageDraw.Draw(image)

    def at(*fractions: float) -> list[float]:
        return [fraction * n for fraction in fractions]

    draw.ellipse(at(0.72, 0.07, 0.90, 0.25), fill="#f6c945")
    draw.polygon(at(0, 0.62, 0.3, 0.5, 0.62, 0.6, 1, 0.48, 1, 1, 0, 1), fill="#7fae63")
    draw.rectangle(at(0.22, 0.42, 0.64, 0.82), fill="#efe2c8")
    draw.polygon(at(0.16, 0.44, 0.43, 0.18, 0.70, 0.44), fill="#b5472f")
    draw.rectangle(at(0.54, 0.2, 0.6, 0.36), fill="#8c3a28")
    for left in (0.27, 0.50):
        draw.rectangle(at(left, 0.49, left + 0.1, 0.6), fill="#3f5f7f")
        draw.line(at(left + 0.05, 0.49, left + 0.05, 0.6), fill="#f7f2e6", width=n // 90)
        draw.line(at(left, 0.545, left + 0.1, 0.545), fill="#f7f2e6", width=n // 90)
    draw.rectangle(at(0.385, 0.62, 0.475, 0.82), fill="#6b4226")
    draw.ellipse(at(0.455, 0.715, 0.468, 0.728), fill="#e8c25a")
    for step in range(6):
        y = 0.82 + step * 0.03
        draw.polygon(at(0.385 - step * 0.03, y, 0.475 + step * 0.03, y, 0.49 + step * 0.03, y + 0.03,
                        0.37 - step * 0.03, y + 0.03), fill=("#cbbd9d", "#b7a886")[step % 2])  # fmt: skip
    draw.rectangle(at(0.815, 0.55, 0.85, 0.8), fill="#6d4a2f")
    for cx, cy, r in ((0.83, 0.45, 0.11), (0.76, 0.52, 0.08), (0.9, 0.52, 0.08)):
        draw.ellipse(at(cx - r, cy - r, cx + r, cy + r), fill="#3f7d46")
    return np.asarray(image) / 255


def fern() -> Picture:
    """Draw Barnsley's fern (1988, "Fractals Everywhere", table III.3): fine detail at every scale."""
    rng = np.random.default_rng(3)
    maps = np.array([
        [0.0, 0.0, 0.0, 0.16, 0.0, 0.0],
        [0.85, 0.04, -0.04, 0.85, 0.0, 1.6],
        [0.2, -0.26, 0.23, 0.22, 0.0, 1.6],
        [-0.15, 0.28, 0.26, 0.24, 0.0, 0.44],
    ])  # fmt: skip
    points = np.zeros((40_000, 2))
    n = SIZE * OVERSAMPLING
    density = np.zeros((n, n))
    for turn in range(120):
        a, b, c, d, e, f = maps[rng.choice(4, len(points), p=[0.01, 0.85, 0.07, 0.07])].T
        points = np.stack([a * points[:, 0] + b * points[:, 1] + e, c * points[:, 0] + d * points[:, 1] + f], axis=1)
        if turn > 20:
            column = ((points[:, 0] + 5.2) / 10.6 * n).astype(int)
            row = ((10.3 - points[:, 1]) / 10.6 * n).astype(int)
            np.add.at(density, (row, column), 1)
    ink = 1 - np.exp(-density / 3)[..., None]
    picture: Picture = ink * np.array([0.13, 0.42, 0.20]) + (1 - ink) * np.array([0.96, 0.94, 0.88])
    return picture


PICTURES: dict[str, Callable[[], Picture]] = {
    "still-life": still_life,
    "zone-plate": zone_plate,
    "house": house,
    "fern": fern,
}


def draw_all(folder: Path) -> None:
    """Write every picture as PNG."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, draw in PICTURES.items():
        pixels = (np.clip(draw(), 0, 1) * 255).round().astype(np.uint8)
        image = Image.fromarray(pixels).resize((SIZE, SIZE), Image.Resampling.BOX)
        image.save(folder / f"{name}.png")


if __name__ == "__main__":
    draw_all(ROOT / "static" / "pictures")
