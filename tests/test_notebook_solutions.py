"""The solution in each lesson and the library's function are the same network.

The function is taken out of the notebook, called as the lesson calls it, and compared with the
library's: layers, names, settings that matter, counts, and values under equal weights.
"""

import ast
from pathlib import Path

import keras
import nbformat
import numpy as np
import pytest
from keras import layers

import resnets_utils
from resnets.checks import CheckFailed, check_build_transfer_model
from resnets.checks.lesson07_base import pictures, small_base
from resnets.models import ResNet50
from resnets.reference import batch_norm

NOTEBOOKS = Path(__file__).resolve().parent.parent / "notebooks"
SETTINGS = {"filters", "kernel_size", "strides", "padding", "axis", "epsilon", "momentum", "use_bias"}
SETTINGS |= {"units", "pool_size", "activation"}


def from_notebook(lesson: str, name: str, **more):
    """Return the function or class ``name`` as the lesson's solution defines it; it sees ``more`` too."""
    path = next(NOTEBOOKS.glob(f"{lesson}_*.ipynb"), None)
    if path is None:
        pytest.skip(f"lesson {lesson} is not there yet")
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "code" and "### BEGIN SOLUTION" in cell.source:
            names = [
                n.name for n in ast.parse(cell.source).body if isinstance(n, ast.FunctionDef | ast.ClassDef)
            ]
            if name in names:
                scope = {"keras": keras, "layers": layers, "np": np, **more}
                if name == "ResNet50":  # its lesson imports the two blocks by name
                    scope["identity_block"] = resnets_utils.identity_block
                    scope["convolutional_block"] = resnets_utils.convolutional_block
                exec(compile(cell.source, f"{path.name}: {name}", "exec"), scope)
                return scope[name]
    raise AssertionError(f"{path.name} has no solution cell that defines {name}")


def described(model) -> list[tuple]:
    """Return kind, name where it carries weights, settings, shape and count of each layer, in data order."""
    return [
        (
            type(layer).__name__,
            layer.name if layer.weights else None,
            {k: v for k, v in layer.get_config().items() if k in SETTINGS},
            tuple(layer.output.shape),
            layer.count_params(),
        )
        for layer in sorted(
            model.layers, key=lambda layer: (layer.name if layer.weights else "", type(layer).__name__)
        )
    ]


def same_values(a, b, x) -> bool:
    """Return whether two models with the same weights agree in both modes."""
    rng = np.random.default_rng(0)
    by_name = {layer.name: layer for layer in b.layers}
    for layer in a.layers:
        if layer.weights:
            values = [
                rng.uniform(0.5, 1.5, w.shape) * 0.1 + (0.9 if "moving" in w.path else 0)
                for w in layer.weights
            ]
            layer.set_weights(values)
            by_name[layer.name].set_weights(values)
    outputs = [[keras.ops.convert_to_numpy(m(x, training=mode)) for mode in (False, True)] for m in (a, b)]
    return all(np.allclose(p, q, rtol=1e-4, atol=1e-5) for p, q in zip(*outputs, strict=True))


BLOCKS = [
    ("02", "identity_block", (3, [2, 4, 6], 2, "b"), {}),
    ("03", "convolutional_block", (3, [2, 4, 5], 3, "a"), {}),
    ("03", "convolutional_block", (2, [2, 4, 5], 3, "a"), {"s": 3}),
]


@pytest.mark.parametrize("lesson,name,arguments,more", BLOCKS)
def test_block_in_the_lesson_is_the_librarys(lesson, name, arguments, more):
    theirs, ours = from_notebook(lesson, name), getattr(resnets_utils, name)
    models = [resnets_utils.block_model(f, (7, 8, 6), *arguments, **more) for f in (theirs, ours)]
    assert described(models[0]) == described(models[1])
    x = np.random.default_rng(1).normal(size=(4, 7, 8, 6)).astype("float32")
    assert same_values(*models, x)


