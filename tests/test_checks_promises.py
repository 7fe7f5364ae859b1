"""What every check promises: its catalogue, no change of state, friendly errors, no solution in a message."""

import ast
import inspect
import random
import re

import keras
import numpy as np
import pytest
from IPython.core.interactiveshell import InteractiveShell

from resnets import blocks
from resnets.checks import (
    CheckFailed,
    ExerciseUnfinished,
    check_convolutional_block,
    check_identity_block,
    check_resnet50,
    lesson02,
    lesson03,
)
from resnets.checks.blockcheck import expected
from resnets.checks.compare import close
from resnets.checks.lesson04 import CLASSES, INPUT_SHAPE
from resnets.checks.mistakes50 import LAYOUT, RESNET50_MISTAKES
from resnets.checks.network import advance, first_edited, resnet50_recipe, start
from resnets.checks.weights import random_input

CATALOGUES = {
    "identity": lesson02.MISTAKES,
    "convolutional": lesson03.MISTAKES,
    "resnet50": RESNET50_MISTAKES + LAYOUT,
}


@pytest.mark.parametrize("name", CATALOGUES)
def test_catalogue_is_long_and_no_two_share_a_message(name):
    texts = [mistake.what for mistake in CATALOGUES[name]]
    assert len(texts) >= 10
    assert len(set(texts)) == len(texts)
    assert all(mistake.look for mistake in CATALOGUES[name])


def _results(lesson, case_number, edit):
    """Return outputs in both modes and the parameter count, or None if the variant does not build."""
    case = lesson.CASES[case_number]
    try:
        both = [expected(case, mode, edit(case.recipe)) for mode in (False, True)]
    except (ValueError, KeyError, IndexError):
        return None
    return [result.output.array for result in both], both[0].parameters


@pytest.mark.parametrize("lesson", [lesson02, lesson03], ids=["identity", "convolutional"])
def test_no_variant_gives_the_right_values_or_another_variants(lesson):
    seen = []
    for mistake in [None, *lesson.MISTAKES]:
        edit = mistake.edit if mistake else lambda part: part
        found = [_results(lesson, number, edit) for number in (0, 1)]
        outputs = [None if one is None else one[0] for one in found]
        for other, what in seen:
            same = all(
                a is not None and b is not None and all(close(x, y) for x, y in zip(a, b, strict=True))
                for a, b in zip(outputs, other, strict=True)
            )
            assert not same, f"{mistake.what} gives what this gives: {what}"
        seen.append((outputs, mistake.what if mistake else "the right block"))


@pytest.mark.parametrize("lesson", [lesson02, lesson03], ids=["identity", "convolutional"])
def test_seven_of_ten_block_variants_have_the_right_shape_and_count(lesson):
    (right, _), count = _results(lesson, 0, lambda part: part)
    found = [_results(lesson, 0, mistake.edit) for mistake in lesson.MISTAKES]
    alike = [one for one in found if one and one[0][0].shape == right.shape and one[1] == count]
    assert len(alike) >= 10
    report = f"{len(alike)} of {len(found)}"
    assert len(alike) >= 0.7 * len(found), report


@pytest.mark.parametrize(
    "check, function, arguments",
    [
        (check_identity_block, blocks.identity_block, (3, [2, 4, 7], 1, "a")),
        (check_convolutional_block, blocks.convolutional_block, (3, [2, 4, 7], 1, "a", 2)),
    ],
)
def test_no_global_state_is_changed(check, function, arguments):
    keras.utils.set_random_seed(5)
    python, numpy = random.getstate(), np.random.get_state()
    names = [keras.layers.ReLU().name]
    settings = keras.config.floatx(), keras.config.dtype_policy().name, keras.config.image_data_format()
    calls = [keras.layers.Conv2D.call, keras.layers.BatchNormalization.call]
    check(function)
    assert random.getstate() == python
    assert all(np.array_equal(a, b) for a, b in zip(np.random.get_state(), numpy, strict=True))
    names.append(keras.layers.ReLU().name)
    first, second = (int((re.findall(r"\d+$", name[5:]) or ["0"])[0]) for name in names)
    assert second == first + 1
    after = keras.config.floatx(), keras.config.dtype_policy().name, keras.config.image_data_format()
    assert after == settings
    assert calls == [keras.layers.Conv2D.call, keras.layers.BatchNormalization.call]


def test_a_check_works_under_mixed_precision_and_leaves_it_on(capsys):
    keras.config.set_dtype_policy("mixed_float16")
    try:
        check_identity_block(blocks.identity_block)
        assert keras.config.dtype_policy().name == "mixed_float16"
    finally:
        keras.config.set_dtype_policy("float32")


