"""More of exercise 6.3, right answers among them, written from the students' text alone."""

import keras
from keras import layers

from tests.wrong_answers import right, wrong
from tests.wrong_answers.blind.lesson06_v2 import activated, add, bare, branch, net_of, resnet_layer, unit


class E6_3:
    """Write version 2, continued."""

    @wrong("In its place stands Conv2D")
    def all_bare(input_shape=(32, 32, 3), depth=20, num_classes=10):
        """The last 1x1 is bare like the first."""

        def one(x, inside, strides, first):
            a = activated(x)
            y = resnet_layer(a, inside, 1, strides, **bare)
            y = resnet_layer(y, inside, 3, conv_first=False)
            y = resnet_layer(y, 4 * inside, 1, **bare)
            return add(resnet_layer(a, 4 * inside, 1, strides, **bare) if first else x, y)

        return net_of(one, input_shape, depth, num_classes)

    @right
    def conv_first_left_true(input_shape=(32, 32, 3), depth=20, num_classes=10):
        """conv_first left at True inside the bottleneck, the last 1x1 bare: the same steps, cut otherwise."""

        def one(x, inside, strides, first):
            a = activated(x)
            y = resnet_layer(resnet_layer(a, inside, 1, strides), inside, 3)
            y = resnet_layer(y, 4 * inside, 1, **bare)
            return add(resnet_layer(a, 4 * inside, 1, strides, **bare) if first else x, y)

        return net_of(one, input_shape, depth, num_classes)

    @wrong("no stage halves the picture: the stride is 1 everywhere")
    def never_halved(input_shape=(32, 32, 3), depth=20, num_classes=10):
        """Stages 2 and 3 have no stride."""
        return net_of(unit, input_shape, depth, num_classes, strides=(1, 1, 1))

    @wrong("stage 1 starts with stride 2")
    def halved_at_once(input_shape=(32, 32, 3), depth=20, num_classes=10):
        """Stage 1 begins with stride 2 as well."""
        return net_of(unit, input_shape, depth, num_classes, strides=(2, 2, 2))

    @wrong("each stage has 3 blocks")
    def depth_of_version_1(input_shape=(32, 32, 3), depth=20, num_classes=10):
        """n = (depth - 2) // 6, copied from version 1."""
        if depth < 8 or (depth - 2) % 6:
            raise ValueError("depth must be 6n+2")
        return net_of(unit, input_shape, 9 * ((depth - 2) // 6) + 2, num_classes)

    @wrong("depth 21 is not 9n+2")
    def any_depth(input_shape=(32, 32, 3), depth=20, num_classes=10):
        """A depth that does not fit is rounded without a word."""
        return net_of(unit, input_shape, 9 * max(1, (depth - 2) // 9) + 2, num_classes)

    @wrong("depth 2 is a net without any unit")
    def allows_two(input_shape=(32, 32, 3), depth=20, num_classes=10):
        """Only the remainder is looked at: depth 2 gives a net without units."""
        if depth == 2:
            inputs = keras.Input(input_shape)
            x = layers.GlobalAveragePooling2D()(activated(resnet_layer(inputs, 16, **bare)))
            return keras.Model(inputs, layers.Dense(num_classes)(x))
        return net_of(unit, input_shape, depth, num_classes)

    @wrong("asked for num_classes=5, it returns 10 numbers a picture")
    def ten_classes(input_shape=(32, 32, 3), depth=20, num_classes=10):
        """Ten classes, whatever num_classes says."""
        return net_of(unit, input_shape, depth, 10)

    @wrong("the maps are flattened, not averaged, so the classifier depends")
    def flattened(input_shape=(32, 32, 3), depth=20, num_classes=10):
        """Flatten instead of the global mean."""
        return net_of(unit, input_shape, depth, num_classes, pool=layers.Flatten())

    @wrong("the shortcut is missing")
    def no_shortcut(input_shape=(32, 32, 3), depth=20, num_classes=10):
        """Nothing is added."""

        def one(x, inside, strides, first):
            return branch(activated(x), inside, strides)

        return net_of(one, input_shape, depth, num_classes)

    @wrong("the middle convolution has a kernel of 1x1, so no pixel sees")
    def kernel_1(input_shape=(32, 32, 3), depth=20, num_classes=10):
        """All three kernels are 1x1."""

        def one(x, inside, strides, first):
            a = activated(x)
            y = resnet_layer(a, inside, 1, strides, **bare)
            y = resnet_layer(y, inside, 1, conv_first=False)
            y = resnet_layer(y, 4 * inside, 1, conv_first=False)
            return add(resnet_layer(a, 4 * inside, 1, strides, **bare) if first else x, y)

        return net_of(one, input_shape, depth, num_classes)

    @wrong("it returns nothing (None), expected a Keras model")
    def nothing_returned(input_shape=(32, 32, 3), depth=20, num_classes=10):
        """The net is built and not returned."""
        net_of(unit, input_shape, depth, num_classes)

    @right
    def by_the_hints(input_shape=(32, 32, 3), depth=20, num_classes=10):
        """As the hints say."""
        return net_of(unit, input_shape, depth, num_classes)

    @right
    def by_hand(input_shape=(32, 32, 3), depth=20, num_classes=10):
        """Keras's own layers, written out; `+` for Add."""
        n, rest = divmod(depth - 2, 9)
        if rest or n < 1:
            raise ValueError("depth should be 9n + 2")

        def conv(x, filters, size=1, strides=1):
            return layers.Conv2D(
                filters, size, strides, "same", use_bias=False, kernel_initializer="he_normal"
            )(x)

        def norm(x):
            return layers.ReLU()(layers.BatchNormalization()(x))

        inputs = layers.Input(input_shape)
        x = conv(inputs, 16, 3)
        for stage in range(3):
            inside = 16 << stage
            for k in range(n):
                step = 2 if stage and not k else 1
                a = norm(x)
                y = conv(norm(conv(norm(conv(a, inside, 1, step)), inside, 3)), 4 * inside)
                x = (conv(a, 4 * inside, 1, step) if k == 0 else x) + y
        x = layers.GlobalAveragePooling2D()(norm(x))
        return keras.Model(inputs, layers.Dense(num_classes)(x), name="v2")

    @right
    def projection_first(input_shape=(32, 32, 3), depth=20, num_classes=10):
        """The projection is made before the branch, wherever channels or sides change."""
        if (depth - 2) % 9 != 0 or depth <= 2:
            raise ValueError("depth should be 9n+2, like 11, 20, 29")

        def one(x, inside, strides, first):
            a = layers.BatchNormalization()(x)
            a = keras.ops.relu(a)
            shortcut = x
            if strides != 1 or x.shape[-1] != 4 * inside:
                shortcut = resnet_layer(a, 4 * inside, 1, strides, None, False)
            return layers.add([branch(a, inside, strides), shortcut])

        return net_of(one, input_shape, depth, num_classes)

    @right
    def by_stages(input_shape=(32, 32, 3), depth=20, num_classes=10):
        """First unit of a stage and the others written apart; the mean by keras.ops."""
        n = (depth - 2) / 9
        if n != int(n) or n < 1:
            raise ValueError(f"{depth}: must be 9n+2")
        inputs = keras.Input(shape=input_shape)
        x = resnet_layer(inputs, 16, 3, activation=None, batch_normalization=False)
        for inside, step in [(16, 1), (32, 2), (64, 2)]:
            a = layers.Activation("relu")(layers.BatchNormalization()(x))
            x = branch(a, inside, step) + resnet_layer(a, 4 * inside, 1, step, **bare)
            for _ in range(int(n) - 1):
                x = branch(activated(x), inside, 1) + x
        x = keras.ops.mean(activated(x), axis=(1, 2))
        return keras.Model(inputs, layers.Dense(num_classes)(x))
