"""The check of one residual block: build, run in both modes, compare, name the mistake."""

from collections.abc import Callable
from typing import NamedTuple

import keras
import numpy as np

from resnets.checks.blockrules import check_counts, check_memory, refuse_stopped_gradients
from resnets.checks.build import BuildFailed, build_model, explained, require_function
from resnets.checks.compare import Difference, close, first_difference
from resnets.checks.evaluate import Result, evaluate
from resnets.checks.mistakes import FIXED, FROZEN, Mistake
from resnets.checks.recipe import Part, both
from resnets.checks.trace import Trace, fixed_modes, leaves, run_traced, weight_layers
from resnets.checks.unfinished import CheckFailed
from resnets.checks.unfitting import unfitting_layer
from resnets.checks.weights import Flow, WeightBook, random_input

DROPOUT = Mistake(
    "a dropout stands in the block; in training it makes some of the values 0.",
    "the layers that the exercise does not ask for.",
    lambda part: part,  # what it drops is drawn anew each time: no numbers to compare
)


class Case(NamedTuple):
    """One call of the learner's function, on sizes that are all different."""

    input_shape: tuple[int, int, int, int]  # batch, height, width, channels
    arguments: tuple  # what the function gets after X
    recipe: Part
    biases: bool = True  # False: convolutions may have some or not


class Answer(NamedTuple):
    """What the learner's function computed in one case."""

    case: Case
    model: keras.Model
    traces: dict[bool, Trace]  # by training mode
    stuck: list[str]  # normalisations whose moving statistics training did not move


def run_case(function, name: str, case: Case) -> Answer:
    """Build the learner's block and run it in inference and in training mode."""
    # Lists are copied: a function may change the one it is given.
    arguments = [list(a) if isinstance(a, list) else a for a in case.arguments]
    model = build_model(function, name, case.input_shape[1:], *arguments)
    if arguments != list(case.arguments):
        raise CheckFailed(
            f"{name} is not right yet: it changes the list that it is given; the caller may need it again.\n"
            "Look at: what takes numbers out of `filters`, or writes into it."
        )
    x = random_input(case.input_shape)
    try:
        inference = run_traced(model, x, training=False, book=_book(case))
    except NotImplementedError:
        raise
    except Exception as error:  # it builds, and stops when data comes: a size that is typed in, mostly
        raise explained(error, function, name) from error
    # One that was made and never called has no statistics.
    norms = [one for one in weight_layers(model) if isinstance(one, keras.layers.BatchNormalization)]
    before = [keras.ops.convert_to_numpy(layer.moving_mean).copy() for layer in norms]
    training = run_traced(model, x, training=True)
    after = [keras.ops.convert_to_numpy(layer.moving_mean) for layer in norms]
    stuck = [layer.name for layer, b, a in zip(norms, before, after, strict=True) if np.array_equal(b, a)]
    return Answer(case, model, {False: inference, True: training}, stuck)


def expected(case: Case, training: bool, recipe: Part | None = None) -> Result:
    """Return what the recipe gives in this case."""
    return evaluate(recipe or case.recipe, Flow(random_input(case.input_shape)), training, _book(case))


def _book(case: Case) -> WeightBook:
    return WeightBook(biases=case.biases)


def matches(answer: Answer, recipe: Part) -> bool:
    """Return whether the learner's output is the recipe's, in both modes."""
    try:
        return all(
            close(answer.traces[mode].output, expected(answer.case, mode, recipe).output.array)
            for mode in (False, True)
        )
    except (ValueError, KeyError, IndexError):
        return False  # this recipe does not build at these sizes


def check_block(
    function, name: str, cases: list[Case], catalogue: list[Mistake], unfitting: Callable | None = None
) -> list[Answer]:
    """Return the answers if all are right.

    Where the two paths do not fit together, ``unfitting(function, name, case)`` says which layer is wrong,
    in a line, or returns None.

    Raises:
        CheckFailed: the function is wrong; the text names the mistake.
    """
    require_function(function, name)
    answers = [run_or_explain(function, name, case, unfitting or unfitting_layer) for case in cases]
    wrong = [answer for answer in answers if not matches(answer, answer.case.recipe)]
    if wrong:
        raise CheckFailed(f"{name} is not right yet: " + _diagnosis(answers, wrong[0], catalogue))
    for answer in answers:
        check_counts(answer, expected(answer.case, False), name)
        check_memory(answer.model, name)
        refuse_stopped_gradients(answer.model, name)
    return answers


