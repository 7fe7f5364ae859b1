"""Exercise 4.4, mended_net, written from the students' text alone."""

import keras
from keras import layers

from resnets_utils import convolutional_block, identity_block
from tests.wrong_answers import unnamed, wrong
from tests.wrong_answers.blind.lesson04_parts import (
    SENT,
    conv1_sent,
    head,
    rest_of_stem,
    stages,
    stages_sent,
    stem,
)


class E4_4:
    """mended_net."""

    @wrong("stage 2 has 2 blocks; it should have 3")
    def padding_only(input_shape=(64, 64, 3), classes=6):
        """Only the padding is mended; blocks and softmaxes are as they were."""
        inputs = keras.Input(input_shape)
        X = stages_sent(stem(inputs))
        return keras.Model(inputs, layers.Softmax()(head(X, classes)))

    @wrong("padded twice, by a layer of its own and by conv1's 'same'")
    def pool_made_valid(input_shape=(64, 64, 3), classes=6):
        """padding="valid" is written into the max pool, where it changes nothing; conv1 keeps "same"."""
        inputs = keras.Input(input_shape)
        X = layers.BatchNormalization(name="bn_conv1")(conv1_sent(inputs))
        X = layers.MaxPooling2D(3, strides=2, padding="valid")(layers.Activation("relu")(X))
        return keras.Model(inputs, head(stages(X), classes))

    @wrong("padded twice, by a layer of its own and by conv1's 'same'")
    def softmax_cut_off(input_shape=(64, 64, 3), classes=6):
        """The sent net is called and its last layer cut off; the faults inside stay."""
        inputs = keras.Input(input_shape)
        X = stages_sent(rest_of_stem(conv1_sent(inputs)))
        sent = keras.Model(inputs, layers.Softmax()(head(X, classes)))
        return keras.Model(sent.input, sent.layers[-2].output)

    @wrong("conv1 has no stride")
    def strides_deleted_too(input_shape=(64, 64, 3), classes=6):
        """One argument too many is deleted with the padding: conv1 has stride 1."""
        inputs = keras.Input(input_shape)
        X = layers.Conv2D(64, 7, name="conv1")(layers.ZeroPadding2D(3)(inputs))
        return keras.Model(inputs, head(stages(rest_of_stem(X)), classes))

    @wrong("conv1 pads as 'same' does, not with three zeros on each side")
    def padded_two_and_three(input_shape=(64, 64, 3), classes=6):
        """Zero-padding of 2 above and left, 3 below and right, as "same" does: 32, but shifted windows."""
        inputs = keras.Input(input_shape)
        X = layers.ZeroPadding2D(((2, 3), (2, 3)))(inputs)
        X = layers.Conv2D(64, 7, strides=2, name="conv1")(X)
        return keras.Model(inputs, head(stages(rest_of_stem(X)), classes))

    @wrong("padding is ((1, 1), (1, 1))")
    def padded_by_one(input_shape=(64, 64, 3), classes=6):
        """Less padding in front of "same", ZeroPadding2D(1): 33 behind conv1, and the pool hides a row."""
        inputs = keras.Input(input_shape)
        X = layers.Conv2D(64, 7, strides=2, padding="same", name="conv1")(layers.ZeroPadding2D(1)(inputs))
        return keras.Model(inputs, head(stages(rest_of_stem(X)), classes))

    @wrong("padded twice, by a layer of its own and by conv1's 'same'")
    def stage_two_strided_instead(input_shape=(64, 64, 3), classes=6):
        """The large maps are made smaller by s=2 in stage 2, conv1 keeps padding="same"."""
        inputs = keras.Input(input_shape)
        X = rest_of_stem(conv1_sent(inputs))
        for stage, filters, letters, _ in SENT:
            X = convolutional_block(X, 3, filters, stage, "a", s=2)
            for letter in letters:
                X = identity_block(X, 3, filters, stage, letter)
        return keras.Model(inputs, head(X, classes))

    @wrong("padded twice, by a layer of its own and by conv1's 'same'")
    def average_of_three(input_shape=(64, 64, 3), classes=6):
        """The average pool is fitted to the too large maps, 3x3 cells, and conv1 keeps padding="same"."""
        inputs = keras.Input(input_shape)
        X = stages(rest_of_stem(conv1_sent(inputs)))
        X = layers.Flatten()(layers.AveragePooling2D(3, name="avg_pool")(X))
        X = layers.Dense(classes, activation="softmax", name=f"fc{classes}")(X)
        return keras.Model(inputs, X)

    @wrong("stage 2 has 1 block; it should have 3")
    def blocks_into_y(input_shape=(64, 64, 3), classes=6):
        """``first`` becomes X, the identity blocks go to Y, which nobody reads: four blocks are left."""
        inputs = keras.Input(input_shape)
        X = stem(inputs)
        for stage, filters, letters, s in SENT:
            X = convolutional_block(X, 3, filters, stage, "a", s=s)
            for letter in letters:
                Y = identity_block(X, 3, filters, stage, letter)  # noqa: F841
        return keras.Model(inputs, head(X, classes))

    @wrong("identity_block 2b: the input has 64 channels but F3 is 256")
    def first_never_read(input_shape=(64, 64, 3), classes=6):
        """Only the inner line is changed to X, so ``first`` is lost and b gets the pool's 64 channels."""
        inputs = keras.Input(input_shape)
        X = stem(inputs)
        for stage, filters, letters, s in SENT:
            first = convolutional_block(X, 3, filters, stage, "a", s=s)  # noqa: F841
            for letter in letters:
                X = identity_block(X, 3, filters, stage, letter)
        return keras.Model(inputs, head(X, classes))

    @wrong("none of the four stages is in the model")
    def x_stays_behind(input_shape=(64, 64, 3), classes=6):
        """``first`` is carried on within a stage, X never gets it: the head reads the max pool."""
        inputs = keras.Input(input_shape)
        X = stem(inputs)
        for stage, filters, letters, s in SENT:
            first = convolutional_block(X, 3, filters, stage, "a", s=s)
            for letter in letters:
                first = identity_block(first, 3, filters, stage, letter)
        return keras.Model(inputs, head(X, classes))

    @wrong("only stage 5 is in the model")
    def handed_on_after_all_stages(input_shape=(64, 64, 3), classes=6):
        """``X = first`` stands behind both loops, so only stage 5 is in the model."""
        inputs = keras.Input(input_shape)
        X = stem(inputs)
        for stage, filters, letters, s in SENT:
            first = convolutional_block(X, 3, filters, stage, "a", s=s)
            for letter in letters:
                first = identity_block(first, 3, filters, stage, letter)
        X = first
        return keras.Model(inputs, head(X, classes))

    @wrong("stage 2 has 2 blocks; it should have 3")
    def reset_in_the_loop(input_shape=(64, 64, 3), classes=6):
        """``X = first`` stands inside the inner loop and undoes each block."""
        inputs = keras.Input(input_shape)
        X = stem(inputs)
        for stage, filters, letters, s in SENT:
            first = convolutional_block(X, 3, filters, stage, "a", s=s)
            for letter in letters:
                X = first
                X = identity_block(X, 3, filters, stage, letter)
        return keras.Model(inputs, head(X, classes))

    @unnamed
    def convolutional_in_inner_loop(input_shape=(64, 64, 3), classes=6):
        """The convolutional block slips into the inner loop, so block a is made again for each letter."""
        inputs = keras.Input(input_shape)
        X = stem(inputs)
        for stage, filters, letters, s in SENT:
            for letter in letters:
                X = convolutional_block(X, 3, filters, stage, "a", s=s)
                X = identity_block(X, 3, filters, stage, letter)
        return keras.Model(inputs, head(X, classes))

    @wrong("what is added to the result of res2b")
    def stage_of_parallel_blocks(input_shape=(64, 64, 3), classes=6):
        """The lost blocks are brought back side by side: their outputs are added up."""
        inputs = keras.Input(input_shape)
        X = stem(inputs)
        for stage, filters, letters, s in SENT:
            first = convolutional_block(X, 3, filters, stage, "a", s=s)
            X = layers.Add()([identity_block(first, 3, filters, stage, letter) for letter in letters])
        return keras.Model(inputs, head(X, classes))

    @wrong("the shortcut is added once more")
    def shortcut_around_each_block(input_shape=(64, 64, 3), classes=6):
        """Chained, but X is added once more around each identity block."""
        inputs = keras.Input(input_shape)
        X = stem(inputs)
        for stage, filters, letters, s in SENT:
            X = convolutional_block(X, 3, filters, stage, "a", s=s)
            for letter in letters:
                X = layers.Add()([X, identity_block(X, 3, filters, stage, letter)])
        return keras.Model(inputs, head(X, classes))

    @wrong("what is added to the result of res2c")
    def first_added_to_the_stage(input_shape=(64, 64, 3), classes=6):
        """The blocks are chained, and ``first``, left over now, is added at the end of the stage."""
        inputs = keras.Input(input_shape)
        X = stem(inputs)
        for stage, filters, letters, s in SENT:
            X = first = convolutional_block(X, 3, filters, stage, "a", s=s)
            for letter in letters:
                X = identity_block(X, 3, filters, stage, letter)
            X = layers.Add()([X, first])
        return keras.Model(inputs, head(X, classes))

    @wrong("stage 3 has 3 blocks; it should have 4")
    def two_blocks_by_name(input_shape=(64, 64, 3), classes=6):
        """Written for stage 2: b into c, with two variables; d, e and f of later stages go on reading b."""
        inputs = keras.Input(input_shape)
        X = stem(inputs)
        for stage, filters, letters, s in SENT:
            a = convolutional_block(X, 3, filters, stage, "a", s=s)
            b = identity_block(a, 3, filters, stage, "b")
            for letter in letters[1:]:
                X = identity_block(b, 3, filters, stage, letter)
        return keras.Model(inputs, head(X, classes))

    @wrong("stage 2 has 2 blocks; it should have 3")
    def last_letter_cut_off(input_shape=(64, 64, 3), classes=6):
        """Block b is taken out of the loop and letters[1:-1] leaves out the last one, too."""
        inputs = keras.Input(input_shape)
        X = stem(inputs)
        for stage, filters, letters, s in SENT:
            first = convolutional_block(X, 3, filters, stage, "a", s=s)
            X = identity_block(first, 3, filters, stage, letters[0])
            for letter in letters[1:-1]:
                X = identity_block(X, 3, filters, stage, letter)
        return keras.Model(inputs, head(X, classes))
