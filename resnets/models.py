"""Whole networks, built from resnets.blocks."""

import keras
from keras import layers

from resnets.blocks import convolutional_block, identity_block
from resnets.branches import zero_last_gammas  # noqa: F401, where training looks for it

# (number of the stage, filters F1 F2 F3, blocks, stride of the first one): He et al. 2016, table 1.
RESNET50_STAGES = (
    (2, (64, 64, 256), 3, 1),
    (3, (128, 128, 512), 4, 2),
    (4, (256, 256, 1024), 6, 2),
    (5, (512, 512, 2048), 3, 2),
)


def ResNet50(
    input_shape=(64, 64, 3),
    classes: int = 6,
    *,
    stem_pool_padding: int = 0,
    pooling: str = "average",
    classifier_activation: str | None = "softmax",
) -> keras.Model:
    """Return ResNet50 (He et al. 2016, table 1, column 50-layer) with 53 convolutions and a dense head.

    The defaults are those of lesson 4: 23,600,006 parameters. With ``stem_pool_padding=1``,
    ``pooling="global"``, ``classes=1000`` and ``set_batch_norm(model, epsilon=1.001e-5)`` it computes
    what ``keras.applications.ResNet50`` computes, and takes its weights (``copy_keras_weights``).

    Args:
        input_shape: (height, width, channels) of the images, float input.
        classes: number of classes; the dense layer is called ``fc{classes}``.
        stem_pool_padding: zeros around the input of the stem's max pool, in pixels (0 or 1).
        pooling: ``"average"``, a 2x2 average pool, then flatten; ``"global"``, the mean of each map.
        classifier_activation: ``"softmax"``, or None for logits.

    Returns:
        Model from (batch, height, width, channels) to (batch, classes).

    Raises:
        ValueError: an argument is not of these, or the images are too small for the 2x2 pool.
    """
    _check_resnet50_arguments(input_shape, classes, pooling)
    inputs = keras.Input(tuple(input_shape))
    X = _stem(inputs, stem_pool_padding)
    for stage, filters, blocks, s in RESNET50_STAGES:
        X = convolutional_block(X, 3, filters, stage, "a", s=s)
        for letter in "bcdef"[: blocks - 1]:
            X = identity_block(X, 3, filters, stage, letter)
    if pooling == "global":
        X = layers.GlobalAveragePooling2D(name="avg_pool")(X)
    else:
        X = layers.AveragePooling2D(2, name="avg_pool")(X)
        X = layers.Flatten()(X)
    outputs = layers.Dense(classes, activation=classifier_activation, name=f"fc{classes}")(X)
    return keras.Model(inputs, outputs, name="ResNet50")


def _stem(X, pool_padding: int):
    """Return the four-fold smaller map of 64 channels that stage 2 starts from."""
    X = layers.ZeroPadding2D(3)(X)
    X = layers.Conv2D(64, 7, strides=2, name="conv1")(X)
    X = layers.BatchNormalization(axis=-1, name="bn_conv1")(X)
    X = layers.Activation("relu")(X)
    if pool_padding:
        X = layers.ZeroPadding2D(pool_padding)(X)
    return layers.MaxPooling2D(3, strides=2)(X)


def _check_resnet50_arguments(input_shape, classes, pooling) -> None:
    if len(tuple(input_shape)) != 3:
        raise ValueError(f"ResNet50: input_shape is {input_shape!r}; give (height, width, channels).")
    if not isinstance(classes, int) or classes < 1:
        raise ValueError(f"ResNet50: classes is {classes!r}; give the number of classes, 1 or more.")
    if pooling not in ("average", "global"):
        raise ValueError(f"ResNet50: pooling is {pooling!r}; it can be 'average' or 'global'.")
    # 37 pixels: 19 after conv1, 9 after the pool, then 5, 3 and 2.
    small = [n for n in tuple(input_shape)[:2] if n is not None and n < 37]
    if pooling == "average" and small:
        raise ValueError(
            f"ResNet50: images of {input_shape[0]}x{input_shape[1]} pixels leave less than 2x2 after five "
            "strides, too few for the 2x2 average pool; give 37 pixels or more, or pooling='global'"
        )


def set_batch_norm(
    model: keras.Model, *, momentum: float | None = None, epsilon: float | None = None
) -> keras.Model:
    """Set momentum and/or epsilon of every batch normalisation in ``model``, in place; return the model.

    To be called before ``compile``: a compiled training step keeps the values it was traced with.
    """
    for layer in model._flatten_layers():
        if isinstance(layer, layers.BatchNormalization):
            layer.momentum = layer.momentum if momentum is None else momentum
            layer.epsilon = layer.epsilon if epsilon is None else epsilon
    return model


def keras_layer_names() -> dict[str, str]:
    """Return our layer name -> name in ``keras.applications.ResNet50``, for every layer with weights."""
    names = {"conv1": "conv1_conv", "bn_conv1": "conv1_bn"}
    place = {"1": 0, "2a": 1, "2b": 2, "2c": 3}
    for stage, _, blocks, _ in RESNET50_STAGES:
        for number, letter in enumerate("abcdef"[:blocks], start=1):
            for branch, index in place.items():
                if branch == "1" and letter != "a":
                    continue
                theirs = f"conv{stage}_block{number}_{index}"
                names[f"res{stage}{letter}_branch{branch}"] = theirs + "_conv"
                names[f"bn{stage}{letter}_branch{branch}"] = theirs + "_bn"
    return names


def copy_keras_weights(source: keras.Model, target: keras.Model) -> keras.Model:
    """Copy the weights of ``keras.applications.ResNet50`` into ours, layer by layer; return ``target``.

    Raises:
        ValueError: a layer is missing or its weights have other shapes; it is named. Nothing is
            copied in that case.
    """
    pairs = dict(keras_layer_names())
    if "predictions" in {layer.name for layer in source.layers}:
        pairs[target.layers[-1].name] = "predictions"
    todo = []
    for ours, theirs in pairs.items():
        values, layer = source.get_layer(theirs).get_weights(), target.get_layer(ours)
        shapes = [tuple(w.shape) for w in layer.weights]
        if [v.shape for v in values] != shapes:
            raise ValueError(f"{theirs} has weights {[v.shape for v in values]}, but {ours} has {shapes}.")
        todo.append((layer, values))
    for layer, values in todo:
        layer.set_weights(values)
    return target
