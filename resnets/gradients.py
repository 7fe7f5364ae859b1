"""Gradients on any of the three backends, and how large they are in each layer of a net."""

import keras
import numpy as np

from resnets.branches import layers_in_order
from resnets.training import crossentropy, ends_in_softmax


def gradient(function, x):
    """Return the gradient of a scalar ``function`` at ``x``, a backend tensor or a list of them."""
    backend = keras.backend.backend()
    if backend == "tensorflow":
        import tensorflow as tf

        with tf.GradientTape() as tape:
            tape.watch(x)
            y = function(x)
        return tape.gradient(y, x)
    if backend == "jax":
        import jax

        return jax.grad(function)(x)
    if backend == "torch":
        import torch

        several = isinstance(x, list)
        leaves = [t.detach().requires_grad_(True) for t in (x if several else [x])]
        found = torch.autograd.grad(function(leaves if several else leaves[0]), leaves)
        return list(found) if several else found[0]
    raise NotImplementedError(f"Gradients are written for tensorflow, jax and torch, not for {backend!r}.")


def kernel_layers(model: keras.Model) -> list[keras.layers.Layer]:
    """Return the layers that have a kernel (convolutions, dense ones), in the order of the forward pass."""
    return [layer for layer in layers_in_order(model) if getattr(layer, "kernel", None) is not None]


def kernel_gradients(model: keras.Model, x, y, *, training: bool = True, loss=None) -> list[np.ndarray]:
    """Return the gradient of the loss for each kernel, in the order of the forward pass.

    The model is left as it is: in training mode BN uses the statistics of this batch, and its moving
    averages do not move.

    Args:
        model: a classifier, built; it ends in a softmax or in logits.
        x: images, float32, (n, height, width, channels).
        y: labels, integers, (n,).
        training: the mode of BN.
        loss: a function of (y, the model's output) that gives one number; the mean cross-entropy if None.

    Returns:
        Arrays of the kernels' shapes, float32.
    """
    loss = loss or crossentropy(from_logits=not ends_in_softmax(model))
    kernels = {layer.kernel.path for layer in kernel_layers(model)}
    variables = model.trainable_variables
    chosen = [k for k, v in enumerate(variables) if v.path in kernels]
    x, y = keras.ops.convert_to_tensor(x), keras.ops.convert_to_tensor(y)
    fixed, moving = _values(variables), _values(model.non_trainable_variables)

    def loss_of(values):
        all_values = list(fixed)
        for k, value in zip(chosen, values, strict=True):
            all_values[k] = value
        output, _ = model.stateless_call(all_values, moving, x, training=training)
        return loss(y, output)

    found = gradient(loss_of, [fixed[k] for k in chosen])
    by_path = {variables[k].path: g for k, g in zip(chosen, found, strict=True)}
    return [keras.ops.convert_to_numpy(by_path[layer.kernel.path]) for layer in kernel_layers(model)]


def _values(variables) -> list:
    """Return the values of variables as tensors of their own, which no assignment changes."""
    return [keras.ops.convert_to_tensor(keras.ops.convert_to_numpy(v)) for v in variables]


def kernel_gradient_norms(model: keras.Model, x, y) -> np.ndarray:
    """Return the L2 norm of the loss gradient for each kernel, in training mode, float64, (kernels,).

    The norms are absolute, in the order of the forward pass; arguments as in ``kernel_gradients``.
    """
    return np.array([np.linalg.norm(g.astype(np.float64)) for g in kernel_gradients(model, x, y)])
