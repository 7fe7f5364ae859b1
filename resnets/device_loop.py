"""Many training steps in one call, for JAX on an accelerator.

``model.fit`` brings every batch from the host and asks for its loss; a net as small as ResNet20 is then
faster than what feeds it. Here the pictures lie on the device, and some hundred steps run as one program:
it gathers each batch, changes its pictures and trains. What is random in them (order, crops, mirroring,
cutout) is drawn on the host exactly as for ``model.fit``, so that both train on the same batches, bit for
bit. A step is Keras's own ``train_step``, the stateless one that its guide to training with JAX describes.
"""

import math

import keras
import numpy as np

from resnets.augment import Batches

MOST_STEPS = 128  # in one call: the progress bar still moves, and the calls cost nothing that counts
TEST_BATCH = 512
_BATCH_HOOKS = [f"on_{kind}batch_{moment}" for kind in ("", "train_", "test_") for moment in ("begin", "end")]


def on_accelerator() -> bool:
    """Return whether Keras computes with JAX, and on something else than a CPU."""
    if keras.backend.backend() != "jax":
        return False
    import jax

    return jax.default_backend() != "cpu"


def reason_against(model: keras.Model, batches: Batches, callbacks) -> str | None:
    """Return why this training cannot run here, or None if it can.

    Args:
        model: compiled.
        callbacks: Keras callbacks. Here they hear of batches late, and with later weights.
    """
    if keras.backend.backend() != "jax":
        return f"Keras runs on {keras.backend.backend()}; set KERAS_BACKEND=jax before it is imported"
    if model.run_eagerly or not model.jit_compile:
        return "the net is not compiled"
    if keras.distribution.distribution() is not None:
        return "the net is distributed over several devices"
    if batches.augment is not None and not getattr(batches.augment, "copies_pixels", False):
        return "its augmentation computes new pixel values, which no two devices round alike"
    listening = [c for c in callbacks if any(_overrides(c, hook) for hook in _BATCH_HOOKS)]
    if listening:
        return f"the callback {type(listening[0]).__name__} wants to hear of each batch"
    return None


def _overrides(callback: keras.callbacks.Callback, hook: str) -> bool:
    plain = getattr(keras.callbacks.Callback, hook)
    return hook in vars(callback) or getattr(type(callback), hook) is not plain


def fit_on_device(
    model: keras.Model, batches: Batches, test_set, epochs: int, callbacks
) -> keras.callbacks.History:
    """Train ``model`` in place as ``model.fit(batches, ...)`` does; return its History.

    Callbacks hear of the batches too, in order and with each one's logs, but only after the call in which
    they were trained. At the end of an epoch the model is as they expect it.

    Args:
        model: compiled; its optimizer and its metrics are built.
        batches: the training set; the first epoch is ``batches.epoch``.
        test_set: (x, y) to evaluate after each epoch, or None.
        epochs: number of the epoch to stop before.
        callbacks: Keras callbacks, among them StartEachEpoch.
    """
    count = len(batches)
    callbacks = keras.callbacks.CallbackList(
        callbacks, add_history=True, model=model, epochs=epochs, steps=count, verbose=0
    )
    train = _training_program(model, batches)
    test = _test_program(model, *test_set) if test_set is not None else None
    logs, model.stop_training = {}, False
    callbacks.on_train_begin()
    for epoch in range(batches.epoch, epochs):
        model.reset_metrics()
        callbacks.on_epoch_begin(epoch)
        logs = _train_epoch(model, train, batches, callbacks)
        if test:
            callbacks.on_test_begin()
            found = test()
            callbacks.on_test_end(found)
            logs |= {f"val_{name}": value for name, value in found.items()}
        callbacks.on_epoch_end(epoch, logs)
        if model.stop_training:
            break
    callbacks.on_train_end(logs)
    return model.history


def _train_epoch(model, train, batches: Batches, callbacks) -> dict[str, float]:
    """Train one epoch, call after call; tell the callbacks of each call while the next one runs."""
    variables = _variables(model)
    state = _values(variables)
    before = int(keras.ops.convert_to_numpy(model.optimizer.iterations))
    waiting = None
    try:
        for first, many in stretches(batches):
            drawn = draw(batches, first, many)
            state, logs = train(state, drawn)  # returns at once: the device is at work
            if waiting:
                _tell(callbacks, model, before, *waiting)
            waiting = first, logs
        return _tell(callbacks, model, before, *waiting)
    finally:
        _assign(variables, state)


