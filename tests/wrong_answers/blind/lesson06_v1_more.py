"""More of exercise 6.2, right answers among them, written from the students' text alone."""

import keras
from keras import layers

from tests.wrong_answers import right, wrong
from tests.wrong_answers.blind.lesson06_v1 import add, net_of, relu, resnet_layer, unit


class E6_2:
    """Write version 1, continued."""

    @wrong("In its place stands Conv2D")
    def no_first_layer(input_shape=(32, 32, 3), depth=20, num_classes=10):
        """The first layer has neither BN nor ReLU, as version 2's."""

        def bare(x):
            return resnet_layer(x, activation=None, batch_normalization=False)

        return net_of(unit, input_shape, depth, num_classes, first=bare)

    @wrong("the stem is ImageNet's: 7x7 with stride 2")
    def imagenet_stem(input_shape=(32, 32, 3), depth=20, num_classes=10):
        """A first layer of 7x7 with stride 2."""

        def stem(x):
            return resnet_layer(x, kernel_size=7, strides=2)

        return net_of(unit, input_shape, depth, num_classes, first=stem)

    @wrong("the maps are flattened, not averaged, so the classifier depends")
    def flattened(input_shape=(32, 32, 3), depth=20, num_classes=10):
        """Flatten instead of the global mean."""
        return net_of(unit, input_shape, depth, num_classes, head=layers.Flatten())

    @wrong("the average pool has windows of 8x8, which is global for 32x32")
    def pool_of_8(input_shape=(32, 32, 3), depth=20, num_classes=10):
        """AveragePooling2D(8) and flatten, as in the tutorial: a global mean for 32x32 pictures only."""

        def head(x):
            return layers.Flatten()(layers.AveragePooling2D(8)(x))

        return net_of(unit, input_shape, depth, num_classes, head=head)

    @wrong("the last pool takes the maximum, where it should take the mean")
    def max_pooled(input_shape=(32, 32, 3), depth=20, num_classes=10):
        """The largest pixel instead of the mean."""
        return net_of(unit, input_shape, depth, num_classes, head=layers.GlobalMaxPooling2D())

    @wrong("asked for num_classes=5, it returns 10 numbers a picture")
    def ten_classes(input_shape=(32, 32, 3), depth=20, num_classes=10):
        """Ten classes, whatever num_classes says."""
        return net_of(unit, input_shape, depth, 10)

    @wrong("asked for input_shape=(20, 12, 3), it takes pictures of (32")
    def pictures_of_32(input_shape=(32, 32, 3), depth=20, num_classes=10):
        """Pictures of 32x32x3, whatever input_shape says."""
        return net_of(unit, (32, 32, 3), depth, num_classes)

    @wrong("all stages have 16 channels")
    def same_width(input_shape=(32, 32, 3), depth=20, num_classes=10):
        """16 filters in all stages."""

        def one(x, filters, strides):
            return unit(x, 16, strides)

        return net_of(one, input_shape, depth, num_classes)

    @wrong("the logits go through a ReLU, so no class can get less than 0")
    def relu_at_end(input_shape=(32, 32, 3), depth=20, num_classes=10):
        """A ReLU on the logits."""
        model = net_of(unit, input_shape, depth, num_classes)
        return keras.Model(model.input, relu(model.output))

    @wrong("it returns nothing (None), expected a Keras model")
    def nothing_returned(input_shape=(32, 32, 3), depth=20, num_classes=10):
        """The net is built and not returned."""
        if depth < 8 or (depth - 2) % 6:
            raise ValueError("depth must be 6n+2")
        net_of(unit, input_shape, depth, num_classes)

    @wrong("it returns an object of type KerasTensor, expected a Keras model")
    def a_tensor(input_shape=(32, 32, 3), depth=20, num_classes=10):
        """The output tensor is returned, not a model."""
        return net_of(unit, input_shape, depth, num_classes).output

    @right
    def by_the_hints(input_shape=(32, 32, 3), depth=20, num_classes=10):
        """As the hints say."""
        return net_of(unit, input_shape, depth, num_classes)

    @right
    def written_out(input_shape=(32, 32, 3), depth=20, num_classes=10):
        """Stage by stage, with a softmax, which the text allows."""
        n, rest = divmod(depth - 2, 6)
        if rest != 0 or n < 1:
            raise ValueError("depth should be 6n + 2: 8, 14, 20, ...")
        image = layers.Input(shape=input_shape)
        x = resnet_layer(image)
        for _ in range(n):
            y = resnet_layer(resnet_layer(x), activation=None)
            x = layers.ReLU()(layers.add([y, x]))
        filters = 32
        while filters <= 64:
            y = resnet_layer(x, num_filters=filters, strides=2)
            y = resnet_layer(y, num_filters=filters, activation=None)
            x = resnet_layer(x, num_filters=filters, kernel_size=1, strides=2, activation=None)
            x = layers.ReLU()(layers.add([y, x]))
            for _ in range(n - 1):
                y = resnet_layer(x, num_filters=filters)
                y = resnet_layer(y, num_filters=filters, activation=None)
                x = layers.ReLU()(layers.add([y, x]))
            filters *= 2
        x = layers.GlobalAveragePooling2D()(x)
        x = layers.Dense(num_classes, activation="softmax")(x)
        return keras.Model(inputs=image, outputs=x, name=f"v1_{depth}")

    @right
    def projects_by_shape(input_shape=(32, 32, 3), depth=20, num_classes=10):
        """Whether to project is read off the shapes; the shortcut is added first."""
        if depth not in range(8, 2000, 6):
            raise ValueError(depth)

        def one(x, filters, strides):
            shortcut = x
            y = resnet_layer(resnet_layer(x, filters, strides=strides), filters, activation=None)
            if shortcut.shape[1:] != y.shape[1:]:
                shortcut = resnet_layer(shortcut, filters, 1, strides, None)
            return keras.ops.relu(shortcut + y)

        return net_of(one, input_shape, depth, num_classes)

    @right
    def mean_by_ops(input_shape=(32, 32, 3), depth=20, num_classes=10):
        """The projection is made before the branch; the mean is taken by keras.ops."""

        def one(x, filters, strides):
            side = resnet_layer(x, filters, 1, strides, activation=None) if strides > 1 else x
            x = resnet_layer(x, filters, 3, strides)
            x = resnet_layer(x, filters, 3, 1, activation=None)
            return relu(add(side, x))

        def mean(x):
            return keras.ops.mean(x, axis=[1, 2])

        return net_of(one, input_shape, depth, num_classes, head=mean)
