"""What a check prints when the answer is right. The same words every time: notebooks store them."""

import keras

from resnets.checks.trace import Trace, conv_biases, weight_layers

CONV_CLASS = "Conv2D"


def block_report(name: str, answers: list) -> str:
    """Return the lines for a block: one item a line, what was compared and on which sizes."""
    shapes = [f"{answer.case.input_shape} -> {answer.traces[False].output.shape}" for answer in answers]
    counts = [str(answer.model.count_params()) for answer in answers]
    steps = len([e for e in answers[0].traces[False].events if e.kind in (CONV_CLASS, "BatchNormalization")])
    lines = [
        f"{name} is right. Compared with NumPy, {steps} weighted layers, weights far from their defaults:",
        f"  shapes           {' and '.join(shapes)}",
        "  inference mode   values equal, moving mean and variance in use",
        "  training mode    values equal, batch statistics in use, moving ones updated",
        f"  parameters       {' and '.join(counts)}, all that should be trainable are",
    ]
    note = names_note(answers)
    return "\n".join(lines + ([note] if note else []))


def names_note(answers: list) -> str:
    """Return a remark on layer names that are not the published ones, or an empty string."""
    for answer in answers:
        _, _, stage, block, *_ = answer.case.arguments
        missing = unpublished(answer.traces[False], stage, block)
        if missing:
            return (
                f"  names            {missing[0]!r} and others are not the published names. No mistake,\n"
                "                   but stored weights are found by name."
            )
    return ""


def unpublished(trace: Trace, stage: int, block: str) -> list[str]:
    """Return the names of weighted layers that are not ``res{stage}{block}_branch…`` or ``bn…``."""
    allowed = {
        f"{kind}{stage}{block}_branch{branch}" for kind in ("res", "bn") for branch in ("2a", "2b", "2c", "1")
    }
    layers = dict.fromkeys(e.layer.name for e in trace.events if getattr(e.layer, "weights", None))
    return [name for name in layers if name not in allowed]


def biases_note(model: keras.Model) -> list[str]:
    """Return a remark on convolutions with biases, or nothing."""
    if not conv_biases(model):
        return []
    return ["  biases           the convolutions have some: no mistake, but a BN that follows subtracts them"]


def is_he_normal(initializer) -> bool:
    """Return whether an initialiser is He's, under whatever name."""
    wanted = {"scale": 2.0, "mode": "fan_in", "distribution": "truncated_normal"}
    return all(getattr(initializer, key, None) == value for key, value in wanted.items())


def other_initialisers(model: keras.Model) -> list[str]:
    """Return the names of the convolutions' initialisers that are not he_normal, each once."""
    convs = [layer for layer in weight_layers(model) if isinstance(layer, keras.layers.Conv2D)]
    others = [conv.kernel_initializer for conv in convs if not is_he_normal(conv.kernel_initializer)]
    return list(dict.fromkeys(type(other).__name__ for other in others))


def initialiser_note(model: keras.Model) -> list[str]:
    """Return a remark on kernels that do not start from he_normal, or nothing."""
    others = other_initialisers(model)
    if not others:
        return []
    return [f"  initialiser      {others[0]}: no mistake, but the published nets start from he_normal"]
