"""A deeper net filled from a shallower one computes the same; the new layers are what does it."""

import keras
import numpy as np
import pytest
from tiny_nets import TINY, images, numpy, randomise

from resnets.deepen import deepened, identity_kernel
from resnets.models_cifar import plain_cifar, resnet_v1
from resnets.training import reestimate_batch_norm


def plain(depth, **options):
    return plain_cifar(depth, input_shape=TINY, num_classes=5, width=4, **options)


def residual(depth, **options):
    return resnet_v1(TINY, depth, 5, width=4, **options)


@pytest.mark.parametrize("make", [plain, residual])
def test_the_function_is_unchanged_in_inference_mode(make):
    shallow, deep = make(8), make(20)
    randomise(shallow)
    randomise(deep, 1)
    x = images(n=6)
    assert not np.allclose(numpy(deep(x, training=False)), numpy(shallow(x, training=False)), atol=0.1)
    assert deepened(shallow, deep, x) is deep
    np.testing.assert_allclose(
        numpy(deep(x, training=False)), numpy(shallow(x, training=False)), rtol=1e-3, atol=1e-4
    )


def test_residual_blocks_are_identities_in_training_mode_too_and_plain_ones_nearly():
    x, found = images(n=6), {}
    for make in (plain, residual):
        shallow, deep = make(8), make(14)
        reestimate_batch_norm(shallow, x)  # the moving averages are those of this batch
        deepened(shallow, deep, x)
        difference = numpy(deep(x, training=True)) - numpy(shallow(x, training=True))
        found[make.__name__] = np.abs(difference).max()
    assert found["residual"] < 1e-4
    assert found["plain"] < 0.05


def test_an_identity_kernel_copies():
    conv = keras.layers.Conv2D(3, 3, padding="same", use_bias=False)
    conv.build((None, 8, 6, 3))
    conv.kernel.assign(identity_kernel(3, 3))
    assert np.array_equal(numpy(conv(images())), images())
    with pytest.raises(ValueError, match="odd"):
        identity_kernel(2, 3)


@pytest.mark.parametrize("pair", [(plain(14), plain(8)), (plain(8), residual(14)), (plain(8), plain(8))])
def test_nets_that_do_not_go_together_are_named(pair):
    with pytest.raises(ValueError, match=f"{pair[1].name} is no deeper net of the kind of {pair[0].name}"):
        deepened(*pair, images())
