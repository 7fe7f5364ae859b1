"""The check of lesson 1's probe: how large the gradient of each kernel is."""

from collections.abc import Callable

import keras
import numpy as np

from resnets.checks.build import call, only_first, require_function
from resnets.checks.isolation import isolated
from resnets.checks.lesson01_norm_mistakes import norm_mistakes, norms_of, small_mistake
from resnets.checks.unfinished import CheckFailed, not_right
from resnets.gradients import kernel_gradients, kernel_layers

NORMS, PICTURES, CLASSES = "gradient_norms", 7, 4
SEED, FILTERS = 5, (4, 6)


def _net_and_batch(seed: int = SEED, filters: tuple[int, ...] = FILTERS):
    """Return a small net that ends in logits, and a batch: every weight drawn, biases included."""
    rng = np.random.default_rng(seed)
    X = inputs = keras.Input((6, 5, 3))
    for k, number in enumerate(filters):
        X = keras.layers.Conv2D(number, 3, padding="same", name=f"conv2d_{9 + k}")(X)  # 10 sorts before 9
        X = keras.layers.BatchNormalization()(X)
        X = keras.layers.Activation("relu")(X)
    X = keras.layers.GlobalAveragePooling2D()(X)
    model = keras.Model(inputs, keras.layers.Dense(CLASSES)(X))
    drawn = [rng.uniform(0.4, 1.6, w.shape) for w in model.get_weights()]
    model.set_weights([w * rng.choice([-1, 1], w.shape) if w.ndim > 1 else w for w in drawn])
    middle = kernel_layers(model)[1].kernel
    middle.assign(middle * 0.1)  # BN undoes that in the net, but its gradient grows: the largest is no end's
    return model, rng.normal(size=(PICTURES, 6, 5, 3)).astype("float32"), np.arange(PICTURES) % CLASSES


def _quiet_net_and_batch(seed: int, filters: tuple[int, ...]):
    """Return a net without BN whose gradients are as tiny as in a deep one from Glorot's start, and a batch.

    Nothing in it is negative, so that no ReLU is closed.
    """
    rng = np.random.default_rng(seed)
    X = inputs = keras.Input((6, 5, 3))
    for number in filters:
        X = keras.layers.Conv2D(number, 3, padding="same", activation="relu")(X)
    model = keras.Model(inputs, keras.layers.Dense(CLASSES)(keras.layers.GlobalAveragePooling2D()(X)))
    model.set_weights([1e-5 * rng.uniform(0.4, 1.6, w.shape) for w in model.get_weights()])
    x = rng.uniform(size=(PICTURES, 6, 5, 3)).astype("float32")
    return model, x, np.arange(PICTURES) % CLASSES


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
    _check_net(function, *_quiet_net_and_batch(seed, filters))


def _check_net(function: Callable, model, x, y) -> None:
    right = norms_of(kernel_gradients(model, x, y))
    trainable = [w.copy() for w in _trainable(model)]
    result = call(function, NORMS, model, x.copy(), y.copy())
    if any(not np.array_equal(a, b) for a, b in zip(trainable, _trainable(model), strict=True)):
        raise not_right(
            NORMS, "the weights are not the same afterwards; a probe trains nothing.", "what is assigned."
        )
    values = _as_numbers(result)
    _check_length(values, right, model)
    if np.allclose(values, right, rtol=1e-3, atol=0):
        _require_array(result)
        return
    small = small_mistake(values, right)
    if small:
        raise not_right(NORMS, *small)
    for wrong, what, where in norm_mistakes(model, x, y):
        if np.allclose(values[: len(wrong)], wrong, rtol=1e-3, atol=1e-6 * right.max()):
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
    if isinstance(value, str):
        what = f"entry {k} is the text {str(value)!r}; it returns no numbers."
        raise not_right(NORMS, what, "how one is made of a gradient; printing comes later.")
    try:
        return np.asarray(keras.ops.convert_to_numpy(value), float)
    except (TypeError, ValueError) as error:
        raise not_right(
            NORMS, f"entry {k} is {value!r}; it returns no numbers.", "how one is made of a gradient."
        ) from error


def _check_length(values: np.ndarray, right: np.ndarray, model) -> None:
    found, kernels, trainable = len(values), len(right), len(model.trainable_variables)
    if found == kernels:
        return
    where = "which weights you ask gradients of: layer.kernel of the layers that have one."
    if found == trainable:
        what = f"there are {found} numbers, one for every trainable weight: biases, gammas and betas too."
    elif found == 2 * kernels:
        what = f"there are {found} numbers: the biases are included; only kernels are asked for."
    elif found == sum(bool(layer.trainable_variables) for layer in model.layers):
        what = f"there are {found} numbers, one for every layer with weights: BN has a gamma, but no kernel."
    elif found == kernels - 1:
        what = f"there are {found} numbers, one too few: the dense layer at the end has a kernel as well."
    elif found == 1 and np.isclose(values[0], right[0], rtol=1e-3):
        what = f"there is one number, that of the first layer; this net has {kernels} kernels."
        where = "where the loop ends: a return inside it ends it in the first round."
    elif found == 1 and np.isclose(values[0], right[-1], rtol=1e-3):
        what = f"there is one number, that of the last layer; this net has {kernels} kernels."
        where = "where the list is made: inside the loop it is made anew in every round."
    elif found == PICTURES:
        what = f"there are {found} numbers, one for every picture; this net has {kernels} kernels."
        where = "what the tape is asked for: how the loss depends on the kernels, not on the pictures."
    else:
        what = f"there are {found} numbers; this net has {kernels} kernels."
    raise not_right(NORMS, what, where)
