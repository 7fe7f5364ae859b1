"""The CIFAR-10 nets and ResNet-18 to 152: published counts, names, shapes, values, saved and loaded."""

import keras
import numpy as np
import pytest
from keras import layers

from resnets import reference
from resnets.blocks_cifar import BasicBlock, PaddedShortcut, resnet_layer
from resnets.branches import branch_ends, without_branch
from resnets.counts import count_multiply_adds, count_trainable, layer_costs
from resnets.models import ResNet50, zero_last_gammas
from resnets.models_cifar import plain_cifar, resnet_v1, resnet_v2
from resnets.models_imagenet import bottleneck_block, resnet_imagenet
from resnets.resnet18 import ResNet, ResNet18

TINY = (8, 6, 3)  # height, width, channels

TINY_NETS = {
    "v1 A": lambda: resnet_v1(TINY, 8, 5, width=4),
    "v1 B": lambda: resnet_v1(TINY, 8, 5, width=4, shortcut="B"),
    "v1 tutorial": lambda: resnet_v1(TINY, 8, 5, width=4, shortcut="tutorial"),
    "v1 without BN": lambda: resnet_v1(TINY, 8, 5, width=4, batch_normalization=False),
    "v2 paper": lambda: resnet_v2(TINY, 20, 5, width=4),
    "v2 tutorial": lambda: resnet_v2(TINY, 11, 5, width=4, widths="tutorial"),
    "ResNet18": lambda: ResNet18(4, 5, TINY),
}


def counts(model) -> np.ndarray:
    return np.array([count_trainable(model), model.count_params()])


def at(depth: int, build, layers_per_block: int) -> tuple[int, int]:
    """Return (trainable, all) parameters at ``depth``: each further n adds the same blocks to every stage."""
    step = layers_per_block
    one, two = counts(build(step + 2)), counts(build(2 * step + 2))
    return tuple(int(n) for n in one + (two - one) * ((depth - 2) // step - 1))


def randomise(layer, seed: int = 0) -> None:
    """Give every weight its own random values, of a sane size."""
    rng = np.random.default_rng(seed)
    for w in layer.weights:
        name, shape = w.path.rsplit("/", 1)[-1], w.shape
        if name == "kernel":
            value = rng.normal(size=shape) * np.sqrt(2 / np.prod(shape[:-1]))
        elif name in ("gamma", "moving_variance"):
            value = rng.uniform(0.5, 1.5, shape)
        else:
            value = rng.normal(size=shape) * 0.3
        w.assign(value.astype(np.float32))


def images(shape=TINY, n: int = 2) -> np.ndarray:
    return np.random.default_rng(1).normal(size=(n, *shape)).astype(np.float32)


def numpy(tensor) -> np.ndarray:
    return keras.ops.convert_to_numpy(tensor)


def names(model) -> list[str]:
    return [layer.name for layer in model.layers]


# --- published counts ---------------------------------------------------------------------------------


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


# --- structure ------------------------------------------------------------------------------------------


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


# --- values ---------------------------------------------------------------------------------------------


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


def tensors(model, *tensors_wanted, training: bool) -> list[np.ndarray]:
    part = keras.Model(model.inputs[0], list(tensors_wanted))
    return [numpy(t) for t in part(images(), training=training)]


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


# --- saved, loaded, trained -----------------------------------------------------------------------------


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


# --- residual branches ----------------------------------------------------------------------------------


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


# --- errors ---------------------------------------------------------------------------------------------


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
