"""Exercise 7.1, freeze, written from the students' text alone."""

import keras
import numpy as np
from keras import layers

from tests.wrong_answers import right, wrong


class E7_1:
    """Write freeze."""

    @wrong("the convolutions are frozen, the batch normalisations are not:")
    def convolutions_only(base):
        """By the letter: the convolutional layers alone."""
        for layer in base.layers:
            if isinstance(layer, layers.Conv2D):
                layer.trainable = False
        return base

    @wrong("the convolutions are frozen, the batch normalisations are not:")
    def all_but_bn(base):
        """Everything but BN, which is said to need care."""
        for layer in base.layers:
            layer.trainable = isinstance(layer, layers.BatchNormalization)
        return base

    @wrong("the batch normalisations are frozen, the convolutions are not")
    def bn_only(base):
        """BN alone."""
        for layer in base.layers:
            if isinstance(layer, layers.BatchNormalization):
                layer.trainable = False
        return base

    @wrong("nothing is frozen: 8 weights would still be trained")
    def misspelled(base):
        """A new attribute that nobody reads."""
        base.trainabel = False
        for layer in base.layers:
            layer.trainabel = False
        return base

    @wrong("it returns nothing (None), expected the base")
    def nothing_returned(base):
        """Frozen, and nothing returned."""
        base.trainable = False

    @wrong("it returns something else than the base it was given")
    def returns_false(base):
        """Returns what it has set, not the base."""
        base.trainable = False
        return base.trainable

    @wrong("it returns something else than the base it was given")
    def a_copy(base):
        """A frozen copy with the same weights; the base itself stays as it was."""
        copy = keras.models.clone_model(base)
        copy.set_weights(base.get_weights())
        copy.trainable = False
        return copy

    @wrong("it returns something else than the base it was given")
    def fresh_copy(base):
        """A frozen copy with fresh weights."""
        copy = keras.models.clone_model(base)
        copy.trainable = False
        return copy

    @wrong("it returns something else than the base it was given")
    def a_wrapper(base):
        """Frozen, and returned inside a new model."""
        base.trainable = False
        return keras.Model(base.input, base.output)

    @wrong("a layer that somebody had frozen before is trainable now:")
    def turned_over(base):
        """`not layer.trainable`: what somebody had frozen before thaws."""
        for layer in base.layers:
            layer.trainable = not layer.trainable
        return base

    @wrong("the last layers are left out: they still train")
    def all_but_the_last(base):
        """layers[:-1]: the last one is kept for learning."""
        for layer in base.layers[:-1]:
            layer.trainable = False
        return base

    @wrong("nothing is frozen: 8 weights would still be trained")
    def all_but_the_last_ten(base):
        """layers[:-10]: the top is kept for fine-tuning."""
        for layer in base.layers[:-10]:
            layer.trainable = False
        return base

    @wrong("no weight trains, but the moving statistics of the batch")
    def variables_only(base):
        """The weights are set, not the layers: BN's statistics still move."""
        for weight in base.trainable_weights:
            weight.trainable = False
        return base

    @wrong("property 'trainable_weights' of")
    def empties_the_list(base):
        """layer.trainable_weights = []."""
        for layer in base.layers:
            layer.trainable_weights = []
        return base

    @wrong("nothing is frozen: 8 weights would still be trained")
    def set_to_true(base):
        """True for False."""
        base.trainable = True
        return base

    @wrong("'bool' object is not callable")
    def calls_trainable(base):
        """trainable called like a method."""
        base.trainable(False)
        return base

    @wrong("nothing is frozen: 8 weights would still be trained")
    def momentum_instead(base):
        """BN's momentum is set to 1, so that statistics stand still; nothing is frozen."""
        for layer in base.layers:
            if isinstance(layer, layers.BatchNormalization):
                layer.momentum = 1.0
        return base

    @wrong("nothing is frozen: 8 weights would still be trained")
    def rate_of_zero(base):
        """Compiled with a learning rate of 0 instead of frozen."""
        base.compile(keras.optimizers.SGD(0.0), "mse")
        return base

    @wrong("it changes the base's weights")
    def one_step(base):
        """Frozen and then compiled and trained for a step in passing, which resets the statistics."""
        base.trainable = False
        for layer in base.layers:
            if isinstance(layer, layers.BatchNormalization):
                layer.moving_mean.assign(np.zeros(layer.moving_mean.shape))
        return base

    @wrong("nothing is frozen: 8 weights would still be trained")
    def first_layer_only(base):
        """return inside the loop: only the first layer is frozen."""
        for layer in base.layers:
            layer.trainable = False
            return base

    @wrong("layers that somebody has unfrozen since go on training")
    def one_line(base):
        """The model's attribute, which is handed on, but not where it is False already."""
        base.trainable = False
        return base

    @right
    def layer_by_layer(base):
        """Each layer by itself; the model's own attribute is left alone."""
        for layer in base.layers:
            layer.trainable = False
        return base

    @right
    def thoroughly(base):
        """The model and, to be sure, each layer."""
        setattr(base, "trainable", False)  # noqa: B010
        [setattr(layer, "trainable", False) for layer in base.layers]
        return base

    @right
    def by_recursion(base):
        """The model, then each layer; the same for whatever has layers of its own."""

        def freeze_inside(model):
            model.trainable = False
            for layer in model.layers:
                if hasattr(layer, "layers"):
                    freeze_inside(layer)
                else:
                    layer.trainable = False

        freeze_inside(base)
        return base

    @right
    def with_a_stack(base):
        """A list of things to do: each is frozen as it is taken off, and its layers are put on."""
        todo = [base]
        while len(todo) > 0:
            thing = todo.pop()
            thing.trainable = False
            todo += getattr(thing, "layers", [])
        return base

    @right
    def by_toggling(base):
        """Keras's own flat list from the back, each to True, then False, so that it always changes."""
        for layer in reversed(base._flatten_layers()):
            layer.trainable = True
            layer.trainable = False
        return base

    @right
    def by_name(base):
        """Each layer by its name, models inside first, the model itself last."""

        def freeze_inside(model):
            for name in [layer.name for layer in model.layers]:
                if hasattr(model.get_layer(name), "get_layer"):
                    freeze_inside(model.get_layer(name))
                model.get_layer(name).trainable = False
            model.trainable = False

        freeze_inside(base)
        return base
