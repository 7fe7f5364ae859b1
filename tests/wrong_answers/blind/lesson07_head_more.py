"""Exercise 7.2, build_transfer_model, more answers written from the students' text alone."""

import keras
from keras import layers

from tests.wrong_answers import right, wrong
from tests.wrong_answers.blind.lesson07_head import freeze


def mean_of(maps):
    return layers.GlobalAveragePooling2D()(maps)


class E7_2:
    """Write build_transfer_model."""

    @wrong("missing 1 required positional argument: 'pool_size'")
    def small_windows(base, classes, dropout=0.0):
        """AveragePooling2D, which wants a window's size, and Flatten instead of the mean of each channel."""
        freeze(base)
        inputs = keras.Input(base.input_shape[1:])
        x = layers.Flatten()(layers.AveragePooling2D()(base(inputs)))
        return keras.Model(inputs, layers.Dense(classes)(layers.Dropout(dropout)(x)))

    @wrong("only a part of the base is frozen: bn2, conv3, bn3")
    def last_layers_left_trainable(base, classes, dropout=0.0):
        """All layers but the last five are frozen, as guides to fine-tuning do."""
        for layer in base.layers[:-5]:
            layer.trainable = False
        inputs = keras.Input(base.input_shape[1:])
        x = layers.Dropout(dropout)(mean_of(base(inputs)))
        return keras.Model(inputs, layers.Dense(classes)(x))

    @wrong("`requires_grad` is PyTorch's; Keras does not read it")
    def frozen_as_in_pytorch(base, classes, dropout=0.0):
        """requires_grad = False for each weight, as in PyTorch: Keras does not read it."""
        for weight in base.weights:
            weight.requires_grad = False
        inputs = keras.Input(base.input_shape[1:])
        x = layers.Dropout(dropout)(mean_of(base(inputs)))
        return keras.Model(inputs, layers.Dense(classes)(x))

    @wrong("its model begins at the base's map")
    def head_only(base, classes, dropout=0.0):
        """The model begins at the base's map: the base is not in it."""
        freeze(base)
        inputs = keras.Input(base.output_shape[1:])
        x = layers.Dropout(dropout)(mean_of(inputs))
        return keras.Model(inputs, layers.Dense(classes)(x))

    @wrong("the base's input shape begins with the batch")
    def batch_in_the_shape(base, classes, dropout=0.0):
        """keras.Input(base.input_shape) with the None of the batch: five dimensions go in."""
        freeze(base)
        inputs = keras.Input(base.input_shape)
        x = layers.Dropout(dropout)(mean_of(base(inputs)))
        return keras.Model(inputs, layers.Dense(classes)(x))

    @wrong("`predict` is called on the input")
    def predicted(base, classes, dropout=0.0):
        """base.predict(inputs), which wants numbers and not a symbol."""
        freeze(base)
        inputs = keras.Input(base.input_shape[1:])
        x = layers.Dropout(dropout)(mean_of(base.predict(inputs)))
        return keras.Model(inputs, layers.Dense(classes)(x))

    @wrong("about 50 % of the features are left out, expected 0 %")
    def zero_is_not_given(base, classes, dropout=0.0):
        """dropout or 0.5: a dropout of 0 is taken for one that was not given."""
        freeze(base)
        inputs = keras.Input(base.input_shape[1:])
        x = layers.Dropout(dropout or 0.5)(mean_of(base(inputs)))
        return keras.Model(inputs, layers.Dense(classes)(x))

    @wrong("is a share, not per cent")
    def per_cent(base, classes, dropout=0.0):
        """The share is taken for per cent and divided by 100."""
        freeze(base)
        inputs = keras.Input(base.input_shape[1:])
        x = layers.Dropout(dropout / 100)(mean_of(base(inputs)))
        return keras.Model(inputs, layers.Dense(classes)(x))

    @wrong("left out even when the model is simply called")
    def dropout_always_on(base, classes, dropout=0.0):
        """Dropout is called with training=True, so that it leaves features out in inference as well."""
        freeze(base)
        inputs = keras.Input(base.input_shape[1:])
        x = layers.Dropout(dropout)(mean_of(base(inputs)), training=True)
        return keras.Model(inputs, layers.Dense(classes)(x))

    @wrong("the pool keeps height and width, as")
    def dimensions_kept(base, classes, dropout=0.0):
        """The pool with keepdims=True: logits of shape (batch, 1, 1, classes)."""
        freeze(base)
        inputs = keras.Input(base.input_shape[1:])
        x = layers.GlobalAveragePooling2D(keepdims=True)(base(inputs))
        return keras.Model(inputs, layers.Dense(classes)(layers.Dropout(dropout)(x)))

    @wrong("it leaves one number for each row of the map")
    def pooled_as_in_pytorch(base, classes, dropout=0.0):
        """The mean over axes 2 and 3, where PyTorch has rows and columns: one number a row comes out."""
        freeze(base)
        inputs = keras.Input(base.input_shape[1:])
        x = keras.ops.mean(base(inputs), axis=(2, 3))
        return keras.Model(inputs, layers.Dense(classes)(layers.Dropout(dropout)(x)))

    @wrong("asked for 2 classes, it returns (1,) a picture")
    def one_output_for_two(base, classes, dropout=0.0):
        """One output for two classes, as in binary classification."""
        freeze(base)
        inputs = keras.Input(base.input_shape[1:])
        x = layers.Dropout(dropout)(mean_of(base(inputs)))
        return keras.Model(inputs, layers.Dense(1 if classes == 2 else classes)(x))

    @wrong("it returns an object of type tuple")
    def model_and_base(base, classes, dropout=0.0):
        """The model and the base are returned, as a pair."""
        freeze(base)
        inputs = keras.Input(base.input_shape[1:])
        x = layers.Dropout(dropout)(mean_of(base(inputs)))
        return keras.Model(inputs, layers.Dense(classes)(x)), base

    @wrong("in the base's place stands another model")
    def last_layer_cut_off(base, classes, dropout=0.0):
        """The base's last layer is cut off, as one does with a net that has its top."""
        freeze(base)
        cut = keras.Model(base.input, base.layers[-2].output)
        inputs = keras.Input(base.input_shape[1:])
        x = layers.Dropout(dropout)(mean_of(cut(inputs)))
        return keras.Model(inputs, layers.Dense(classes)(x))

    @wrong("its layers stand there one by one")
    def layer_by_layer(base, classes, dropout=0.0):
        """A loop calls the base's layers one after the other, past the shortcuts."""
        freeze(base)
        x = inputs = keras.Input(base.input_shape[1:])
        for layer in base.layers[1:]:
            x = layer(x)
        x = layers.Dropout(dropout)(mean_of(x))
        return keras.Model(inputs, layers.Dense(classes)(x))

    @wrong("the base is called on (224, 224, 3)")
    def resized_to_224(base, classes, dropout=0.0):
        """Pictures are resized to 224x224 in front of the base, as for ImageNet's nets."""
        freeze(base)
        inputs = keras.Input(base.input_shape[1:])
        x = base(layers.Resizing(224, 224)(inputs))
        x = layers.Dropout(dropout)(mean_of(x))
        return keras.Model(inputs, layers.Dense(classes)(x))

    @wrong("nothing in the model can be trained: the head is frozen with")
    def head_unfrozen_in_vain(base, classes, dropout=0.0):
        """The whole model is frozen, its last layer unfrozen again: a frozen model trains nothing."""
        inputs = keras.Input(base.input_shape[1:])
        x = layers.Dropout(dropout)(mean_of(base(inputs)))
        model = keras.Model(inputs, layers.Dense(classes)(x))
        model.trainable = False
        model.layers[-1].trainable = True
        return model

    @wrong("object of type 'int' has no len()")
    def names_counted(base, classes, dropout=0.0):
        """len(classes), as if classes were a list of names."""
        freeze(base)
        inputs = keras.Input(base.input_shape[1:])
        x = layers.Dropout(dropout)(mean_of(base(inputs)))
        return keras.Model(inputs, layers.Dense(len(classes))(x))

    @wrong("something changes the pictures, or their map, by chance")
    def flipped_in_training(base, classes, dropout=0.0):
        """A layer that mirrors pictures in training in front of the base, as in TensorFlow's guide."""
        freeze(base)
        inputs = keras.Input(base.input_shape[1:])
        x = base(layers.RandomFlip("horizontal")(inputs))
        x = layers.Dropout(dropout)(mean_of(x))
        return keras.Model(inputs, layers.Dense(classes)(x))

    @right
    def mean_of_a_sequence(base, classes, dropout=0.0):
        """GlobalAveragePooling1D over the map's places in a row; the base is frozen last."""
        _, height, width, channels = base.output_shape
        inputs = keras.Input(base.input_shape[1:])
        x = layers.Reshape((height * width, channels))(base(inputs))
        x = layers.Dropout(dropout)(layers.GlobalAveragePooling1D()(x))
        model = keras.Model(inputs, layers.Dense(classes, activation="linear")(x))
        for layer in base.layers:
            layer.trainable = False
        return model

    @right
    def layers_added(base, classes, dropout=0.0):
        """Layers are added to a Sequential model; the pool has a window as large as the map."""
        model = keras.Sequential()
        model.add(keras.Input(base.input_shape[1:]))
        model.add(freeze(base))
        model.add(layers.AveragePooling2D(base.output_shape[1:3]))
        model.add(layers.Flatten())
        model.add(layers.Dropout(dropout))
        model.add(layers.Dense(classes))
        return model
