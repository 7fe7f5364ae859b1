"""``gradient_norms`` of lesson 1 as learners write it, wrong and right."""

import keras
import numpy as np

from tests.wrong_answers import right, wrong

try:
    import tensorflow as tf  # the exercise is about TensorFlow's tape
except ImportError:  # another backend: nobody calls these answers
    tf = None

CE = keras.losses.SparseCategoricalCrossentropy


def kernels_of(model):
    return [layer.kernel for layer in model.layers if hasattr(layer, "kernel")]


@right
def by_the_book(model, x, y):
    kernels = [layer.kernel.value for layer in model.layers if hasattr(layer, "kernel")]
    with tf.GradientTape() as tape:
        loss = CE(from_logits=True)(y, model(x, training=True))
    return np.array([float(tf.norm(g)) for g in tape.gradient(loss, kernels)])


@right
def one_hot_and_log_softmax(model, x, y):
    kernels = [w.value for w in model.trainable_variables if len(w.shape) > 1]
    with tf.GradientTape() as tape:
        logits = model(x, training=True)
        picked = tf.gather(tf.nn.log_softmax(logits), y, axis=1, batch_dims=1)
        loss = -tf.reduce_mean(picked)
    return np.array([tf.sqrt(tf.reduce_sum(tf.square(g))) for g in tape.gradient(loss, kernels)])


@right
def persistent_tape(model, x, y):
    norms = []
    with tf.GradientTape(persistent=True) as tape:
        loss = tf.reduce_mean(
            keras.losses.sparse_categorical_crossentropy(y, model(x, training=True), from_logits=True)
        )
    for layer in model.layers:
        if isinstance(layer, (keras.layers.Conv2D, keras.layers.Dense)):
            norms.append(np.linalg.norm(tape.gradient(loss, layer.kernel.value).numpy().ravel()))
    return np.array(norms)


@right
def by_name(model, x, y):
    with tf.GradientTape() as tape:
        value = CE(from_logits=True)(y, model(x, training=True))
    gradients = tape.gradient(value, [w.value for w in model.trainable_weights])
    pairs = zip(model.trainable_weights, gradients, strict=True)
    return np.array([float(tf.norm(g)) for w, g in pairs if w.name == "kernel"])


def probe(norm=None, loss=None, training=True, weights=kernels_of, after=lambda v: v):
    """Return a probe as the exercise asks for it, with something changed."""

    def gradient_norms(model, x, y):
        variables = weights(model)
        with tf.GradientTape() as tape:
            z = model(x, training=training)
            value = loss(y, z) if loss else CE(from_logits=True)(y, z)
        gradients = tape.gradient(value, [v.value for v in variables])
        return after([(norm or tf.norm)(g) for g in gradients])

    return gradient_norms


def named(name: str, phrase: str, function):
    function.__name__ = name
    globals()[name] = wrong(phrase)(function)


named("mean_of_absolutes", "mean of the absolute values", probe(lambda g: tf.reduce_mean(tf.abs(g))))
named("l1_norm", "sum of the absolute values", probe(lambda g: tf.norm(g, ord=1)))
named("maximum", "largest absolute value", probe(lambda g: tf.reduce_max(tf.abs(g))))
named("plain_mean", "signs cancel", probe(lambda g: tf.abs(tf.reduce_mean(g))))
named("plain_sum", "the sum of the gradient, in which signs cancel", probe(lambda g: tf.reduce_sum(g)))
named("no_root", "root is missing", probe(lambda g: tf.reduce_sum(g**2)))
named("root_mean_square", "*mean* square", probe(lambda g: tf.sqrt(tf.reduce_mean(g**2))))
named("deviation", "standard deviation", probe(lambda g: tf.math.reduce_std(g)))
named("gradients_themselves", "each entry should be a single number", probe(lambda g: g))
named("norm_of_each_filter", "entry 0 has shape (6,)", probe(lambda g: tf.norm(g, axis=(0, 1))[0]))
named("every_weight", "biases, gammas and betas", probe(weights=lambda model: model.trainable_variables))
named("biases_too", "biases are included", probe(
    weights=lambda model: [w for w in model.weights if w.name in ("kernel", "bias")]))  # fmt: skip
named("no_dense", "dense layer at the end", probe(weights=lambda model: [
    layer.kernel for layer in model.layers if isinstance(layer, keras.layers.Conv2D)]))  # fmt: skip
named("first_alone", "this net has 3 kernels", probe(after=lambda v: v[:1]))
named("counted_layers", "one of 4 does not", probe(
    weights=lambda model: [model.layers[k].kernel for k in (1, 4, 8)], after=np.array))  # fmt: skip
