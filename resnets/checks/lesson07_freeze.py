"""The checks of lesson 7's ``freeze`` and ``unfreeze_top``: what may train, and what a step moves."""

from collections.abc import Callable

import keras
import numpy as np

from resnets.checks.build import call, require_function
from resnets.checks.isolation import isolated
from resnets.checks.lesson07_base import (
    as_numpy,
    kept,
    norms,
    pictures,
    small_base,
    snapshot,
    softmax,
)
from resnets.checks.unfinished import CheckFailed, not_right
from resnets.transfer import build_transfer_model, compile_for_transfer

FREEZE, UNFREEZE = "freeze", "unfreeze_top"
SHAPE, CHANNELS, CLASSES = (8, 6, 3), 5, 4
HEAD_RATE, RATE = 1e-2, 3e-5
# Layers from the end: relu3, bn3, conv3, relu2, bn2, conv2, relu1, bn1, conv1, preprocessing, input. Each
# case stops right behind or right before a convolution, so that one layer more or fewer shows.
THAWED = 1  # in the case of this place the first convolution and its BN are trainable beforehand
ALL_THAWED = 2  # in this one the whole base is
CASES = {5: ("conv3",), 3: ("conv3",), 6: ("conv2", "conv3"), 0: (), 11: ("conv1", "conv2", "conv3")}


def check_freeze(function: Callable, shape=SHAPE, channels: int = CHANNELS, seed: int = 0) -> None:
    """Check ``function(base)``, which freezes a base in place and returns it; print what was verified.

    Raises:
        ExerciseUnfinished: the function is still a stub.
        CheckFailed: it is wrong; the text says what is wrong and where to look.
    """
    require_function(function, FREEZE)
    print(isolated(_check_freeze, function, shape, channels, seed))


def _check_freeze(function: Callable, shape, channels: int, seed: int) -> str:
    for nested in (False, True):
        base = small_base(shape, channels, seed, nested=nested)
        if nested:  # one that ends in a layer with weights
            base = keras.Model(base.input, base.layers[-2].output)
        base.layers[3 if nested else 2].trainable = False  # somebody has been here before
        before, x = snapshot(base.weights), pictures(12, shape)
        for _ in range(2):  # what is frozen stays frozen
            _check_result(call(function, FREEZE, base), base)
            if not kept(base.weights, before):
                raise not_right(FREEZE, "it changes the base's weights.", "what else it does to the base.")
            _check_frozen(base, nested)
        base(x, training=True)
        if not kept(base.weights, before):
            raise not_right(
                FREEZE,
                "no weight trains, but the moving statistics of the batch normalisations still move.",
                "what is frozen: layers, not variables one by one.",
            )
    _check_frozen_again(function, shape, channels, seed)
    return (
        "freeze is right. Tried on a flat base and on one with a model inside:\n"
        "  weights          none trainable, none changed, and frozen again where some had been unfrozen\n"
        "  statistics       a pass in training mode moves none of them"
    )


def _check_frozen_again(function: Callable, shape, channels: int, seed: int) -> None:
    """Check a frozen base of which somebody has unfrozen the last layers since, as fine-tuning does."""
    base = small_base(shape, channels, seed)
    base.trainable = False
    for name in ("conv3", "bn3"):
        base.get_layer(name).trainable = True
    call(function, FREEZE, base)
    if any(weight.trainable for layer in base.layers for weight in layer.weights):
        raise not_right(  # TensorFlow does not set an attribute to the object that it is already
            FREEZE,
            "in a base that is frozen, layers that somebody has unfrozen since go on training: where "
            "`base.trainable` is False already, setting it to False does nothing.",
            "what is set: each layer's own attribute.",
        )


def _check_result(result, base) -> None:
    if result is base:
        return
    if result is None:
        raise not_right(FREEZE, "it returns nothing (None), expected the base.", "its last line.")
    raise not_right(
        FREEZE, "it returns something else than the base it was given.", "what the last line returns."
    )


