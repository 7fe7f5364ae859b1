"""What the answers to lesson 2 that were written from the students' text alone have in common."""

from keras import layers


def conv_bn(X, filters, kernel, stage, block, branch, bn=None, **more):
    """Return convolution and BN with the names of the picture; the answers change one thing each."""
    X = layers.Conv2D(filters, kernel, name=f"res{stage}{block}_branch{branch}", **more)(X)
    return layers.BatchNormalization(name=f"bn{stage}{block}_branch{branch}", **(bn or {}))(X)


def relu(X):
    """Return ReLU of X as a layer."""
    return layers.Activation("relu")(X)


def add(*tensors):
    """Return the sum as a layer."""
    return layers.Add()(list(tensors))


def first_two(X, f, filters, stage, block):
    """Return what comes in front of the last convolution of the main path."""
    X = relu(conv_bn(X, filters[0], 1, stage, block, "2a"))
    return relu(conv_bn(X, filters[1], f, stage, block, "2b", padding="same"))


def main_path(X, f, filters, stage, block):
    """Return F(X)."""
    return conv_bn(first_two(X, f, filters, stage, block), filters[2], 1, stage, block, "2c")
