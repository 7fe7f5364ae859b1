"""Residual branches are found in every net, start at zero and still learn, and can be cut for a while."""

import keras
import numpy as np
import pytest
from keras import layers

from resnets import reference
from resnets.branches import branch_ends, without_branch
from resnets.models import ResNet50, zero_last_gammas
from resnets.models_cifar import plain_cifar, resnet_v1
from tests.tiny_nets import TINY, TINY_NETS, images, numpy, randomise, tensors


def shortcut_only(model, block: str) -> tuple[np.ndarray, np.ndarray]:
    """Return (output of the block, what its shortcut alone would give)."""
    if model.name == "resnet18":
        layer = model.get_layer(block)
        x, out = tensors(model, layer.input, layer.output, training=False)
        other = x if layer.projection is None else numpy(layer.projection_bn(layer.projection(x)))
        return out, reference.relu(other)
    add = model.get_layer(f"{block}_add")
    pre_activation = "v2" in model.name
    out = add.output if pre_activation else model.get_layer(f"{block}_relu2").output
    found, other = tensors(model, out, add.input[1], training=False)
    return found, other if pre_activation else reference.relu(other)


@pytest.mark.parametrize("net", TINY_NETS)
def test_after_zero_last_gammas_each_block_is_its_shortcut(net):
    model = TINY_NETS[net]()
    blocks = list(branch_ends(model))
    assert len(blocks) == {"v2 paper": 6, "ResNet18": 8}.get(net, 3)
    found, other = shortcut_only(model, blocks[0])
    assert not np.allclose(found, other)
    zero_last_gammas(model)
    for block in blocks:
        found, other = shortcut_only(model, block)
        np.testing.assert_allclose(found, other, rtol=1e-5, atol=1e-6)


def test_zero_last_gammas_on_resnet50():
    model = ResNet50((37, 37, 3))
    ends = branch_ends(model)
    assert list(ends)[:4] == ["2a", "2b", "2c", "3a"] and len(ends) == 16
    zero_last_gammas(model)
    zeroed = {layer.name for layer in model.layers
              if isinstance(layer, layers.BatchNormalization) and not numpy(layer.gamma).any()}  # fmt: skip
    assert zeroed == {f"bn{block}_branch2c" for block in ends}


@pytest.mark.parametrize("net", ["v1 A", "v2 paper", "ResNet18"])
def test_a_branch_that_starts_at_zero_learns(net):
    keras.utils.set_random_seed(0)
    model = zero_last_gammas(TINY_NETS[net]())
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.SGD(0.1), loss, run_eagerly=keras.backend.backend() == "tensorflow")
    model.train_on_batch(images(n=4), np.arange(4))
    for block, layer in branch_ends(model).items():
        assert numpy(layer.trainable_variables[0]).any(), block


@pytest.mark.parametrize("net", ["v1 B", "v2 paper", "ResNet18"])
def test_a_lesion_leaves_the_shortcut_and_heals(net):
    model = TINY_NETS[net]()
    randomise(model)
    before = numpy(model(images()))
    with without_branch(model, "stage2_block1"):
        found, other = shortcut_only(model, "stage2_block1")
        np.testing.assert_allclose(found, other, rtol=1e-5, atol=1e-6)
        assert not np.allclose(numpy(model(images())), before)
    np.testing.assert_array_equal(numpy(model(images())), before)


def test_nets_without_branches_or_blocks_are_named():
    with pytest.raises(ValueError, match="plain8 has no residual branch"):
        zero_last_gammas(plain_cifar(8))
    with (
        pytest.raises(ValueError, match="no block 'stage9'; its blocks are stage1_block1"),
        without_branch(resnet_v1(TINY, 8, 5), "stage9"),
    ):
        pass