def _check_frozen(base, nested: bool) -> None:
    left = base.trainable_weights
    if not left:
        return
    look = "what `trainable` is set on, and whether that reaches every layer."
    kinds = {weight.path.rsplit("/", 1)[-1] for weight in left}
    where = {weight.path.split("/")[0] for weight in left}
    if where == {"conv1"}:
        raise not_right(
            FREEZE,
            "a layer that somebody had frozen before is trainable now: `trainable` is turned round there, "
            "not set.",
            "the value that `trainable` gets; it does not depend on the one before.",
        )
    if nested and where == {"block2"}:
        raise not_right(
            FREEZE,
            "what lies inside a model among the layers still trains: the loop goes one level deep, and asks "
            "for kinds of layers.",
            look,
        )
    if kinds == {"gamma", "beta"} and len(left) > 2:
        raise not_right(
            FREEZE,
            "the convolutions are frozen, the batch normalisations are not: gamma and beta train, and their "
            "statistics move.",
            look,
        )
    if kinds == {"kernel"} and len(left) > 1:
        raise not_right(FREEZE, "the batch normalisations are frozen, the convolutions are not.", look)
    everything = sum(weight.trainable for weight in base.weights)
    count = len(left)
    if count >= 8:
        raise not_right(
            FREEZE,
            f"nothing is frozen: {count} weights would still be trained.",
            "the name of the attribute, letter by letter, its value, and whether the loop comes past the "
            "first layer.",
        )
    if where <= {"conv3", "bn3"}:
        raise not_right(FREEZE, "the last layers are left out: they still train.", "where your loop ends.")
    raise not_right(
        FREEZE,
        f"{count} weights would still be trained, such as {left[0].path} ({everything} are marked so).",
        look,
    )


def check_unfreeze_top(
    function: Callable, cases: dict[int, tuple] = CASES, shape=SHAPE, rate: float = RATE
) -> None:
    """Check ``function(model, n, learning_rate)`` on transfer models; print what was verified.

    The models are compiled, and have been trained for a step with a frozen base. Of ``base.layers`` the last
    n are to be trainable but for batch normalisations, whatever was trainable before, and the model compiled
    anew with Adam at the rate that is given, for integer labels. One training step shows what moves.

    Raises:
        ExerciseUnfinished: the function is still a stub.
        CheckFailed: it is wrong; the text says what is wrong and where to look.
    """
    require_function(function, UNFREEZE)
    print(isolated(_check_unfreeze, function, cases, shape, rate))


def _wrong(what: str, look: str) -> CheckFailed:
    return not_right(UNFREEZE, what, look)


def _check_unfreeze(function: Callable, cases: dict[int, tuple], shape, rate: float) -> str:
    for place, (n, wanted) in enumerate(cases.items()):
        base = small_base(shape, CHANNELS)
        model = compile_for_transfer(build_transfer_model(base, CLASSES), HEAD_RATE)
        if place == THAWED:
            for name in ("conv1", "bn1"):  # somebody has been here before
                base.get_layer(name).trainable = True
        if place == ALL_THAWED:
            base.trainable = True
        old, before = model.optimizer, snapshot(model.weights)
        result = call(function, UNFREEZE, model, n, rate)
        if result is not model:
            what = "nothing (None)" if result is None else "something else than the model it was given"
            raise _wrong(f"it returns {what}.", "its last line: the model itself is handed back.")
        if not kept(model.weights, before):
            raise _wrong("it changes weights: what was learned is gone.", "what else it does to the model.")
        _check_trainable(model, base, n, wanted)
        _check_compiled(model, old, rate)
        if n == next(iter(cases)):
            _check_step(model, base, wanted)
    return (
        f"unfreeze_top is right. Tried with n = {', '.join(map(str, sorted(cases)))} of 11 layers:\n"
        "  trainable        the convolutions among the last n and the head; no batch normalisation\n"
        "  compiled         anew, with the rate that is given\n"
        "  one step         moves these weights and no statistics"
    )


def _check_trainable(model, base, n: int, wanted: tuple) -> None:
    visible = {weight.path.split("/")[0] for weight in model.trainable_weights}
    if not any(weight.trainable for weight in model.layers[-1].weights):
        raise _wrong(
            "the head does not train any more.", "on which of the two models the loop over layers runs."
        )
    found = tuple(layer.name for layer in base.layers if layer.name in visible)
    convs = tuple(name for name in found if name.startswith("conv"))
    if convs != wanted:
        raise _wrong(*_wrong_layers(n, convs, wanted))
    if len(found) > len(convs) or any(norm.trainable for norm in norms(base)):
        raise _wrong(
            "batch normalisations are unfrozen too: their statistics would become those of the few pictures "
            "there are.",
            "which kind of layer is to stay as it is.",
        )


