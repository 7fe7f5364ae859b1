"""The check of lesson 1's probe: how large the gradient of each kernel is."""

from collections.abc import Callable, Iterator

import keras
import numpy as np

from resnets.checks.build import call, only_first, require_function
from resnets.checks.isolation import isolated
from resnets.checks.unfinished import CheckFailed, not_right
from resnets.gradients import kernel_gradients, kernel_layers

NORMS, PICTURES, CLASSES = "gradient_norms", 7, 4
SEED, FILTERS = 5, (4, 6)


def _net_and_batch(seed: int = SEED, filters: tuple[int, ...] = FILTERS):
    """Return a small net that ends in logits, and a batch: every weight drawn, biases included."""
    rng = np.random.default_rng(seed)
    X = inputs = keras.Input((6, 5, 3))
    for number in filters:
        X = keras.layers.Conv2D(number, 3, padding="same")(X)
        X = keras.layers.BatchNormalization()(X)
        X = keras.layers.Activation("relu")(X)
    X = keras.layers.GlobalAveragePooling2D()(X)
    model = keras.Model(inputs, keras.layers.Dense(CLASSES)(X))
    drawn = [rng.uniform(0.4, 1.6, w.shape) for w in model.get_weights()]
    model.set_weights([w * rng.choice([-1, 1], w.shape) if w.ndim > 1 else w for w in drawn])
    middle = kernel_layers(model)[1].kernel
    middle.assign(middle * 0.1)  # BN undoes that in the net, but its gradient grows: the largest is no end's
    return model, rng.normal(size=(PICTURES, 6, 5, 3)).astype("float32"), np.arange(PICTURES) % CLASSES


def _norms(gradients) -> np.ndarray:
    return np.array([np.linalg.norm(g) for g in gradients])


def norm_mistakes(model, x, y) -> Iterator[tuple[np.ndarray, str, str]]:
    """Yield (wrong values, what they are, where to look) for each fault in the catalogue."""
    crossentropy = keras.losses.SparseCategoricalCrossentropy
    right = kernel_gradients(model, x, y)

    def other(loss=None, training=True):
        return _norms(kernel_gradients(model, x, y, training=training, loss=loss))

    def twice(y, z):  # times 1, since Keras knows a softmax when it sees one, and takes its logits
        return crossentropy(from_logits=True)(y, keras.ops.softmax(z) * 1.0)

    norms, sizes = _norms(right), np.array([g.size for g in right])
    kernels = [keras.ops.convert_to_numpy(layer.kernel) for layer in kernel_layers(model)]
    relative = "norms as they are asked for, divided by nothing, so that nets can be compared."
    measure = "how one number is made of a gradient: the root of the sum of squares."
    loss = "what is differentiated: the cross-entropy of y and the logits, its mean over the batch."
    yield from [
        (
            norms[::-1],
            "the order is reversed; the first number belongs to the layer next to the input.",
            "the order of the layers.",
        ),
        (
            np.array([np.abs(g).mean() for g in right]),
            "each number is the mean of the absolute values, not the norm.",
            measure,
        ),
        (
            np.array([np.abs(g).sum() for g in right]),
            "each number is the sum of the absolute values; asked is the L2 norm.",
            measure,
        ),
        (
            np.array([np.abs(g).max() for g in right]),
            "each number is the largest absolute value, not the norm.",
            measure,
        ),
        (
            np.array([abs(g.mean()) for g in right]),
            "each number is the mean of the gradient, in which signs cancel.",
            measure,
        ),
        (
            np.array([g.sum() for g in right[:-1]]),  # the sum over the logits' kernel is 0, up to rounding
            "each number is the sum of the gradient, in which signs cancel.",
            measure,
        ),
        (
            np.array([g.std() for g in right]),
            "each number is the standard deviation of the gradient, not its norm.",
            measure,
        ),
        (norms**2, "each number is the sum of squares; the root is missing.", measure),
        (
            norms / np.sqrt(sizes),
            "each number is the root of the *mean* square; larger kernels then count as small ones.",
            measure,
        ),
        (norms / _norms(kernels), "each norm is divided by the norm of its kernel.", relative),
        (norms / norms[0], "the norms are divided by the first one.", relative),
        (norms / norms[-1], "the norms are divided by the last one.", relative),
        (norms / norms.max(), "the norms are divided by the largest one.", relative),
        (np.log10(norms), "these are logarithms of the norms.", relative),
        (np.log(norms), "these are natural logarithms of the norms.", relative),
        (
            np.sort(norms),
            "the numbers are sorted by size; each belongs to its layer.",
            "the order of the layers.",
        ),
        (
            np.sort(norms)[::-1],
            "the numbers are sorted, the largest first; each belongs to its layer.",
            "the order of the layers.",
        ),
        (
            _norms(kernels),
            "these are the norms of the kernels themselves, not of their gradients.",
            "what comes out of the tape.",
        ),
        (norms * PICTURES, "the loss is summed over the batch; the mean is asked for.", loss),
    ]
    # These need a backward pass each, so they come last.
    yield (
        other(training=False),
        "the net runs in inference mode; the question is about training.",
        "how the model is called.",
    )
    for reduce, word in ((keras.ops.sum, "sum"), (keras.ops.mean, "mean")):
        yield (
            other(lambda y, z, reduce=reduce: reduce(z)),
            f"the {word} of the logits is differentiated, not the loss.",
            loss,
        )
    yield (
        other(lambda y, z: crossentropy()(y, z)),
        "the loss takes the logits for probabilities.",
        "the argument from_logits of the loss.",
    )
    yield (
        other(twice),
        "softmax is applied twice, by you and by the loss.",
        "the argument from_logits of the loss.",
    )
    yield (
        other(lambda y, z: keras.ops.mean((z - keras.ops.one_hot(y, CLASSES)) ** 2)),
        "the loss is the squared error; cross-entropy is asked for.",
        loss,
    )
    single = [_norms(kernel_gradients(model, x[k : k + 1], y[k : k + 1])) for k in range(PICTURES)]
    yield single[0], "only the first picture is used, not the whole batch.", loss
    yield (
        np.mean(single, axis=0),
        "a norm is taken for each picture alone; it is asked for of the gradient of the batch.",
        loss,
    )


