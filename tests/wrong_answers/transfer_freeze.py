"""``freeze`` and ``unfreeze_top`` as learners write them, wrong and right."""

import keras
from keras import layers

from resnets.transfer import base_of, freeze, unfreeze_top
from tests.wrong_answers import right, wrong


class FREEZE:
    """Answers to ``freeze``."""

    @right
    def library(base):
        return freeze(base)

    @right
    def by_layers(base):
        for layer in base.layers:
            layer.trainable = False
        return base

    @right
    def from_the_end(base):
        for place in range(len(base.layers)):
            base.layers[-1 - place].trainable = False
        base.trainable = False
        return base

    @wrong("batch normalisations are not: gamma and beta train")
    def convolutions_alone(base):
        for layer in base._flatten_layers():
            if isinstance(layer, layers.Conv2D):
                layer.trainable = False
        return base

    @wrong("batch normalisations are frozen, the convolutions are not")
    def normalisations_alone(base):
        for layer in base._flatten_layers():
            if isinstance(layer, layers.Conv2D | layers.BatchNormalization):
                layer.trainable = isinstance(layer, layers.Conv2D)
        return base

    @wrong("statistics of the batch normalisations still move")
    def variables(base):
        for weight in base.weights:
            weight.trainable = False
        return base

    @wrong("what lies inside a model among the layers still trains")
    def one_level(base):
        for layer in base.layers:
            if isinstance(layer, layers.Conv2D | layers.BatchNormalization):
                layer.trainable = False
        return base

    @wrong("nothing is frozen: 8 weights")
    def misspelt(base):
        for layer in base.layers:
            vars(layer)["trainabel"] = False
        return base

    @wrong("nothing is frozen: 8 weights")
    def unfrozen(base):
        base.trainable = True
        return base

    @wrong("the last layers are left out")
    def but_the_last(base):
        for layer in base.layers[:-3]:
            layer.trainable = False
        return base

    @wrong("weights would still be trained")
    def every_other(base):
        for layer in base.layers[::2]:
            layer.trainable = False
        return base

    @wrong("`trainable` is turned round")
    def turned_over(base):
        for layer in base.layers:
            layer.trainable = not layer.trainable
        return base

    @wrong("returns nothing (None)")
    def silent(base):
        base.trainable = False

    @wrong("something else than the base")
    def a_copy(base):
        copy = keras.models.clone_model(base)
        copy.trainable = False
        return copy

    @wrong("it changes the base's weights")
    def emptied(base):
        base.trainable = False
        base.set_weights([0 * weight for weight in base.get_weights()])
        return base

    @right
    def on_and_off(base):
        base.trainable = True
        base.trainable = False
        return base

    @wrong("nothing is frozen: 8 weights")
    def stops_at_once(base):
        for layer in base.layers:
            layer.trainable = False
            return base


def compiled(model, rate, **options):
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.Adam(rate), **{"loss": loss, "metrics": ["accuracy"]} | options)
    return model


def by_slice(part, first=True, every=False, finish=compiled, norm=False):
    """Return an answer that unfreezes ``part(layers of the base, n)``."""

    def function(model, n, learning_rate):
        base = base_of(model)
        base.trainable = first
        for layer in base.layers if first else ():
            layer.trainable = False
        if first:
            base._trainable = True
        for layer in part(base.layers, n):
            layer.trainable = norm or not isinstance(layer, layers.BatchNormalization)
        return finish(model, learning_rate)

    return function


