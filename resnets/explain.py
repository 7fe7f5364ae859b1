"""What a trained net looks at: Grad-CAM, and a check of it by occlusion.

Grad-CAM: Selvaraju et al., ICCV 2017, section 3. Occlusion: Zeiler and Fergus, ECCV 2014, section 4.2.
"""

import keras
import numpy as np

from resnets.evaluation import probabilities_of
from resnets.gradients import gradient


def last_layer_of_size(model: keras.Model, size: int) -> keras.Layer:
    """Return the last layer of a functional model whose output is ``size`` x ``size`` pixels.

    Raises:
        ValueError: there is none; the sizes that there are stand in the message.
    """
    shapes = [tuple(layer.output.shape) for layer in model.layers]
    found = [k for k, s in enumerate(shapes) if len(s) == 4 and s[1:3] == (size, size)]
    if not found:
        sizes = sorted({s[1] for s in shapes if len(s) == 4}, reverse=True)
        raise ValueError(f"No layer of {model.name} gives {size}x{size} pixels; there are {sizes}.")
    return model.layers[found[-1]]


def features_and_gradients(model: keras.Model, images, classes, size: int = 8):
    """Return the last map of ``size`` x ``size`` pixels, and how each class score changes with it.

    The score is the input of the softmax (the logit): the probability itself hardly moves once the
    net is sure, so its gradient would be nearly zero.

    Args:
        model: a functional classifier that ends in a dense layer with softmax.
        images: float32, (n, height, width, channels), as the model was trained on.
        classes: for each image the class whose score is meant, integers (n,).
        size: side of the map, pixels.

    Returns:
        Features and gradients, both float32 (n, size, size, channels of the map), in inference mode.
    """
    layer, dense = last_layer_of_size(model, size), model.layers[-1]
    body = keras.Model(model.input, layer.output)
    head = keras.Model(layer.output, dense.input)
    chosen = keras.ops.one_hot(np.asarray(classes), dense.kernel.shape[-1])

    def score(maps):
        logits = keras.ops.matmul(head(maps, training=False), dense.kernel) + dense.bias
        return keras.ops.sum(logits * chosen)  # each image has its own score, so the sum mixes nothing

    features = body(keras.ops.convert_to_tensor(images), training=False)
    gradients = gradient(score, features)
    return keras.ops.convert_to_numpy(features), keras.ops.convert_to_numpy(gradients)


def grad_cam_maps(features: np.ndarray, gradients: np.ndarray) -> np.ndarray:
    """Return Grad-CAM's heat maps, (n, size, size), each scaled to a maximum of 1 (or all 0).

    Each channel is weighted by its mean gradient, the channels are added, and what speaks against
    the class (negative values) is cut off.
    """
    return _positive_part(gradients.mean(axis=(1, 2), keepdims=True) * features)


def cell_by_cell_maps(features: np.ndarray, gradients: np.ndarray) -> np.ndarray:
    """Return heat maps, (n, size, size), like Grad-CAM's but with each cell's own gradient as weight.

    Draelos and Carin, arXiv:2011.08891 (HiResCAM). Grad-CAM's mean over the cells takes for granted
    that a channel means the same everywhere, which holds right before a global pooling only.
    """
    return _positive_part(gradients * features)


def _positive_part(weighted: np.ndarray) -> np.ndarray:
    """Add the channels, cut off negative values, scale each map to a maximum of 1 (or leave it all 0)."""
    maps = np.maximum(weighted.sum(axis=-1), 0)
    top = maps.max(axis=(1, 2), keepdims=True)
    return maps / np.where(top > 0, top, 1)


def grad_cam(model: keras.Model, images, classes, size: int = 8) -> np.ndarray:
    """Return Grad-CAM's heat maps of ``images`` for ``classes``, (n, size, size) in [0, 1]."""
    return grad_cam_maps(*features_and_gradients(model, images, classes, size))


def hottest_cells(maps: np.ndarray, cells: int) -> np.ndarray:
    """Return boolean masks (n, size, size) of the ``cells`` highest values of each map."""
    flat = maps.reshape(len(maps), -1)
    if not 0 < cells <= flat.shape[1]:
        raise ValueError(f"hottest_cells: cells is {cells}; a map of {maps.shape[1:]} has {flat.shape[1]}.")
    masks = np.zeros(flat.shape, bool)
    np.put_along_axis(masks, np.argsort(-flat, axis=1, kind="stable")[:, :cells], True, axis=1)
    return masks.reshape(maps.shape)


def moved_masks(masks: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return each mask of the same form and area, turned and moved to a random other place.

    What leaves on one side comes in on the other. A fair rival for a mask is one with the same area
    and the same coherence: scattered single cells hide much less of a hand than one patch does.
    """
    size, moved = masks.shape[1], np.empty_like(masks)
    for k, mask in enumerate(masks):
        shift = (0, 0)
        while shift == (0, 0):
            shift = tuple(rng.integers(0, size, 2))
        moved[k] = np.roll(np.rot90(mask, rng.integers(4)), shift, axis=(0, 1))
    return moved


def occlude(images: np.ndarray, masks: np.ndarray, colour) -> np.ndarray:
    """Return copies of ``images`` (n, height, width, 3) with the masked cells painted in one colour.

    Args:
        masks: boolean (n, cells, cells); the images' sides are multiples of ``cells``.
        colour: three numbers on the images' scale, such as the mean colour of the training set.
    """
    factors = [side // cells for side, cells in zip(images.shape[1:3], masks.shape[1:], strict=True)]
    large = masks.repeat(factors[0], axis=1).repeat(factors[1], axis=2)
    if large.shape != images.shape[:3]:
        raise ValueError(f"occlude: masks {masks.shape} do not cut images {images.shape} into equal cells.")
    return np.where(large[..., None], np.asarray(colour, images.dtype), images)


def probability_drop(
    model: keras.Model, images: np.ndarray, masks: np.ndarray, classes, colour, probabilities=None
) -> np.ndarray:
    """Return how much the probability of each image's class falls when its mask is painted over, (n,).

    ``probabilities`` are the model's answers to the whole images, (n, classes), if they are known
    already: they are half of the work.
    """
    rows = np.arange(len(images))
    whole = probabilities_of(model, images) if probabilities is None else probabilities
    return whole[rows, classes] - probabilities_of(model, occlude(images, masks, colour))[rows, classes]
