"""What the answers to lesson 4 that were written from the students' text alone have in common."""

from keras import layers

from resnets_utils import convolutional_block, identity_block

STAGES = (
    (2, (64, 64, 256), 3, 1),
    (3, (128, 128, 512), 4, 2),
    (4, (256, 256, 1024), 6, 2),
    (5, (512, 512, 2048), 3, 2),
)


# The same, as the net that is to be mended writes them.
SENT = (
    (2, [64, 64, 256], "bc", 1),
    (3, [128, 128, 512], "bcd", 2),
    (4, [256, 256, 1024], "bcdef", 2),
    (5, [512, 512, 2048], "bc", 2),
)


def conv1_mended(X):
    """Return the stem's first two steps, as they should be."""
    return layers.Conv2D(64, 7, strides=2, name="conv1")(layers.ZeroPadding2D(3)(X))


def conv1_sent(X):
    """Return the stem's first two steps, as they were sent."""
    return layers.Conv2D(64, 7, strides=2, padding="same", name="conv1")(layers.ZeroPadding2D(3)(X))


def rest_of_stem(X):
    """Return what follows ``conv1`` in the stem."""
    X = layers.BatchNormalization(name="bn_conv1")(X)
    X = layers.Activation("relu")(X)
    return layers.MaxPooling2D(3, strides=2)(X)


def stem(X):
    """Return the stem of the table."""
    return rest_of_stem(conv1_mended(X))


def stages(X, table=STAGES, f=3):
    """Return the four stages; the answers change the table."""
    for stage, filters, blocks, s in table:
        X = convolutional_block(X, f, filters, stage, "a", s=s)
        for letter in "bcdefghi"[: blocks - 1]:
            X = identity_block(X, f, filters, stage, letter)
    return X


def stages_sent(X):
    """Return the four stages as they were sent: each identity block takes the first block's result."""
    for stage, filters, letters, s in SENT:
        first = convolutional_block(X, 3, filters, stage, "a", s=s)
        for letter in letters:
            X = identity_block(first, 3, filters, stage, letter)
    return X


def flat(X):
    """Return the pooled and flattened maps."""
    return layers.Flatten()(layers.AveragePooling2D(2, name="avg_pool")(X))


def head(X, classes):
    """Return the head of the table."""
    return layers.Dense(classes, activation="softmax", name=f"fc{classes}")(flat(X))


def changed_table(stage, **new):
    """Return the table of stages with filters, blocks or stride of one stage changed."""
    rows = []
    for number, filters, blocks, s in STAGES:
        here = new if number == stage else {}
        rows.append((number, here.get("filters", filters), here.get("blocks", blocks), here.get("s", s)))
    return tuple(rows)
