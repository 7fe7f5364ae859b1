"""Muon, as Keras has it, for convolutions too."""

import math

import keras
from keras import ops


@keras.saving.register_keras_serializable("resnets")
class Muon(keras.optimizers.Muon):
    """``keras.optimizers.Muon`` that takes the kernels of convolutions; all else is Adam's.

    A step along the gradient moves a kernel mostly in the few directions that dominate the gradient. Muon
    (Jordan et al. 2024) makes the step's singular values nearly equal, by five Newton-Schulz iterations, so
    that it goes as far in all of them; its length is then that of Adam's (Liu et al. 2025, section 2.2).

    Keras's own takes matrices alone. A kernel (rows, columns, channels, filters) is one, with a row for each
    number that a filter multiplies, and a column for each filter. Dense layers here are the heads of nets,
    which, as biases and batch normalisations, are left to Adam with ``adam_lr_ratio`` times the rate.
    """

    def __init__(self, learning_rate=0.06, adam_lr_ratio=0.1, momentum=0.9, weight_decay=None, **kwargs):
        kwargs = {"adam_weight_decay": None, "name": "muon"} | kwargs
        super().__init__(
            learning_rate,
            adam_lr_ratio=adam_lr_ratio,
            momentum=momentum,
            weight_decay=weight_decay,
            **kwargs,
        )

    def _should_use_adamw(self, variable) -> bool:
        return len(variable.shape) != 4

    def zeropower_via_newtonschulz5(self, x, steps: int):
        return ops.reshape(super().zeropower_via_newtonschulz5(_matrix(x), steps), x.shape)

    def lr_adjust(self, x):
        return ops.reshape(super().lr_adjust(_matrix(x)), x.shape)


def _matrix(kernel):
    """Return a kernel with one column a filter."""
    return ops.reshape(kernel, (math.prod(kernel.shape[:-1]), kernel.shape[-1]))
