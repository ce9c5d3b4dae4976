"""The backward pass against finite differences in float64."""

import numpy as np
import pytest

from app.mechanics.convolution import conv2d
from app.mechanics.errors import OptionError
from app.mechanics.gradient import conv2d_gradient
from app.mechanics.options import Conv2dOptions
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
    options = Conv2dOptions(o.stride, o.padding, o.padding_mode, o.dilation, o.groups)
    x, w = case.input.astype(np.float64), case.weight.astype(np.float64)
    b = np.zeros(len(w))
    try:
        shape = conv2d(x, w, b, options).output.shape
    except OptionError:
        return
    weighing = np.random.default_rng(seed).standard_normal(shape)
    gradient = conv2d_gradient(x, w, options, weighing)

    def loss(x, w, b):
        return (conv2d(x, w, b, options).output * weighing).sum()

    np.testing.assert_allclose(gradient.grad_input, slope(lambda v: loss(v, w, b), x), atol=1e-6)
    np.testing.assert_allclose(gradient.grad_weight, slope(lambda v: loss(x, v, b), w), atol=1e-6)
    np.testing.assert_allclose(gradient.grad_bias, slope(lambda v: loss(x, w, v), b), atol=1e-6)


def test_ones_count_how_often_each_weight_and_input_is_used():
    gradient = conv2d_gradient(np.ones((1, 3, 3)), np.ones((1, 1, 2, 2)), Conv2dOptions())
    assert gradient.grad_input.tolist() == [[[1, 2, 1], [2, 4, 2], [1, 2, 1]]]
    assert gradient.grad_weight.tolist() == [[[[4, 4], [4, 4]]]]
    assert gradient.grad_bias.tolist() == [4]


def test_what_does_not_fit_is_refused():
    x, w = np.ones((1, 3, 3)), np.ones((1, 1, 2, 2))
    with pytest.raises(OptionError, match=r"grad_output has the shape \[1, 3, 3\], but the output \[1, 2, 2\]"):
        conv2d_gradient(x, w, Conv2dOptions(), np.ones((1, 3, 3)))
    with pytest.raises(OptionError, match='leave out "relu"'):
        conv2d_gradient(x, w, Conv2dOptions.of(activation="relu"))
