"""Exercise 7.5, the base that knows nothing, more answers written from the students' text alone."""

import keras
from keras import layers

from tests.wrong_answers import right, wrong
from tests.wrong_answers.blind.lesson07_head import built as build_transfer_model
from tests.wrong_answers.blind.lesson07_head import freeze
from tests.wrong_answers.blind.lesson07_mended import colleagues_model


class E7_5:
    """Debugging: the base that knows nothing."""

    @wrong("cannot access local variable 'x'")
    def name_still_used(base, classes, dropout=0.0):
        """The line is out, but the next one still hands x to the base: there is no x yet."""
        freeze(base)
        inputs = keras.Input(base.input_shape[1:])
        x = layers.GlobalAveragePooling2D()(base(x, training=False))  # noqa: F821
        x = layers.Dropout(dropout)(x)
        return keras.Model(inputs, layers.Dense(classes)(x))

    @wrong("the head has 2 dense layers")
    def wider_head(base, classes, dropout=0.0):
        """The head was suspected: 512 units between, and the Rescaling still there."""
        freeze(base)
        inputs = keras.Input(base.input_shape[1:])
        x = layers.Rescaling(1 / 255, name="to_unit")(inputs)
        x = layers.GlobalAveragePooling2D()(base(x, training=False))
        x = layers.Dropout(dropout)(layers.Dense(512, activation="relu")(x))
        return keras.Model(inputs, layers.Dense(classes)(x))

    @wrong("beside the base's batch normalisations there is one more, with")
    def features_normalised(base, classes, dropout=0.0):
        """A BN behind the pool makes the features differ again; the Rescaling is still there."""
        freeze(base)
        inputs = keras.Input(base.input_shape[1:])
        x = layers.Rescaling(1 / 255, name="to_unit")(inputs)
        x = layers.GlobalAveragePooling2D()(base(x, training=False))
        x = layers.Dropout(dropout)(layers.BatchNormalization()(x))
        return keras.Model(inputs, layers.Dense(classes)(x))

    @wrong("the head stands on the un-pooled map: it returns scores of")
    def two_lines_out(base, classes, dropout=0.0):
        """With the Rescaling the pool went out as well: logits at each place of the map."""
        freeze(base)
        inputs = keras.Input(base.input_shape[1:])
        x = layers.Dropout(dropout)(base(inputs, training=False))
        return keras.Model(inputs, layers.Dense(classes)(x))

    @wrong("the pool takes the largest value of each channel")
    def mended_and_max_pooled(base, classes, dropout=0.0):
        """Mended, and the pool changed to the largest place, for more spread."""
        freeze(base)
        inputs = keras.Input(base.input_shape[1:])
        x = layers.GlobalMaxPooling2D()(base(inputs, training=False))
        x = layers.Dropout(dropout)(x)
        return keras.Model(inputs, layers.Dense(classes)(x))

    @wrong("the model is compiled already")
    def mended_and_compiled(base, classes, dropout=0.0):
        """Mended, and compiled already, which hers was not."""
        model = build_transfer_model(base, classes, dropout)
        loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        model.compile("adam", loss, metrics=["accuracy"])
        return model

    @wrong("asked for 7 classes, it returns (4,) a picture")
    def four_classes(base, classes, dropout=0.0):
        """Mended for the symptoms' four classes, whatever is asked for."""
        freeze(base)
        inputs = keras.Input(base.input_shape[1:])
        x = layers.GlobalAveragePooling2D()(base(inputs, training=False))
        x = layers.Dropout(dropout)(x)
        return keras.Model(inputs, layers.Dense(4)(x))

    @wrong("the base is called on (32, 32, 3)")
    def pictures_of_32(base, classes, dropout=0.0):
        """Mended for pictures of 32x32x3 alone."""
        freeze(base)
        inputs = keras.Input((32, 32, 3))
        x = layers.GlobalAveragePooling2D()(base(inputs, training=False))
        x = layers.Dropout(dropout)(x)
        return keras.Model(inputs, layers.Dense(classes)(x))

    @wrong("it changes the base that it was given")
    def base_told_to_multiply_by_one(base, classes, dropout=0.0):
        """Her division stays and the base's own is switched off, in the caller's base."""
        base.layers[1].scale = 1.0
        return colleagues_model(base, classes, dropout)

    @wrong("A symbolic KerasTensor cannot be used as a boolean")
    def divided_if_needed(base, classes, dropout=0.0):
        """The division under an if that asks a symbol for its largest value."""
        freeze(base)
        x = inputs = keras.Input(base.input_shape[1:])
        if keras.ops.max(inputs) <= 1:
            x = inputs * 255
        x = layers.GlobalAveragePooling2D()(base(x, training=False))
        return keras.Model(inputs, layers.Dense(classes)(layers.Dropout(dropout)(x)))

    @wrong("nothing in the model can be trained: the head is frozen with")
    def whole_model_frozen(base, classes, dropout=0.0):
        """Mended, and freeze moved to the end, where it takes the whole model and so the head."""
        inputs = keras.Input(base.input_shape[1:])
        x = layers.GlobalAveragePooling2D()(base(inputs, training=False))
        x = layers.Dropout(dropout)(x)
        model = keras.Model(inputs, layers.Dense(classes)(x))
        freeze(base)
        return freeze(model)

    @wrong("the model is compiled already")
    def rate_suspected(base, classes, dropout=0.0):
        """The learning rate was suspected: her model, compiled with a larger one."""
        model = colleagues_model(base, classes, dropout)
        loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        model.compile(keras.optimizers.Adam(0.1), loss, metrics=["accuracy"])
        return model

    @wrong("not scores: no dense layer is there")
    def without_dense(base, classes, dropout=0.0):
        """Mended, and the last line ends at the features: the dense layer is gone."""
        freeze(base)
        inputs = keras.Input(base.input_shape[1:])
        x = layers.GlobalAveragePooling2D()(base(inputs, training=False))
        return keras.Model(inputs, layers.Dropout(dropout)(x))

    @wrong("or another base stands in its place")
    def own_base_loaded(base, classes, dropout=0.0):
        """The base was suspected: another one is loaded, and the argument is not used."""
        from resnets_utils import load_pretrained

        base = load_pretrained("resnet20v1-cifar10", include_top=False)
        return build_transfer_model(base, classes, dropout)

    @wrong("its layers stand there one by one")
    def on_the_bases_output(base, classes, dropout=0.0):
        """Mended by building on base.input and base.output: the base is no longer one layer."""
        freeze(base)
        x = layers.GlobalAveragePooling2D()(base.output)
        x = layers.Dropout(dropout)(x)
        return keras.Model(base.input, layers.Dense(classes)(x))

    @wrong("where it is not told, dropout is 0.5")
    def default_of_half(base, classes, dropout=0.5):
        """Mended, and the default of dropout changed to 0.5."""
        return build_transfer_model(base, classes, dropout)

    @wrong("the base is called on (18, 14, 3)")
    def upsampled(base, classes, dropout=0.0):
        """The size was suspected: pictures are doubled in front of the base; the Rescaling is still there."""
        freeze(base)
        inputs = keras.Input(base.input_shape[1:])
        x = layers.UpSampling2D(2)(layers.Rescaling(1 / 255, name="to_unit")(inputs))
        x = layers.GlobalAveragePooling2D()(base(x, training=False))
        return keras.Model(inputs, layers.Dense(classes)(layers.Dropout(dropout)(x)))

    @wrong("it calls itself without end")
    def calls_itself(base, classes, dropout=0.0):
        """It was to call the function of exercise 7.2 and calls itself."""
        return E7_5.calls_itself(base, classes, dropout)

    @wrong("Received an invalid value for `units`")
    def arguments_exchanged(base, classes, dropout=0.0):
        """Exercise 7.2's function is called with dropout and classes exchanged."""
        return build_transfer_model(base, dropout, classes)

    @wrong("it returns an object of type function")
    def function_returned(base, classes, dropout=0.0):
        """Exercise 7.2's function itself is returned, not what it returns."""
        return build_transfer_model

    @wrong("the pictures are divided by 255 first, and the base prepares")
    def layer_popped(base, classes, dropout=0.0):
        """layers.pop(1) on her model, as in old Keras: it shortens a list, not the net."""
        model = colleagues_model(base, classes, dropout)
        model.layers.pop(1)
        return model

    @wrong("each picture is standardised by itself first")
    def each_picture_standardised(base, classes, dropout=0.0):
        """Every picture less its mean over its deviation, in the place of the Rescaling."""
        freeze(base)
        inputs = keras.Input(base.input_shape[1:])
        mean = keras.ops.mean(inputs, axis=(1, 2, 3), keepdims=True)
        std = keras.ops.std(inputs, axis=(1, 2, 3), keepdims=True)
        x = layers.GlobalAveragePooling2D()(base((inputs - mean) / (std + 1e-7), training=False))
        return keras.Model(inputs, layers.Dense(classes)(layers.Dropout(dropout)(x)))

    @right
    def her_factor_set_to_one(base, classes, dropout=0.0):
        """Her function is called, and the factor of her layer is set to 1."""
        model = colleagues_model(base, classes, dropout)
        model.get_layer("to_unit").scale = 1.0
        return model
