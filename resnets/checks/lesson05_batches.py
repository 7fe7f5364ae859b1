"""What a pipeline gives: a dataset, its batches and their labels, or the words for what comes instead."""

from collections.abc import Callable

import numpy as np

from resnets.checks.build import call, explained
from resnets.checks.unfinished import CheckFailed, not_right

NAME = "make_dataset"
N, SHAPE, CLASSES = 320, (8, 6, 3), 10
CIFAR = (32, 32, 3)


def failed(what: str, look: str) -> CheckFailed:
    """Return the error."""
    return not_right(NAME, what, look)


def made(function: Callable, x: np.ndarray, y: np.ndarray, training: bool, **given):
    """Return the learner's dataset of copies of these arrays; raises where it is none."""
    own_x, own_y = x.copy(), y.copy()
    try:
        dataset = call(function, NAME, own_x, own_y, training=training, **given)
    except CheckFailed as failure:
        raise _without_brackets(failure) or failure from failure.__cause__
    import tensorflow as tf

    if dataset is None and not training and call(function, NAME, own_x, own_y, training=True) is not None:
        raise failed(
            "with training=False it returns nothing (None); with training=True it does return something.",
            "how far its last line is indented.",
        )
    if not isinstance(dataset, tf.data.Dataset):
        what = "nothing (None)" if dataset is None else f"an object of type {type(dataset).__name__}"
        raise failed(f"it returns {what}, expected a tf.data.Dataset.", "its last line.")
    if not (np.array_equal(own_x, x) and np.array_equal(own_y, y)):
        raise failed(
            "it changes the arrays that it is given; the caller may need them again.",
            "what writes into pictures or labels: NumPy's shuffle, or an operator such as `/=`.",
        )
    return dataset


def _without_brackets(failure: CheckFailed) -> CheckFailed | None:
    """Return what to say where from_tensor_slices got pictures and labels as two arguments, else None."""
    error = failure.__cause__
    frames, trace = [], getattr(error, "__traceback__", None)
    while trace is not None:
        frames.append(trace.tb_frame.f_code.co_name)
        trace = trace.tb_next
    if "truth value" not in str(error) or "from_tensor_slices" not in frames:
        return None
    return _looking(failure, "the brackets in that line: pictures and labels go in as one pair.")


def _looking(failure: CheckFailed, look: str) -> CheckFailed:
    """Return the failure with another last line."""
    return CheckFailed(str(failure).rpartition("\nLook at: ")[0] + f"\nLook at: {look}")


def batches_of(dataset, function: Callable, training: bool) -> list[tuple[np.ndarray, np.ndarray]]:
    """Return (pictures, labels) of every batch, as they are; stops where there are too many."""
    batches, count, elements = [], 0, iter(dataset)
    while (element := _next(elements, function)) is not None:
        if not isinstance(element, tuple) or len(element) != 2:
            kind = type(element).__name__
            raise failed(
                f"its elements are no pairs of pictures and labels, but of type {kind}.",
                "what goes into the dataset, and what the functions given to `map` return.",
            )
        images, labels = (np.asarray(part) for part in element)
        _check_pictures(images, training)
        batches.append((images, labels))
        count += len(images)
        if count > 2 * N:
            raise failed(
                f"of {N} pictures it gives more than {2 * N}: it repeats without an end.",
                "`repeat`: fit repeats by itself, epoch after epoch.",
            )
    if count != N:
        raise failed(f"of {N} pictures {count} come out in an epoch.", _where_they_are(count, batches))
    return batches


def _next(elements, function: Callable):
    """Return the next element, or None; an error that comes with the data becomes a friendly one."""
    try:
        return next(elements, None)
    except Exception as error:  # TensorFlow's own kinds, of which there are many
        look = "the functions given to `map`: the pictures go through them only now."
        if "batch" in str(error):
            look = "whether `batch` comes twice, and whether all pictures keep one size."
        raise _looking(explained(error, function, NAME), look) from error


def _check_pictures(images: np.ndarray, training: bool) -> None:
    if images.ndim == 3:
        raise failed(
            f"with training={training} it gives single pictures, not batches.",
            "what the net is fed with: batches, in training and in validation.",
        )
    if images.shape[1:] != SHAPE:
        raise failed(*_of_shape(images.shape[1:]))
    if images.dtype != np.float32:
        raise failed(
            f"with training={training} the pictures are {images.dtype}, expected float32.",
            "the arithmetic on pixels, and whether it is done for both sets.",
        )


def _of_shape(shape: tuple[int, ...]) -> tuple[str, str]:
    """Return what is wrong where pictures have this shape, and where to look."""
    height, width, channels = SHAPE
    if len(shape) < 2:
        return "its pairs begin with the labels.", "the order: pictures first, labels second."
    if len(shape) > 3:
        return (
            f"a batch, or the whole set, stands where one picture should: {shape}, expected {SHAPE}.",
            "how the dataset begins: it should cut the arrays into pictures; and how often `batch` comes.",
        )
    if shape == (channels, height, width):
        return (
            f"the channels stand before height and width, {shape}; here they come last.",
            "what changes the order of the axes: PyTorch has another one.",
        )
    if shape == (width, height, channels):
        return (
            f"height and width change places, {shape}, as by a quarter turn.",
            "the augmentation; asked is a flip from left to right, and nothing else.",
        )
    if shape == CIFAR:
        return (
            f"pictures of {SHAPE} go in, and others of {shape} come out: the lesson's own.",
            "the names of the arrays in the function: it should work on its arguments.",
        )
    return f"pictures of {SHAPE} come out as {shape}; their size should stay.", "what changes the size."


def _where_they_are(count: int, batches) -> str:
    """Return where to look if so many pictures come out in these batches."""
    if count > N:
        return "what adds pictures: an epoch shows each of them once, mirrored or not."
    size = len(batches[0][0]) if batches else 0
    if len(batches) > 1 and N - count == N % size:
        return "the last, smaller batch: something drops it."
    if len(batches) == 1:
        return "a `take` that was left from trying out, or a part that is kept back for another set."
    return "what leaves pictures out: a slice, a `take`, a part that is kept back."


def check_size(asked: int, found: int, training: bool) -> None:
    """Raise unless batches have the size that was asked for."""
    if found != asked:
        raise failed(
            f"asked for batch_size={asked}, it gives batches of {found} with training={training}.",
            "the numbers you typed: one of them is an argument, in validation as in training.",
        )


def numbers_of(labels: np.ndarray) -> np.ndarray:
    """Return a batch's labels as one row of integers; raises where they are none."""
    if labels.ndim == 2 and labels.shape[1] == CLASSES:
        raise failed(
            "the labels are one-hot rows; expected are integers, as they came in.",
            "what happens to the labels: the loss of this lesson takes numbers of classes.",
        )
    if labels.ndim == 2 and labels.shape[1] == SHAPE[2] and labels.dtype.kind == "f":
        raise failed(
            "the labels are normalised as the pictures are: three numbers come of each.",
            "what the function given to `map` does to its second argument.",
        )
    if labels.ndim > 2 or labels.size != len(labels):
        raise failed(f"labels come in shape {labels.shape}.", "the labels: (batch, 1) or (batch,).")
    if labels.dtype.kind not in "iu":
        raise failed(
            f"the labels are {labels.dtype}, expected integers, as they came in.",
            "what is cast: the pictures alone become float32.",
        )
    return labels.reshape(-1)