class UNFREEZE:
    """Answers to ``unfreeze_top``."""

    @wrong("with n=6 nothing in the base would train")
    def frozen_at_the_end(model, n, learning_rate):
        base = base_of(model)
        for place, layer in enumerate(base.layers):
            layer.trainable = place >= len(base.layers) - n and not isinstance(
                layer, layers.BatchNormalization
            )
        base.trainable = False
        return compiled(model, learning_rate)

    @wrong("what becomes of the layers that are not among the last n")
    def rest_not_frozen(model, n, learning_rate):
        base = base_of(model)
        base.trainable = True
        for layer in base.layers[len(base.layers) - n :]:
            layer.trainable = not isinstance(layer, layers.BatchNormalization)
        return compiled(model, learning_rate)

    @right
    def library(model, n, learning_rate):
        return unfreeze_top(model, n, learning_rate)

    @right
    def freezing_the_rest(model, n, learning_rate):
        base = model.layers[1]
        base.trainable = True
        for layer in base.layers[: len(base.layers) - n]:
            layer.trainable = False
        for layer in base.layers:
            if "bn" in layer.name:
                layer.trainable = False
        return compiled(model, learning_rate)

    @wrong("compiled with SGD; asked for was Adam")
    def with_momentum(model, n, learning_rate):
        base = base_of(model)
        base.trainable = n > 0
        for place, layer in enumerate(reversed(base.layers)):
            layer.trainable = place < n and not isinstance(layer, layers.BatchNormalization)
        model.compile(
            optimizer=keras.optimizers.SGD(learning_rate, momentum=0.9),
            loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        )
        return model


def inside_a_frozen_base(model, n, learning_rate):
    """The base stays frozen by name; Keras 3 trains what is trainable inside it all the same."""
    for layer in last(freeze(base_of(model)).layers, n):
        if not isinstance(layer, layers.BatchNormalization):
            layer.trainable = True
    return compiled(model, learning_rate)


UNFREEZE.inside_a_frozen_base = right(inside_a_frozen_base)


def last(some, n):
    return some[len(some) - n :]


def named(name: str, phrase: str, function):
    setattr(UNFREEZE, name, wrong(phrase)(function))


def only_rate(model, rate):
    model.optimizer.learning_rate = rate
    return model


def head_rate(model, rate):
    return compiled(model, 1e-2)


def without_head(model, rate):
    model.layers[-1].trainable = False
    return compiled(model, rate)


def reset(model, rate):
    model.set_weights([0 * weight for weight in model.get_weights()])
    return compiled(model, rate)


def layers_of_the_model(model, n, learning_rate):
    for layer in model.layers[:-n]:
        layer.trainable = False
    return compiled(model, learning_rate)


named("not_compiled", "not compiled again", by_slice(last, finish=lambda model, rate: model))
named("rate_alone", "not compiled again", by_slice(last, finish=only_rate))
named("rate_of_the_head", "still that of the head, 0.01", by_slice(last, finish=head_rate))
named("default_rate", "the learning rate is 0.001", by_slice(
    last, finish=lambda model, rate: compiled(model, 1e-3)))  # fmt: skip
named("normalisations_too", "batch normalisations are unfrozen too", by_slice(last, norm=True))
named("everything", "the whole base is unfrozen", by_slice(lambda some, n: some))
named("from_the_input", "n counts from the wrong end", by_slice(lambda some, n: some[: n + 1]))
named("all_but_the_last", "n counts from the wrong end", by_slice(lambda some, n: some[: len(some) - n]))
named("minus_zero", "a slice that begins at -0", by_slice(lambda some, n: some[-n:]))
named("one_more", "with n=5 conv2, conv3 would train", by_slice(lambda some, n: last(some, n + 1)))
named("one_fewer", "with n=3 nothing in the base would train", by_slice(lambda some, n: last(some, n - 1)))
named("nothing_unfrozen", "with n=5 nothing in the base", by_slice(lambda some, n: ()))
named("model_for_base", "with n=5 nothing in the base", layers_of_the_model)
named("trusts_the_rest", "which somebody had unfrozen before", by_slice(last, first=False))
named("no_accuracy", "tells no accuracy", by_slice(
    last, finish=lambda m, rate: compiled(m, rate, metrics=[])))  # fmt: skip
named("head_frozen", "the head does not train any more", by_slice(last, finish=without_head))
named("weights_reset", "it changes weights", by_slice(last, finish=reset))
named("probabilities", "the model returns logits, not", by_slice(
    last, finish=lambda m, rate: compiled(m, rate, loss="sparse_categorical_crossentropy")))  # fmt: skip
named("one_hot_loss", "cannot be trained on integer labels", by_slice(
    last, finish=lambda m, rate: compiled(m, rate, loss="categorical_crossentropy")))  # fmt: skip
named(
    "silent", "it returns nothing (None)", by_slice(last, finish=lambda m, rate: compiled(m, rate) and None)
)