def check_gradient_norms(function: Callable, seed: int = SEED, filters: tuple[int, ...] = FILTERS) -> None:
    """Check ``function(model, x, y)``: the L2 norm of the loss gradient of every kernel, in training mode.

    It is called with a model that ends in logits, float32 images and integer labels, and should return one
    number for each layer with a kernel, in the order of the forward pass.

    Raises:
        ExerciseUnfinished: the function is still a stub.
        CheckFailed: it is wrong; the text says what is wrong and where to look.
    """
    require_function(function, NORMS)
    isolated(_check_norms, function, seed, filters)
    print(
        "gradient_norms is right: one L2 norm for every kernel, convolutions and the dense layer, in the\n"
        "order of the forward pass, of the mean cross-entropy, in training mode, divided by nothing."
    )


def _check_norms(function: Callable, seed: int, filters: tuple[int, ...]) -> None:
    _check_net(function, *_net_and_batch(seed, filters))
    kernels = len(filters) + 1
    try:  # one convolution more, so that nothing can be typed in
        _check_net(function, *_net_and_batch(seed, (3, *filters)))
    except CheckFailed as failure:
        first, second = f"a net of {kernels} kernels", f"one of {kernels + 1}"
        raise only_first(NORMS, first, second, failure) from failure


def _check_net(function: Callable, model, x, y) -> None:
    right = _norms(kernel_gradients(model, x, y))
    trainable = [w.copy() for w in _trainable(model)]
    result = call(function, NORMS, model, x.copy(), y.copy())
    if any(not np.array_equal(a, b) for a, b in zip(trainable, _trainable(model), strict=True)):
        raise not_right(
            NORMS, "the weights are not the same afterwards; a probe trains nothing.", "what is assigned."
        )
    values = _as_numbers(result)
    _check_length(len(values), len(right), len(model.trainable_variables))
    if np.allclose(values, right, rtol=1e-3):
        _require_array(result)
        return
    for wrong, what, where in norm_mistakes(model, x, y):
        if np.allclose(values[: len(wrong)], wrong, rtol=1e-3, atol=1e-6):
            raise not_right(NORMS, what, where)
    k = int(np.abs(values / right - 1).argmax())
    raise not_right(
        NORMS,
        f"the number of layer {kernel_layers(model)[k].name} is {values[k]:.4g}, expected is {right[k]:.4g}.",
        "the loss first, then how its gradient becomes one number.",
    )


def _trainable(model) -> list[np.ndarray]:
    return [keras.ops.convert_to_numpy(w) for w in model.trainable_variables]


def _require_array(result) -> None:
    if not isinstance(result, np.ndarray):
        kind = type(result).__name__
        raise not_right(
            NORMS,
            f"the numbers are right, but they come as {kind}; a NumPy array is asked for.",
            "the last line.",
        )


def _as_numbers(result) -> np.ndarray:
    if result is None:
        raise not_right(
            NORMS, "it returns nothing (None).", "its last line; the norms have to be handed back."
        )
    if isinstance(result, dict):
        result = list(result.values())
    if not isinstance(result, (list, tuple)) and np.ndim(result) == 0:
        raise not_right(
            NORMS, "it returns one number; there should be one for every kernel.", "the last line."
        )
    values = [_as_array(k, v) for k, v in enumerate(result)]
    for k, value in enumerate(values):
        if value.size != 1:
            raise not_right(
                NORMS,
                f"entry {k} has shape {value.shape}; each entry should be a single number.",
                "how one number is made of a gradient.",
            )
    return np.array([value.item() for value in values])


def _as_array(k: int, value) -> np.ndarray:
    if value is None:
        what = f"entry {k} is None: the tape has not seen how the loss came about."
        raise not_right(
            NORMS, what, "what stands inside the `with`: the model's call and the loss, in TensorFlow."
        )
    try:
        return np.asarray(keras.ops.convert_to_numpy(value), float)
    except (TypeError, ValueError) as error:
        raise not_right(
            NORMS, f"entry {k} is {value!r}; it returns no numbers.", "how one is made of a gradient."
        ) from error


def _check_length(found: int, kernels: int, trainable: int) -> None:
    if found == kernels:
        return
    where = "which weights you ask gradients of: layer.kernel of the layers that have one."
    if found == trainable:
        what = f"there are {found} numbers, one for every trainable weight: biases, gammas and betas too."
    elif found == 2 * kernels:
        what = f"there are {found} numbers: the biases are included; only kernels are asked for."
    elif found == kernels - 1:
        what = f"there are {found} numbers, one too few: the dense layer at the end has a kernel as well."
    else:
        what = f"there are {found} numbers; this net has {kernels} kernels."
    raise not_right(NORMS, what, where)
