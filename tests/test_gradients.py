"""Kernel gradients against differences, in the order of the forward pass, leaving the model alone."""

import keras
import numpy as np
import pytest
from tiny_nets import TINY, images, numpy, randomise

from resnets.gradients import gradient, kernel_gradient_norms, kernel_gradients, kernel_layers
from resnets.models_cifar import plain_cifar, resnet_v1
from resnets.resnet18 import ResNet18

Y = np.array([1, 4, 0, 2])


@pytest.fixture(scope="module")
def net():
    model = plain_cifar(8, input_shape=TINY, num_classes=5, width=4)
    randomise(model)
    return model


def loss_in_training_mode(model, x, y):
    kept = model.get_weights()
    logits = numpy(model(x, training=True)).astype(np.float64)
    model.set_weights(kept)  # the moving averages have moved
    logits -= logits.max(axis=1, keepdims=True)
    return -(logits[np.arange(len(y)), y] - np.log(np.exp(logits).sum(axis=1))).mean()


def test_gradients_are_slopes_of_the_mean_cross_entropy(net):
    x, rng, h = images(n=4), np.random.default_rng(0), 1e-3
    for layer, found in zip(kernel_layers(net), kernel_gradients(net, x, Y), strict=True):
        assert found.shape == tuple(layer.kernel.shape)
        direction = rng.normal(size=found.shape)
        direction /= np.linalg.norm(direction)
        kernel, sides = numpy(layer.kernel).copy(), []
        for step in (h, -h):
            layer.kernel.assign(kernel + step * direction)
            sides.append(loss_in_training_mode(net, x, Y))
        layer.kernel.assign(kernel)
        slope = (sides[0] - sides[1]) / (2 * h)
        assert slope == pytest.approx((found * direction).sum(), rel=0.02, abs=5e-4)


def test_norms_are_absolute_and_in_the_order_of_the_forward_pass(net):
    names = [layer.name for layer in kernel_layers(net)]
    assert names[0] == "stem_conv" and names[-1] == "classifier"
    assert names[1:3] == ["stage1_block1_conv1", "stage1_block1_conv2"]
    x = images(n=4)
    norms = kernel_gradient_norms(net, x, Y)
    expected = [np.sqrt((g.astype(float) ** 2).sum()) for g in kernel_gradients(net, x, Y)]
    np.testing.assert_allclose(norms, expected)
    assert norms.shape == (8,)


def test_the_model_is_left_as_it_is(net):
    before = [w.copy() for w in net.get_weights()]
    kernel_gradient_norms(net, images(n=4), Y)
    assert all(np.array_equal(a, b) for a, b in zip(before, net.get_weights(), strict=True))


def test_training_mode_is_the_default_and_a_softmax_is_seen():
    keras.utils.set_random_seed(0)
    logits = resnet_v1(TINY, 8, 5, width=4)
    softmax = resnet_v1(TINY, 8, 5, width=4, classifier_activation="softmax")
    softmax.set_weights(logits.get_weights())
    x = images(n=4)
    norms = kernel_gradient_norms(logits, x, Y)
    np.testing.assert_allclose(norms, kernel_gradient_norms(softmax, x, Y), rtol=1e-3)
    inference = [np.linalg.norm(g) for g in kernel_gradients(logits, x, Y, training=False)]
    assert np.abs(norms / inference - 1).max() > 0.1


def test_a_subclassed_net_is_walked_in_order_too():
    net = ResNet18(4, 5, TINY)
    norms = kernel_gradient_norms(net, images(n=4), Y)
    assert len(norms) == len(kernel_layers(net)) == 21 and (norms > 0).all()


def test_gradient_takes_one_tensor_or_a_list():
    a, b = (keras.ops.convert_to_tensor(np.array(v, np.float32)) for v in ([1.0, 2.0], [3.0, 5.0]))
    assert numpy(gradient(lambda t: keras.ops.sum(t * t), a)).tolist() == [2, 4]
    both = gradient(lambda t: keras.ops.sum(t[0] * t[1]), [a, b])
    assert [numpy(g).tolist() for g in both] == [[3, 5], [1, 2]]
