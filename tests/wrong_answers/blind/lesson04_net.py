"""Exercise 4.1, ResNet50, written from the students' text alone."""

import keras
from keras import layers

from resnets_utils import convolutional_block, identity_block
from tests.wrong_answers import right, wrong
from tests.wrong_answers.blind.lesson04_parts import STAGES, changed_table, head, stages, stem


class E4_1:
    """ResNet50."""

    @wrong("stage 2 starts with stride 2")
    def stage_two_strided(input_shape=(64, 64, 3), classes=6):
        """s=1 is forgotten in stage 2, so it has the default stride 2."""
        inputs = keras.Input(input_shape)
        return keras.Model(inputs, head(stages(stem(inputs), changed_table(2, s=2)), classes))

    @wrong("stage 5 starts with stride 1")
    def stage_five_not_strided(input_shape=(64, 64, 3), classes=6):
        """s=1 is copied into stage 5."""
        inputs = keras.Input(input_shape)
        return keras.Model(inputs, head(stages(stem(inputs), changed_table(5, s=1)), classes))

    @wrong("stage 4 has 5 blocks")
    def one_block_short(input_shape=(64, 64, 3), classes=6):
        """Stage 4 has five blocks, a to e."""
        inputs = keras.Input(input_shape)
        return keras.Model(inputs, head(stages(stem(inputs), changed_table(4, blocks=5)), classes))

    @wrong("stage 2 has 4 blocks")
    def one_block_more(input_shape=(64, 64, 3), classes=6):
        """Three, four, six, three identity blocks *besides* the convolutional one."""
        inputs = keras.Input(input_shape)
        table = [(stage, filters, blocks + 1, s) for stage, filters, blocks, s in STAGES]
        return keras.Model(inputs, head(stages(stem(inputs), table), classes))

    @wrong("stage 3 has 6 blocks")
    def blocks_swapped(input_shape=(64, 64, 3), classes=6):
        """Stages 3 and 4 have exchanged their numbers of blocks."""
        inputs = keras.Input(input_shape)
        table = ((2, (64, 64, 256), 3, 1), (3, (128, 128, 512), 6, 2), (4, (256, 256, 1024), 4, 2), STAGES[3])
        return keras.Model(inputs, head(stages(stem(inputs), table), classes))

    @wrong("filters is 265, expected 256")
    def filters_of_stage_four(input_shape=(64, 64, 3), classes=6):
        """Two digits change places in stage 4: 265 instead of 256."""
        inputs = keras.Input(input_shape)
        table = changed_table(4, filters=(256, 265, 1024))
        return keras.Model(inputs, head(stages(stem(inputs), table), classes))

    @wrong("filters is 256, expected 512")
    def filters_of_stage_five(input_shape=(64, 64, 3), classes=6):
        """256, 256, 2048 in stage 5, as in one widely copied notebook."""
        inputs = keras.Input(input_shape)
        table = changed_table(5, filters=(256, 256, 2048))
        return keras.Model(inputs, head(stages(stem(inputs), table), classes))

    @wrong("stage 5 is missing altogether")
    def stage_left_out(input_shape=(64, 64, 3), classes=6):
        """Stage 5 is not there yet."""
        inputs = keras.Input(input_shape)
        return keras.Model(inputs, head(stages(stem(inputs), STAGES[:3]), classes))

    @wrong("every block is a convolutional one")
    def convolutional_throughout(input_shape=(64, 64, 3), classes=6):
        """Convolutional blocks throughout, with s=1 after the first."""
        X = inputs = keras.Input(input_shape)
        X = stem(X)
        for stage, filters, blocks, s in STAGES:
            for k in range(blocks):
                X = convolutional_block(X, 3, filters, stage, "abcdef"[k], s=s if k == 0 else 1)
        return keras.Model(inputs, head(X, classes))

    @wrong("the input has 64 channels but F3 is 256")
    def identity_first(input_shape=(64, 64, 3), classes=6):
        """A stage begins with an identity block, so the shapes do not fit."""
        X = inputs = keras.Input(input_shape)
        X = stem(X)
        for stage, filters, blocks, _ in STAGES:
            for k in range(blocks):
                X = identity_block(X, 3, filters, stage, "abcdef"[k])
        return keras.Model(inputs, head(X, classes))

    @wrong("the blocks have middle kernels of 1x1")
    def middle_kernel_of_one(input_shape=(64, 64, 3), classes=6):
        """f=1 in all blocks."""
        inputs = keras.Input(input_shape)
        return keras.Model(inputs, head(stages(stem(inputs), f=1), classes))

    @wrong("stage 2 has 2 blocks")
    def identity_not_chained(input_shape=(64, 64, 3), classes=6):
        """In stage 2 block b's result goes to Y, and c reads X: b is lost."""
        X = inputs = keras.Input(input_shape)
        X = convolutional_block(stem(X), 3, [64, 64, 256], 2, "a", s=1)
        Y = identity_block(X, 3, [64, 64, 256], 2, "b")  # noqa: F841
        X = identity_block(X, 3, [64, 64, 256], 2, "c")
        return keras.Model(inputs, head(stages(X, STAGES[1:]), classes))

    @wrong("used 2 times in the model")
    def letter_twice(input_shape=(64, 64, 3), classes=6):
        """A copied line: block "b" twice in stage 2."""
        X = inputs = keras.Input(input_shape)
        X = convolutional_block(stem(X), 3, [64, 64, 256], 2, "a", s=1)
        X = identity_block(X, 3, [64, 64, 256], 2, "b")
        X = identity_block(X, 3, [64, 64, 256], 2, "b")
        return keras.Model(inputs, head(stages(X, STAGES[1:]), classes))

    @wrong("the ReLU between `bn_conv1` and the max pool is missing")
    def no_relu_in_the_stem(input_shape=(64, 64, 3), classes=6):
        """No ReLU after bn_conv1."""
        X = inputs = keras.Input(input_shape)
        X = layers.Conv2D(64, 7, strides=2, name="conv1")(layers.ZeroPadding2D(3)(X))
        X = layers.MaxPooling2D(3, strides=2)(layers.BatchNormalization(name="bn_conv1")(X))
        return keras.Model(inputs, head(stages(X), classes))

    @wrong("in the stem the ReLU comes before the batch normalisation")
    def relu_before_bn_in_the_stem(input_shape=(64, 64, 3), classes=6):
        """activation="relu" in conv1, so it comes before the BN."""
        X = inputs = keras.Input(input_shape)
        X = layers.Conv2D(64, 7, strides=2, activation="relu", name="conv1")(layers.ZeroPadding2D(3)(X))
        X = layers.MaxPooling2D(3, strides=2)(layers.BatchNormalization(name="bn_conv1")(X))
        return keras.Model(inputs, head(stages(X), classes))

    @wrong("the picture is not padded with zeros before conv1")
    def no_zero_padding(input_shape=(64, 64, 3), classes=6):
        """The zero-padding is left out."""
        X = inputs = keras.Input(input_shape)
        X = layers.Conv2D(64, 7, strides=2, name="conv1")(X)
        X = layers.Activation("relu")(layers.BatchNormalization(name="bn_conv1")(X))
        return keras.Model(inputs, head(stages(layers.MaxPooling2D(3, strides=2)(X)), classes))

    @wrong("conv1 pads as 'same' does")
    def same_instead_of_padding(input_shape=(64, 64, 3), classes=6):
        """padding="same" in conv1 instead of zero-padding 3: same shape, other windows."""
        X = inputs = keras.Input(input_shape)
        X = layers.Conv2D(64, 7, strides=2, padding="same", name="conv1")(X)
        X = layers.Activation("relu")(layers.BatchNormalization(name="bn_conv1")(X))
        return keras.Model(inputs, head(stages(layers.MaxPooling2D(3, strides=2)(X)), classes))

    @wrong("the picture is padded twice")
    def padded_and_same(input_shape=(64, 64, 3), classes=6):
        """Zero-padding 3 and padding="same" in conv1 as well."""
        X = inputs = keras.Input(input_shape)
        X = layers.Conv2D(64, 7, strides=2, padding="same", name="conv1")(layers.ZeroPadding2D(3)(X))
        X = layers.Activation("relu")(layers.BatchNormalization(name="bn_conv1")(X))
        return keras.Model(inputs, head(stages(layers.MaxPooling2D(3, strides=2)(X)), classes))

    @wrong("the stem's max pool pads with 'same'")
    def pool_of_same(input_shape=(64, 64, 3), classes=6):
        """The max pool pads, so stage 2 has 16 x 16 cells."""
        X = inputs = keras.Input(input_shape)
        X = layers.Conv2D(64, 7, strides=2, name="conv1")(layers.ZeroPadding2D(3)(X))
        X = layers.Activation("relu")(layers.BatchNormalization(name="bn_conv1")(X))
        return keras.Model(
            inputs, head(stages(layers.MaxPooling2D(3, strides=2, padding="same")(X)), classes)
        )

    @wrong("the stem's max pool has windows of 2x2")
    def pool_of_two(input_shape=(64, 64, 3), classes=6):
        """A 2x2 max pool in the stem."""
        X = inputs = keras.Input(input_shape)
        X = layers.Conv2D(64, 7, strides=2, name="conv1")(layers.ZeroPadding2D(3)(X))
        X = layers.Activation("relu")(layers.BatchNormalization(name="bn_conv1")(X))
        return keras.Model(inputs, head(stages(layers.MaxPooling2D(2, strides=2)(X)), classes))

    @wrong("the stem's pool takes the mean")
    def mean_pool_in_the_stem(input_shape=(64, 64, 3), classes=6):
        """AveragePooling2D instead of MaxPooling2D in the stem."""
        X = inputs = keras.Input(input_shape)
        X = layers.Conv2D(64, 7, strides=2, name="conv1")(layers.ZeroPadding2D(3)(X))
        X = layers.Activation("relu")(layers.BatchNormalization(name="bn_conv1")(X))
        return keras.Model(inputs, head(stages(layers.AveragePooling2D(3, strides=2)(X)), classes))

    @right
    def stem_without_names(input_shape=(64, 64, 3), classes=6):
        """conv1 and bn_conv1 have no names: passes, with a remark."""
        X = inputs = keras.Input(input_shape)
        X = layers.Conv2D(64, 7, strides=2)(layers.ZeroPadding2D(3)(X))
        X = layers.Activation("relu")(layers.BatchNormalization()(X))
        return keras.Model(inputs, head(stages(layers.MaxPooling2D(3, strides=2)(X)), classes))

    @wrong("the last pool is global")
    def global_pool(input_shape=(64, 64, 3), classes=6):
        """A global mean instead of the 2x2 pool: the same for 64 x 64 pictures only."""
        inputs = keras.Input(input_shape)
        X = layers.GlobalAveragePooling2D(name="avg_pool")(stages(stem(inputs)))
        return keras.Model(inputs, layers.Dense(classes, activation="softmax", name=f"fc{classes}")(X))

    @wrong("the last pool takes the maximum")
    def max_pool_in_the_head(input_shape=(64, 64, 3), classes=6):
        """A max pool in the head, named avg_pool."""
        inputs = keras.Input(input_shape)
        X = layers.Flatten()(layers.MaxPooling2D(2, name="avg_pool")(stages(stem(inputs))))
        return keras.Model(inputs, layers.Dense(classes, activation="softmax", name=f"fc{classes}")(X))

    @right
    def pool_without_name(input_shape=(64, 64, 3), classes=6):
        """The average pool has no name: passes, with a remark."""
        inputs = keras.Input(input_shape)
        X = layers.Flatten()(layers.AveragePooling2D(2)(stages(stem(inputs))))
        return keras.Model(inputs, layers.Dense(classes, activation="softmax", name=f"fc{classes}")(X))

    @wrong("the average pool before the dense layer is missing")
    def no_pool(input_shape=(64, 64, 3), classes=6):
        """The average pool is left out."""
        inputs = keras.Input(input_shape)
        X = layers.Flatten()(stages(stem(inputs)))
        return keras.Model(inputs, layers.Dense(classes, activation="softmax", name=f"fc{classes}")(X))

    @wrong("the maps are not flattened before the dense layer")
    def not_flat(input_shape=(64, 64, 3), classes=6):
        """Flatten is left out, so the answer has four axes."""
        inputs = keras.Input(input_shape)
        X = layers.AveragePooling2D(2, name="avg_pool")(stages(stem(inputs)))
        return keras.Model(inputs, layers.Dense(classes, activation="softmax", name=f"fc{classes}")(X))

    @wrong("the softmax is missing")
    def logits(input_shape=(64, 64, 3), classes=6):
        """No softmax."""
        inputs = keras.Input(input_shape)
        X = layers.Flatten()(layers.AveragePooling2D(2, name="avg_pool")(stages(stem(inputs))))
        return keras.Model(inputs, layers.Dense(classes, name=f"fc{classes}")(X))

    @wrong("the dense layer ends in a sigmoid")
    def sigmoid(input_shape=(64, 64, 3), classes=6):
        """A sigmoid instead of the softmax."""
        inputs = keras.Input(input_shape)
        X = layers.Flatten()(layers.AveragePooling2D(2, name="avg_pool")(stages(stem(inputs))))
        return keras.Model(inputs, layers.Dense(classes, activation="sigmoid", name=f"fc{classes}")(X))

    @wrong("asked for classes=5")
    def six_classes_fixed(input_shape=(64, 64, 3), classes=6):
        """Dense(6, name="fc6"), whatever ``classes`` is."""
        inputs = keras.Input(input_shape)
        return keras.Model(inputs, head(stages(stem(inputs)), 6))

    @right
    def name_fixed(input_shape=(64, 64, 3), classes=6):
        """The name is always fc6: passes, with a remark."""
        inputs = keras.Input(input_shape)
        X = layers.Flatten()(layers.AveragePooling2D(2, name="avg_pool")(stages(stem(inputs))))
        return keras.Model(inputs, layers.Dense(classes, activation="softmax", name="fc6")(X))

    @wrong("asked for input_shape=(70, 44, 3)")
    def input_fixed(input_shape=(64, 64, 3), classes=6):
        """keras.Input((64, 64, 3)), whatever ``input_shape`` is."""
        inputs = keras.Input((64, 64, 3))
        return keras.Model(inputs, head(stages(stem(inputs)), classes))

    @wrong("In its place stands Dropout")
    def with_dropout(input_shape=(64, 64, 3), classes=6):
        """A dropout in front of the dense layer."""
        inputs = keras.Input(input_shape)
        X = layers.Flatten()(layers.AveragePooling2D(2, name="avg_pool")(stages(stem(inputs))))
        X = layers.Dropout(0.5)(X)
        return keras.Model(inputs, layers.Dense(classes, activation="softmax", name=f"fc{classes}")(X))

    @wrong("it returns an object of type KerasTensor")
    def gives_the_tensor(input_shape=(64, 64, 3), classes=6):
        """X is returned instead of the model."""
        return head(stages(stem(keras.Input(input_shape))), classes)

    @wrong("it returns nothing (None)")
    def no_return(input_shape=(64, 64, 3), classes=6):
        """The model is made and not returned."""
        inputs = keras.Input(input_shape)
        model = keras.Model(inputs, head(stages(stem(inputs)), classes))  # noqa: F841

    @wrong("zeros are put around the map before the stem's max pool")
    def ready_made(input_shape=(64, 64, 3), classes=6):
        """keras.applications.ResNet50 is taken instead."""
        return keras.applications.ResNet50(weights=None, input_shape=input_shape, classes=classes)

    @right
    def blocks_in_rows(input_shape=(64, 64, 3), classes=6):
        """Everything written out row by row, with layers of other names and an Activation at the end."""
        X_input = keras.layers.Input(shape=input_shape)
        X = layers.ZeroPadding2D((3, 3))(X_input)
        X = layers.Conv2D(64, (7, 7), strides=(2, 2), padding="valid", name="conv1")(X)
        X = layers.BatchNormalization(axis=3, name="bn_conv1")(X)
        X = layers.ReLU()(X)
        X = layers.MaxPool2D((3, 3), strides=(2, 2))(X)
        X = convolutional_block(X, 3, [64, 64, 256], stage=2, block="a", s=1)
        X = identity_block(X, 3, [64, 64, 256], stage=2, block="b")
        X = identity_block(X, 3, [64, 64, 256], stage=2, block="c")
        X = convolutional_block(X, f=3, filters=[128, 128, 512], stage=3, block="a", s=2)
        for letter in "bcd":
            X = identity_block(X, 3, [128, 128, 512], stage=3, block=letter)
        X = convolutional_block(X, f=3, filters=[256, 256, 1024], stage=4, block="a")
        for letter in ["b", "c", "d", "e", "f"]:
            X = identity_block(X, 3, [256, 256, 1024], stage=4, block=letter)
        X = convolutional_block(X, f=3, filters=[512, 512, 2048], stage=5, block="a")
        X = identity_block(X, 3, [512, 512, 2048], stage=5, block="b")
        X = identity_block(X, 3, [512, 512, 2048], stage=5, block="c")
        X = layers.AveragePooling2D((2, 2), strides=(2, 2), padding="valid", name="avg_pool")(X)
        X = layers.Flatten(name="flatten")(X)
        X = layers.Dense(classes, activation="softmax", name="fc" + str(classes))(X)
        return keras.Model(inputs=X_input, outputs=X, name="ResNet50")

    @right
    def from_a_table(input_shape=(64, 64, 3), classes=6):
        """Stages from widths; the model is compiled as well, which does no harm."""
        X = inputs = keras.Input(input_shape)
        X = stem(X)
        for stage, (width, blocks) in enumerate(zip((64, 128, 256, 512), (3, 4, 6, 3), strict=True), start=2):
            filters = (width, width, 4 * width)
            for letter in "abcdef"[:blocks]:
                if letter == "a":
                    X = convolutional_block(X, 3, filters, stage, letter, s=1 if stage == 2 else 2)
                else:
                    X = identity_block(X, 3, filters, stage, letter)
        model = keras.Model(inputs, head(X, classes))
        model.compile("adam", "sparse_categorical_crossentropy")
        return model
