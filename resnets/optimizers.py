"""Keras's SGD and Adam with the papers' weight decay, and the triangular schedule.

The papers (He et al. 2016, section 3.4) decay weights by adding lambda times the weight to its
gradient, *before* momentum sees it: a decay that is coupled to the optimizer. Keras's own
``weight_decay`` is decoupled (Loshchilov and Hutter 2019): it shrinks the weight by the learning rate
times lambda beside the step, which with momentum 0.9 is some ten times weaker for the same lambda.
"""

import keras


class _CoupledDecay:
    """Mixed into an optimizer: gradient + coupled_decay * weight in place of the gradient."""

    def __init__(self, *args, coupled_decay: float = 0.0, **kwargs):
        super().__init__(*args, **kwargs)
        self.coupled_decay = coupled_decay

    def update_step(self, gradient, variable, learning_rate):
        if self.coupled_decay:
            weight = keras.ops.cast(variable, gradient.dtype)
            gradient = keras.ops.add(gradient, keras.ops.multiply(weight, self.coupled_decay))
        self._step(gradient, variable, learning_rate)

    def _step(self, gradient, variable, learning_rate):
        super().update_step(gradient, variable, learning_rate)

    def get_config(self):
        return super().get_config() | {"coupled_decay": self.coupled_decay}


@keras.saving.register_keras_serializable("resnets")
class SGD(_CoupledDecay, keras.optimizers.SGD):
    """``keras.optimizers.SGD`` with ``coupled_decay``, the papers' lambda, on every trainable weight."""


@keras.saving.register_keras_serializable("resnets")
class Adam(_CoupledDecay, keras.optimizers.Adam):
    """``keras.optimizers.Adam`` with ``coupled_decay``: what L2 in the loss does, without its loss.

    On TensorFlow the step is its one operation for Adam. Keras's own step is a dozen, each of which reads
    and writes all weights: on two CPU cores, with ResNet50's 23.6 million, a third of the training time.
    """

    def _step(self, gradient, variable, learning_rate):
        if keras.backend.backend() != "tensorflow" or self.amsgrad or variable.dtype != gradient.dtype:
            super()._step(gradient, variable, learning_rate)
            return
        import tensorflow as tf

        kind, step = variable.dtype, keras.ops.cast(self.iterations + 1, variable.dtype)
        index = self._get_variable_index(variable)
        averages = (average.value for average in (self._momentums[index], self._velocities[index]))
        beta_1, beta_2 = (tf.cast(beta, kind) for beta in (self.beta_1, self.beta_2))
        tf.raw_ops.ResourceApplyAdam(
            **{name: v.handle for name, v in zip("var m v".split(), (variable, *averages), strict=True)},
            beta1_power=beta_1**step, beta2_power=beta_2**step, beta1=beta_1, beta2=beta_2,
            lr=tf.cast(learning_rate, kind), epsilon=tf.cast(self.epsilon, kind), grad=gradient,
        )  # fmt: skip


@keras.saving.register_keras_serializable("resnets")
class Triangular(keras.optimizers.schedules.LearningRateSchedule):
    """Linear from 0 up to ``peak`` over ``warmup_steps``, then linear down to 0 at ``total_steps``.

    Smith, Topin: Super-Convergence, 2018, in the form that fast CIFAR-10 recipes use.
    """

    def __init__(self, peak: float, warmup_steps: int, total_steps: int):
        if not 0 <= warmup_steps < total_steps:
            raise ValueError(f"Triangular: {warmup_steps} of {total_steps} steps up leave none to go down.")
        self.peak, self.warmup_steps, self.total_steps = peak, warmup_steps, total_steps

    def __call__(self, step):
        done = keras.ops.cast(step, "float32") + 1.0  # the first step moves, the last one still does
        down = (self.total_steps + 1.0 - done) / (self.total_steps + 1.0 - self.warmup_steps)
        up = done / max(self.warmup_steps, 1) if self.warmup_steps else down
        return self.peak * keras.ops.maximum(keras.ops.minimum(up, down), 0.0)

    def get_config(self):
        return {"peak": self.peak, "warmup_steps": self.warmup_steps, "total_steps": self.total_steps}
