"""The CIFAR-10 nets and ResNet-18 to 152: published counts, names, shapes, errors."""

import keras
import numpy as np
import pytest

from resnets.blocks_cifar import BasicBlock, PaddedShortcut, resnet_layer
from resnets.counts import count_multiply_adds, count_trainable
from resnets.models_cifar import plain_cifar, resnet_v1, resnet_v2
from resnets.models_imagenet import bottleneck_block, resnet_imagenet
from resnets.resnet18 import ResNet, ResNet18
from tests.tiny_nets import TINY, TINY_NETS, images, numpy


def counts(model) -> np.ndarray:
    return np.array([count_trainable(model), model.count_params()])


def at(depth: int, build, layers_per_block: int) -> tuple[int, int]:
    """Return (trainable, all) parameters at ``depth``: each further n adds the same blocks to every stage."""
    step = layers_per_block
    one, two = counts(build(step + 2)), counts(build(2 * step + 2))
    return tuple(int(n) for n in one + (two - one) * ((depth - 2) // step - 1))


def names(model) -> list[str]:
    return [layer.name for layer in model.layers]


@pytest.mark.parametrize(("depth", "trainable"), [(20, 269_722), (56, 853_018), (110, 1_727_962)])
def test_v1_has_the_published_parameters(depth, trainable):
    assert at(depth, lambda d: resnet_v1(depth=d), 6)[0] == trainable


def test_v1_20_built_has_as_many_as_its_smaller_sisters_say():
    model = resnet_v1()
    assert count_trainable(model) == 269_722
    assert count_multiply_adds(model) == pytest.approx(40.6e6, rel=2e-3)
    assert model.output_shape == (None, 10)


def test_the_tutorials_v1_20():
    assert at(20, lambda d: resnet_v1(depth=d, shortcut="tutorial"), 6) == (273_066, 274_442)


def test_v2_of_the_paper():
    assert at(164, lambda d: resnet_v2(depth=d), 9) == (1_703_258, 1_727_482)
    assert round(at(1001, lambda d: resnet_v2(depth=d), 9)[0] / 1e6, 2) == 10.33


@pytest.mark.parametrize(("depth", "millions"), [(110, "3.3"), (164, "4.94"), (1001, "30.35")])
def test_v2_of_the_tutorial(depth, millions):
    trainable = at(depth, lambda d: resnet_v2(depth=d, widths="tutorial"), 9)[0]
    assert f"{trainable / 1e6:.{len(millions.split('.')[1])}f}" == millions


def test_counts_grow_evenly_with_depth():
    for build, step in ((resnet_v1, 6), (resnet_v2, 9)):
        assert tuple(counts(build(depth=3 * step + 2))) == at(
            3 * step + 2, lambda d, b=build: b(depth=d), step
        )


def test_resnet18():
    model = ResNet18()
    assert tuple(counts(model)) == (11_173_962, 11_183_562)
    assert count_multiply_adds(model) == pytest.approx(0.56e9, rel=0.01)
    assert names(model)[1:4] == ["stem_conv", "stem_bn", "stem_relu"]
    assert model.get_layer("stage4_block2").output.shape == (None, 4, 4, 512)


@pytest.fixture(scope="module")
def imagenet50():
    return resnet_imagenet(50)


# Trainable parameters as in every library since; multiply-adds of table 1 (stride on the first 1x1).
@pytest.mark.parametrize(
    ("depth", "parameters", "multiply_adds"),
    [(18, 11_689_512, 1.8e9), (34, 21_797_672, 3.6e9), (50, 25_557_032, 3.8e9)],
)
def test_imagenet_nets(depth, parameters, multiply_adds, imagenet50):
    model = imagenet50 if depth == 50 else resnet_imagenet(depth)
    assert count_trainable(model) == parameters
    assert count_multiply_adds(model) == pytest.approx(multiply_adds, rel=0.03)


def test_imagenet_101_and_152_by_their_further_blocks(imagenet50):
    def block(stage: int) -> int:
        layers_of_it = [x for x in imagenet50.layers if x.name.startswith(f"stage{stage}_block2_")]
        return sum(count_trainable(layer) for layer in layers_of_it)

    assert count_trainable(imagenet50) + 17 * block(3) == 44_549_160
    assert count_trainable(imagenet50) + 4 * block(2) + 30 * block(3) == 60_192_808


def test_version_1_5_moves_the_stride_and_no_parameter():
    X = keras.Input((16, 16, 8))
    nets = [
        keras.Model(X, bottleneck_block(X, 4, 16, 2, "stage2_block1", stride_on_3x3=late))
        for late in (False, True)
    ]
    assert [count_trainable(net) for net in nets] == [count_trainable(nets[0])] * 2
    sides = [[net.get_layer(f"stage2_block1_conv{k}").output.shape[1] for k in (1, 2, 3)] for net in nets]
    assert sides == [[8, 8, 8], [16, 8, 8]]
    assert nets[0].output_shape == nets[1].output_shape == (None, 8, 8, 16)


def test_a_plain_net_is_the_residual_net_less_its_shortcuts():
    plain, residual = plain_cifar(14), resnet_v1(depth=14)
    extra = set(names(residual)) - set(names(plain))
    assert all(name.endswith(("_add", "_shortcut")) for name in extra if not name.startswith("input"))
    assert sum(name.endswith("_add") for name in extra) == 6
    assert len([n for n in names(plain) if "conv" in n]) == 13  # and the dense head makes 14
    assert tuple(counts(plain)) == tuple(counts(residual))


@pytest.mark.parametrize("build", [plain_cifar, resnet_v1, resnet_v2])
def test_without_batch_norm_there_are_biases_and_the_initialiser_is_everywhere(build):
    model = build(
        depth=20, input_shape=(16, 16, 3), width=4, batch_normalization=False, initializer="glorot_uniform"
    )
    kinds = [type(layer).__name__ for layer in model.layers]
    assert "BatchNormalization" not in kinds
    with_kernel = [layer for layer in model.layers if hasattr(layer, "kernel")]
    assert len(with_kernel) >= 20
    assert all(layer.use_bias for layer in with_kernel)
    assert {type(layer.kernel_initializer).__name__ for layer in with_kernel} == {"GlorotUniform"}
    assert model.output_shape == (None, 10)


def test_maps_halve_and_channels_double():
    model = resnet_v1((33, 32, 3), 14)
    shapes = [model.get_layer(f"stage{stage}_block2_relu2").output.shape[1:] for stage in (1, 2, 3)]
    assert shapes == [(33, 32, 16), (17, 16, 32), (9, 8, 64)]


@pytest.mark.parametrize("net", TINY_NETS)
def test_names_are_unique_even_inside_the_blocks(net):
    found = [layer.name for layer in TINY_NETS[net]()._flatten_layers()]
    assert len(found) == len(set(found))
    assert all(name.startswith(("stage", "stem", "top", "input", "resnet", "avg_pool", "classifier"))
               for name in found)  # fmt: skip


def test_logits_unless_asked_otherwise():
    assert np.ptp(numpy(ResNet18(4, 5, TINY)(images())).sum(axis=1)) > 1e-6
    for model in (resnet_v1(TINY, 8, 5, classifier_activation="softmax"),
                  ResNet18(4, 5, TINY, classifier_activation="softmax")):  # fmt: skip
        np.testing.assert_allclose(numpy(model(images())).sum(axis=1), 1, rtol=1e-5)


def test_the_tutorials_layer_by_options():
    X = keras.Input(TINY)
    l2 = keras.regularizers.L2(1e-4)
    y = resnet_layer(X, 16, 3, 2, None, False, True, use_bias=True, kernel_regularizer=l2, name="a_conv")
    layer = keras.Model(X, y).get_layer("a_conv")
    assert layer.use_bias and layer.strides == (2, 2) and layer.kernel_regularizer.l2 == pytest.approx(1e-4)
    model = resnet_v1(TINY, 8, 5, shortcut="tutorial", kernel_regularizer=l2)
    assert len(model.losses) == 9  # 7 convolutions and 2 projections; the dense head has none


def test_order_of_the_pre_activation_layer():
    X = keras.Input(TINY)
    model = keras.Model(X, resnet_layer(X, 4, conv_first=False, name="a_conv1"))
    assert names(model)[1:] == ["a_bn1", "a_relu1", "a_conv1"]


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (lambda: resnet_v1(depth=21), "depth 21 is not 6n[+]2; the nearest are 20 and 26"),
        (lambda: plain_cifar(depth=25), "nearest are 20 and 26"),
        (lambda: resnet_v1(depth=7), "the smallest is 8"),
        (lambda: resnet_v2(depth=2), "n of 1 or more; the smallest is 11"),
        (lambda: resnet_v2(depth=110 - 8), "depth 102 is not 9n[+]2; the nearest are 101 and 110"),
        (lambda: resnet_v1(depth="20"), "depth is '20'; give an integer"),
        (lambda: resnet_v1(shortcut="C"), "'A', 'B' or 'tutorial'"),
        (lambda: resnet_v2(widths="wide"), "'paper' or 'tutorial'"),
        (lambda: resnet_v1((32, 32)), "height, width, channels"),
        (lambda: ResNet18(input_shape=(32, 32)), "height, width, channels"),
        (lambda: resnet_v1(num_classes=0), "num_classes is 0"),
        (lambda: BasicBlock(0), "filters is 0"),
        (lambda: BasicBlock(8, 1.5), "stride is 1.5"),
        (lambda: ResNet((2, 0)), r"blocks_per_stage is \(2, 0\)"),
        (lambda: ResNet(width=0), "width is 0"),
        (lambda: resnet_imagenet(20), "18, 34, 50, 101 or 152"),
        (lambda: resnet_imagenet(50, version="v2"), "'v1' or 'v1.5'"),
        (lambda: PaddedShortcut(4)(images((8, 8, 6))), "6 channels, more than the output's 4"),
        (lambda: count_multiply_adds(ResNet()), "give input_shape"),
    ],
)
def test_errors_say_what_to_do(build, message):
    with pytest.raises(ValueError, match=message):
        build()