def _wrong_layers(n: int, convs: tuple, wanted: tuple) -> tuple[str, str]:
    """Return what is wrong and where to look."""
    order = ("conv1", "conv2", "conv3")
    look = "the slice of base.layers: what n counts, and from which end."
    said = ", ".join(convs) or "no convolution"
    if n and "conv1" not in wanted and convs == ("conv1", *wanted):
        return (
            f"with n={n} conv1 trains, which somebody had unfrozen before; all but the last n are to be "
            "frozen.",
            "what becomes of the layers that are not among the last n.",
        )
    if n == 0:
        return (
            f"with n=0 {said} would train: a slice that begins at -0 begins at the start.",
            "the slice when n is 0; count the place of the first layer instead.",
        )
    if not convs:
        return f"with n={n} nothing in the base would train, expected {', '.join(wanted)}.", look
    if convs == order:
        return (
            f"the whole base is unfrozen, whatever n says; with n={n} expected {', '.join(wanted)}.",
            "what becomes of the layers that are not among the last n, since True on the whole base "
            "unfreezes them all; and what the loop runs over: base.layers, not model.layers.",
        )
    if convs[0] == "conv1" and "conv3" not in convs:
        return (
            f"n counts from the wrong end: with n={n} {said} would train, the layers next to the input.",
            look,
        )
    if convs == tuple(name for name in order if name not in wanted):
        return "the wrong ones are unfrozen: all but the last n.", look
    return f"with n={n} {said} would train, expected {', '.join(wanted)}: it is off by some layers.", look


def _check_compiled(model, old, wanted: float) -> None:
    if model.optimizer is None or not model.compiled:
        raise _wrong("the model is not compiled any more.", "the last step before the model is returned.")
    rate = float(as_numpy(model.optimizer.learning_rate))
    if model.optimizer is old:
        raise _wrong(
            "the model is not compiled again: the training step was traced with the frozen base, and goes on "
            "training the head alone.",
            "what has to follow every change of `trainable`.",
        )
    if abs(rate - wanted) <= 1e-3 * wanted:
        return _check_optimizer(model.optimizer)
    if abs(rate - HEAD_RATE) <= 1e-3 * HEAD_RATE:
        what = f"the learning rate is still that of the head, {HEAD_RATE:g}; asked for was {wanted:g}."
    else:
        what = f"the learning rate is {rate:g}; asked for was {wanted:g}. Is it the optimizer's default?"
    raise _wrong(what, "what the optimizer is told when the model is compiled.")


def _check_optimizer(optimizer) -> None:
    kind, look = type(optimizer).__name__, "which optimizer the model is compiled with."
    if kind != "Adam":
        raise _wrong(f"the model is compiled with {kind}; asked for was Adam.", look)
    if optimizer.weight_decay:
        raise _wrong(f"Adam is given a weight decay, {optimizer.weight_decay:g}; asked for was none.", look)


def _check_step(model: keras.Model, base, wanted: tuple) -> None:
    x, y = pictures(6, model.input_shape[1:]), np.arange(6) % CLASSES
    scores = as_numpy(model(x, training=False))
    logs = np.log(softmax(scores))
    before = {weight.path: as_numpy(weight) for weight in base.weights}
    try:
        told = model.train_on_batch(x, y, return_dict=True)
    except Exception as error:
        raise _wrong(
            f"compiled so, the model cannot be trained on integer labels: {type(error).__name__}.",
            "the loss: labels are integers, and the model returns logits.",
        ) from error
    loss, right = float(told["loss"]), float(-logs[np.arange(6), y].mean())
    if abs(loss - right) > 1e-3 * (1 + right):
        raise _wrong(
            f"the loss of a batch is {loss:.4f}, expected {right:.4f}: the model returns logits, not "
            "probabilities.",
            "what the loss is told about them.",
        )
    _check_metrics(told, float((scores.argmax(axis=1) == y).mean()))
    moved = {path.split("/")[0] for path, old in before.items()
             if not np.array_equal(as_numpy(_named(base, path)), old)}  # fmt: skip
    if moved != set(wanted):
        raise _wrong(
            f"one training step moves {', '.join(sorted(moved)) or 'nothing'} of the base, expected "
            f"{', '.join(wanted)}.",
            "the order of setting `trainable` and compiling.",
        )


def _check_metrics(told: dict, right: float) -> None:
    found = {name: float(value) for name, value in told.items() if "acc" in name}
    look = "what `metrics` is when the model is compiled."
    if not found:
        raise _wrong("compiled so, training tells no accuracy.", look)
    if all(abs(value - right) > 1e-3 for value in found.values()):
        raise _wrong(f"the accuracy that training tells is {found}, expected {right:.3f}.", look)


def _named(base, path: str):
    return next(weight for weight in base.weights if weight.path == path)
