"""More of exercise 7.4, right answers among them, written from the students' text alone."""

import keras
from keras import layers

from resnets_utils import base_of
from tests.wrong_answers import right, wrong
from tests.wrong_answers.blind.lesson07_unfreeze import BN, compiled, open_top


class E7_4:
    """Write unfreeze_top, continued."""

    @wrong("it returns something else than the model it was given")
    def a_copy(model, n, learning_rate=1e-4):
        """A copy of the model is returned."""
        open_top(model, n)
        copy = keras.models.clone_model(model)
        copy.set_weights(model.get_weights())
        return compiled(copy, learning_rate)

    @wrong("it changes weights: what was learned is gone")
    def head_anew(model, n, learning_rate=1e-4):
        """The head's weights are drawn anew."""
        open_top(model, n)
        kernel = model.layers[-1].kernel
        kernel.assign(keras.initializers.GlorotUniform()(kernel.shape))
        return compiled(model, learning_rate)

    @right
    def counted_from_the_front(model, n, learning_rate=1e-4):
        """As the hints say."""
        open_top(model, n)
        return compiled(model, learning_rate)

    @right
    def two_loops(model, n, learning_rate=1e-4):
        """First all, then the lower ones and BN taken out; the loss made by name of its class."""
        base = base_of(model)
        base.trainable = True
        for layer in base.layers:
            layer.trainable = True
        for layer in base.layers[: len(base.layers) - n]:
            layer.trainable = False
        for layer in base.layers:
            if isinstance(layer, layers.BatchNormalization):
                layer.trainable = False
        model.compile(
            keras.optimizers.Adam(learning_rate=learning_rate),
            keras.losses.SparseCategoricalCrossentropy(from_logits=True),
            metrics=["accuracy"],
        )
        return model

    @right
    def reversed_order(model, n, learning_rate=1e-4):
        """Counted from the end."""
        base = base_of(model)
        base.trainable = True
        for k, layer in enumerate(reversed(base.layers)):
            layer.trainable = k < n and not isinstance(layer, BN)
        return compiled(model, learning_rate)

    @right
    def nothing_for_zero(model, n, learning_rate=1e-4):
        """n = 0 is a case of its own."""
        base = base_of(model)
        base.trainable = True
        for layer in base.layers:
            layer.trainable = False
        if n > 0:
            for layer in base.layers[-n:]:
                if not isinstance(layer, BN):
                    layer.trainable = True
        return compiled(model, learning_rate, metrics=["accuracy"])
