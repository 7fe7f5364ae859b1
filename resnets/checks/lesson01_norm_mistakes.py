"""The catalogue of mistakes in lesson 1's probe: what each makes of the norms on a given net and batch."""

from collections.abc import Iterator

import keras
import numpy as np

from resnets.gradients import kernel_gradients, kernel_layers


def norms_of(gradients) -> np.ndarray:
    """Return the L2 norm of each array."""
    return np.array([np.linalg.norm(g) for g in gradients])


def norm_mistakes(model, x, y) -> Iterator[tuple[np.ndarray, str, str]]:
    """Yield (wrong values, what they are, where to look) for each fault in the catalogue."""
    crossentropy = keras.losses.SparseCategoricalCrossentropy
    pictures, classes = len(x), model.output_shape[-1]
    right = kernel_gradients(model, x, y)

    def other(loss=None, training=True):
        return norms_of(kernel_gradients(model, x, y, training=training, loss=loss))

    def twice(y, z):  # times 1, since Keras knows a softmax when it sees one, and takes its logits
        return crossentropy(from_logits=True)(y, keras.ops.softmax(z) * 1.0)

    norms, sizes = norms_of(right), np.array([g.size for g in right])
    kernels = [keras.ops.convert_to_numpy(layer.kernel) for layer in kernel_layers(model)]
    relative = "norms as they are asked for, divided by nothing, so that nets can be compared."
    measure = "how one number is made of a gradient: the root of the sum of squares."
    loss = "what is differentiated: the cross-entropy of y and the logits, its mean over the batch."
    averaged = "the mean: it is taken once, of one loss for each picture."
    layers = kernel_layers(model)
    by_name = sorted(range(len(layers)), key=lambda k: layers[k].name)
    yield from [
        (
            norms[by_name],
            f"the numbers are sorted by the layers' names, with {layers[by_name[0]].name} first.",
            "the order of the layers: that of the forward pass, which no sorting of names gives.",
        ),
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
        (
            np.array([np.linalg.norm(g.reshape(-1, g.shape[-1]), 2) for g in right]),
            "each number is the largest singular value of the gradient, taken as a matrix.",
            measure,
        ),
        (
            np.array([np.linalg.norm(g.reshape(-1, g.shape[-1]), axis=0).mean() for g in right]),
            "a norm is taken for each filter alone, and then their mean; asked is that of the whole kernel.",
            measure,
        ),
        (
            np.sqrt(np.cumsum(norms**2)),
            "each number holds those of the layers before it as well.",
            "the sum: it has to begin at 0 again with every layer.",
        ),
        (
            norms / np.linalg.norm(norms),
            "the gradients are clipped, or scaled, to a norm of 1 over all layers.",
            relative,
        ),
        (norms / pictures, "the norms are divided by the number of pictures.", averaged),
        (
            norms / classes,
            "the loss is divided by the number of classes: its mean runs over them too.",
            averaged,
        ),
        (norms / norms_of(kernels), "each norm is divided by the norm of its kernel.", relative),
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
            norms_of(kernels),
            "these are the norms of the kernels themselves, not of their gradients.",
            "what comes out of the tape.",
        ),
        (norms * pictures, "the loss is summed over the batch; the mean is asked for.", loss),
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
        other(lambda y, z: keras.ops.mean((z - keras.ops.one_hot(y, classes)) ** 2)),
        "the loss is the squared error; cross-entropy is asked for.",
        loss,
    )
    yield (
        other(lambda y, z: keras.ops.mean(_binary(keras.ops.one_hot(y, classes), z))),
        "the loss judges each class by itself (binary cross-entropy), not one class against the others.",
        "the name of the loss.",
    )
    yield (
        other(lambda y, z: crossentropy(from_logits=True)(keras.ops.argmax(z, axis=-1), z)),
        "the net's own guesses are taken for the labels; y is what it should have said.",
        "what the loss gets besides the logits.",
    )
    yield (
        norms_of(kernel_gradients(model, x / 255, y)),
        "the pictures are divided by 255 first; they come as the net takes them.",
        "what is done to x.",
    )
    for n in range(2, pictures):
        part = norms_of(kernel_gradients(model, x[:n], y[:n]))
        yield part, f"only the first {n} pictures are used, not the whole batch.", loss
    single = [norms_of(kernel_gradients(model, x[k : k + 1], y[k : k + 1])) for k in range(pictures)]
    yield single[0], "only the first picture is used, not the whole batch.", loss
    yield (
        np.mean(single, axis=0),
        "a norm is taken for each picture alone; it is asked for of the gradient of the batch.",
        loss,
    )


def _binary(targets, logits):
    """Return the binary cross-entropy of each class, from logits."""
    return keras.ops.binary_crossentropy(targets, logits, from_logits=True)


def small_mistake(values: np.ndarray, right: np.ndarray) -> tuple[str, str] | None:
    """Return (what, where to look) where something small swallows small norms, or else None."""
    look = "what is done to a norm before it is handed back; it can be as small as 1e-11."
    k = int(np.abs(values / right - 1).argmax())
    comes_out = f"where {right[k]:.2g} is expected, {values[k]:.2g} comes out"
    if any(np.allclose(values, other, rtol=1e-4, atol=0) for other in _rounded(right)):
        return f"the numbers are rounded, or cut off behind the point: {comes_out}.", look
    for added, words in ((values - right, "to each norm"), (values**2 - right**2, "under each root")):
        if added.min() > 0 and np.ptp(added) < 0.01 * added.max():
            return f"about {added.mean():.0e} is added {words}, which hides a small one: {comes_out}.", look
    return None


def _rounded(right: np.ndarray) -> Iterator[np.ndarray]:
    yield np.trunc(right)
    yield from (np.round(right, places) for places in range(9))