def test_resnet50_in_the_lesson_is_the_librarys():
    theirs = from_notebook("04", "ResNet50")
    models = [f(input_shape=(40, 48, 3), classes=5) for f in (theirs, ResNet50)]
    assert described(models[0]) == described(models[1])
    x = np.random.default_rng(1).normal(size=(2, 40, 48, 3)).astype("float32")
    assert same_values(*models, x)


def convolution(filters, size, stride=1):
    """Lesson 5's helper, which its two classes use."""
    return layers.Conv2D(filters, size, strides=stride, padding="same", use_bias=False)


def lesson05_resnet(*arguments, **more):
    block = from_notebook("05", "BasicBlock", convolution=convolution)
    return from_notebook("05", "ResNet", convolution=convolution, BasicBlock=block)(*arguments, **more)


def lesson06(name: str):
    return from_notebook("06", name, resnet_layer=from_notebook("06", "resnet_layer"))


CIFAR = [
    (lambda: lesson05_resnet([2, 1, 2, 1], 7, 4), lambda: resnets_utils.ResNet([2, 1, 2, 1], 7, 4)),
    (
        lambda: lesson06("resnet_v1")((16, 12, 3), 14, 7),
        lambda: resnets_utils.resnet_v1((16, 12, 3), 14, 7, shortcut="B"),
    ),
    (lambda: lesson06("resnet_v2")((16, 12, 3), 20, 7), lambda: resnets_utils.resnet_v2((16, 12, 3), 20, 7)),
]


def by_shape(model) -> None:
    """Give all weights of one kind and shape the same values, so that their order does not matter."""
    for layer in model._flatten_layers(include_self=False, recursive=True):
        if layer.weights and not list(layer._flatten_layers(include_self=False)):
            for weight in layer.weights:
                positive = weight.path.rsplit("/", 1)[-1] in ("gamma", "moving_variance")
                rng = np.random.default_rng([*weight.shape, len(weight.path.rsplit("/", 1)[-1])])
                values = rng.normal(0, 0.3, weight.shape)
                weight.assign(1 + 0.3 * np.abs(values) if positive else values)


@pytest.mark.parametrize("theirs,ours", CIFAR, ids=["ResNet", "resnet_v1", "resnet_v2"])
def test_a_net_for_cifar10_in_the_lesson_is_the_librarys(theirs, ours):
    x = np.random.default_rng(1).normal(size=(4, 16, 12, 3)).astype("float32")
    models = [build() for build in (theirs, ours)]
    outputs = []
    for model in models:
        model(x)
        by_shape(model)
        modes = [model(x, training=mode) for mode in (False, True)]
        outputs.append([keras.ops.convert_to_numpy(value) for value in modes])
    assert models[0].count_params() == models[1].count_params()
    shapes = [sorted(tuple(w.shape) for w in model.weights) for model in models]
    assert shapes[0] == shapes[1]
    for mine, library in zip(*outputs, strict=True):
        np.testing.assert_allclose(mine, library, rtol=1e-3, atol=1e-4 * np.abs(library).max())
    assert np.abs(outputs[0][0] - outputs[0][1]).max() > 1e-2  # the modes differ, so both were compared


def test_the_learning_rate_schedule_in_lesson_6_is_the_papers():
    lr_schedule = from_notebook("06", "lr_schedule")
    assert [lr_schedule(epoch) for epoch in (0, 79)] == [1e-3, 1e-3]
    assert all(lr_schedule(e) > lr_schedule(e + 1) for e in (79, 119, 159, 179))


def as_numpy(tensor):
    return keras.ops.convert_to_numpy(tensor)


def lesson07(name: str):
    tools = {"freeze": from_notebook("07", "freeze"), "base_of": resnets_utils.base_of}
    return from_notebook("07", name, **tools, jit_compile=resnets_utils.jit_compile, to_numpy=as_numpy)


def transferred(build):
    """Return a transfer model on a small base, all heads alike; ``build`` as the lesson calls it."""
    model = build(small_base((10, 12, 3), 8), 5, 0.3)
    model.layers[-1].set_weights([np.linspace(-1, 1, 40).reshape(8, 5), np.arange(5)])
    return model


def trainable(model) -> list[tuple[str, bool]]:
    return [(layer.name, layer.trainable) for layer in resnets_utils.base_of(model).layers]