def _diagnosis(answers: list[Answer], wrong: Answer, catalogue: list[Mistake]) -> str:
    def fits(edit: Callable) -> bool:
        return all(_gives(answer, edit) for answer in answers)

    if all(np.ptp(trace.output) == 0 for answer in answers for trace in answer.traces.values()):
        what = "its result is the same number everywhere, whatever goes in."
        return f"{what}\nLook at: what it is made of."
    for mistake in catalogue:
        if fits(mistake.edit):
            return f"{mistake.what}\nLook at: {mistake.look}"
    pair = _pair(answers, wrong, catalogue, fits)
    if pair:
        one, two = pair
        return f"two things at once.\n1. {one.what}\n2. {two.what}\nLook at: {one.look}"
    by_call = _by_call(answers, catalogue)
    if by_call:
        return f"it does not do the same in every call.\n{by_call}\nLook at: conditions on the arguments."
    stuck = _mode_mistake(wrong)
    return f"{stuck.what}\nLook at: {stuck.look}" if stuck else _where(wrong)


def _by_call(answers: list[Answer], catalogue: list[Mistake]) -> str:
    """Return in a line for each call which mistake it has, where each has one of its own or none; else ""."""
    lines = []
    for answer in answers:
        case = answer.case
        alone = (one.what for one in catalogue if _gives(answer, one.edit))
        what = "right." if matches(answer, case.recipe) else next(alone, "")
        if not what:
            return ""
        lines.append(f"Called with {', '.join(map(repr, case.arguments))}: {what}")
    return "\n".join(lines)


def _gives(answer: Answer, edit: Callable) -> bool:
    try:
        return matches(answer, edit(answer.case.recipe))
    except (ValueError, KeyError, IndexError):
        return False  # an edit before this one has left out what it changes


def _mode_mistake(answer: Answer) -> Mistake | None:
    """Return what is wrong where some normalisations, not all, do not follow the model's mode."""
    norms = [one for one in weight_layers(answer.model) if isinstance(one, keras.layers.BatchNormalization)]
    names = {one.name for one in norms}  # a dropout has a mode as well
    modes = {mode for name, mode in fixed_modes(answer.model).items() if name in names}
    if True in modes:
        return FIXED
    if any("Dropout" in type(one).__name__ and one.rate for one in leaves(answer.model)):
        return DROPOUT
    right = close(answer.traces[False].output, expected(answer.case, False).output.array)
    return FROZEN if right and (False in modes or not all(one.trainable for one in norms)) else None


def _pair(answers, wrong: Answer, catalogue: list[Mistake], fits) -> tuple[Mistake, Mistake] | None:
    """Return two mistakes that together give the answer; one of them must bite where it first differs."""
    place = _first_difference(wrong, False)
    if place is None:
        return None
    bites = [mistake for mistake in catalogue if _bite(wrong.case, mistake) == place.step]
    seen = {_recipes(answers, mistake.edit) for mistake in catalogue}  # alone they do not give the answer
    for one in bites:
        for two in catalogue:
            for edit in (both(one.edit, two.edit), both(two.edit, one.edit)):
                recipes = _recipes(answers, edit)
                if recipes not in seen and fits(edit):
                    return tuple(sorted((one, two), key=catalogue.index))
                seen.add(recipes)
    return None


def _recipes(answers: list[Answer], edit: Callable) -> str:
    """Return what the edit makes of the recipes, in letters; edits that give the same are tried once."""
    try:
        return repr([edit(answer.case.recipe) for answer in answers])
    except (ValueError, KeyError, IndexError):
        return ""


def _bite(case: Case, mistake: Mistake) -> str | None:
    """Return the first step whose result in inference mode the mistake changes."""
    try:
        changed = expected(case, False, mistake.edit(case.recipe)).outputs
    except (ValueError, KeyError, IndexError):
        return None
    right = expected(case, False).outputs
    different = (
        name for name, array in right.items() if name not in changed or not close(changed[name], array)
    )
    return next(different, None)


def _first_difference(answer: Answer, mode: bool) -> Difference | None:
    right = expected(answer.case, mode)
    x = random_input(answer.case.input_shape)
    return first_difference(answer.case.recipe, x, right.outputs, answer.traces[mode])


def _where(answer: Answer) -> str:
    for mode, word in ((False, "inference"), (True, "training")):
        right, trace = expected(answer.case, mode), answer.traces[mode]
        difference = _first_difference(answer, mode)
        if difference is None and close(trace.output, right.output.array):
            continue
        if difference is None:
            return "everything is computed, but something else is returned.\nLook at: the last lines."
        text = f"in {word} mode the first result that differs is {difference.step}, the {difference.kind}."
        seen = difference.seen + _shape_note(trace, right)
        return f"{text}\n{seen}\nLook at: this step; what comes before it is right."
    return "its values differ from the reference."


def _shape_note(trace: Trace, right: Result) -> str:
    if trace.output.shape == right.output.array.shape:
        return ""
    return f"\nYour output has shape {trace.output.shape}, expected {right.output.array.shape}."


def run_or_explain(function, name: str, case: Case, unfitting: Callable) -> Answer:
    """Run a case; where the two paths do not fit together, find the layer that is set differently."""
    try:
        return run_case(function, name, case)
    except BuildFailed as failure:
        finding = unfitting(function, name, case) if failure.shapes else None
        if finding is None:
            raise
        first, *rest = str(failure).split("\n")
        raise BuildFailed("\n".join([first, *rest[:-1], finding])) from failure
