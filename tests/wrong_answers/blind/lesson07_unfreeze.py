"""Exercise 7.4, unfreeze_top, written from the students' text alone."""

import keras
from keras import layers

from resnets_utils import base_of
from tests.wrong_answers import right, wrong
from tests.wrong_answers.blind.lesson07_head import freeze

BN = layers.BatchNormalization


def compiled(model, learning_rate, optimizer=keras.optimizers.Adam, loss=None, metrics=("accuracy",)):
    loss = loss or keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer=optimizer(learning_rate), loss=loss, metrics=list(metrics))
    return model


def open_top(model, n):
    """Set what trains as the card asks for it."""
    base = base_of(model)
    base.trainable = True
    for place, layer in enumerate(base.layers):
        layer.trainable = place >= len(base.layers) - n and not isinstance(layer, BN)


class E7_4:
    """Write unfreeze_top."""

    @wrong("with n=0 conv1, conv2, conv3 would train: a slice that begins")
    def sliced_from_the_end(model, n, learning_rate=1e-4):
        """base.layers[-n:]: with n = 0 everything trains."""
        base = base_of(model)
        base.trainable = True
        for layer in base.layers:
            layer.trainable = False
        for layer in base.layers[-n:]:
            layer.trainable = not isinstance(layer, BN)
        return compiled(model, learning_rate)

    @wrong("the model is not compiled again: the training step was traced")
    def not_compiled(model, n, learning_rate=1e-4):
        """Not compiled again."""
        open_top(model, n)
        return model

    @right
    def compiled_before(model, n, learning_rate=1e-4):
        """Compiled before the layers are set: Keras 3 looks at what trains when the first step is traced."""
        compiled(model, learning_rate)
        open_top(model, n)
        return model

    @wrong("batch normalisations are unfrozen too: their statistics would")
    def bn_as_well(model, n, learning_rate=1e-4):
        """BN trains with the others."""
        base = base_of(model)
        base.trainable = True
        for place, layer in enumerate(base.layers):
            layer.trainable = place >= len(base.layers) - n
        return compiled(model, learning_rate)

    @wrong("the whole base is unfrozen, whatever n says")
    def bn_below_forgotten(model, n, learning_rate=1e-4):
        """Only layers above are set; what was trainable below stays so, BN among it."""
        base = base_of(model)
        base.trainable = True
        for layer in base.layers[len(base.layers) - n :]:
            layer.trainable = not isinstance(layer, BN)
        return compiled(model, learning_rate)

    @wrong("with n=3 conv1 trains, which somebody had unfrozen before")
    def not_frozen_below(model, n, learning_rate=1e-4):
        """Trusts that the rest is frozen; what somebody had unfrozen before still trains."""
        base = base_of(model)
        for place, layer in enumerate(base.layers):
            if place >= len(base.layers) - n and not isinstance(layer, BN):
                layer.trainable = True
        return compiled(model, learning_rate)

    @wrong("with n=5 nothing in the base would train, expected conv3")
    def base_still_frozen(model, n, learning_rate=1e-4):
        """The layers are set and base.trainable stays False, so that nothing trains."""
        base = base_of(model)
        base.trainable = False
        for layer in base.layers[len(base.layers) - n :]:
            layer._trainable = not isinstance(layer, BN)
        return compiled(model, learning_rate)

    @wrong("the whole base is unfrozen, whatever n says")
    def everything(model, n, learning_rate=1e-4):
        """All layers train but BN; n is ignored."""
        open_top(model, len(base_of(model).layers))
        return compiled(model, learning_rate)

    @wrong("n counts from the wrong end: with n=5 conv1 would train, the")
    def first_n(model, n, learning_rate=1e-4):
        """The first n layers instead of the last."""
        base = base_of(model)
        base.trainable = True
        for place, layer in enumerate(base.layers):
            layer.trainable = place < n and not isinstance(layer, BN)
        return compiled(model, learning_rate)

    @wrong("with n=5 conv2, conv3 would train, expected conv3: it is off by")
    def all_but_n(model, n, learning_rate=1e-4):
        """place >= n: all layers from the n-th on."""
        base = base_of(model)
        base.trainable = True
        for place, layer in enumerate(base.layers):
            layer.trainable = place >= n and not isinstance(layer, BN)
        return compiled(model, learning_rate)

    @wrong("with n=3 nothing in the base would train, expected conv3")
    def one_less(model, n, learning_rate=1e-4):
        """Off by one: > for >=."""
        base = base_of(model)
        base.trainable = True
        for place, layer in enumerate(base.layers):
            layer.trainable = place > len(base.layers) - n and not isinstance(layer, BN)
        return compiled(model, learning_rate)

    @wrong("with n=5 conv2, conv3 would train, expected conv3: it is off by")
    def one_more(model, n, learning_rate=1e-4):
        """Off by one: one layer more."""
        open_top(model, n + 1)
        return compiled(model, learning_rate)

    @wrong("with n=5 conv2, conv3 would train, expected conv3: it is off by")
    def with_weights_only(model, n, learning_rate=1e-4):
        """Counts only layers that have weights."""
        base = base_of(model)
        base.trainable = True
        heavy = [layer for layer in base.layers if layer.weights]
        for place, layer in enumerate(heavy):
            layer.trainable = place >= len(heavy) - n and not isinstance(layer, BN)
        return compiled(model, learning_rate)

    @wrong("with n=5 conv2, conv3 would train, expected conv3: it is off by")
    def without_bn_counted(model, n, learning_rate=1e-4):
        """Counts only layers that are not BN."""
        base = base_of(model)
        base.trainable = True
        others = [layer for layer in base.layers if not isinstance(layer, BN)]
        for layer in base.layers:
            layer.trainable = layer in others[len(others) - n :]
        return compiled(model, learning_rate)

    @wrong("the whole base is unfrozen, whatever n says")
    def of_the_whole_model(model, n, learning_rate=1e-4):
        """Counts the layers of the model, in which the base is one layer."""
        freeze(base_of(model))
        for layer in model.layers[len(model.layers) - n :]:
            layer.trainable = not isinstance(layer, BN)
        return compiled(model, learning_rate)

    @wrong("the head does not train any more")
    def head_frozen(model, n, learning_rate=1e-4):
        """The head is frozen, since it has been trained."""
        open_top(model, n)
        model.layers[-1].trainable = False
        return compiled(model, learning_rate)

    @wrong("the learning rate is 0.001")
    def rate_forgotten(model, n, learning_rate=1e-4):
        """optimizer="adam": its default rate."""
        open_top(model, n)
        loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        model.compile(optimizer="adam", loss=loss, metrics=["accuracy"])
        return model

    @wrong("the learning rate is 0.0001")
    def rate_written_in(model, n, learning_rate=1e-4):
        """1e-4, whatever is asked for."""
        open_top(model, n)
        return compiled(model, 1e-4)

    @wrong("the learning rate is 3e-06")
    def rate_divided(model, n, learning_rate=1e-4):
        """The rate is divided by ten once more."""
        open_top(model, n)
        return compiled(model, learning_rate / 10)

    @wrong("the model is compiled with SGD")
    def by_sgd(model, n, learning_rate=1e-4):
        """SGD for Adam."""
        open_top(model, n)
        return compiled(model, learning_rate, keras.optimizers.SGD)

    @wrong("the model is compiled with RMSprop")
    def by_rmsprop(model, n, learning_rate=1e-4):
        """RMSprop for Adam."""
        open_top(model, n)
        return compiled(model, learning_rate, keras.optimizers.RMSprop)

    @wrong("the model is compiled with AdamW")
    def by_adamw(model, n, learning_rate=1e-4):
        """AdamW, which decays the weights."""
        open_top(model, n)
        return compiled(model, learning_rate, keras.optimizers.AdamW)

    @wrong("the model returns logits, not")
    def probabilities(model, n, learning_rate=1e-4):
        """The loss by its name, which takes the logits for probabilities."""
        open_top(model, n)
        return compiled(model, learning_rate, loss="sparse_categorical_crossentropy")

    @wrong("compiled so, the model cannot be trained on integer labels:")
    def one_hot(model, n, learning_rate=1e-4):
        """The loss for one-hot labels."""
        open_top(model, n)
        return compiled(model, learning_rate, loss=keras.losses.CategoricalCrossentropy(from_logits=True))

    @wrong("compiled so, the model cannot be trained on integer labels:")
    def binary(model, n, learning_rate=1e-4):
        """The binary cross-entropy."""
        open_top(model, n)
        return compiled(model, learning_rate, loss=keras.losses.BinaryCrossentropy(from_logits=True))

    @wrong("compiled so, training tells no accuracy")
    def no_metrics(model, n, learning_rate=1e-4):
        """Without metrics."""
        open_top(model, n)
        return compiled(model, learning_rate, metrics=())

    @wrong("it returns something else than the model it was given")
    def returns_the_base(model, n, learning_rate=1e-4):
        """Returns the base."""
        open_top(model, n)
        compiled(model, learning_rate)
        return base_of(model)

    @wrong("it returns nothing (None)")
    def nothing_returned(model, n, learning_rate=1e-4):
        """Returns nothing."""
        open_top(model, n)
        compiled(model, learning_rate)