named("sum_of_logits", "sum of the logits", probe(loss=lambda y, z: tf.reduce_sum(z)))
named("mean_of_logits", "mean of the logits", probe(loss=lambda y, z: tf.reduce_mean(z)))
named("summed_loss", "summed over the batch", probe(
    loss=lambda y, z: CE(from_logits=True, reduction="sum")(y, z)))  # fmt: skip
named("loss_of_each_picture", "summed over the batch", probe(
    loss=lambda y, z: keras.losses.sparse_categorical_crossentropy(y, z, from_logits=True)))  # fmt: skip
named("for_probabilities", "for probabilities", probe(loss=lambda y, z: CE()(y, z)))
named("softmax_twice", "softmax is applied twice", probe(
    loss=lambda y, z: CE(from_logits=True)(y, tf.nn.softmax(z) * 1.0)))  # fmt: skip
named("inference", "inference mode", probe(training=False))
named("by_first", "divided by the first", probe(after=lambda v: [n / v[0] for n in v]))
named("by_last", "divided by the last", probe(after=lambda v: [n / v[-1] for n in v]))
named("by_largest", "divided by the largest", probe(after=lambda v: np.array(v) / max(v)))
named("logarithms", "logarithms", probe(after=np.log10))
named("natural_logarithms", "logarithms", probe(after=np.log))
named("reversed_order", "order is reversed", probe(after=lambda v: v[::-1]))
named("sorted_by_size", "the numbers are sorted", probe(after=sorted))
named("global_norm", "one number; there should be one for every", probe(
    norm=lambda g: g, after=lambda gradients: tf.linalg.global_norm(gradients)))  # fmt: skip
named("scaled", "expected is", probe(after=lambda v: [2.5 * n for n in v]))


@wrong("inference mode")
def says_nothing_of_the_mode(model, x, y):
    with tf.GradientTape() as tape:
        loss = CE(from_logits=True)(y, model(x))
    return [float(tf.norm(g)) for g in tape.gradient(loss, [k.value for k in kernels_of(model)])]


@wrong("the tape has not seen")
def model_called_outside(model, x, y):
    logits = model(x, training=True)
    with tf.GradientTape() as tape:
        loss = CE(from_logits=True)(y, logits)
    gradients = tape.gradient(loss, [k.value for k in kernels_of(model)])
    return np.array([float(tf.norm(g)) for g in gradients])


@wrong("entry 0 is None")
def hands_back_none_for_each(model, x, y):
    logits = model.predict(x, verbose=0)
    with tf.GradientTape() as tape:
        loss = CE(from_logits=True)(y, logits)
    gradients = tape.gradient(loss, [k.value for k in kernels_of(model)])
    return [g if g is None else float(tf.norm(g)) for g in gradients]


@wrong("A non-persistent GradientTape can only be used to compute one set of gradients")
def asks_the_tape_often(model, x, y):
    with tf.GradientTape() as tape:
        loss = CE(from_logits=True)(y, model(x, training=True))
    return [float(tf.norm(tape.gradient(loss, k.value))) for k in kernels_of(model)]


@wrong("norm of its kernel")
def relative_to_the_kernel(model, x, y):
    norms = np.array([float(n) for n in by_the_book(model, x, y)])
    return norms / np.array([np.linalg.norm(kernel) for kernel in kernels_of(model)])


@wrong("kernels themselves")
def norms_of_weights(model, x, y):
    return [np.linalg.norm(w) for w in model.get_weights() if w.ndim > 1]


@wrong("a probe trains nothing")
def takes_a_step(model, x, y):
    kernels = [w.value for w in model.trainable_variables]
    with tf.GradientTape() as tape:
        loss = CE(from_logits=True)(y, model(x, training=True))
    gradients = tape.gradient(loss, kernels)
    for kernel, gradient in zip(kernels, gradients, strict=True):
        kernel.assign_sub(0.1 * gradient)
    return [float(tf.norm(g)) for g in gradients if len(g.shape) > 1]


@wrong("one of 4 does not")
def typed_in(model, x, y):
    return np.array([0.130188, 1.35416, 0.601091])


@wrong("returns nothing")
def forgets_to_return(model, x, y):
    by_the_book(model, x, y)


@wrong("NameError")
def misspells(model, x, y):
    with tf.GradientTape() as tape:
        loss = CE(from_logits=True)(y, net(x, training=True))  # noqa: F821
    return tape.gradient(loss, kernels_of(model))


@wrong("missing 1 required positional argument")
def takes_a_loss_too(model, x, y, loss):
    return by_the_book(model, x, y)


@wrong("no numbers")
def returns_text(model, x, y):
    return [f"{norm:.2e} of layer {k}" for k, norm in enumerate(by_the_book(model, x, y))]