@pytest.mark.parametrize("name", ["build_transfer_model", "mended_model"])
def test_a_transfer_model_in_the_lesson_is_the_librarys(name):
    theirs, ours = transferred(lesson07(name)), transferred(resnets_utils.build_transfer_model)
    x = pictures(4, (10, 12, 3))
    np.testing.assert_allclose(as_numpy(theirs(x)), as_numpy(ours(x)), rtol=1e-4, atol=1e-4)
    assert trainable(theirs) == trainable(ours) and not any(flag for _, flag in trainable(theirs))
    kinds = [[type(layer).__name__ for layer in model.layers] for model in (theirs, ours)]
    assert kinds[0] == kinds[1] and theirs.layers[-2].rate == 0.3


@pytest.mark.parametrize("n", [0, 4, 11])
def test_unfreezing_in_the_lesson_is_the_librarys(n):
    pairs = [(lesson07(name), getattr(resnets_utils, name)) for name in ("freeze", "unfreeze_top")]
    models = []
    for freeze, unfreeze_top in zip(*pairs, strict=True):
        model = transferred(resnets_utils.build_transfer_model)
        resnets_utils.base_of(model).trainable = True
        assert freeze(resnets_utils.base_of(model)) is resnets_utils.base_of(model)
        assert len(model.trainable_weights) == 2  # the head's
        models.append(unfreeze_top(model, n, 3e-4))
    assert trainable(models[0]) == trainable(models[1])
    counted = [len(model.trainable_weights) for model in models]
    assert counted[0] == counted[1] == 2 + {0: 0, 4: 1, 11: 3}[n]
    assert all(np.isclose(float(model.optimizer.learning_rate), 3e-4) for model in models)
    x, y = pictures(4, (10, 12, 3)), np.arange(4)
    losses = [float(as_numpy(model.compute_loss(x, y, model(x)))) for model in models]
    np.testing.assert_allclose(*losses, rtol=1e-5)


def test_features_in_the_lesson_are_the_librarys():
    sets = pictures(130, (10, 12, 3)), pictures(7, (10, 12, 3), seed=1)
    found = [f(small_base((10, 12, 3), 8), *sets)
             for f in (lesson07("extract_features"), resnets_utils.extract_features)]  # fmt: skip
    for theirs, ours in zip(*found, strict=True):
        np.testing.assert_allclose(theirs, ours, rtol=1e-3, atol=1e-4)


def test_the_colleagues_model_in_lesson_7_has_the_mistake_that_its_text_tells_of():
    path = next(NOTEBOOKS.glob("07_*.ipynb"))
    cell = next(c for c in nbformat.read(path, as_version=4).cells if "def colleagues_model" in c.source)
    scope = {"keras": keras, "layers": layers, "freeze": lesson07("freeze")}
    exec(compile(cell.source, path.name, "exec"), scope)
    with pytest.raises(CheckFailed, match="divided by 255 first, and the base prepares them again"):
        check_build_transfer_model(scope["colleagues_model"])


def test_batch_norm_in_the_lesson_is_the_reference():
    theirs = from_notebook("02", "batch_norm")
    rng = np.random.default_rng(0)
    x, (gamma, beta, mean, root) = rng.normal(size=(3, 4, 5, 2)), rng.normal(size=(4, 2))
    for training in (False, True):
        arguments = (x, gamma, beta, mean, root**2 + 0.1, training)
        assert np.allclose(theirs(*arguments), batch_norm(*arguments))


def test_the_star_leaves_out_what_learners_write():
    learners = {"identity_block", "convolutional_block", "ResNet50", "plain_cifar", "BasicBlock", "ResNet"}
    learners |= {"ResNet18", "resnet_layer", "resnet_v1", "resnet_v2", "build_transfer_model", "freeze"}
    learners |= {"unfreeze_top", "extract_features"}
    assert learners.isdisjoint(resnets_utils.__all__)
    assert all(callable(getattr(resnets_utils, name)) for name in learners)
    assert all(hasattr(resnets_utils, name) for name in resnets_utils.__all__)
