"""What the values of a block do not show: parameters, modes, statistics, gradients, names."""

import keras
import numpy as np

from resnets.checks.evaluate import Result
from resnets.checks.mistakes import FIXED, FROZEN
from resnets.checks.report import other_initialisers
from resnets.checks.trace import conv_biases, fixed_modes, leaves, weight_layers
from resnets.checks.unfinished import CheckFailed

SHORTEST_MEMORY = 0.5  # momentum; Keras's own is 0.99


def check_counts(answer, right: Result, name: str) -> None:
    """Raise CheckFailed where an answer with right values has other parameters, modes or statistics."""
    total = answer.model.count_params()
    trainable = sum(int(np.prod(w.shape)) for w in answer.model.trainable_weights)
    if not answer.case.biases:
        total -= sum(b.shape[0] for b in conv_biases(answer.model))
        trainable -= sum(b.shape[0] for b in conv_biases(answer.model) if b.trainable)
    if total != right.parameters:
        raise CheckFailed(
            f"{name} is not right yet: its values are right, but it has {total} parameters, expected "
            f"{right.parameters}.\nLook at: layers that are in the graph without changing the result."
        )
    if trainable != right.trainable:
        frozen = [layer.name for layer in weight_layers(answer.model) if not layer.trainable]
        raise CheckFailed(
            f"{name} is not right yet: {trainable} of its parameters can be trained, expected "
            f"{right.trainable}.\nLook at: `trainable` of {', '.join(frozen) or 'your layers'}."
        )
    modes = fixed_modes(answer.model)
    if modes:
        mistake = FIXED if True in modes.values() else FROZEN
        raise CheckFailed(f"{name} is not right yet: {mistake.what}\nLook at: {mistake.look}")
    if answer.stuck:
        raise CheckFailed(
            f"{name} is not right yet: in training the moving statistics of {', '.join(answer.stuck)} stay "
            "as they are.\nLook at: the arguments of the normalisation layers, momentum among them."
        )


def check_memory(model: keras.Model, name: str) -> None:
    """Raise CheckFailed where moving statistics are hardly more than those of the last batch."""
    norms = [one for one in weight_layers(model) if isinstance(one, keras.layers.BatchNormalization)]
    short = [one for one in norms if one.momentum < SHORTEST_MEMORY]
    if short:
        raise CheckFailed(
            f"{name} is not right yet: the moving statistics of {', '.join(one.name for one in short)} go "
            f"{1 - short[0].momentum:.0%} of the way to each batch's; Keras's own momentum goes 1%.\n"
            "Look at: the momentum of the normalisation layers; PyTorch counts it the other way round."
        )


def refuse_stopped_gradients(model: keras.Model, name: str) -> None:
    """Raise CheckFailed where something in a model lets values through and no gradient."""
    if any(type(one).__name__ == "StopGradient" for one in leaves(model)):
        raise CheckFailed(
            f"{name} is not right yet: its values are right, but somewhere in it no gradient comes back: "
            "what lies before that place learns nothing through it.\nLook at: `stop_gradient`."
        )


def refuse_biases(name: str, model: keras.Model) -> None:
    """Raise CheckFailed if a convolution has a bias."""
    if conv_biases(model):
        raise CheckFailed(
            f"{name} is not right yet: the convolutions have biases, which the normalisation behind them "
            "subtracts again.\nLook at: the arguments of the convolutions: one says that there is no bias."
        )


def refuse_initialisers(name: str, model: keras.Model) -> None:
    """Raise CheckFailed if a convolution starts from other weights than He's."""
    others = other_initialisers(model)
    if others:
        raise CheckFailed(
            f'{name} is not right yet: the convolutions start from {others[0]}; asked for is "he_normal".\n'
            "Look at: the arguments of the convolutions: one says what a kernel starts from."
        )
