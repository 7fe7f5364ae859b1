"""Lesson 4's answers, written from the students' text alone; a class an exercise."""

import keras
import numpy as np
from keras import layers

from resnets_utils import convolutional_block, identity_block
from tests.wrong_answers import right, wrong

STAGES = (
    (2, (64, 64, 256), 3, 1),
    (3, (128, 128, 512), 4, 2),
    (4, (256, 256, 1024), 6, 2),
    (5, (512, 512, 2048), 3, 2),
)


def stem(X):
    """Return the stem of the table."""
    X = layers.ZeroPadding2D(3)(X)
    X = layers.Conv2D(64, 7, strides=2, name="conv1")(X)
    X = layers.BatchNormalization(name="bn_conv1")(X)
    X = layers.Activation("relu")(X)
    return layers.MaxPooling2D(3, strides=2)(X)


def stages(X, table=STAGES, f=3):
    """Return the four stages; the answers change the table."""
    for stage, filters, blocks, s in table:
        X = convolutional_block(X, f, filters, stage, "a", s=s)
        for letter in "bcdefghi"[: blocks - 1]:
            X = identity_block(X, f, filters, stage, letter)
    return X


def head(X, classes):
    """Return the head of the table."""
    X = layers.AveragePooling2D(2, name="avg_pool")(X)
    X = layers.Flatten()(X)
    return layers.Dense(classes, activation="softmax", name=f"fc{classes}")(X)


def changed_table(stage, **new):
    """Return the table of stages with filters, blocks or stride of one stage changed."""
    rows = []
    for number, filters, blocks, s in STAGES:
        here = new if number == stage else {}
        rows.append((number, here.get("filters", filters), here.get("blocks", blocks), here.get("s", s)))
    return tuple(rows)


