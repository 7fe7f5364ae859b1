"""The checks of lesson 3's other exercises: right answers pass, wrong ones are told what is wrong."""

import math

import pytest
from keras import layers

from resnets.blocks import convolutional_block
from resnets.checks import CheckFailed, ExerciseUnfinished, check_convolutional_block_v15, check_output_size


def right_size(n, k, s, padding="valid"):
    if padding == "same":
        return math.ceil(n / s)
    p = padding if isinstance(padding, int) else 0
    return (n + 2 * p - k) // s + 1


def counted_size(n, k, s, padding="valid"):
    if padding == "same":
        return len(range(0, n, s))
    n += 0 if padding == "valid" else 2 * padding
    return len(range(0, n - k + 1, s))


@pytest.mark.parametrize("function", [right_size, counted_size])
def test_right_sizes_pass(function, capsys):
    check_output_size(function)
    assert "720 cases" in capsys.readouterr().out


def zeros(padding):
    return padding if isinstance(padding, int) else 0


WRONG_SIZES = {
    "+ 1 is missing": lambda n, k, s, p: -(-n // s) if p == "same" else (n + 2 * zeros(p) - k) // s,
    "that is so for stride 1": lambda n, k, s, p: n if p == "same" else right_size(n, k, s, p),
    "is rounded down": lambda n, k, s, p: n // s if p == "same" else right_size(n, k, s, p),
    "treated like 'valid'": lambda n, k, s, p: (n + 2 * zeros(p) - k) // s + 1,
    "one too many": lambda n, k, s, p: n // s + 1 if p == "same" else right_size(n, k, s, p),
    "counted once": lambda n, k, s, p: -(-n // s) if p == "same" else (n + zeros(p) - k) // s + 1,
    "has no effect": lambda n, k, s, p: -(-n // s) if p == "same" else (n - k) // s + 1,
    "is not subtracted": lambda n, k, s, p: -(-n // s) if p == "same" else (n + 2 * zeros(p)) // s + 1,
    "rounds up; a position": lambda n, k, s, p: (
        -(-n // s) if p == "same" else -(-(n + 2 * zeros(p) - k) // s) + 1
    ),
    "output_size(5, 1, 1, 'valid') is None, Keras gives 5": lambda n, k, s, p: None,
    "is no integer": lambda n, k, s, p: float(right_size(n, k, s, p)),
    "Draw 5 squares": lambda n, k, s, p: right_size(n, k, s, p) + (s == 2),
    "ZeroDivisionError": lambda n, k, s, p: n // 0,
}


@pytest.mark.parametrize("phrase", WRONG_SIZES)
def test_wrong_sizes_are_explained(phrase):
    with pytest.raises(CheckFailed) as caught:
        check_output_size(WRONG_SIZES[phrase])
    assert phrase in str(caught.value)
    others = [p for p in WRONG_SIZES if p != phrase and not p.startswith(("output_size", "Draw"))]
    assert not any(other in str(caught.value) for other in others)


def test_stubs_are_unfinished():
    def stub(*args, **kwargs):
        raise ExerciseUnfinished("3.1")

    for check in (check_output_size, check_convolutional_block_v15):
        with pytest.raises(ExerciseUnfinished):
            check(stub)


def variant(strides=("1", "s", "1", "s"), take="X", projection_bn=True, last_relu=True):
    """Return a v1.5 block with one thing changed: strides of 2a, 2b, 2c and the projection, and so on."""

    def block_function(X, f, filters, stage, block, s=2):
        a, b, c, d = (s if word == "s" else int(word) for word in strides)
        F1, F2, F3 = filters
        shortcut = X
        Y = layers.Activation("relu")(layers.BatchNormalization()(layers.Conv2D(F1, 1, strides=a)(X)))
        shortcut = Y if take == "2a" else shortcut
        Y = layers.Conv2D(F2, f, strides=b, padding="same")(Y)
        Y = layers.Activation("relu")(layers.BatchNormalization()(Y))
        Y = layers.BatchNormalization()(layers.Conv2D(F3, 1, strides=c)(Y))
        shortcut = layers.Conv2D(F3, 1, strides=d)(shortcut)
        shortcut = layers.BatchNormalization()(shortcut) if projection_bn else shortcut
        Y = layers.Add()([Y, shortcut])
        return layers.Activation("relu")(Y) if last_relu else Y

    return block_function


def test_the_right_v15_block_passes(capsys):
    check_convolutional_block_v15(variant())
    assert "convolutional_block_v15 is right" in capsys.readouterr().out


WRONG_BLOCKS = {
    "still on the first 1x1": convolutional_block,
    "sits on the last 1x1": variant(("1", "1", "s", "s")),
    "always 2, whatever s is": variant(("1", "2", "1", "2")),
    "starts from the main path's first ReLU": variant(take="2a"),
    "no batch normalisation": variant(projection_bn=False),
    "ReLU": variant(last_relu=False),
    "conv 2a; its strides are (2, 2), expected (1, 1)": variant(("s", "s", "1", "s")),
}


@pytest.mark.parametrize("phrase", WRONG_BLOCKS)
def test_wrong_v15_blocks_are_explained(phrase):
    with pytest.raises(CheckFailed) as caught:
        check_convolutional_block_v15(WRONG_BLOCKS[phrase])
    assert phrase in str(caught.value)
