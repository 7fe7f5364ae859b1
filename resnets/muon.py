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

    def _muon_update_step(self, gradient, variable, lr, m):
        self.assign_add(m, ops.add(gradient, ops.multiply(m, self.momentum - 1)))
        step = ops.add(gradient, ops.multiply(m, self.momentum)) if self.nesterov else m
        shape = tuple(variable.shape)
        matrix = ops.reshape(step, (math.prod(shape[:-1]), shape[-1]))
        matrix = self.zeropower_via_newtonschulz5(matrix, self.ns_steps)
        self.assign_sub(variable, ops.reshape(self.lr_adjust(ops.multiply(lr, matrix)), shape))
