"""Shapes, parameters and multiply-accumulates of whole networks, against torchinfo; and time by number of layers."""

from collections.abc import Callable
from functools import partial
from time import perf_counter
from typing import Any

import torch
import torchinfo

from app.formats.pytorch.writer import to_pytorch
from app.networks.analysis import analyze
from app.networks.zoo import ZOO

ROUNDS = 7


def best(work: Callable[[], Any]) -> float:
    """Give the shortest of some runs, in milliseconds."""
    times = []
    for _ in range(ROUNDS):
        start = perf_counter()
        work()
        times.append(perf_counter() - start)
    return 1e3 * min(times)


def against_torchinfo(name: str) -> None:
    """Print both times and their ratio; the model is our own export of the same network."""
    network = ZOO[name].build()
    analysis = analyze(network)
    code: dict[str, Any] = {}
    exec(to_pytorch(analysis), code)
    model = code["model"].eval()
    size = (1, *network.input_shape)
    counted = torchinfo.summary(model, size, verbose=0)
    assert counted.trainable_params == analysis.count.total
    ours = best(lambda: analyze(network))
    theirs = best(lambda: torchinfo.summary(model, size, verbose=0))
    print(f"{name:18} ours {ours:7.2f} ms   torchinfo {theirs:8.2f} ms   ratio {theirs / ours:6.1f}")


def by_depth() -> None:
    """Print the time for each layer: the same at any depth."""
    for depth in (20, 110, 1202):
        network = ZOO[f"resnet{depth}_cifar"].build()
        ours = best(partial(analyze, network))
        count = len(network.nodes)
        print(f"resnet{depth}_cifar: {count} nodes, {ours:.2f} ms, {1e3 * ours / count:.2f} µs each")


if __name__ == "__main__":
    torch.set_num_threads(2)
    for name in ("alexnet", "vgg16", "resnet50", "resnet152"):
        against_torchinfo(name)
    by_depth()
