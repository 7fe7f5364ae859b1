"""Exercise 7.2, build_transfer_model, written from the students' text alone."""

import keras
from keras import layers

from tests.wrong_answers import right, unnamed, wrong


def freeze(base):
    """The learner's own freeze of exercise 7.1, right."""
    base.trainable = False
    return base


def top(x, classes, dropout, **settings):
    x = layers.GlobalAveragePooling2D()(x)
    return layers.Dense(classes, **settings)(layers.Dropout(dropout)(x))


def built(base, classes, dropout, **settings):
    """What the card asks for."""
    inputs = keras.Input(base.input_shape[1:])
    return keras.Model(inputs, top(freeze(base)(inputs), classes, dropout, **settings))


class E7_2:
    """Write build_transfer_model."""

    @wrong("the scores go through a softmax")
    def softmax(base, classes, dropout=0.0):
        """The dense layer has a softmax."""
        return built(base, classes, dropout, activation="softmax")

    @wrong("the scores go through a sigmoid, each by itself: a picture has")
    def sigmoid(base, classes, dropout=0.0):
        """The dense layer has a sigmoid."""
        return built(base, classes, dropout, activation="sigmoid")

    @wrong("the scores go through a ReLU: a negative one is lost")
    def relu(base, classes, dropout=0.0):
        """The dense layer has a ReLU."""
        return built(base, classes, dropout, activation="relu")

    @wrong("the scores go through a softmax")
    def softmax_layer(base, classes, dropout=0.0):
        """A softmax layer behind the dense layer."""
        model = built(base, classes, dropout)
        return keras.Model(model.input, layers.Softmax()(model.output))

    @wrong("the scores are logarithms of a softmax")
    def log_softmax(base, classes, dropout=0.0):
        """log_softmax, as PyTorch's tutorials end."""
        return built(base, classes, dropout, activation="log_softmax")

    @wrong("the pictures are divided by 255 first, and the base prepares")
    def rescaled(base, classes, dropout=0.0):
        """The pictures are divided by 255 before the base divides."""
        inputs = keras.Input(base.input_shape[1:])
        return keras.Model(inputs, top(freeze(base)(inputs / 255), classes, dropout))

    @wrong("the pictures are brought to -1 to 1 first, and the base")
    def rescaled_by_layer(base, classes, dropout=0.0):
        """A Rescaling to -1 … 1 in front of the base."""
        inputs = keras.Input(base.input_shape[1:])
        x = layers.Rescaling(1 / 127.5, offset=-1)(inputs)
        return keras.Model(inputs, top(freeze(base)(x), classes, dropout))

    @wrong("ImageNet's mean colour is subtracted first, and red and blue")
    def preprocessed(base, classes, dropout=0.0):
        """keras.applications' preprocess_input in front of the base."""
        inputs = keras.Input(base.input_shape[1:])
        x = keras.applications.resnet50.preprocess_input(inputs)
        return keras.Model(inputs, top(freeze(base)(x), classes, dropout))

    @wrong("the base is not frozen: 9 of its weights would be trained with")
    def not_frozen(base, classes, dropout=0.0):
        """freeze is forgotten."""
        inputs = keras.Input(base.input_shape[1:])
        return keras.Model(inputs, top(base(inputs, training=False), classes, dropout))

    @wrong("nothing in the model can be trained: the head is frozen with")
    def all_frozen(base, classes, dropout=0.0):
        """The whole model is frozen, the head as well."""
        return freeze(built(base, classes, dropout))

    @wrong("the convolutions are frozen, the batch normalisations are not:")
    def convolutions_frozen(base, classes, dropout=0.0):
        """Only the convolutions are frozen."""
        for layer in base.layers:
            if isinstance(layer, layers.Conv2D):
                layer.trainable = False
        inputs = keras.Input(base.input_shape[1:])
        return keras.Model(inputs, top(base(inputs), classes, dropout))

    @wrong("the head stands on the un-pooled map: it reads all 100 numbers")
    def flattened(base, classes, dropout=0.0):
        """Flatten instead of the mean of each channel."""
        inputs = keras.Input(base.input_shape[1:])
        x = layers.Dropout(dropout)(layers.Flatten()(freeze(base)(inputs)))
        return keras.Model(inputs, layers.Dense(classes)(x))

    @wrong("the pool takes the largest value of each channel, not the mean")
    def max_pooled(base, classes, dropout=0.0):
        """The largest place instead of the mean."""
        inputs = keras.Input(base.input_shape[1:])
        x = layers.Dropout(dropout)(layers.GlobalMaxPooling2D()(freeze(base)(inputs)))
        return keras.Model(inputs, layers.Dense(classes)(x))

    @wrong("the head stands on the un-pooled map: it returns scores of")
    def not_pooled(base, classes, dropout=0.0):
        """Dense on the map: four dimensions come out."""
        inputs = keras.Input(base.input_shape[1:])
        return keras.Model(inputs, layers.Dense(classes)(layers.Dropout(dropout)(freeze(base)(inputs))))

    @wrong("in training the features change by all sorts of factors: what")
    def dropout_on_the_map(base, classes, dropout=0.0):
        """Dropout before the pool: single places are left out, not features."""
        inputs = keras.Input(base.input_shape[1:])
        x = layers.GlobalAveragePooling2D()(layers.Dropout(dropout)(freeze(base)(inputs)))
        return keras.Model(inputs, layers.Dense(classes)(x))

    @wrong("dropout stands behind the dense layer: it leaves out scores")
    def dropout_on_logits(base, classes, dropout=0.0):
        """Dropout behind the dense layer."""
        inputs = keras.Input(base.input_shape[1:])
        x = layers.Dense(classes)(layers.GlobalAveragePooling2D()(freeze(base)(inputs)))
        return keras.Model(inputs, layers.Dropout(dropout)(x))

    @wrong("in training nothing is left out: there is no dropout")
    def no_dropout(base, classes, dropout=0.0):
        """The argument dropout is never used."""
        return built(base, classes, 0.0)

    @wrong("in training about 50 % of the features are left out, expected")
    def always_half(base, classes, dropout=0.0):
        """Dropout of 0.5, whatever is asked for."""
        return built(base, classes, 0.5)

    @wrong("dropout=0.3 is the share that is left out")
    def share_kept(base, classes, dropout=0.0):
        """1 - dropout: the share that is kept, as in TensorFlow 1."""
        return built(base, classes, min(0.99, 1 - dropout))

    @unnamed
    def spatial_dropout_twice(base, classes, dropout=0.0):
        """Dropout twice."""
        inputs = keras.Input(base.input_shape[1:])
        x = layers.Dropout(dropout)(layers.GlobalAveragePooling2D()(freeze(base)(inputs)))
        return keras.Model(inputs, layers.Dense(classes)(layers.Dropout(dropout)(x)))

    @wrong("the head has 2 dense layers")
    def hidden_layer(base, classes, dropout=0.0):
        """A dense layer of 512 units between."""
        inputs = keras.Input(base.input_shape[1:])
        x = layers.Dense(512, activation="relu")(layers.GlobalAveragePooling2D()(freeze(base)(inputs)))
        return keras.Model(inputs, layers.Dense(classes)(layers.Dropout(dropout)(x)))

    @wrong("beside the base's batch normalisations there is one more, with")
    def normalised_head(base, classes, dropout=0.0):
        """A BN of its own in front of the head."""
        inputs = keras.Input(base.input_shape[1:])
        x = layers.GlobalAveragePooling2D()(freeze(base)(inputs))
        x = layers.Dropout(dropout)(layers.BatchNormalization()(x))
        return keras.Model(inputs, layers.Dense(classes)(x))

    @wrong("asked for 7 classes, it returns (4,) a picture")
    def four_classes(base, classes, dropout=0.0):
        """Four classes, whatever is asked for."""
        return built(base, 4, dropout)

    @wrong("asked for 7 classes, it returns (8,) a picture")
    def one_class_more(base, classes, dropout=0.0):
        """Off by one: classes + 1."""
        return built(base, classes + 1, dropout)

    @wrong("the dense layer has no bias")
    def no_bias(base, classes, dropout=0.0):
        """The dense layer has no bias, copied from the convolutions."""
        return built(base, classes, dropout, use_bias=False)

    @wrong("the base is not one layer of the model: its layers stand there")
    def from_the_output(base, classes, dropout=0.0):
        """Built on base.output: the base's layers stand in the model one by one."""
        freeze(base)
        return keras.Model(base.input, top(base.output, classes, dropout))

    @wrong("the base's own weights are not in the model: a copy of it, or a")
    def a_clone(base, classes, dropout=0.0):
        """A clone of the base, whose weights are fresh."""
        clone = freeze(keras.models.clone_model(base))
        inputs = keras.Input(base.input_shape[1:])
        return keras.Model(inputs, top(clone(inputs), classes, dropout))

    @wrong("the model is compiled already")
    def compiled(base, classes, dropout=0.0):
        """Compiled already."""
        model = built(base, classes, dropout)
        model.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
        return model

    @wrong("its model does not take pictures of (9, 7, 3), which the base")
    def pictures_of_32(base, classes, dropout=0.0):
        """Pictures of 32x32x3, whatever the base takes."""
        inputs = keras.Input((32, 32, 3))
        return keras.Model(inputs, top(freeze(base)(inputs), classes, dropout))

    @wrong("it returns nothing (None), expected a Keras model")
    def nothing_returned(base, classes, dropout=0.0):
        """Nothing is returned."""
        built(base, classes, dropout)

    @right
    def functional(base, classes, dropout=0.0):
        """As the hints say."""
        return built(base, classes, dropout)

    @right
    def sequential(base, classes, dropout=0.0):
        """A Sequential model."""
        base.trainable = False
        return keras.Sequential(
            [
                keras.Input(base.input_shape[1:]),
                base,
                layers.GlobalAveragePooling2D(),
                layers.Dropout(dropout),
                layers.Dense(classes, activation=None),
            ]
        )

    @right
    def in_inference(base, classes, dropout=0.0):
        """The base called with training=False; the dropout layer only where there is any."""
        for layer in base.layers:
            layer.trainable = False
        inputs = keras.Input(shape=base.input_shape[1:])
        x = base(inputs, training=False)
        x = layers.GlobalAvgPool2D()(x)
        if dropout:
            x = layers.Dropout(rate=dropout)(x)
        return keras.Model(inputs, layers.Dense(classes, activation="linear")(x))

    @right
    def mean_by_ops(base, classes, dropout=0.0):
        """The mean by keras.ops."""
        freeze(base)
        inputs = layers.Input(shape=base.input.shape[1:])
        x = keras.ops.mean(base(inputs), axis=(1, 2))
        return keras.Model(inputs, layers.Dense(classes)(layers.Dropout(dropout)(x)))
