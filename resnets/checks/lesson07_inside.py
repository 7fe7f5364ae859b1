"""How the base stands in a transfer model: as one layer, unchanged, and frozen.

``wrong`` is a function of (what is wrong, where to look) that returns the error to raise.
"""

from collections.abc import Callable

import keras

from resnets.checks.lesson07_base import kept, maps_of, matches, norms, pictures
from resnets.checks.unfinished import CheckFailed


def check_as_layer(model, base: keras.Model, wrong: Callable) -> None:
    """Check that the base is one layer of the model, and that this is not compiled."""
    inside = {id(weight) for weight in model.weights}
    whole = all(id(weight) in inside for weight in base.weights)
    models = [layer for layer in model.layers if isinstance(layer, keras.Model)]
    if whole and models != [base]:
        what = "there are other models beside the base among the model's layers"
        if not models:
            what = "the base is not one layer of the model: its layers stand there one by one"
        elif not any(layer is base for layer in models):
            what = "in the base's place stands another model, made of the base or of its layers"
        raise wrong(
            f"{what}, so `base_of` does not find the base again.",
            "how the base comes into the model: called, as one layer, and the only model in it.",
        )
    if model.compiled:
        raise wrong("the model is compiled already; what follows does that.", "the last lines.")


def not_inside(model, base: keras.Model, wrong: Callable) -> CheckFailed:
    look = "how the base comes into the model: called, like a layer."
    if getattr(model, "input_shape", None) == base.output_shape:
        return wrong("its model begins at the base's map: the base itself is not in it.", look)
    return wrong(
        "the base's own weights are not in the model: a copy of it, or a part, or another base stands in "
        "its place.",
        look,
    )


def check_base_inside(model, base: keras.Model, case, before: tuple, wrong: Callable) -> None:
    """Check that the base is in the model as it was, and frozen; ``before`` are its weights and some maps."""
    inside = {id(weight) for weight in model.weights}
    if not all(id(weight) in inside for weight in base.weights):
        raise not_inside(model, base, wrong)
    weights, maps = before
    if not kept(base.weights, weights):
        raise wrong("it changes the base's weights; they are what is transferred.", "what touches the base.")
    if not matches(maps_of(base, pictures(2, case.shape)), maps):
        raise wrong(
            "it changes the base that it was given: called by itself, that makes other maps of the same "
            "pictures now.",
            "which of the base's layers are changed; they stay as they are.",
        )
    _check_frozen(model, base, wrong)


def _check_frozen(model, base: keras.Model, wrong: Callable) -> None:
    trainable = [weight for weight in base.weights if weight.trainable]
    listed = {id(weight) for weight in model.trainable_weights}
    left = [weight for weight in trainable if id(weight) in listed]
    if left:
        kinds = {weight.path.rsplit("/", 1)[-1] for weight in left}
        if kinds == {"gamma", "beta"}:
            raise wrong(
                "the convolutions are frozen, the batch normalisations are not: their gamma and beta train, "
                "and their statistics move.",
                "what is frozen: the base as a whole, not some kinds of layers.",
            )
        parts = {id(weight) for weight in left}
        names = [one.name for one in base.layers if parts & {id(weight) for weight in one.weights}]
        look = "what has to be said of the base before the model is trained."
        if len(left) < sum("moving" not in weight.path for weight in base.weights):
            what = (
                f"only a part of the base is frozen: {', '.join(names)} would be trained with the new head."
            )
            raise wrong(what, look)
        what = f"the base is not frozen: {len(left)} of its weights would be trained with the new head's"
        if any(getattr(one, "requires_grad", True) is False for one in (base, *base.layers, *base.weights)):
            raise wrong(f"{what}. `requires_grad` is PyTorch's; Keras does not read it.", look)
        raise wrong(f"{what}.", look)
    if any(norm.trainable for norm in norms(base)):
        raise wrong(
            "the base's weights are frozen one by one, but its batch normalisations still count as "
            "trainable, so their statistics move.",
            "what is frozen: layers, not variables.",
        )
    if not model.trainable_weights:
        raise wrong(
            "nothing in the model can be trained: the head is frozen with the base.",
            "on which of the two models `trainable` is set.",
        )
