"""Transfer learning: a trained base without its top, and a new head for other classes.

Yosinski et al. 2014, How transferable are features in deep neural networks? A *base* is a model from
pictures, numbers from 0 to 255, to a map (batch, height, width, channels): ``load_pretrained(...,
include_top=False)`` or ``pretrained_base``. Its preprocessing is inside.
"""

import keras
import numpy as np
from keras import layers

from resnets.fused import fused_batch_norm
from resnets.training import crossentropy, jit_compile

TUTORIAL_HEADS = ("pool", "flatten")


def freeze(base: keras.Model) -> keras.Model:
    """Make nothing in ``base`` trainable, in place, and return it.

    A batch normalisation that is not trainable also keeps its moving statistics, and normalises by them in
    training too (Keras; other libraries treat the two apart).
    """
    for layer in base.layers:  # setting the base alone does nothing where it is said to be frozen already
        if isinstance(layer, keras.Model):
            freeze(layer)
        layer.trainable = False
    base.trainable = False
    return base


def build_transfer_model(base: keras.Model, classes: int, dropout: float = 0.0) -> keras.Model:
    """Return base -> global average pool -> dropout -> logits, with the base frozen; not compiled.

    In fine-tuning, too, the base's batch normalisations should stay in inference mode: the statistics of a
    few pictures would overwrite those of the tens of thousands it learned from. Calling the base with
    ``training=False`` is often said to do that. In Keras 3 it does not last: a functional model hands its own
    mode on to all it calls, so ``fit`` says ``training=True`` (3.13 to 3.15; keras-team/keras, issue 20285).
    What lasts is that these layers are not trainable, which is what ``freeze`` and ``thaw`` see to.

    Args:
        base: from pictures (batch, height, width, 3), 0 to 255, to a map; it is frozen in place.
        classes: number of outputs.
        dropout: share of the pooled features that a training step leaves out.

    Returns:
        Model from pictures to (batch, classes).
    """
    freeze(base)
    pictures = keras.Input(base.input_shape[1:], name="pictures")
    x = layers.GlobalAveragePooling2D(name="pool")(base(pictures))
    x = layers.Dropout(dropout, name="dropout")(x)
    return keras.Model(pictures, layers.Dense(classes, name="head")(x), name="transfer")


def tutorial_head(kind: str, map_shape, classes: int, dropout: float = 0.5) -> keras.Sequential:
    """Return one of the transfer tutorial's two heads, from a base's map to logits.

    Args:
        kind: ``"pool"``: global average pool -> dropout -> dense; ``"flatten"``: flatten -> 512 units, ReLU
            -> dropout -> dense.
        map_shape: (height, width, channels) of the map.
        classes: number of outputs.
        dropout: share of what the last dense layer reads that a training step leaves out.

    Raises:
        ValueError: another kind.
    """
    if kind not in TUTORIAL_HEADS:
        raise ValueError(f"tutorial_head: kind is {kind!r}; it can be {' or '.join(TUTORIAL_HEADS)}.")
    inside = {
        "pool": lambda: [layers.GlobalAveragePooling2D()],
        "flatten": lambda: [layers.Flatten(), layers.Dense(512, activation="relu")],
    }
    return keras.Sequential(
        [keras.Input(map_shape), *inside[kind](), layers.Dropout(dropout), layers.Dense(classes)],
        name=f"{kind}_head",
    )


def base_of(model: keras.Model) -> keras.Model:
    """Return the base inside a transfer model: the one layer that is a model itself.

    Raises:
        ValueError: there is none, or more than one.
    """
    found = [layer for layer in model.layers if isinstance(layer, keras.Model)]
    if len(found) != 1:
        raise ValueError(
            f"{model.name} has {len(found)} models among its layers; a transfer model, as "
            "build_transfer_model makes it, has one: its base."
        )
    return found[0]


