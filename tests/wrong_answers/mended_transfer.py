"""``mended_model``, the debugging exercise of lesson 7, as learners mend it: wrong and right."""

import keras
from keras import layers, ops

from resnets.transfer import freeze
from tests.wrong_answers import right, wrong


@right
def line_struck_out(base, classes, dropout=0.0):
    freeze(base)
    inputs = keras.Input(base.input_shape[1:])
    x = layers.GlobalAveragePooling2D()(base(inputs, training=False))
    x = layers.Dropout(dropout)(x)
    return keras.Model(inputs, layers.Dense(classes)(x))


@right
def undone_again(base, classes, dropout=0.0):
    freeze(base)
    inputs = keras.Input(base.input_shape[1:])
    x = layers.Rescaling(1 / 255, name="to_unit")(inputs)
    x = layers.Rescaling(255.0, name="and_back")(x)
    x = layers.GlobalAveragePooling2D()(base(x, training=False))
    return keras.Model(inputs, layers.Dense(classes)(layers.Dropout(dropout)(x)))


@right
def in_a_row(base, classes, dropout=0.0):
    freeze(base)
    head = [layers.GlobalAveragePooling2D(), layers.Dropout(dropout), layers.Dense(classes)]
    return keras.Sequential([keras.Input(base.input_shape[1:]), base, *head])


def model(
    prepare=lambda x: x,
    start=freeze,
    mode=False,
    pool=lambda maps: layers.GlobalAveragePooling2D()(maps),
    behind=lambda x: x,
    drop=lambda x, rate: layers.Dropout(rate)(x),
    last=lambda x, classes: layers.Dense(classes)(x),
    end=lambda model: model,
):
    """Return the colleague's model with one thing as a learner left it."""

    def mended_model(base, classes, dropout=0.0):
        start(base)
        inputs = keras.Input(base.input_shape[1:])
        x = drop(pool(behind(base(prepare(inputs), training=mode))), dropout)
        return end(keras.Model(inputs, last(x, classes)))

    return mended_model


def named(name: str, phrase: str, function):
    function.__name__ = name
    globals()[name] = wrong(phrase)(function)


def thawed(base):
    base.trainable = True


def freeze_all(whole):
    whole.trainable = False
    return whole


def built_twice(base, classes, dropout=0.0):
    """The base is loaded anew, since something must be wrong with it."""
    copy = keras.models.clone_model(base)
    copy.set_weights(base.get_weights())
    return line_struck_out(copy, classes, dropout)


def reset(base):
    freeze(base)
    base.set_weights([0.5 * weight for weight in base.get_weights()])


def divided(x):
    return layers.Rescaling(1 / 255, name="to_unit")(x)


named("as_it_was", "divided by 255 first, and the base prepares them again", model(divided))
named("by_256", "divided by 255 first", model(lambda x: x / 256))
named("to_minus_one", "brought to -1 to 1 first", model(lambda x: layers.Rescaling(1 / 127.5, -1)(x)))
named("up_again", "multiplied by 255 first", model(lambda x: layers.Rescaling(255.0)(x)))
named("prepared_twice", "own preprocessing is done twice", model(
    lambda x: layers.Rescaling(1 / 60, -2.1)(x)))  # fmt: skip
named("imagenet_mean", "ImageNet's mean colour", model(
    lambda x: keras.applications.resnet50.preprocess_input(x)))  # fmt: skip
named("divided_behind", "the maps of the base are divided by 255", model(behind=divided))
named("thawed_", "the base is not frozen", model(start=thawed))
named("not_frozen", "the base is not frozen", model(start=lambda base: None))
named("thawed_and_divided", "the base is not frozen", model(divided, start=thawed))
named("everything_frozen", "nothing in the model can be trained", model(end=freeze_all))
named("training_mode", "the base is called in training mode", model(mode=True))
named("flattened", "it reads all 100 numbers", model(pool=lambda maps: layers.Flatten()(maps)))
named("largest", "takes the largest value", model(pool=lambda maps: layers.GlobalMaxPooling2D()(maps)))
named("not_pooled", "one set for each place", model(pool=lambda maps: maps))
named("dropout_lost", "nothing is left out", model(drop=lambda x, rate: x))
named("dropout_typed_in", "about 50 % of the features are left out", model(
    drop=lambda x, rate: layers.Dropout(0.5)(x)))  # fmt: skip
named("hidden_layer", "has 2 dense layers", model(
    last=lambda x, classes: layers.Dense(classes)(layers.Dense(64, "relu")(x))))  # fmt: skip
named(
    "normed_features",
    "there is one more, with weights of its own",
    model(behind=lambda x: layers.BatchNormalization()(x)),
)
named("softmax_twice", "softmax is applied twice", model(
    last=lambda x, classes: ops.softmax(layers.Dense(classes, "softmax")(x))))  # fmt: skip
named(
    "two_classes", "asked for 7 classes, it returns (4,)", model(last=lambda x, classes: layers.Dense(4)(x))
)
named("built_twice_", "the base's own weights are not in the model", built_twice)
named("weights_halved", "it changes the base's weights", model(start=reset))
named("no_model", "an object of type KerasTensor", model(end=lambda whole: whole.output))
named("nothing", "it returns nothing (None)", model(end=lambda whole: None))
