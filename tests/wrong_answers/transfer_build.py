"""``build_transfer_model`` as learners write it, wrong and right."""

import keras
from keras import layers, ops
from keras.layers import Dense, Dropout, Flatten, GlobalAveragePooling2D, GlobalMaxPooling2D

from resnets.transfer import build_transfer_model
from tests.wrong_answers import right, wrong


@right
def library(base, classes, dropout):
    return build_transfer_model(base, classes, dropout)


@right
def with_loops(base, classes, dropout):
    for layer in base.layers:
        layer.trainable = False
    x = keras.Input(shape=base.input_shape[1:])
    y = ops.mean(base(x, training=False), axis=[1, 2])
    y = Dense(classes, activation="linear")(Dropout(dropout)(y))
    return keras.Model(x, y)


@right
class of_a_subclass(keras.Model):
    def __init__(self, base, classes, dropout):
        super().__init__()
        base.trainable = False
        self.base, self.pool = base, layers.AveragePooling2D(base.output_shape[1:3])
        self.head = [Flatten(), Dropout(dropout), Dense(classes)]
        self(ops.zeros((1, *base.input_shape[1:])))

    def call(self, x, training=None):
        x = self.pool(self.base(x, training=False))
        for layer in self.head:
            x = layer(x, training=training) if isinstance(layer, Dropout) else layer(x)
        return x


@right
def frozen_at_the_end(base, classes, dropout):
    x = keras.Input(base.input_shape[1:])
    y = Dropout(dropout)(GlobalAveragePooling2D()(base(x)))
    model = keras.Model(x, Dense(classes)(y))
    base.trainable = False
    return model


def transfer(
    freeze=lambda base: setattr(base, "trainable", False),
    before=lambda x: x,
    mode={"training": False},  # noqa: B006
    pool=lambda maps: GlobalAveragePooling2D()(maps),
    drop=lambda x, rate: Dropout(rate)(x),
    last=lambda x, classes: Dense(classes)(x),
    shape=None,
    instead=lambda base: base,
    end=lambda model: model,
):
    """Return an answer in which one part is as a learner left it."""

    def function(base, classes, dropout):
        freeze(base)
        inputs = keras.Input(shape or base.input_shape[1:])
        x = drop(pool(instead(base)(before(inputs), **mode)), dropout)
        return end(keras.Model(inputs, last(x, classes)))

    return function


def named(name: str, phrase: str, function):
    function.__name__ = name
    globals()[name] = wrong(phrase)(function)


def freeze_convolutions(base):
    for layer in base.layers:
        if isinstance(layer, layers.Conv2D):
            layer.trainable = False


def freeze_variables(base):
    for weight in base.weights:
        weight.trainable = False


def freeze_all_of(model):
    model.trainable = False
    return model


def dropped_scores(x, classes, rate=0.3):
    return Dropout(rate)(Dense(classes)(x))


named("not_frozen", "the base is not frozen: 9 of its weights", transfer(freeze=lambda base: None))
named("convolutions_frozen", "the batch normalisations are not", transfer(freeze=freeze_convolutions))
named("variables_frozen", "frozen one by one", transfer(freeze=freeze_variables))
named("head_frozen", "nothing in the model can be trained", transfer(end=freeze_all_of))
named("training_true", "the base is called in training mode", transfer(mode={"training": True}))
named("not_pooled", "one set for each place of the map", transfer(pool=lambda maps: maps))
named("flattened", "it reads all 100 numbers of it", transfer(pool=lambda maps: Flatten()(maps)))
named("max_pool", "takes the largest value", transfer(pool=lambda maps: GlobalMaxPooling2D()(maps)))
named("sum_pool", "adds up each channel", transfer(pool=lambda maps: ops.sum(maps, (1, 2))))
named("corner", "only the first place", transfer(pool=lambda maps: maps[:, 0, 0]))
named("softmax_twice", "softmax is applied twice", transfer(
    last=lambda x, c: layers.Softmax()(Dense(c, "softmax")(x))))  # fmt: skip
named("relu_scores", "go through a ReLU", transfer(last=lambda x, c: Dense(c, "relu")(x)))
named("sigmoid_scores", "go through a sigmoid", transfer(last=lambda x, c: Dense(c, "sigmoid")(x)))
named("divided_by_255", "divided by 255 first", transfer(before=lambda x: x / 255))
named(
    "to_minus_one", "brought to -1 to 1 first", transfer(before=lambda x: layers.Rescaling(1 / 127.5, -1)(x))
)
named("imagenet_mean", "ImageNet's mean colour", transfer(
    before=lambda x: keras.applications.resnet50.preprocess_input(x)))  # fmt: skip
named("prepared_twice", "own preprocessing is done twice", transfer(
    before=lambda x: layers.Rescaling(1 / 60, -2.1)(x)))  # fmt: skip
named("hidden_layer", "has 2 dense layers", transfer(last=lambda x, c: Dense(c)(Dense(512, "relu")(x))))
named("normalised_head", "there is one more, with weights of its own", transfer(
    last=lambda x, c: Dense(c)(layers.BatchNormalization()(x))))  # fmt: skip
named("no_bias", "no bias", transfer(last=lambda x, c: Dense(c, use_bias=False)(x)))
named("no_dropout", "nothing is left out", transfer(drop=lambda x, rate: x))
named("typed_in_dropout", "about 50 % of the features are left out, expected 30 %", transfer(
    drop=lambda x, rate: Dropout(0.5)(x)))  # fmt: skip
named("kept_share", "the share that is kept", transfer(drop=lambda x, rate: Dropout(1 - rate)(x)))
named("dropped_scores_", "behind the dense layer", transfer(drop=lambda x, rate: x, last=dropped_scores))
named("dropped_map", "are places of the map", transfer(
    pool=lambda maps: GlobalAveragePooling2D()(Dropout(0.3)(maps)), drop=lambda x, rate: x))  # fmt: skip
named("typed_in_classes", "asked for 7 classes, it returns (10,)", transfer(last=lambda x, c: Dense(10)(x)))
named("typed_in_shape", "does not take pictures of (9, 7, 3)", transfer(shape=(32, 32, 3)))
named("copied_base", "the base's own weights are not in the model", transfer(
    instead=lambda base: keras.models.clone_model(base)))  # fmt: skip
named("returns_base", "it returns the base itself", lambda base, classes, dropout: base)
named("returns_nothing", "it returns nothing (None)", lambda base, classes, dropout: None)