def thaw(base: keras.Model, n: int | None = None, *, batch_norm: bool = False) -> keras.Model:
    """Make the last ``n`` layers of ``base`` trainable, in place, and no others; return it.

    Args:
        n: layers counted from the end of ``base.layers``, those without weights included; None for all.
        batch_norm: whether the batch normalisations among them are trainable too.

    Raises:
        ValueError: the base has fewer layers, or n is negative.
    """
    count = len(base.layers)
    n = count if n is None else n
    if not 0 <= n <= count:
        raise ValueError(f"n is {n}; {base.name} has {count} layers, so give 0 to {count}.")
    base.trainable = True  # else base.trainable_weights is empty, whatever its layers say
    for place, layer in enumerate(base.layers):
        layer.trainable = place >= count - n
        for part in layer._flatten_layers():
            if isinstance(part, layers.BatchNormalization) and not batch_norm:
                part.trainable = False
    return base


def unfreeze_top(
    model: keras.Model, n: int | None, learning_rate: float = 1e-4, *, batch_norm: bool = False
) -> keras.Model:
    """Let the last ``n`` layers of the base train, and compile the model anew, in place; return it.

    Args:
        model: as ``build_transfer_model`` returns it; its head is left as it is.
        n: see ``thaw``.
        learning_rate: for fine-tuning; some ten times smaller than the head's, since the base is good
            already and steps made for random weights would undo it.
        batch_norm: see ``thaw``.
    """
    thaw(base_of(model), n, batch_norm=batch_norm)
    return compile_for_transfer(model, learning_rate)


def compile_for_transfer(model: keras.Model, learning_rate: float = 1e-3) -> keras.Model:
    """Compile a transfer model, in place: Adam, cross-entropy of its logits, accuracy; return it.

    Keras traces the training step once, with the weights that are trainable then, so this is due after
    every change of ``trainable``.
    """
    model.compile(
        keras.optimizers.Adam(learning_rate),
        loss=crossentropy(from_logits=True),
        metrics=["accuracy"],
        jit_compile=jit_compile(),
    )
    return model


def pooled_features(base: keras.Model, x: np.ndarray, batch_size: int = 128) -> np.ndarray:
    """Return what the global average pool makes of the base's maps, in inference mode.

    Args:
        x: pictures, (n, height, width, 3), 0 to 255.

    Returns:
        (n, channels) float32.
    """
    return np.concatenate([maps.mean(axis=(1, 2)) for maps in _maps(base, x, batch_size)])


def map_features(base: keras.Model, x: np.ndarray, batch_size: int = 128) -> np.ndarray:
    """Return the base's maps, (n, height, width, channels) float32; arguments as for ``pooled_features``."""
    return np.concatenate(list(_maps(base, x, batch_size)))


def _maps(base, x, batch_size):
    for start in range(0, len(x), batch_size):
        batch = np.asarray(x[start : start + batch_size], np.float32)
        with fused_batch_norm():
            maps = base(batch, training=False)
        yield keras.ops.convert_to_numpy(maps)


def extract_features(
    base: keras.Model, x_train: np.ndarray, x_test: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return pooled features of both sets, standardised by the training set alone.

    Args:
        x_train, x_test: pictures, (n, height, width, 3), 0 to 255.

    Returns:
        (n_train, channels), (n_test, channels), float32. Each training feature has mean 0 and standard
        deviation 1; a feature that is the same in all training pictures is 0 in all of them.
    """
    train, test = pooled_features(base, x_train), pooled_features(base, x_test)
    mean, deviation = feature_statistics(train)
    return (train - mean) / deviation, (test - mean) / deviation


def feature_statistics(train: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return mean and divisor of each feature, (channels,): 1 where a feature never changes."""
    mean, deviation = train.mean(axis=0), train.std(axis=0)
    return mean, np.where(deviation > 1e-6 * (1 + np.abs(mean)), deviation, 1).astype(np.float32)
