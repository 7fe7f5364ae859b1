"""Exercise 7.5, the base that knows nothing, written from the students' text alone."""

import keras
from keras import layers

from tests.wrong_answers import right, unnamed, wrong
from tests.wrong_answers.blind.lesson07_head import built, freeze, top


def colleagues_model(base, classes, dropout=0.0):
    """The colleague's function, as the lesson's text gives it."""
    freeze(base)
    inputs = keras.Input(base.input_shape[1:])
    x = layers.Rescaling(1 / 255, name="to_unit")(inputs)
    x = layers.GlobalAveragePooling2D()(base(x, training=False))
    x = layers.Dropout(dropout)(x)
    return keras.Model(inputs, layers.Dense(classes)(x))


def behind(base, prepare, classes, dropout):
    """The colleague's model with something else in the place of her Rescaling."""
    freeze(base)
    inputs = keras.Input(base.input_shape[1:])
    return keras.Model(inputs, top(base(prepare(inputs), training=False), classes, dropout))


class E7_5:
    """Debugging: the base that knows nothing."""

    @wrong("the pictures are divided by 255 first, and the base prepares")
    def unchanged(base, classes, dropout=0.0):
        """Nothing is mended."""
        return colleagues_model(base, classes, dropout)

    @wrong("the pictures are brought to -1 to 1 first, and the base")
    def minus_one_to_one(base, classes, dropout=0.0):
        """Another Rescaling: to -1 … 1."""
        return behind(base, layers.Rescaling(1 / 127.5, offset=-1), classes, dropout)

    @wrong("the pictures are multiplied by 255 first")
    def times_255(base, classes, dropout=0.0):
        """Multiplied by 255 instead of divided: the wrong way round."""
        return behind(base, layers.Rescaling(255.0), classes, dropout)

    @wrong("beside the base's batch normalisations there is one more, with")
    def normalised_in_front(base, classes, dropout=0.0):
        """A BN in the place of the Rescaling."""
        return behind(base, layers.BatchNormalization(), classes, dropout)

    @wrong("ImageNet's mean colour is subtracted first, and red and blue")
    def imagenet_means(base, classes, dropout=0.0):
        """ImageNet's preprocessing in the place of the Rescaling."""
        return behind(base, keras.applications.resnet50.preprocess_input, classes, dropout)

    @unnamed
    def cast_to_integers(base, classes, dropout=0.0):
        """Divided and clipped to 0 … 1."""
        return behind(base, lambda x: keras.ops.clip(x, 0, 1), classes, dropout)

    @wrong("the maps of the base are divided by 255")
    def rescaled_behind(base, classes, dropout=0.0):
        """The Rescaling is moved behind the base."""
        freeze(base)
        inputs = keras.Input(base.input_shape[1:])
        x = layers.Rescaling(1 / 255)(base(inputs, training=False))
        return keras.Model(inputs, top(x, classes, dropout))

    @wrong("the base is not frozen: 9 of its weights would be trained with")
    def unfrozen(base, classes, dropout=0.0):
        """The base is unfrozen so that it can get used to the small numbers."""
        model = colleagues_model(base, classes, dropout)
        base.trainable = True
        return model

    @wrong("the base is not frozen: 9 of its weights would be trained with")
    def mended_and_unfrozen(base, classes, dropout=0.0):
        """The Rescaling is out, and freeze with it."""
        inputs = keras.Input(base.input_shape[1:])
        return keras.Model(inputs, top(base(inputs, training=False), classes, dropout))

    @wrong("the convolutions are frozen, the batch normalisations are not:")
    def bn_unfrozen(base, classes, dropout=0.0):
        """BN alone is unfrozen, so that its statistics follow the small numbers."""
        model = colleagues_model(base, classes, dropout)
        base.trainable = True
        for layer in base.layers:
            layer.trainable = isinstance(layer, layers.BatchNormalization)
        return model

    @wrong("the pictures are divided by 255 first, and the base prepares")
    def in_training_mode(base, classes, dropout=0.0):
        """training=False was suspected and taken out; the Rescaling is still there."""
        freeze(base)
        inputs = keras.Input(base.input_shape[1:])
        x = layers.Rescaling(1 / 255, name="to_unit")(inputs)
        return keras.Model(inputs, top(base(x), classes, dropout))

    @wrong("the head stands on the un-pooled map: it reads all 100 numbers")
    def flattened(base, classes, dropout=0.0):
        """The pool was suspected: Flatten, and the Rescaling still there."""
        freeze(base)
        inputs = keras.Input(base.input_shape[1:])
        x = base(layers.Rescaling(1 / 255)(inputs), training=False)
        return keras.Model(inputs, layers.Dense(classes)(layers.Dropout(dropout)(layers.Flatten()(x))))

    @wrong("in training nothing is left out: there is no dropout")
    def dropout_lost(base, classes, dropout=0.0):
        """Mended, and the dropout lost in rewriting."""
        freeze(base)
        inputs = keras.Input(base.input_shape[1:])
        x = layers.GlobalAveragePooling2D()(base(inputs, training=False))
        return keras.Model(inputs, layers.Dense(classes)(x))

    @wrong("the scores go through a softmax")
    def softmax_added(base, classes, dropout=0.0):
        """Mended, and a softmax added."""
        return built(base, classes, dropout, activation="softmax")

    @unnamed
    def features_scaled_up(base, classes, dropout=0.0):
        """The symptom is mended: the small features are multiplied until they spread enough."""
        freeze(base)
        inputs = keras.Input(base.input_shape[1:])
        x = base(layers.Rescaling(1 / 255)(inputs), training=False)
        return keras.Model(inputs, top(x * 300.0, classes, dropout))

    @wrong("the base's own weights are not in the model: a copy of it, or a")
    def fresh_weights(base, classes, dropout=0.0):
        """The weights were suspected: a clone with fresh ones, to be trained."""
        return built(keras.models.clone_model(base), classes, dropout)

    @wrong("in the base's place stands another model")
    def preprocessing_cut_off(base, classes, dropout=0.0):
        """The base's own preprocessing is skipped, and hers is kept."""
        freeze(base)
        inputs = keras.Input(base.input_shape[1:])
        x = layers.Rescaling(1 / 255)(inputs)
        inner = keras.Model(base.layers[1].output, base.output)
        return keras.Model(inputs, top(inner(x), classes, dropout))

    @wrong("it returns nothing (None), expected a Keras model")
    def nothing_returned(base, classes, dropout=0.0):
        """Mended, and nothing returned."""
        built(base, classes, dropout)

    @right
    def line_taken_out(base, classes, dropout=0.0):
        """The line is taken out."""
        freeze(base)
        inputs = keras.Input(base.input_shape[1:])
        x = layers.GlobalAveragePooling2D()(base(inputs, training=False))
        x = layers.Dropout(dropout)(x)
        return keras.Model(inputs, layers.Dense(classes)(x))

    @right
    def identity(base, classes, dropout=0.0):
        """An identity in the place of the Rescaling."""
        return behind(base, layers.Identity(), classes, dropout)

    @right
    def own_function(base, classes, dropout=0.0):
        """Exercise 7.2's function is called."""
        return built(base, classes, dropout)

    @right
    def left_lying(base, classes, dropout=0.0):
        """The Rescaling is still made and nobody reads it."""
        freeze(base)
        inputs = keras.Input(base.input_shape[1:])
        layers.Rescaling(1 / 255, name="to_unit")(inputs)
        return keras.Model(inputs, top(base(inputs, training=False), classes, dropout))
