"""What the checks of the CIFAR-10 lessons promise: friendly errors, and no change of state."""

import linecache
import random
import re

import keras
import numpy as np
import pytest
from keras import layers

from resnets import checks
from resnets.checks import CheckFailed, ExerciseUnfinished
from tests.wrong_answers import basic_block, v2

FUNCTIONS = [
    checks.check_lr_schedule,
    checks.check_plain_stack,
    checks.check_preprocess,
    checks.check_resnet18,
    checks.check_resnet_layer,
    checks.check_resnet_v1,
    checks.check_resnet_v2,
]


def stub(*args, **kwargs):
    raise ExerciseUnfinished("6.2")


class Stub(keras.Model):
    def __init__(self, *args, **kwargs):
        raise ExerciseUnfinished("6.2")


@pytest.mark.parametrize(
    "check, answer",
    [
        *((check, stub) for check in FUNCTIONS),
        (checks.check_basic_block, Stub),
        (checks.check_resnet18, Stub),
    ],
)
def test_stub_shows_as_one_line(check, answer):
    with pytest.raises(ExerciseUnfinished) as caught:
        check(answer)
    (line,) = caught.value._render_traceback_()
    assert line.startswith("Exercise 6.2 is not written yet: ")


def test_of_a_class_it_is_said_which_method_is_left():
    class HalfWritten(basic_block.WithSequential):
        def get_config(self):
            raise ExerciseUnfinished("5.1")

    with pytest.raises(ExerciseUnfinished) as caught:
        checks.check_basic_block(HalfWritten)
    assert "In get_config the line with `raise` is left." in str(caught.value)


def test_the_mended_unit_is_named_and_its_own_line_shown():
    """The check gets a net that the lesson makes of the learner's unit, in a cell of its own."""

    def cell(name: str, source: str, **names):
        linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
        exec(compile(source, name, "exec"), names)
        return names

    unit = cell("<unit>", "def mended_unit(x, inside, strides=1):\n    return left_out\n")["mended_unit"]
    build = "def of(unit):\n    def build(*a, **k):\n        return unit(1, 2)\n    return build\n"
    with pytest.raises(CheckFailed, match="^mended_unit is not right yet: it stops with NameError") as caught:
        checks.check_resnet_v2(cell("<net>", build)["of"](unit), "mended_unit")
    assert "In your code, line 2 of mended_unit: return left_out\n" in str(caught.value)


@pytest.mark.parametrize("check", [*FUNCTIONS, checks.check_basic_block])
def test_what_cannot_be_called_is_said_so(check):
    with pytest.raises(CheckFailed, match="the check was given an object of type NoneType"):
        check(None)


def test_no_global_state_is_changed():
    keras.utils.set_random_seed(5)
    python, numpy = random.getstate(), np.random.get_state()
    names = [layers.ReLU().name]
    checks.check_resnet_v2(v2.of_layers)
    checks.check_basic_block(basic_block.WithSequential)
    assert random.getstate() == python
    assert all(np.array_equal(a, b) for a, b in zip(np.random.get_state(), numpy, strict=True))
    names.append(layers.ReLU().name)
    first, second = (int((re.findall(r"\d+$", name[5:]) or ["0"])[0]) for name in names)
    assert second == first + 1


@pytest.mark.skipif(keras.backend.backend() != "tensorflow", reason="uses a function of TensorFlow")
def test_a_block_may_use_tensorflows_own_functions(capsys):
    import tensorflow as tf

    class Block(basic_block.Slipping):
        def call(self, x):
            y = self.bn2(self.conv2(tf.nn.relu(self.bn1(self.conv1(x)))))
            return self.end(y, self.down(x) if self.down else x)

        def end(self, y, x):
            return tf.nn.relu(layers.add([y, x]))

    checks.check_basic_block(Block)
    assert "BasicBlock is right" in capsys.readouterr().out