class E4_1:
    """ResNet50."""

    @wrong("")
    def stage_two_strided(input_shape=(64, 64, 3), classes=6):
        """s=1 is forgotten in stage 2, so it has the default stride 2."""
        inputs = keras.Input(input_shape)
        return keras.Model(inputs, head(stages(stem(inputs), changed_table(2, s=2)), classes))

    @wrong("")
    def stage_five_not_strided(input_shape=(64, 64, 3), classes=6):
        """s=1 is copied into stage 5."""
        inputs = keras.Input(input_shape)
        return keras.Model(inputs, head(stages(stem(inputs), changed_table(5, s=1)), classes))

    @wrong("")
    def one_block_short(input_shape=(64, 64, 3), classes=6):
        """Stage 4 has five blocks, a to e."""
        inputs = keras.Input(input_shape)
        return keras.Model(inputs, head(stages(stem(inputs), changed_table(4, blocks=5)), classes))

    @wrong("")
    def one_block_more(input_shape=(64, 64, 3), classes=6):
        """Three, four, six, three identity blocks *besides* the convolutional one."""
        inputs = keras.Input(input_shape)
        table = [(stage, filters, blocks + 1, s) for stage, filters, blocks, s in STAGES]
        return keras.Model(inputs, head(stages(stem(inputs), table), classes))

    @wrong("")
    def blocks_swapped(input_shape=(64, 64, 3), classes=6):
        """Stages 3 and 4 have exchanged their numbers of blocks."""
        inputs = keras.Input(input_shape)
        table = ((2, (64, 64, 256), 3, 1), (3, (128, 128, 512), 6, 2), (4, (256, 256, 1024), 4, 2), STAGES[3])
        return keras.Model(inputs, head(stages(stem(inputs), table), classes))

    @wrong("")
    def filters_of_stage_four(input_shape=(64, 64, 3), classes=6):
        """Two digits change places in stage 4: 265 instead of 256."""
        inputs = keras.Input(input_shape)
        table = changed_table(4, filters=(256, 265, 1024))
        return keras.Model(inputs, head(stages(stem(inputs), table), classes))

    @wrong("")
    def filters_of_stage_five(input_shape=(64, 64, 3), classes=6):
        """256, 256, 2048 in stage 5, as in one widely copied notebook."""
        inputs = keras.Input(input_shape)
        table = changed_table(5, filters=(256, 256, 2048))
        return keras.Model(inputs, head(stages(stem(inputs), table), classes))

    @wrong("")
    def stage_left_out(input_shape=(64, 64, 3), classes=6):
        """Stage 5 is not there yet."""
        inputs = keras.Input(input_shape)
        return keras.Model(inputs, head(stages(stem(inputs), STAGES[:3]), classes))

    @wrong("")
    def convolutional_throughout(input_shape=(64, 64, 3), classes=6):
        """Convolutional blocks throughout, with s=1 after the first."""
        X = inputs = keras.Input(input_shape)
        X = stem(X)
        for stage, filters, blocks, s in STAGES:
            for k in range(blocks):
                X = convolutional_block(X, 3, filters, stage, "abcdef"[k], s=s if k == 0 else 1)
        return keras.Model(inputs, head(X, classes))

    @wrong("")
    def identity_first(input_shape=(64, 64, 3), classes=6):
        """A stage begins with an identity block, so the shapes do not fit."""
        X = inputs = keras.Input(input_shape)
        X = stem(X)
        for stage, filters, blocks, _ in STAGES:
            for k in range(blocks):
                X = identity_block(X, 3, filters, stage, "abcdef"[k])
        return keras.Model(inputs, head(X, classes))

    @wrong("")
    def middle_kernel_of_one(input_shape=(64, 64, 3), classes=6):
        """f=1 in all blocks."""
        inputs = keras.Input(input_shape)
        return keras.Model(inputs, head(stages(stem(inputs), f=1), classes))

    @wrong("")
    def identity_not_chained(input_shape=(64, 64, 3), classes=6):
        """In stage 2 block b's result goes to Y, and c reads X: b is lost."""
        X = inputs = keras.Input(input_shape)
        X = convolutional_block(stem(X), 3, [64, 64, 256], 2, "a", s=1)
        Y = identity_block(X, 3, [64, 64, 256], 2, "b")  # noqa: F841
        X = identity_block(X, 3, [64, 64, 256], 2, "c")
        return keras.Model(inputs, head(stages(X, STAGES[1:]), classes))

    @wrong("")
    def letter_twice(input_shape=(64, 64, 3), classes=6):
        """A copied line: block "b" twice in stage 2."""
        X = inputs = keras.Input(input_shape)
        X = convolutional_block(stem(X), 3, [64, 64, 256], 2, "a", s=1)
        X = identity_block(X, 3, [64, 64, 256], 2, "b")
        X = identity_block(X, 3, [64, 64, 256], 2, "b")
        return keras.Model(inputs, head(stages(X, STAGES[1:]), classes))

    @wrong("")
    def no_relu_in_the_stem(input_shape=(64, 64, 3), classes=6):
        """No ReLU after bn_conv1."""
        X = inputs = keras.Input(input_shape)
        X = layers.Conv2D(64, 7, strides=2, name="conv1")(layers.ZeroPadding2D(3)(X))
        X = layers.MaxPooling2D(3, strides=2)(layers.BatchNormalization(name="bn_conv1")(X))
        return keras.Model(inputs, head(stages(X), classes))

    @wrong("")
    def relu_before_bn_in_the_stem(input_shape=(64, 64, 3), classes=6):
        """activation="relu" in conv1, so it comes before the BN."""
        X = inputs = keras.Input(input_shape)
        X = layers.Conv2D(64, 7, strides=2, activation="relu", name="conv1")(layers.ZeroPadding2D(3)(X))
        X = layers.MaxPooling2D(3, strides=2)(layers.BatchNormalization(name="bn_conv1")(X))
        return keras.Model(inputs, head(stages(X), classes))

    @wrong("")
    def no_zero_padding(input_shape=(64, 64, 3), classes=6):
        """The zero-padding is left out."""
        X = inputs = keras.Input(input_shape)
        X = layers.Conv2D(64, 7, strides=2, name="conv1")(X)
        X = layers.Activation("relu")(layers.BatchNormalization(name="bn_conv1")(X))
        return keras.Model(inputs, head(stages(layers.MaxPooling2D(3, strides=2)(X)), classes))

    @wrong("")
    def same_instead_of_padding(input_shape=(64, 64, 3), classes=6):
        """padding="same" in conv1 instead of zero-padding 3: same shape, other windows."""
        X = inputs = keras.Input(input_shape)
        X = layers.Conv2D(64, 7, strides=2, padding="same", name="conv1")(X)
        X = layers.Activation("relu")(layers.BatchNormalization(name="bn_conv1")(X))
        return keras.Model(inputs, head(stages(layers.MaxPooling2D(3, strides=2)(X)), classes))

    @wrong("")
    def padded_and_same(input_shape=(64, 64, 3), classes=6):
        """Zero-padding 3 and padding="same" in conv1 as well."""
        X = inputs = keras.Input(input_shape)
        X = layers.Conv2D(64, 7, strides=2, padding="same", name="conv1")(layers.ZeroPadding2D(3)(X))
        X = layers.Activation("relu")(layers.BatchNormalization(name="bn_conv1")(X))
        return keras.Model(inputs, head(stages(layers.MaxPooling2D(3, strides=2)(X)), classes))

    @wrong("")
    def pool_of_same(input_shape=(64, 64, 3), classes=6):
        """The max pool pads, so stage 2 has 16 x 16 cells."""
        X = inputs = keras.Input(input_shape)
        X = layers.Conv2D(64, 7, strides=2, name="conv1")(layers.ZeroPadding2D(3)(X))
        X = layers.Activation("relu")(layers.BatchNormalization(name="bn_conv1")(X))
        return keras.Model(
            inputs, head(stages(layers.MaxPooling2D(3, strides=2, padding="same")(X)), classes)
        )

    @wrong("")
    def pool_of_two(input_shape=(64, 64, 3), classes=6):
        """A 2x2 max pool in the stem."""
        X = inputs = keras.Input(input_shape)
        X = layers.Conv2D(64, 7, strides=2, name="conv1")(layers.ZeroPadding2D(3)(X))
        X = layers.Activation("relu")(layers.BatchNormalization(name="bn_conv1")(X))
        return keras.Model(inputs, head(stages(layers.MaxPooling2D(2, strides=2)(X)), classes))

    @wrong("")
    def mean_pool_in_the_stem(input_shape=(64, 64, 3), classes=6):
        """AveragePooling2D instead of MaxPooling2D in the stem."""
        X = inputs = keras.Input(input_shape)
        X = layers.Conv2D(64, 7, strides=2, name="conv1")(layers.ZeroPadding2D(3)(X))
        X = layers.Activation("relu")(layers.BatchNormalization(name="bn_conv1")(X))
        return keras.Model(inputs, head(stages(layers.AveragePooling2D(3, strides=2)(X)), classes))

    @wrong("")
    def stem_without_names(input_shape=(64, 64, 3), classes=6):
        """conv1 and bn_conv1 have no names."""
        X = inputs = keras.Input(input_shape)
        X = layers.Conv2D(64, 7, strides=2)(layers.ZeroPadding2D(3)(X))
        X = layers.Activation("relu")(layers.BatchNormalization()(X))
        return keras.Model(inputs, head(stages(layers.MaxPooling2D(3, strides=2)(X)), classes))

    @wrong("")
    def global_pool(input_shape=(64, 64, 3), classes=6):
        """A global mean instead of the 2x2 pool: the same for 64 x 64 pictures only."""
        inputs = keras.Input(input_shape)
        X = layers.GlobalAveragePooling2D(name="avg_pool")(stages(stem(inputs)))
        return keras.Model(inputs, layers.Dense(classes, activation="softmax", name=f"fc{classes}")(X))

    @wrong("")
    def max_pool_in_the_head(input_shape=(64, 64, 3), classes=6):
        """A max pool in the head, named avg_pool."""
        inputs = keras.Input(input_shape)
        X = layers.Flatten()(layers.MaxPooling2D(2, name="avg_pool")(stages(stem(inputs))))
        return keras.Model(inputs, layers.Dense(classes, activation="softmax", name=f"fc{classes}")(X))

    @wrong("")
    def pool_without_name(input_shape=(64, 64, 3), classes=6):
        """The average pool has no name."""
        inputs = keras.Input(input_shape)
        X = layers.Flatten()(layers.AveragePooling2D(2)(stages(stem(inputs))))
        return keras.Model(inputs, layers.Dense(classes, activation="softmax", name=f"fc{classes}")(X))

    @wrong("")
    def no_pool(input_shape=(64, 64, 3), classes=6):
        """The average pool is left out."""
        inputs = keras.Input(input_shape)
        X = layers.Flatten()(stages(stem(inputs)))
        return keras.Model(inputs, layers.Dense(classes, activation="softmax", name=f"fc{classes}")(X))

    @wrong("")
    def not_flat(input_shape=(64, 64, 3), classes=6):
        """Flatten is left out, so the answer has four axes."""
        inputs = keras.Input(input_shape)
        X = layers.AveragePooling2D(2, name="avg_pool")(stages(stem(inputs)))
        return keras.Model(inputs, layers.Dense(classes, activation="softmax", name=f"fc{classes}")(X))

    @wrong("")
    def logits(input_shape=(64, 64, 3), classes=6):
        """No softmax."""
        inputs = keras.Input(input_shape)
        X = layers.Flatten()(layers.AveragePooling2D(2, name="avg_pool")(stages(stem(inputs))))
        return keras.Model(inputs, layers.Dense(classes, name=f"fc{classes}")(X))

    @wrong("")
    def sigmoid(input_shape=(64, 64, 3), classes=6):
        """A sigmoid instead of the softmax."""
        inputs = keras.Input(input_shape)
        X = layers.Flatten()(layers.AveragePooling2D(2, name="avg_pool")(stages(stem(inputs))))
        return keras.Model(inputs, layers.Dense(classes, activation="sigmoid", name=f"fc{classes}")(X))

    @wrong("")
    def six_classes_fixed(input_shape=(64, 64, 3), classes=6):
        """Dense(6, name="fc6"), whatever ``classes`` is."""
        inputs = keras.Input(input_shape)
        return keras.Model(inputs, head(stages(stem(inputs)), 6))

    @wrong("")
    def name_fixed(input_shape=(64, 64, 3), classes=6):
        """The name is always fc6."""
        inputs = keras.Input(input_shape)
        X = layers.Flatten()(layers.AveragePooling2D(2, name="avg_pool")(stages(stem(inputs))))
        return keras.Model(inputs, layers.Dense(classes, activation="softmax", name="fc6")(X))

    @wrong("")
    def input_fixed(input_shape=(64, 64, 3), classes=6):
        """keras.Input((64, 64, 3)), whatever ``input_shape`` is."""
        inputs = keras.Input((64, 64, 3))
        return keras.Model(inputs, head(stages(stem(inputs)), classes))

    @wrong("")
    def with_dropout(input_shape=(64, 64, 3), classes=6):
        """A dropout in front of the dense layer."""
        inputs = keras.Input(input_shape)
        X = layers.Flatten()(layers.AveragePooling2D(2, name="avg_pool")(stages(stem(inputs))))
        X = layers.Dropout(0.5)(X)
        return keras.Model(inputs, layers.Dense(classes, activation="softmax", name=f"fc{classes}")(X))

    @wrong("")
    def gives_the_tensor(input_shape=(64, 64, 3), classes=6):
        """X is returned instead of the model."""
        return head(stages(stem(keras.Input(input_shape))), classes)

    @wrong("")
    def no_return(input_shape=(64, 64, 3), classes=6):
        """The model is made and not returned."""
        inputs = keras.Input(input_shape)
        model = keras.Model(inputs, head(stages(stem(inputs)), classes))  # noqa: F841

    @wrong("")
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


