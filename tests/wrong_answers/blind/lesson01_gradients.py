"""Exercise 1.2, gradient_norms, written from the students' text alone."""

import keras
import numpy as np
import tensorflow as tf

from tests.wrong_answers import right, unnamed, wrong


def loss_of(model, x, y, **more):
    """Return the mean cross-entropy of the model's logits."""
    return keras.losses.SparseCategoricalCrossentropy(from_logits=True, **more)(y, model(x, training=True))


def kernels_of(model):
    """Return the kernels, from the input to the output."""
    return [layer.kernel.value for layer in model.layers if hasattr(layer, "kernel")]


def gradients_of(model, x, y):
    """Return the right gradients; the answers that use it err afterwards."""
    kernels = kernels_of(model)
    with tf.GradientTape() as tape:
        loss = loss_of(model, x, y)
    return tape.gradient(loss, kernels)


class E1_2:
    """gradient_norms."""

    @wrong("the net runs in inference mode")
    def inference_mode(model, x, y):
        """training=False instead of True."""
        with tf.GradientTape() as tape:
            logits = model(x, training=False)
            loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)(y, logits)
        return np.array([float(tf.norm(g)) for g in tape.gradient(loss, kernels_of(model))])

    @wrong("the net runs in inference mode")
    def mode_left_out(model, x, y):
        """model(x) without a mode, which is inference mode."""
        with tf.GradientTape() as tape:
            loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)(y, model(x))
        return np.array([float(tf.norm(g)) for g in tape.gradient(loss, kernels_of(model))])

    @wrong("the loss takes the logits for probabilities")
    def not_from_logits(model, x, y):
        """from_logits=True is forgotten."""
        with tf.GradientTape() as tape:
            loss = keras.losses.SparseCategoricalCrossentropy()(y, model(x, training=True))
        return np.array([float(tf.norm(g)) for g in tape.gradient(loss, kernels_of(model))])

    @wrong("softmax is applied twice")
    def softmax_twice(model, x, y):
        """A softmax on top, and from_logits=True as well."""
        with tf.GradientTape() as tape:
            answers = tf.nn.softmax(model(x, training=True))
            loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)(y, answers)
        return np.array([float(tf.norm(g)) for g in tape.gradient(loss, kernels_of(model))])

    @wrong("the loss is summed over the batch")
    def summed_loss(model, x, y):
        """The sum of the losses instead of their mean."""
        with tf.GradientTape() as tape:
            loss = loss_of(model, x, y, reduction="sum")
        return np.array([float(tf.norm(g)) for g in tape.gradient(loss, kernels_of(model))])

    @wrong("the loss is the squared error")
    def squared_error(model, x, y):
        """Mean squared error of the logits instead of cross-entropy."""
        with tf.GradientTape() as tape:
            logits = model(x, training=True)
            loss = tf.reduce_mean((logits - tf.one_hot(y, logits.shape[-1])) ** 2)
        return np.array([float(tf.norm(g)) for g in tape.gradient(loss, kernels_of(model))])

    @wrong("must have the same rank")
    def categorical_loss(model, x, y):
        """CategoricalCrossentropy with integer labels."""
        with tf.GradientTape() as tape:
            loss = keras.losses.CategoricalCrossentropy(from_logits=True)(y, model(x, training=True))
        return np.array([float(tf.norm(g)) for g in tape.gradient(loss, kernels_of(model))])

    @wrong("each number is the sum of squares")
    def squared_norm(model, x, y):
        """The root is forgotten."""
        return np.array([float(tf.reduce_sum(g**2)) for g in gradients_of(model, x, y)])

    @wrong("each number is the root of the *mean* square")
    def root_of_the_mean(model, x, y):
        """The root of the mean of squares instead of their sum."""
        return np.array([float(tf.sqrt(tf.reduce_mean(g**2))) for g in gradients_of(model, x, y)])

    @wrong("each number is the sum of the absolute values")
    def l1_norm(model, x, y):
        """The sum of absolute values instead of the root of squares."""
        return np.array([float(tf.reduce_sum(tf.abs(g))) for g in gradients_of(model, x, y)])

    @wrong("each number is the largest absolute value")
    def largest_entry(model, x, y):
        """The largest entry instead of the L2 norm."""
        return np.array([float(tf.reduce_max(tf.abs(g))) for g in gradients_of(model, x, y)])

    @wrong("each number is the mean of the gradient")
    def plain_mean(model, x, y):
        """The mean of the gradient, where signs cancel."""
        return np.array([float(tf.reduce_mean(g)) for g in gradients_of(model, x, y)])

    @wrong("the order is reversed")
    def from_the_end(model, x, y):
        """The order is turned round, from the output to the input."""
        return np.array([float(tf.norm(g)) for g in gradients_of(model, x, y)])[::-1]

    @wrong("the numbers are sorted by size")
    def by_size(model, x, y):
        """The numbers are sorted by size."""
        return np.sort([float(tf.norm(g)) for g in gradients_of(model, x, y)])

    @wrong("the norms are divided by the last one")
    def ratio_to_the_last(model, x, y):
        """Divided by the last one."""
        norms = np.array([float(tf.norm(g)) for g in gradients_of(model, x, y)])
        return norms / norms[-1]

    @wrong("each norm is divided by the norm of its kernel")
    def relative_to_the_weights(model, x, y):
        """Divided by the norm of the kernel."""
        pairs = zip(gradients_of(model, x, y), kernels_of(model), strict=True)
        return np.array([float(tf.norm(g) / tf.norm(k)) for g, k in pairs])

    @wrong("these are the norms of the kernels themselves")
    def norm_of_the_weights(model, x, y):
        """The norms of the kernels themselves, not of their gradients."""
        return np.array([float(tf.norm(k)) for k in kernels_of(model)])

    @wrong("one for every trainable weight")
    def all_variables(model, x, y):
        """All trainable variables, gammas, betas and biases included."""
        with tf.GradientTape() as tape:
            loss = loss_of(model, x, y)
        found = tape.gradient(loss, [v.value for v in model.trainable_variables])
        return np.array([float(tf.norm(g)) for g in found])

    @wrong("the dense layer at the end has a kernel")
    def convolutions_only(model, x, y):
        """The dense layer, which has a kernel too, is left out."""
        kernels = [c.kernel.value for c in model.layers if isinstance(c, keras.layers.Conv2D)]
        with tf.GradientTape() as tape:
            loss = loss_of(model, x, y)
        return np.array([float(tf.norm(g)) for g in tape.gradient(loss, kernels)])

    @unnamed
    def kernels_and_biases(model, x, y):
        """Kernel and bias of a layer in one norm."""
        with tf.GradientTape(persistent=True) as tape:
            loss = loss_of(model, x, y)
        norms = []
        for layer in model.layers:
            if hasattr(layer, "kernel"):
                found = tape.gradient(loss, [v.value for v in layer.trainable_variables])
                norms.append(float(tf.linalg.global_norm(found)))
        return np.array(norms)

    @wrong("it returns one number")
    def one_norm_for_all(model, x, y):
        """One number for the whole net."""
        return float(tf.linalg.global_norm(gradients_of(model, x, y)))

    @wrong("only the first picture is used")
    def first_picture_only(model, x, y):
        """The first picture instead of the batch."""
        return np.array([float(tf.norm(g)) for g in gradients_of(model, x[:1], y[:1])])

    @wrong("a norm is taken for each picture alone")
    def mean_of_single_norms(model, x, y):
        """Norms picture by picture, then their mean."""
        single = [
            [float(tf.norm(g)) for g in gradients_of(model, x[i : i + 1], y[i : i + 1])]
            for i in range(len(x))
        ]
        return np.mean(single, axis=0)

    @wrong("the tape has not seen the model run")
    def called_before_the_tape(model, x, y):
        """The model is called before the ``with``, so the tape has seen nothing of it."""
        logits = model(x, training=True)
        with tf.GradientTape() as tape:
            loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)(y, logits)
        return np.array([float(tf.norm(g)) for g in tape.gradient(loss, kernels_of(model))])

    @right
    def keras_variables(model, x, y):
        """Keras's variables as the tape's sources, which today's Keras allows: thought wrong at first."""
        kernels = [layer.kernel for layer in model.layers if hasattr(layer, "kernel")]
        with tf.GradientTape() as tape:
            loss = loss_of(model, x, y)
        return np.array([float(np.linalg.norm(g)) for g in tape.gradient(loss, kernels)]) * 1.0

    @wrong("each entry should be a single number")
    def gives_gradients(model, x, y):
        """The gradients themselves, without their norms."""
        return gradients_of(model, x, y)

    @wrong("the weights are not the same afterwards")
    def takes_a_step(model, x, y):
        """A training step is taken as well, so the weights change."""
        found = gradients_of(model, x, y)
        for layer, g in zip([c for c in model.layers if hasattr(c, "kernel")], found, strict=True):
            layer.kernel.assign_sub(0.1 * g)
        return np.array([float(tf.norm(g)) for g in found])

    @unnamed
    def ones(model, x, y):
        """A constant of the right shape."""
        return np.ones(len(kernels_of(model)))

    @wrong("it returns nothing (None)")
    def prints_only(model, x, y):
        """The numbers are printed, nothing is returned."""
        print([float(tf.norm(g)) for g in gradients_of(model, x, y)])

    @wrong("a NumPy array is asked for")
    def gives_a_list(model, x, y):
        """A list instead of the NumPy array."""
        return [float(tf.norm(g)) for g in gradients_of(model, x, y)]

    @right
    def with_tensorflows_loss(model, x, y):
        """TensorFlow's own loss, NumPy's norm of the flat gradient."""
        with tf.GradientTape() as tape:
            losses = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=model(x, training=True))
            loss = tf.reduce_mean(losses)
        found = tape.gradient(loss, kernels_of(model))
        return np.array([np.linalg.norm(g.numpy().ravel()) for g in found])

    @right
    def by_name(model, x, y):
        """Kernels are known by the name of the variable."""
        kernels = [v.value for v in model.trainable_variables if v.name == "kernel"]
        with tf.GradientTape() as tape:
            loss = loss_of(model, x, y)
        return np.asarray(
            [tf.sqrt(tf.reduce_sum(tf.square(g))).numpy() for g in tape.gradient(loss, kernels)]
        )
