"""The backward pass against finite differences in float64."""

from dataclasses import replace

import numpy as np
import pytest

from app.mechanics.conv.forward import conv
from app.mechanics.conv.gradient import conv_gradient
from app.mechanics.conv.options import ConvOptions
from app.mechanics.errors import OptionError
from tests.mechanics.reference import random_case

STEP = 1e-4


def slope(loss, at: np.ndarray) -> np.ndarray:
    """Central differences, number by number; exact for a loss that is linear in each."""
    gradient = np.empty_like(at)
    for index in np.ndindex(at.shape):
        up, down = at.copy(), at.copy()
        up[index] += STEP
        down[index] -= STEP
        gradient[index] = (loss(up) - loss(down)) / (2 * STEP)
    return gradient


@pytest.mark.parametrize("seed", range(40))
def test_agrees_with_finite_differences_over_all_options(seed):
    case = random_case(seed)
    o = case.options
    options = replace(o, activation="identity")
    x, w = case.input.astype(np.float64), case.weight.astype(np.float64)
    b = np.zeros(len(w))
    try:
        shape = conv(x, w, b, options).output.shape
    except OptionError:
        return
    weighing = np.random.default_rng(seed).standard_normal(shape)
    gradient = conv_gradient(x, w, options, weighing)

    def loss(x, w, b):
        return (conv(x, w, b, options).output * weighing).sum()

    np.testing.assert_allclose(gradient.grad_input, slope(lambda v: loss(v, w, b), x), atol=1e-6)
    np.testing.assert_allclose(gradient.grad_weight, slope(lambda v: loss(x, v, b), w), atol=1e-6)
    np.testing.assert_allclose(gradient.grad_bias, slope(lambda v: loss(x, w, v), b), atol=1e-6)


def test_ones_count_how_often_each_weight_and_input_is_used():
    gradient = conv_gradient(np.ones((1, 3, 3)), np.ones((1, 1, 2, 2)), ConvOptions.of())
    assert gradient.grad_input.tolist() == [[[1, 2, 1], [2, 4, 2], [1, 2, 1]]]
    assert gradient.grad_weight.tolist() == [[[[4, 4], [4, 4]]]]
    assert gradient.grad_bias.tolist() == [4]


def test_what_does_not_fit_is_refused():
    x, w = np.ones((1, 3, 3)), np.ones((1, 1, 2, 2))
    with pytest.raises(OptionError, match=r"grad_output has the shape \[1, 3, 3\], but the output has \[1, 2, 2\]"):
        conv_gradient(x, w, ConvOptions.of(), np.ones((1, 3, 3)))
    with pytest.raises(OptionError, match='leave out "relu"'):
        conv_gradient(x, w, ConvOptions.of(activation="relu"))
