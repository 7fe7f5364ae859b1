"""Exercise 1.1, plain_stack, written from the students' text alone."""

import keras

from tests.wrong_answers import right, unnamed, wrong


def conv(X, filters, kernel=3, padding="same", use_bias=False, start="he_normal", **more):
    """Return a convolution as exercise 1.1 asks for it; the answers change one argument each."""
    return keras.layers.Conv2D(
        filters, kernel, padding=padding, use_bias=use_bias, kernel_initializer=start, **more
    )(X)


def norm(X, **more):
    """Return BN of X."""
    return keras.layers.BatchNormalization(**more)(X)


def relu(X):
    """Return ReLU of X as a layer."""
    return keras.layers.Activation("relu")(X)


class E1_1:
    """plain_stack."""

    @wrong("the batch normalisation is missing")
    def no_batch_norm(X, filters, layers):
        """BN is left out."""
        for _ in range(layers):
            X = relu(conv(X, filters))
        return X

    @wrong("the ReLU is missing")
    def no_relu(X, filters, layers):
        """ReLU is left out."""
        for _ in range(layers):
            X = norm(conv(X, filters))
        return X

    @wrong("the ReLU comes before the batch normalisation")
    def relu_before_bn(X, filters, layers):
        """ReLU and BN stand in the wrong order."""
        for _ in range(layers):
            X = norm(relu(conv(X, filters)))
        return X

    @wrong("the normalisation comes before its convolution")
    def bn_before_convolution(X, filters, layers):
        """BN stands in front of the convolution."""
        for _ in range(layers):
            X = relu(conv(norm(X), filters))
        return X

    @wrong("the convolutions do not pad")
    def no_padding(X, filters, layers):
        """The convolutions do not pad."""
        for _ in range(layers):
            X = relu(norm(conv(X, filters, padding="valid")))
        return X

    @wrong("the convolutions have biases")
    def with_bias(X, filters, layers):
        """The convolutions have a bias."""
        for _ in range(layers):
            X = relu(norm(conv(X, filters, use_bias=True)))
        return X

    @wrong("the kernels start from GlorotUniform")
    def keras_default_start(X, filters, layers):
        """The initialiser is left out, so it is Glorot's."""
        for _ in range(layers):
            X = relu(norm(keras.layers.Conv2D(filters, 3, padding="same", use_bias=False)(X)))
        return X

    @wrong("the kernels start from HeUniform")
    def he_uniform(X, filters, layers):
        """he_uniform instead of he_normal."""
        for _ in range(layers):
            X = relu(norm(conv(X, filters, start="he_uniform")))
        return X

    @wrong("there is one layer")
    def no_loop(X, filters, layers):
        """One layer only, ``layers`` is not used."""
        return relu(norm(conv(X, filters)))

    @wrong("there is one layer")
    def reads_the_input_again(X, filters, layers):
        """Every round reads X and writes Y, so the layers do not follow each other."""
        for _ in range(layers):
            Y = relu(norm(conv(X, filters)))
        return Y

    @wrong("there is one layer")
    def return_in_the_loop(X, filters, layers):
        """The return is indented too far, so the loop ends after one round."""
        for _ in range(layers):
            X = relu(norm(conv(X, filters)))
            return X

    @wrong("there is one layer too few")
    def one_too_few(X, filters, layers):
        """range(1, layers) makes one layer too few."""
        for _ in range(1, layers):
            X = relu(norm(conv(X, filters)))
        return X

    @wrong("there is one layer too many")
    def one_too_many(X, filters, layers):
        """range(layers + 1) makes one layer too many."""
        for _ in range(layers + 1):
            X = relu(norm(conv(X, filters)))
        return X

    @wrong("one convolution is used again and again behind the first")
    def one_convolution_for_all(X, filters, layers):
        """The convolution is made once, in front of the loop, and used again and again."""
        X = relu(norm(conv(X, filters)))
        again = keras.layers.Conv2D(
            filters, 3, padding="same", use_bias=False, kernel_initializer="he_normal"
        )
        for _ in range(layers - 1):
            X = relu(norm(again(X)))
        return X

    @wrong("one batch normalisation is used again and again")
    def one_bn_for_all(X, filters, layers):
        """BN is made once and shared by all layers."""
        shared = keras.layers.BatchNormalization()
        for _ in range(layers):
            X = relu(shared(conv(X, filters)))
        return X

    @wrong("only the last layer has a ReLU")
    def relu_at_the_end_only(X, filters, layers):
        """One ReLU after the loop instead of one in every round."""
        for _ in range(layers):
            X = norm(conv(X, filters))
        return relu(X)

    @wrong("the convolutions apply a ReLU of their own before the normalisation")
    def relu_in_the_convolution_too(X, filters, layers):
        """activation="relu" in the convolution, and a ReLU after BN."""
        for _ in range(layers):
            X = relu(norm(conv(X, filters, activation="relu")))
        return X

    @wrong("filters is 3, expected 5")
    def arguments_swapped(X, filters, layers):
        """Conv2D(3, filters): number of filters and kernel size change places."""
        for _ in range(layers):
            X = relu(norm(conv(X, 3, kernel=filters)))
        return X

    @wrong("kernel_size is (1, 1), expected (3, 3)")
    def kernel_of_one(X, filters, layers):
        """1x1 kernels, so no neighbour is read."""
        for _ in range(layers):
            X = relu(norm(conv(X, filters, kernel=1)))
        return X

    @wrong("strides is (2, 2), expected (1, 1)")
    def strided(X, filters, layers):
        """strides=2 copied from another example."""
        for _ in range(layers):
            X = relu(norm(conv(X, filters, strides=2)))
        return X

    @wrong("filters is 4, expected 7")
    def channels_of_the_input(X, filters, layers):
        """As many filters as X has channels, ``filters`` is not used."""
        for _ in range(layers):
            X = relu(norm(conv(X, X.shape[-1])))
        return X

    @wrong("filters is 10, expected 5")
    def filters_double(X, filters, layers):
        """The filters double with every layer."""
        for number in range(layers):
            X = relu(norm(conv(X, filters * 2**number)))
        return X

    @unnamed
    def two_written_out(X, filters, layers):
        """Two layers written out, right for layers=2 only."""
        X = relu(norm(conv(X, filters)))
        return relu(norm(conv(X, filters)))

    @wrong("In its place stands Add 'add'")
    def with_a_shortcut(X, filters, layers):
        """A shortcut is added; the plain net has none."""
        X = relu(norm(conv(X, filters)))
        for _ in range(layers - 1):
            X = keras.layers.Add()([relu(norm(conv(X, filters))), X])
        return X

    @wrong("axis is 1, expected the channels")
    def bn_over_rows(X, filters, layers):
        """BN(axis=1) takes the rows for the channels."""
        for _ in range(layers):
            X = relu(norm(conv(X, filters), axis=1))
        return X

    @wrong("the activation is a sigmoid")
    def sigmoid(X, filters, layers):
        """A sigmoid instead of ReLU."""
        for _ in range(layers):
            X = keras.layers.Activation("sigmoid")(norm(conv(X, filters)))
        return X

    @wrong("batch normalisation is frozen in inference mode")
    def bn_frozen(X, filters, layers):
        """BN is called with training=False for good."""
        for _ in range(layers):
            X = relu(keras.layers.BatchNormalization()(conv(X, filters), training=False))
        return X

    @wrong("'int' object has no attribute 'Conv2D'")
    def layers_is_a_number(X, filters, layers):
        """``layers.Conv2D``, but layers is the number of layers here."""
        for _ in range(layers):
            X = layers.Conv2D(filters, 3, padding="same")(X)
        return X

    @wrong("it returns nothing (None)")
    def no_return(X, filters, layers):
        """Nothing is returned."""
        for _ in range(layers):
            X = relu(norm(conv(X, filters)))

    @wrong("it returns an object of type Functional where one Keras tensor is")
    def gives_a_model(X, filters, layers):
        """A model is returned instead of the tensor."""
        Y = X
        for _ in range(layers):
            Y = relu(norm(conv(Y, filters)))
        return keras.Model(X, Y)

    @wrong("it returns a list of 3 where one Keras tensor is expected")
    def gives_all_tensors(X, filters, layers):
        """A list of every layer's tensor is returned."""
        found = []
        for _ in range(layers):
            X = relu(norm(conv(X, filters)))
            found.append(X)
        return found

    @right
    def with_relu_layers(X, filters, layers):
        """ReLU layers and initialiser objects instead of words."""
        for _ in range(layers):
            start = keras.initializers.HeNormal()
            X = keras.layers.Conv2D(
                filters, (3, 3), (1, 1), "same", use_bias=False, kernel_initializer=start
            )(X)
            X = keras.layers.BatchNormalization(axis=-1)(X)
            X = keras.layers.ReLU()(X)
        return X

    @right
    def recursive(X, filters, layers):
        """A recursion instead of a loop, and the function relu instead of a layer."""
        if layers == 0:
            return X
        before = E1_1.recursive(X, filters, layers - 1)
        return keras.ops.relu(norm(conv(before, filters)))

    @right
    def countdown(X, filters, layers):
        """A while loop that counts down."""
        while layers > 0:
            X = keras.activations.relu(norm(conv(X, filters)))
            layers -= 1
        return X