KEPT = {}


class E4_2:
    """confusion_matrix."""

    @wrong("")
    def repeated_index(y_true, y_pred, classes):
        """matrix[y_true, y_pred] += 1 counts every cell once."""
        matrix = np.zeros((classes, classes), int)
        matrix[y_true, y_pred] += 1
        return matrix

    @wrong("")
    def set_not_counted(y_true, y_pred, classes):
        """= 1 instead of += 1."""
        matrix = np.zeros((classes, classes), int)
        for shown, answer in zip(y_true, y_pred, strict=True):
            matrix[shown, answer] = 1
        return matrix

    @wrong("")
    def transposed(y_true, y_pred, classes):
        """Rows and columns have changed places."""
        matrix = np.zeros((classes, classes), int)
        for shown, answer in zip(y_true, y_pred, strict=True):
            matrix[answer, shown] += 1
        return matrix

    @wrong("")
    def shares(y_true, y_pred, classes):
        """Shares of each row instead of counts."""
        matrix = np.zeros((classes, classes), int)
        for shown, answer in zip(y_true, y_pred, strict=True):
            matrix[shown, answer] += 1
        return matrix / matrix.sum(axis=1, keepdims=True).clip(1)

    @wrong("")
    def floats(y_true, y_pred, classes):
        """np.zeros without a dtype: floats."""
        matrix = np.zeros((classes, classes))
        for shown, answer in zip(y_true, y_pred, strict=True):
            matrix[shown, answer] += 1
        return matrix

    @wrong("")
    def small_integers(y_true, y_pred, classes):
        """uint8, which begins anew after 255."""
        matrix = np.zeros((classes, classes), np.uint8)
        for shown, answer in zip(y_true, y_pred, strict=True):
            matrix[shown, answer] += 1
        return matrix

    @wrong("")
    def classes_that_occur(y_true, y_pred, classes):
        """As many rows as there are classes in y_true, ``classes`` is not used."""
        found = list(np.unique(y_true))
        matrix = np.zeros((len(found), len(found)), int)
        for shown, answer in zip(y_true, y_pred, strict=True):
            if answer in found:
                matrix[found.index(shown), found.index(answer)] += 1
        return matrix

    @wrong("")
    def largest_label(y_true, y_pred, classes):
        """The size comes from the largest label, so a last class that never occurs is lost."""
        size = max(y_true.max(), y_pred.max()) + 1
        matrix = np.zeros((size, size), int)
        np.add.at(matrix, (y_true, y_pred), 1)
        return matrix

    @wrong("")
    def one_row_more(y_true, y_pred, classes):
        """classes + 1 rows and columns."""
        matrix = np.zeros((classes + 1, classes + 1), int)
        np.add.at(matrix, (y_true, y_pred), 1)
        return matrix

    @wrong("")
    def six_classes(y_true, y_pred, classes):
        """Six classes, whatever ``classes`` is."""
        matrix = np.zeros((6, 6), int)
        np.add.at(matrix, (y_true, y_pred), 1)
        return matrix

    @wrong("")
    def hits_only(y_true, y_pred, classes):
        """Only right answers are counted, on the diagonal."""
        matrix = np.zeros((classes, classes), int)
        for shown, answer in zip(y_true, y_pred, strict=True):
            if shown == answer:
                matrix[shown, answer] += 1
        return matrix

    @wrong("")
    def mistakes_only(y_true, y_pred, classes):
        """Only wrong answers are counted."""
        matrix = np.zeros((classes, classes), int)
        for shown, answer in zip(y_true, y_pred, strict=True):
            if shown != answer:
                matrix[shown, answer] += 1
        return matrix

    @wrong("")
    def last_left_out(y_true, y_pred, classes):
        """range(len - 1): the last picture is not counted."""
        matrix = np.zeros((classes, classes), int)
        for i in range(len(y_true) - 1):
            matrix[y_true[i], y_pred[i]] += 1
        return matrix

    @wrong("")
    def classes_instead_of_pictures(y_true, y_pred, classes):
        """The loop runs over the number of classes, not over the pictures."""
        matrix = np.zeros((classes, classes), int)
        for i in range(classes):
            matrix[y_true[i], y_pred[i]] += 1
        return matrix

    @wrong("")
    def from_ones(y_true, y_pred, classes):
        """np.ones instead of np.zeros."""
        matrix = np.ones((classes, classes), int)
        np.add.at(matrix, (y_true, y_pred), 1)
        return matrix

    @wrong("")
    def sorted_first(y_true, y_pred, classes):
        """Both arrays are sorted, so pairs come apart, and the caller's arrays change."""
        y_true.sort()
        y_pred.sort()
        matrix = np.zeros((classes, classes), int)
        np.add.at(matrix, (y_true, y_pred), 1)
        return matrix

    @wrong("")
    def return_in_the_loop(y_true, y_pred, classes):
        """The return is indented too far."""
        matrix = np.zeros((classes, classes), int)
        for shown, answer in zip(y_true, y_pred, strict=True):
            matrix[shown, answer] += 1
            return matrix

    @wrong("")
    def no_return(y_true, y_pred, classes):
        """return is forgotten."""
        matrix = np.zeros((classes, classes), int)
        for shown, answer in zip(y_true, y_pred, strict=True):
            matrix[shown, answer] += 1

    @wrong("")
    def nested_lists(y_true, y_pred, classes):
        """A list of lists instead of an array."""
        matrix = [[0] * classes for _ in range(classes)]
        for shown, answer in zip(y_true, y_pred, strict=True):
            matrix[shown][answer] += 1
        return matrix

    @wrong("")
    def one_row_many_names(y_true, y_pred, classes):
        """[[0] * classes] * classes: one row under many names."""
        matrix = [[0] * classes] * classes
        for shown, answer in zip(y_true, y_pred, strict=True):
            matrix[shown][answer] += 1
        return np.array(matrix)

    @wrong("")
    def kept_between_calls(y_true, y_pred, classes):
        """The matrix is a global one and goes on counting in the next call."""
        matrix = KEPT.setdefault(classes, np.zeros((classes, classes), int))
        np.add.at(matrix, (y_true, y_pred), 1)
        return matrix

    @wrong("")
    def accuracy(y_true, y_pred, classes):
        """The accuracy is returned."""
        return np.mean(y_true == y_pred)

    @wrong("")
    def every_pair(y_true, y_pred, classes):
        """Two nested loops: every picture is paired with every answer."""
        matrix = np.zeros((classes, classes), int)
        for shown in y_true:
            for answer in y_pred:
                matrix[shown, answer] += 1
        return matrix

    @wrong("")
    def histogram(y_true, y_pred, classes):
        """np.histogram2d, which gives floats."""
        return np.histogram2d(y_true, y_pred, bins=classes, range=[[-0.5, classes - 0.5]] * 2)[0]

    @right
    def with_bincount(y_true, y_pred, classes):
        """bincount of classes * row + column."""
        return np.bincount(classes * y_true + y_pred, minlength=classes**2).reshape(classes, classes)

    @right
    def cell_by_cell(y_true, y_pred, classes):
        """Every cell counts its pairs."""
        cells = [[np.sum((y_true == i) & (y_pred == j)) for j in range(classes)] for i in range(classes)]
        return np.array(cells)

    @right
    def of_one_hot(y_true, y_pred, classes):
        """A product of one-hot matrices."""
        one = np.eye(classes, dtype=int)
        return one[y_true].T @ one[y_pred]


