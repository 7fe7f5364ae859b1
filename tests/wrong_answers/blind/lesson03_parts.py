"""What the answers to lesson 3 that were written from the students' text alone have in common."""

from keras import layers


def conv_bn(X, filters, kernel, stage, block, branch, **more):
    """Return convolution and BN with the names of the picture; the answers change one thing each."""
    X = layers.Conv2D(filters, kernel, name=f"res{stage}{block}_branch{branch}", **more)(X)
    return layers.BatchNormalization(name=f"bn{stage}{block}_branch{branch}")(X)


def relu(X):
    """Return ReLU of X as a layer."""
    return layers.Activation("relu")(X)


def add(*tensors):
    """Return the sum as a layer."""
    return layers.Add()(list(tensors))


def main_path(X, f, filters, stage, block, strides=(2, 1, 1)):
    """Return F(X) with a stride for each of the three convolutions."""
    X = relu(conv_bn(X, filters[0], 1, stage, block, "2a", strides=strides[0]))
    X = relu(conv_bn(X, filters[1], f, stage, block, "2b", strides=strides[1], padding="same"))
    return conv_bn(X, filters[2], 1, stage, block, "2c", strides=strides[2])


def side(X, filters, stage, block, s, kernel=1, **more):
    """Return the projection shortcut with its BN."""
    return conv_bn(X, filters[2], kernel, stage, block, "1", strides=s, **more)