def test_layers_of_the_learner_keep_their_call():
    relu = keras.layers.ReLU()

    def block(X, f, filters, stage, block):
        return relu(keras.layers.Add()([blocks.main_path(X, f, filters, stage, block), X]))

    check_identity_block(block)
    assert "call" not in vars(relu)


def test_the_words_and_the_errors_speak_of_the_name_that_is_given(capsys):
    check_identity_block(blocks.identity_block, "mended_block")
    assert capsys.readouterr().out.startswith("mended_block is right. ")
    with pytest.raises(CheckFailed, match=r"^mended_block is not right yet: "):
        check_identity_block(lambda X, f, filters, stage, block: X, "mended_block")
    with pytest.raises(CheckFailed, match=r"^mended_block is not right yet: the check was given"):
        check_convolutional_block(None, "mended_block")


def stub(*args, **kwargs):
    raise ExerciseUnfinished("2.1")


def bare_stub(*args, **kwargs):
    raise NotImplementedError


def nameless_stub(*args, **kwargs):
    raise ExerciseUnfinished()


CHECKS = [check_identity_block, check_convolutional_block, check_resnet50]


@pytest.mark.parametrize("check", CHECKS)
@pytest.mark.parametrize("function, start", [(stub, "Exercise 2.1"), (nameless_stub, "nameless_stub")])
def test_stub_shows_as_one_line(check, function, start):
    with pytest.raises(NotImplementedError) as caught:
        check(function)
    (line,) = caught.value._render_traceback_()
    assert line.startswith(f"{start} is not written yet: ")


@pytest.mark.parametrize("check", CHECKS)
def test_a_bare_not_implemented_error_is_a_stub_too(check):
    with pytest.raises(ExerciseUnfinished, match="is not written yet"):
        check(bare_stub)


@pytest.mark.parametrize("check", CHECKS)
def test_what_is_no_function_is_said_so(check):
    with pytest.raises(CheckFailed, match="not a function"):
        check(None)


@pytest.mark.parametrize("check", CHECKS)
def test_own_error_names_the_own_line(check):
    def answer(X=None, *args, **kwargs):
        return 1 / 0

    with pytest.raises(CheckFailed) as caught:
        check(answer)
    assert "ZeroDivisionError: division by zero" in str(caught.value)
    assert "line 2 of answer: return 1 / 0" in str(caught.value)


def test_a_notebook_shows_the_message_and_no_traceback(capsys):
    shell = InteractiveShell.instance()
    shell.run_cell(
        "from resnets.checks import *\ncheck_identity_block(lambda X, f, filters, stage, block: X)"
    )
    InteractiveShell.clear_instance()
    shown = capsys.readouterr().out
    assert "the function returns its input unchanged." in shown
    assert "Traceback" not in shown and "/resnets/" not in shown


def _statements(module) -> set[str]:
    """Return the lines of a module's code that call a layer: what no message may hold."""
    source = inspect.getsource(module)
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    texts = {ast.unparse(call) for call in calls}
    return {text for text in texts if re.search(r"Conv2D|BatchNorm|Activation|Add|_block\(", text)}


def test_no_message_holds_code_of_the_solution():
    texts = [m.what + m.look for catalogue in CATALOGUES.values() for m in catalogue]
    statements = _statements(blocks)
    for text in texts:
        assert not any(code in text for code in statements)
        assert not re.search(r"Conv2D\(|BatchNormalization\(|Activation\(|Add\(|\)\(|= ", text)


def test_network_variants_change_the_network():
    network = resnet50_recipe(5)
    for mistake in RESNET50_MISTAKES + LAYOUT:
        assert mistake.edit(network) != network, mistake.what


def _state(network, count, at):
    """Return the output and the number of parameters of a network from a state on."""
    for part in network:
        result, at = advance(part, at, False)
        count += result.parameters
    return result.output.array, count


def test_seven_of_ten_network_variants_have_the_right_shape_and_count():
    network = resnet50_recipe(CLASSES)
    at = start(random_input((1, *INPUT_SHAPE)), {})
    states, counts = [at], [0]
    for part in network:
        result, at = advance(part, at, False)
        states.append(at)
        counts.append(counts[-1] + result.parameters)
    alike = []
    for mistake in RESNET50_MISTAKES:
        edited = mistake.edit(network)
        first = first_edited(network, edited)
        try:
            output, count = _state(edited[first:], counts[first], states[first])
        except ValueError:  # too small at this size for one stride more: the larger pictures are used then
            continue
        if output.shape == (1, CLASSES) and count == counts[-1]:
            alike.append(mistake.what)
    assert len(alike) >= 0.7 * len(RESNET50_MISTAKES), f"{len(alike)} of {len(RESNET50_MISTAKES)}"