def guesses_of(model, batch, **mode):
    """Return the labels that a model gives to a batch of scaled pictures."""
    return keras.ops.convert_to_numpy(model(batch, **mode)).argmax(axis=1)


class E4_3:
    """accuracy_of."""

    @wrong("")
    def unchanged(model, X, Y):
        """The colleague's function as it was."""
        accuracies = []
        for start in range(0, len(X), 32):
            guesses = guesses_of(model, X[start : start + 32].astype("float32") / 255, training=True)
            accuracies.append(np.mean(guesses == Y[0, start : start + 32]))
        return float(np.mean(accuracies))

    @wrong("")
    def mode_only(model, X, Y):
        """The mode is mended, the mean of means has stayed."""
        accuracies = []
        for start in range(0, len(X), 32):
            guesses = guesses_of(model, X[start : start + 32].astype("float32") / 255, training=False)
            accuracies.append(np.mean(guesses == Y[0, start : start + 32]))
        return float(np.mean(accuracies))

    @wrong("")
    def mean_only(model, X, Y):
        """The mean is mended, training=True has stayed."""
        right = 0
        for start in range(0, len(X), 32):
            guesses = guesses_of(model, X[start : start + 32].astype("float32") / 255, training=True)
            right += np.sum(guesses == Y[0, start : start + 32])
        return float(right / len(X))

    @wrong("")
    def not_scaled(model, X, Y):
        """The division by 255 is lost."""
        right = 0
        for start in range(0, len(X), 32):
            guesses = guesses_of(model, X[start : start + 32].astype("float32"), training=False)
            right += np.sum(guesses == Y[0, start : start + 32])
        return float(right / len(X))

    @wrong("")
    def whole_number_division(model, X, Y):
        """// 255 makes all pixels 0 or 1."""
        right = 0
        for start in range(0, len(X), 32):
            guesses = guesses_of(model, (X[start : start + 32] // 255).astype("float32"), training=False)
            right += np.sum(guesses == Y[0, start : start + 32])
        return float(right / len(X))

    @wrong("")
    def scaled_around_zero(model, X, Y):
        """Pixels are scaled to -1 to 1."""
        right = 0
        for start in range(0, len(X), 32):
            batch = X[start : start + 32].astype("float32") / 127.5 - 1
            right += np.sum(guesses_of(model, batch, training=False) == Y[0, start : start + 32])
        return float(right / len(X))

    @wrong("")
    def all_at_once(model, X, Y):
        """All pictures in one batch."""
        guesses = guesses_of(model, X.astype("float32") / 255, training=False)
        return float(np.mean(guesses == Y[0]))

    @wrong("")
    def last_batch_dropped(model, X, Y):
        """Only whole batches are counted."""
        right, whole = 0, len(X) // 32 * 32
        for start in range(0, whole, 32):
            guesses = guesses_of(model, X[start : start + 32].astype("float32") / 255, training=False)
            right += np.sum(guesses == Y[0, start : start + 32])
        return float(right / whole)

    @wrong("")
    def last_batch_not_counted(model, X, Y):
        """The last, shorter batch is left out, and the sum divided by all pictures."""
        right = 0
        for start in range(0, len(X) - 31, 32):
            guesses = guesses_of(model, X[start : start + 32].astype("float32") / 255, training=False)
            right += np.sum(guesses == Y[0, start : start + 32])
        return float(right / len(X))

    @wrong("")
    def divided_by_full_batches(model, X, Y):
        """Divided by 32 times the number of batches, as if the last were full."""
        right, batches = 0, 0
        for start in range(0, len(X), 32):
            guesses = guesses_of(model, X[start : start + 32].astype("float32") / 255, training=False)
            right += np.sum(guesses == Y[0, start : start + 32])
            batches += 1
        return float(right / (32 * batches))

    @wrong("")
    def labels_of_the_first_axis(model, X, Y):
        """Y[start : start + 32] cuts the axis of length 1."""
        right = 0
        for start in range(0, len(X), 32):
            guesses = guesses_of(model, X[start : start + 32].astype("float32") / 255, training=False)
            right += np.sum(guesses == Y[start : start + 32])
        return float(right / len(X))

    @wrong("")
    def labels_of_the_first_batch(model, X, Y):
        """Every batch is compared with the first labels."""
        right = 0
        for start in range(0, len(X), 32):
            guesses = guesses_of(model, X[start : start + 32].astype("float32") / 255, training=False)
            right += np.sum(guesses == Y[0, : len(guesses)])
        return float(right / len(X))

    @wrong("")
    def argmax_of_the_batch(model, X, Y):
        """argmax over axis 0, the pictures."""
        right = 0
        for start in range(0, len(X), 32):
            answers = keras.ops.convert_to_numpy(model(X[start : start + 32].astype("float32") / 255))
            right += np.sum(np.isin(answers.argmax(axis=0), Y[0, start : start + 32]))
        return float(right / len(X))

    @wrong("")
    def hits(model, X, Y):
        """The number of right answers, not divided."""
        right = 0
        for start in range(0, len(X), 32):
            guesses = guesses_of(model, X[start : start + 32].astype("float32") / 255, training=False)
            right += np.sum(guesses == Y[0, start : start + 32])
        return float(right)

    @wrong("")
    def per_cent(model, X, Y):
        """Per cent instead of a share."""
        right = 0
        for start in range(0, len(X), 32):
            guesses = guesses_of(model, X[start : start + 32].astype("float32") / 255, training=False)
            right += np.sum(guesses == Y[0, start : start + 32])
        return float(100 * right / len(X))

    @wrong("")
    def share_of_mistakes(model, X, Y):
        """!= instead of ==: the error."""
        wrong_ones = 0
        for start in range(0, len(X), 32):
            guesses = guesses_of(model, X[start : start + 32].astype("float32") / 255, training=False)
            wrong_ones += np.sum(guesses != Y[0, start : start + 32])
        return float(wrong_ones / len(X))

    @wrong("")
    def rounded(model, X, Y):
        """Rounded to two decimals."""
        guesses = model.predict(X.astype("float32") / 255, batch_size=32, verbose=0).argmax(axis=1)
        return round(float(np.mean(guesses == Y[0])), 2)

    @wrong("")
    def pictures_of_the_lesson(model, X, Y):
        """Divided by 120, the number of pictures in the lesson."""
        right = 0
        for start in range(0, len(X), 32):
            guesses = guesses_of(model, X[start : start + 32].astype("float32") / 255, training=False)
            right += np.sum(guesses == Y[0, start : start + 32])
        return float(right / 120)

    @wrong("")
    def four_batches(model, X, Y):
        """A loop over four batches, as many as the lesson's test set has."""
        right = 0
        for start in (0, 32, 64, 96):
            guesses = guesses_of(model, X[start : start + 32].astype("float32") / 255, training=False)
            right += np.sum(guesses == Y[0, start : start + 32])
        return float(right / len(X))

    @wrong("")
    def batches_overlap(model, X, Y):
        """Steps of 31 with batches of 32: some pictures count twice."""
        right = 0
        for start in range(0, len(X), 31):
            guesses = guesses_of(model, X[start : start + 32].astype("float32") / 255, training=False)
            right += np.sum(guesses == Y[0, start : start + 32])
        return float(right / len(X))

    @wrong("")
    def frozen_for_good(model, X, Y):
        """model.trainable = False is set and stays, so the model is not left as it was."""
        model.trainable = False
        guesses = model.predict(X.astype("float32") / 255, batch_size=32, verbose=0).argmax(axis=1)
        return float(np.mean(guesses == Y[0]))

    @wrong("")
    def statistics_measured_again(model, X, Y):
        """A pass in training mode first, "to warm up", which moves BN's averages."""
        model(X[:32].astype("float32") / 255, training=True)
        guesses = model.predict(X.astype("float32") / 255, batch_size=32, verbose=0).argmax(axis=1)
        return float(np.mean(guesses == Y[0]))

    @wrong("")
    def pictures_scaled_in_place(model, X, Y):
        """X /= 255 on whole numbers, which NumPy refuses."""
        X /= 255
        guesses = model.predict(X, batch_size=32, verbose=0).argmax(axis=1)
        return float(np.mean(guesses == Y[0]))

    @wrong("")
    def pictures_overwritten(model, X, Y):
        """The caller's pictures are overwritten: X[:] = X / 255 makes nearly all of them 0."""
        X[:] = X / 255
        guesses = model.predict(X.astype("float32"), batch_size=32, verbose=0).argmax(axis=1)
        return float(np.mean(guesses == Y[0]))

    @wrong("")
    def return_in_the_loop(model, X, Y):
        """The return is indented too far: the first batch only."""
        right = 0
        for start in range(0, len(X), 32):
            guesses = guesses_of(model, X[start : start + 32].astype("float32") / 255, training=False)
            right += np.sum(guesses == Y[0, start : start + 32])
            return float(right / len(guesses))

    @wrong("")
    def printed(model, X, Y):
        """Printed instead of returned."""
        guesses = model.predict(X.astype("float32") / 255, batch_size=32, verbose=0).argmax(axis=1)
        print(float(np.mean(guesses == Y[0])))

    @wrong("")
    def one_of_the_lesson(model, X, Y):
        """The number of the lesson, as a constant."""
        return 0.925

    @right
    def with_predict(model, X, Y):
        """predict in batches of 32, one mean over all."""
        guesses = model.predict(X.astype("float32") / 255, batch_size=32, verbose=0).argmax(axis=1)
        return float(np.mean(guesses == Y.ravel()))

    @right
    def answers_collected(model, X, Y):
        """All guesses are put in one array; a call without a mode is inference mode."""
        found = []
        for start in range(0, len(X), 32):
            found.append(guesses_of(model, np.float32(X[start : start + 32]) / 255.0))
        return np.mean(np.concatenate(found) == Y[0]).item()

    @right
    def weighted_means(model, X, Y):
        """A mean of means, each weighted by the size of its batch."""
        means, sizes = [], []
        for start in range(0, len(X), 32):
            batch = X[start : start + 32].astype("float32") / 255
            means.append(np.mean(guesses_of(model, batch, training=False) == Y[0, start : start + 32]))
            sizes.append(len(batch))
        return float(np.average(means, weights=sizes))
