"""The CIFAR-10 nets compute what NumPy composes, and come back from a file."""

import keras
import numpy as np
import pytest

from resnets import reference
from resnets.blocks_cifar import BasicBlock
from resnets.counts import count_multiply_adds
from resnets.models_cifar import resnet_v1, resnet_v2
from resnets.resnet18 import ResNet, ResNet18
from tests.tiny_nets import TINY, TINY_NETS, images, numpy, randomise, tensors


def by_hand(model, x, training: bool, path: str, normalise: bool = True, strides: int = 1) -> np.ndarray:
    """Return BN(conv(x)) in NumPy with the weights of ``model``'s layers ``path`` and its companion."""
    conv = model.get_layer(path)
    w = [numpy(v) for v in conv.weights]
    y = reference.conv2d(x, w[0], w[1] if conv.use_bias else None, strides, "same")
    return norm_by_hand(model, y, training, path.replace("conv", "bn")) if normalise else y


def norm_by_hand(model, x, training: bool, name: str) -> np.ndarray:
    return reference.batch_norm(x, *(numpy(v) for v in model.get_layer(name).weights), training=training)


def padded_by_hand(x, channels: int) -> np.ndarray:
    small = x[:, ::2, ::2]
    return np.concatenate([small, np.zeros((*small.shape[:3], channels - x.shape[-1]), x.dtype)], axis=-1)


@pytest.mark.parametrize("training", [False, True])
@pytest.mark.parametrize("shortcut", ["A", "B", "tutorial"])
def test_a_v1_block_is_its_numpy_composition(shortcut, training):
    model = resnet_v1(TINY, 8, 5, width=4, shortcut=shortcut)
    randomise(model)
    block = "stage2_block1"
    x, found = tensors(
        model,
        model.get_layer("stage1_block1_relu2").output,
        model.get_layer(f"{block}_relu2").output,
        training=training,
    )
    y = reference.relu(by_hand(model, x, training, f"{block}_conv1", strides=2))
    y = by_hand(model, y, training, f"{block}_conv2")
    if shortcut == "A":
        other = padded_by_hand(x, 8)
    else:
        other = by_hand(model, x, training, f"{block}_shortcut_conv", shortcut == "B", strides=2)
    np.testing.assert_allclose(found, reference.relu(y + other), rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("widths", ["paper", "tutorial"])
def test_a_v2_block_is_its_numpy_composition(widths):
    model = resnet_v2(TINY, 11, 5, width=4, widths=widths)
    randomise(model)
    block = "stage2_block1"
    x, found = tensors(
        model,
        model.get_layer("stage1_block1_add").output,
        model.get_layer(f"{block}_add").output,
        training=True,
    )
    activated = reference.relu(norm_by_hand(model, x, True, f"{block}_bn1"))
    y = by_hand(model, activated, True, f"{block}_conv1", normalise=False, strides=2)
    for k in (2, 3):
        y = reference.relu(norm_by_hand(model, y, True, f"{block}_bn{k}"))
        y = by_hand(model, y, True, f"{block}_conv{k}", normalise=False)
    # The paper's widening units project what is activated, the tutorial's project x.
    source = activated if widths == "paper" else x
    other = by_hand(model, source, True, f"{block}_shortcut_conv", normalise=False, strides=2)
    np.testing.assert_allclose(found, y + other, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("training", [False, True])
def test_basic_block_is_the_function_of_the_same_weights(training):
    model = resnet_v1(TINY, 8, 5, width=4, shortcut="B")
    randomise(model)
    ends = [model.get_layer(f"stage{stage}_block1_relu2").output for stage in (1, 2)]
    x, wanted = tensors(model, *ends, training=training)
    block = BasicBlock(8, 2, name="stage2_block1")
    block.build(x.shape)
    for layer in block._flatten_layers(include_self=False):
        if layer.weights:
            layer.set_weights(model.get_layer(layer.name).get_weights())
    np.testing.assert_allclose(numpy(block(x, training=training)), wanted, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize(
    ("filters", "stride", "projects"), [(4, 1, False), (8, 1, True), (4, 2, True), (8, 2, True)]
)
def test_basic_block_projects_where_stride_or_channels_change(filters, stride, projects):
    block = BasicBlock(filters, stride)
    assert block(images((7, 6, 4))).shape == (2, -(-7 // stride), -(-6 // stride), filters)
    assert (block.projection is not None) is projects
    assert block.compute_output_shape((None, 7, 6, 4))[1:] == (-(-7 // stride), -(-6 // stride), filters)


def test_the_subclass_and_the_chain_are_one_net():
    chain, subclass = ResNet18(4, 5, TINY), ResNet((2, 2, 2, 2), 5, 4)
    subclass.build((None, *TINY))
    assert [tuple(w.shape) for w in chain.weights] == [tuple(w.shape) for w in subclass.weights]
    randomise(chain)
    subclass.set_weights(chain.get_weights())
    np.testing.assert_allclose(numpy(chain(images())), numpy(subclass(images())), rtol=1e-5, atol=1e-6)
    assert count_multiply_adds(subclass, TINY) == count_multiply_adds(chain)


@pytest.mark.parametrize("net", [*TINY_NETS, "subclass"])
def test_a_saved_net_comes_back(net, tmp_path):
    model = ResNet((1, 2), 5, 4, classifier_activation="softmax") if net == "subclass" else TINY_NETS[net]()
    before = numpy(model(images()))
    randomise(model)
    wanted = numpy(model(images()))
    model.save(tmp_path / "net.keras")
    loaded = keras.models.load_model(tmp_path / "net.keras", compile=False)
    assert type(loaded) is type(model)
    np.testing.assert_allclose(numpy(loaded(images())), wanted, rtol=1e-5, atol=1e-6)
    assert not np.allclose(before, wanted)  # the weights are not those of a fresh net


@pytest.mark.parametrize("net", ["v1 A", "ResNet18"])
def test_a_net_of_bfloat16_gives_logits_of_float32(net):
    keras.config.set_dtype_policy("mixed_bfloat16")
    try:
        model = TINY_NETS[net]()
        part = model.get_layer("stage3_block1" if net == "ResNet18" else "stage3_block1_relu2")
        assert part.compute_dtype == "bfloat16"
        assert keras.backend.standardize_dtype(model(images()).dtype) == "float32"
    finally:
        keras.config.set_dtype_policy("float32")