def stretches(batches: Batches) -> list[tuple[int, int]]:
    """Return (first step, number of steps) of each call of an epoch.

    Every length is a program to compile, so all calls but that for a smaller last batch are equally long.
    """
    full = min(len(batches), len(batches.x) // batches.batch_size_)
    length = _part(full, MOST_STEPS)
    calls = [(first, length) for first in range(0, full, length)] if full else []
    return calls + [(full, 1)] * (len(batches) - full)


def _part(whole: int, most: int) -> int:
    """Return the largest divisor of ``whole`` up to ``most``; ``whole`` if they are all small."""
    part = max((k for k in range(1, most + 1) if whole % k == 0), default=1)
    return part if part >= most // 8 else whole


def draw(batches: Batches, first: int, many: int) -> tuple[np.ndarray, dict | None]:
    """Return the places and what the augmentation drew for steps of one size, first axis ``many``.

    In clean epochs it is what changes nothing: with None, a program of its own would be compiled for them.
    """
    places, changes, augment = [], [], batches.augment
    for step in range(first, first + many):
        chosen, rng = batches.chosen(step)
        places.append(chosen.astype("int32"))
        if rng is not None:
            shape = (len(chosen), *batches.x.shape[1:])
            changes.append(augment.draw(shape, rng, batches.epoch, chosen))
        elif augment is not None:
            changes.append(augment.draw_nothing(len(chosen)))
    stacked = {name: np.stack([c[name] for c in changes]) for name in changes[0]} if changes else None
    return np.stack(places), stacked


def batch_of(x, y, augment, places, changes):
    """Return the pictures and labels of one step, on the device where ``x`` and ``y`` are."""
    import jax.numpy as jnp

    pictures = x[places]
    return pictures if changes is None else augment.apply(pictures, changes, jnp), y[places]


def _training_program(model, batches: Batches):
    """Return a function (state, drawn) -> (state, logs of every step)."""
    import jax

    @jax.jit
    def steps(state, drawn, x, y):
        def step(state, drawn):
            logs, state = model.train_step(state, batch_of(x, y, batches.augment, *drawn))
            return tuple(map(list, state)), logs

        return jax.lax.scan(step, state, drawn)

    x, y = jax.device_put(batches.x), jax.device_put(np.asarray(batches.y))
    return lambda state, drawn: steps(state, drawn, x, y)


def _test_program(model, x, y):
    """Return a function without arguments -> the logs of an evaluation on ``x``, ``y``."""
    import jax

    x, y = np.asarray(x), np.asarray(y)
    size = min(_part(len(y), TEST_BATCH), TEST_BATCH)
    even = len(y) // size * size
    spans = [(slice(even), size)] + [(slice(even, None), len(y) - even)] * (even < len(y))
    parts = [
        jax.device_put(tuple(a[span].reshape(-1, rows, *a.shape[1:]) for a in (x, y))) for span, rows in spans
    ]

    @jax.jit
    def run(state, part):
        def step(state, batch):
            logs, state = model.test_step(state, batch)
            return tuple(map(list, state)), logs

        return jax.lax.scan(step, state, part)

    def test() -> dict[str, float]:
        model.reset_metrics()
        trained, others, _, metrics = _variables(model)
        state = _values((trained, others, metrics))
        for part in parts:
            state, logs = run(state, part)
        _assign((metrics,), state[2:])
        return {name: float(values[-1]) for name, values in logs.items()}

    return test


def _tell(callbacks, model, before: int, first: int, logs) -> dict[str, float]:
    """Tell the callbacks of the steps of one call; return the logs of the last one.

    Args:
        before: steps of the optimizer before this epoch.
        first: number of the first step in its epoch.
        logs: arrays by name, one value a step; waits until they are there.
    """
    logs = {name: np.asarray(values, "float64").tolist() for name, values in logs.items()}
    for step, values in enumerate(zip(*logs.values(), strict=True), start=first):
        told = dict(zip(logs, values, strict=True))
        if not math.isfinite(told["loss"]):  # whoever stops the run names the learning rate of this step
            model.optimizer.iterations.assign(before + step + 1)
        callbacks.on_train_batch_begin(step)
        callbacks.on_train_batch_end(step, told)
    return told


def _variables(model) -> tuple[list, ...]:
    """Return all that a step changes, in the order in which ``train_step`` takes it."""
    return (
        model.trainable_variables,
        model.non_trainable_variables,
        model.optimizer.variables,
        model.metrics_variables,
    )


def _values(variables) -> tuple[list, ...]:
    return tuple([variable.value for variable in part] for part in variables)


def _assign(variables, state) -> None:
    for part, values in zip(variables, state, strict=True):
        for variable, value in zip(part, values, strict=True):
            variable.assign(value)
