"""More of exercise 1.2, the tape and the loss, written from the students' text alone."""

import keras
import numpy as np
import tensorflow as tf

from tests.wrong_answers import right, unnamed, wrong
from tests.wrong_answers.blind.lesson01_gradients import gradients_of, kernels_of, loss_of


class E1_2:
    """gradient_norms, continued."""

    @unnamed
    def of_the_activations(model, x, y):
        """Gradients for what the layers give out, not for their kernels."""
        outputs = [layer.output for layer in model.layers if hasattr(layer, "kernel")]
        both = keras.Model(model.inputs, [outputs, model.output])
        with tf.GradientTape() as tape:
            maps, logits = both(x, training=True)
            loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)(y, logits)
        return np.array([float(tf.norm(g)) for g in tape.gradient(loss, maps)])

    @wrong("and the loss made")
    def loss_after_the_tape(model, x, y):
        """The loss is computed after the ``with``, so the tape does not know it."""
        kernels = kernels_of(model)
        with tf.GradientTape() as tape:
            logits = model(x, training=True)
        loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)(y, logits)
        return np.array([float(tf.norm(g)) for g in tape.gradient(loss, kernels)])

    @wrong("not layers")
    def layers_as_sources(model, x, y):
        """The tape is given the layers instead of their kernels."""
        layers = [layer for layer in model.layers if hasattr(layer, "kernel")]
        with tf.GradientTape() as tape:
            loss = loss_of(model, x, y)
        return np.array([float(tf.norm(g)) for g in tape.gradient(loss, layers)])

    @wrong("not NumPy copies")
    def kernels_as_arrays(model, x, y):
        """Kernels from get_weights, which are NumPy copies that the tape has not seen."""
        kernels = [layer.get_weights()[0] for layer in model.layers if hasattr(layer, "kernel")]
        with tf.GradientTape() as tape:
            loss = loss_of(model, x, y)
        return np.array([float(tf.norm(g)) for g in tape.gradient(loss, kernels)])

    @wrong("NumPy comes in between")
    def logits_as_numpy(model, x, y):
        """The logits are turned into NumPy inside the tape, which cuts the way back."""
        with tf.GradientTape() as tape:
            logits = model(x, training=True).numpy()
            loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)(y, logits)
        return np.array([float(tf.norm(g)) for g in tape.gradient(loss, kernels_of(model))])

    @wrong("no attribute 'backward'")
    def as_in_pytorch(model, x, y):
        """loss.backward() and kernel.grad, as in PyTorch."""
        loss = loss_of(model, x, y)
        loss.backward()
        layers = [layer for layer in model.layers if hasattr(layer, "kernel")]
        return np.array([float(tf.norm(layer.kernel.grad)) for layer in layers])

    @wrong("no attribute 'set_learning_phase'")
    def learning_phase(model, x, y):
        """Training mode is set with the learning phase of old Keras."""
        keras.backend.set_learning_phase(1)
        with tf.GradientTape() as tape:
            loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)(y, model(x))
        return np.array([float(tf.norm(g)) for g in tape.gradient(loss, kernels_of(model))])

    @wrong("BN has a gamma, but no kernel")
    def first_weight_of_every_layer(model, x, y):
        """The first weight of every layer that has any, so the BN layers' gammas are in it too."""
        firsts = [layer.trainable_weights[0].value for layer in model.layers if layer.trainable_weights]
        with tf.GradientTape() as tape:
            loss = loss_of(model, x, y)
        return np.array([float(tf.norm(g)) for g in tape.gradient(loss, firsts)])

    @wrong("target.shape=(7, 10), output.shape=(7, 4)")
    def ten_classes(model, x, y):
        """One-hot labels with ten classes hard-coded, as CIFAR-10 has them."""
        with tf.GradientTape() as tape:
            loss = keras.losses.CategoricalCrossentropy(from_logits=True)(
                tf.one_hot(y, 10), model(x, training=True)
            )
        return np.array([float(tf.norm(g)) for g in tape.gradient(loss, kernels_of(model))])

    @wrong("target.shape=(7, 4), output.shape=(7,)")
    def loss_arguments_swapped(model, x, y):
        """The loss gets the logits first and the labels second."""
        with tf.GradientTape() as tape:
            loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)(model(x, training=True), y)
        return np.array([float(tf.norm(g)) for g in tape.gradient(loss, kernels_of(model))])

    @wrong("own guesses are taken for the labels")
    def labels_of_its_own(model, x, y):
        """The model's own guesses are taken as labels, y is not used."""
        guesses = np.argmax(model(x, training=True), axis=-1)
        return np.array([float(tf.norm(g)) for g in gradients_of(model, x, guesses)])

    @wrong("target.shape=(), output.shape=(7, 4)")
    def labels_taken_as_one_hot(model, x, y):
        """argmax over the labels, as if they were one-hot."""
        labels = np.argmax(y, axis=-1)
        return np.array([float(tf.norm(g)) for g in gradients_of(model, x, labels)])

    @wrong("only the first 4 pictures are used")
    def four_pictures(model, x, y):
        """Only the first four pictures are used, to save time."""
        return np.array([float(tf.norm(g)) for g in gradients_of(model, x[:4], y[:4])])

    @wrong("the pictures are divided by 255")
    def scaled_again(model, x, y):
        """The pictures are divided by 255 once more."""
        return np.array([float(tf.norm(g)) for g in gradients_of(model, x / 255.0, y)])

    @wrong("judges each class by itself (binary cross-entropy)")
    def binary_cross_entropy(model, x, y):
        """Binary cross-entropy of each class instead of the one over all classes."""
        with tf.GradientTape() as tape:
            logits = model(x, training=True)
            labels = tf.one_hot(y, logits.shape[-1])
            loss = keras.losses.BinaryCrossentropy(from_logits=True)(labels, logits)
        return np.array([float(tf.norm(g)) for g in tape.gradient(loss, kernels_of(model))])

    @wrong("divided by the number of classes: its mean runs over them too")
    def mean_over_the_classes_too(model, x, y):
        """Cross-entropy written by hand, with a mean that runs over the classes as well."""
        with tf.GradientTape() as tape:
            logits = model(x, training=True)
            loss = -tf.reduce_mean(tf.one_hot(y, logits.shape[-1]) * tf.nn.log_softmax(logits))
        return np.array([float(tf.norm(g)) for g in tape.gradient(loss, kernels_of(model))])

    @wrong("7 numbers, one for every picture")
    def watches_the_pictures(model, x, y):
        """The tape watches the pictures, and the gradient is asked for them, one number a picture."""
        x = tf.convert_to_tensor(x)
        with tf.GradientTape() as tape:
            tape.watch(x)
            loss = loss_of(model, x, y)
        return np.array([float(tf.norm(g)) for g in tape.gradient(loss, x)])

    @right
    def a_tape_that_lasts(model, x, y):
        """A persistent tape that is asked kernel by kernel, and the cross-entropy written by hand."""
        norms = []
        with tf.GradientTape(persistent=True) as tape:
            logits = model(x, training=True)
            chances = tf.nn.log_softmax(tf.cast(logits, "float32"))
            loss = -tf.reduce_mean(tf.gather(chances, tf.cast(y, "int32"), axis=1, batch_dims=1))
        for layer in model.layers:
            if hasattr(layer, "kernel"):
                g = tape.gradient(loss, layer.kernel.value)
                norms.append(tf.sqrt(tf.reduce_sum(tf.square(g))))
        return np.stack(norms)

    @right
    def summed_and_divided(model, x, y):
        """The sum of the losses is taken back and the norms divided by the number of pictures."""
        kernels = kernels_of(model)
        with tf.GradientTape() as tape:
            logits = model(x, training=True)
            losses = keras.losses.sparse_categorical_crossentropy(y, logits, from_logits=True)
        return np.fromiter((float(tf.norm(g)) / len(x) for g in tape.gradient(losses, kernels)), "float64")
