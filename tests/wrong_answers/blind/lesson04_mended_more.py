"""Exercise 4.4, mended_net, written from the students' text alone, continued."""

import functools

import keras
from keras import layers

from resnets_utils import convolutional_block, identity_block
from tests.wrong_answers import right, wrong
from tests.wrong_answers.blind.lesson04_parts import (
    SENT,
    conv1_mended,
    flat,
    head,
    rest_of_stem,
    stages,
    stem,
)


class E4_4:
    """mended_net."""

    @wrong("unexpected keyword argument 's'")
    def stride_for_identity(input_shape=(64, 64, 3), classes=6):
        """s=s is copied into the call of the identity block, which has no such argument."""
        inputs = keras.Input(input_shape)
        X = stem(inputs)
        for stage, filters, letters, s in SENT:
            X = convolutional_block(X, 3, filters, stage, "a", s=s)
            for letter in letters:
                X = identity_block(X, 3, filters, stage, letter, s=s)
        return keras.Model(inputs, head(X, classes))

    @wrong("too many strides")
    def line_copied_whole(input_shape=(64, 64, 3), classes=6):
        """The line of block a is copied for the others: convolutional blocks that all halve the map."""
        inputs = keras.Input(input_shape)
        X = stem(inputs)
        for stage, filters, letters, s in SENT:
            for letter in "a" + letters:
                X = convolutional_block(X, 3, filters, stage, letter, s=s)
        return keras.Model(inputs, head(X, classes))

    @wrong("the logits go through a sigmoid before the softmax")
    def sigmoid_and_softmax(input_shape=(64, 64, 3), classes=6):
        """A sigmoid replaces the first softmax, and Softmax() stays: still never sure."""
        inputs = keras.Input(input_shape)
        X = layers.Dense(classes, activation="sigmoid", name=f"fc{classes}")(flat(stages(stem(inputs))))
        return keras.Model(inputs, layers.Softmax()(X))

    @wrong("after the last comes Multiply")
    def softmax_sharpened(input_shape=(64, 64, 3), classes=6):
        """Both softmaxes stay, the second gets 1000 times the first: the symptom goes, the fault stays."""
        inputs = keras.Input(input_shape)
        return keras.Model(inputs, layers.Softmax()(1000 * head(stages(stem(inputs)), classes)))

    @wrong("a softmax stands in front of the dense layer")
    def softmax_before_the_dense_layer(input_shape=(64, 64, 3), classes=6):
        """The Softmax() layer is moved in front of the dense layer, which keeps its own."""
        inputs = keras.Input(input_shape)
        X = layers.Softmax()(flat(stages(stem(inputs))))
        X = layers.Dense(classes, activation="softmax", name=f"fc{classes}")(X)
        return keras.Model(inputs, X)

    @wrong("axis is 0, expected the classes")
    def softmax_over_the_batch(input_shape=(64, 64, 3), classes=6):
        """One softmax, but over axis 0: each column adds up to 1."""
        inputs = keras.Input(input_shape)
        X = layers.Dense(classes, name=f"fc{classes}")(flat(stages(stem(inputs))))
        return keras.Model(inputs, layers.Softmax(axis=0)(X))

    @wrong("it applies 'log_softmax' itself")
    def log_softmax(input_shape=(64, 64, 3), classes=6):
        """log_softmax in the dense layer, a habit from PyTorch: logarithms instead of probabilities."""
        inputs = keras.Input(input_shape)
        X = layers.Dense(classes, activation="log_softmax", name=f"fc{classes}")(flat(stages(stem(inputs))))
        return keras.Model(inputs, X)

    @wrong("called on a tensor in a second pair of brackets")
    def softmax_given_the_tensor(input_shape=(64, 64, 3), classes=6):
        """layers.Softmax(X): the layer is made with X as its axis and never called."""
        inputs = keras.Input(input_shape)
        X = layers.Dense(classes, name=f"fc{classes}")(flat(stages(stem(inputs))))
        return keras.Model(inputs, layers.Softmax(X))

    @wrong("it has no dense layer")
    def dense_layer_lost(input_shape=(64, 64, 3), classes=6):
        """The dense line goes with its softmax: Softmax() stands on 2048 numbers."""
        inputs = keras.Input(input_shape)
        return keras.Model(inputs, layers.Softmax()(flat(stages(stem(inputs)))))

    @wrong("batch normalisation is frozen in inference mode")
    def bn_never_trains(input_shape=(64, 64, 3), classes=6):
        """bn_conv1 is called with training=False "to be safe": in training it never uses the batch."""
        inputs = keras.Input(input_shape)
        X = layers.BatchNormalization(name="bn_conv1")(conv1_mended(inputs), training=False)
        X = layers.MaxPooling2D(3, strides=2)(layers.Activation("relu")(X))
        return keras.Model(inputs, head(stages(X), classes))

    @wrong("asked for input_shape=(70, 44, 3), it takes pictures of (64, 64, 3)")
    def arguments_ignored(input_shape=(64, 64, 3), classes=6):
        """(64, 64, 3) and 6 are written into the body, input_shape and classes are not read."""
        inputs = keras.Input((64, 64, 3))
        return keras.Model(inputs, head(stages(stem(inputs)), 6))

    @wrong("no Dense 'fc5' is there any more")
    def name_moved_to_the_softmax(input_shape=(64, 64, 3), classes=6):
        """The dense layer loses its name to the Softmax() layer, so names do not stay as they were."""
        inputs = keras.Input(input_shape)
        X = layers.Dense(classes)(flat(stages(stem(inputs))))
        return keras.Model(inputs, layers.Softmax(name=f"fc{classes}")(X))

    @wrong("called on a tensor in a second pair of brackets")
    def forgot_the_call(input_shape=(64, 64, 3), classes=6):
        """``layers.Flatten`` without brackets, as in a drawing of the net: the tensor goes to the class."""
        inputs = keras.Input(input_shape)
        X = layers.Flatten(layers.AveragePooling2D(2, name="avg_pool")(stages(stem(inputs))))
        X = layers.Dense(classes, activation="softmax", name=f"fc{classes}")(X)
        return keras.Model(inputs, X)

    @right
    def softmax_kept_as_layer(input_shape=(64, 64, 3), classes=6):
        """The Softmax() layer stays and the argument goes; "valid" is written out."""
        inputs = keras.Input(input_shape)
        X = layers.ZeroPadding2D(((3, 3), (3, 3)))(inputs)
        X = layers.Conv2D(64, (7, 7), strides=(2, 2), padding="valid", name="conv1")(X)
        X = layers.Dense(classes, name=f"fc{classes}")(flat(stages(rest_of_stem(X))))
        return keras.Model(inputs, layers.Softmax()(X))

    @right
    def folded_blocks(input_shape=(64, 64, 3), classes=6):
        """``first`` stays, and functools.reduce folds the identity blocks of a stage."""
        inputs = keras.Input(input_shape)
        X = stem(inputs)
        for stage, filters, letters, s in SENT:
            first = convolutional_block(X, 3, filters, stage, "a", s=s)
            X = functools.reduce(
                lambda Y, letter, k=stage, F=filters: identity_block(Y, 3, F, k, letter), letters, first
            )
        return keras.Model(inputs, head(X, classes))

    @right
    def plain_operations(input_shape=(64, 64, 3), classes=6):
        """keras.ops pads, flattens and takes the softmax; the layers with names are as before."""
        inputs = keras.Input(input_shape)
        X = keras.ops.pad(inputs, ((0, 0), (3, 3), (3, 3), (0, 0)))
        X = stages(rest_of_stem(layers.Conv2D(64, 7, strides=2, name="conv1")(X)))
        X = layers.AveragePooling2D(2, name="avg_pool")(X)
        X = layers.Dense(classes, name=f"fc{classes}")(keras.ops.reshape(X, (-1, X.shape[-1])))
        return keras.Model(inputs, keras.ops.softmax(X, axis=-1))

    @right
    def list_of_all_outputs(input_shape=(64, 64, 3), classes=6):
        """A list holds what each block gave back, and the next one takes its last element."""
        inputs = keras.Input(input_shape)
        outputs = [stem(inputs)]
        for stage, filters, letters, s in SENT:
            outputs.append(convolutional_block(outputs[-1], 3, filters, stage, "a", s=s))
            for letter in letters:
                outputs.append(identity_block(outputs[-1], 3, filters, stage, letter))
        X = layers.Dense(classes, name=f"fc{classes}", activation=keras.activations.softmax)(
            flat(outputs[-1])
        )
        return keras.Model(inputs=inputs, outputs=X, name="mended")
