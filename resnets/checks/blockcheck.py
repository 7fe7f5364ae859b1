"""The check of one residual block: build, run in both modes, compare, name the mistake."""

from collections.abc import Callable
from typing import NamedTuple

import keras
import numpy as np

from resnets.checks.build import BuildFailed, build_model, explained, require_function
from resnets.checks.compare import Difference, close, first_difference
from resnets.checks.evaluate import Result, evaluate
from resnets.checks.mistakes import FIXED, FROZEN, Mistake
from resnets.checks.recipe import Part, both
from resnets.checks.report import other_initialisers
from resnets.checks.trace import Trace, conv_biases, fixed_modes, leaves, run_traced, weight_layers
from resnets.checks.unfinished import CheckFailed
from resnets.checks.unfitting import reason
from resnets.checks.weights import Flow, WeightBook, random_input

DROPOUT = Mistake(
    "a dropout stands in the block; in training it makes some of the values 0.",
    "the layers that the exercise does not ask for.",
    lambda part: part,  # what it drops is drawn anew each time: no numbers to compare
)
SHORTEST_MEMORY = 0.5  # momentum; Keras's own is 0.99


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
    answers = [run_or_explain(function, name, case, unfitting or _unfitting_layer) for case in cases]
    wrong = [answer for answer in answers if not matches(answer, answer.case.recipe)]
    if wrong:
        raise CheckFailed(f"{name} is not right yet: " + _diagnosis(answers, wrong[0], catalogue))
    for answer in answers:
        _check_counts(answer, name)
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


def _check_counts(answer: Answer, name: str) -> None:
    right = expected(answer.case, False)
    total = answer.model.count_params()
    trainable = sum(int(np.prod(w.shape)) for w in answer.model.trainable_weights)
    if not answer.case.biases:
        total -= sum(b.shape[0] for b in conv_biases(answer.model))
        trainable -= sum(b.shape[0] for b in conv_biases(answer.model) if b.trainable)
    if total != right.parameters:
        raise CheckFailed(
            f"{name} is not right yet: its values are right, but it has {total} parameters, expected "
            f"{right.parameters}.\nLook at: layers that are in the graph without changing the result."
        )
    if trainable != right.trainable:
        frozen = [layer.name for layer in weight_layers(answer.model) if not layer.trainable]
        raise CheckFailed(
            f"{name} is not right yet: {trainable} of its parameters can be trained, expected "
            f"{right.trainable}.\nLook at: `trainable` of {', '.join(frozen) or 'your layers'}."
        )
    modes = fixed_modes(answer.model)
    if modes:
        mistake = FIXED if True in modes.values() else FROZEN
        raise CheckFailed(f"{name} is not right yet: {mistake.what}\nLook at: {mistake.look}")
    if answer.stuck:
        raise CheckFailed(
            f"{name} is not right yet: in training the moving statistics of {', '.join(answer.stuck)} stay "
            "as they are.\nLook at: the arguments of the normalisation layers, momentum among them."
        )
    _check_memory(answer, name)


def _check_memory(answer: Answer, name: str) -> None:
    """Raise CheckFailed where moving statistics are hardly more than those of the last batch."""
    norms = [one for one in weight_layers(answer.model) if isinstance(one, keras.layers.BatchNormalization)]
    short = [one for one in norms if one.momentum < SHORTEST_MEMORY]
    if short:
        raise CheckFailed(
            f"{name} is not right yet: the moving statistics of {', '.join(one.name for one in short)} go "
            f"{1 - short[0].momentum:.0%} of the way to each batch's; Keras's own momentum goes 1%.\n"
            "Look at: the momentum of the normalisation layers; PyTorch counts it the other way round."
        )


def require_own_names(function, name: str) -> None:
    """Raise CheckFailed if two blocks of the function, which is right, do not fit into one network.

    Names are free, and may be left to Keras; those that are given have to differ from block to block.
    """
    places = {"stage and block are": (3, "b"), "stage is": (3, "a"), "block is": (2, "b")}
    first = _given_names(build_model(function, name, (6, 6, 3), 2, (2, 3, 4), 2, "a", 2))
    for what, (stage, block) in places.items():
        other = _given_names(build_model(function, name, (6, 6, 3), 2, (2, 3, 4), stage, block, 2))
        twice = [one for one in first if one in other]
        if twice:
            raise CheckFailed(
                f"{name} is not right yet: a layer is called {twice[0]!r} whatever {what}, and a network can "
                "have only one of that name.\nLook at: what the names are made of: stage, block and branch."
            )


def _given_names(model: keras.Model) -> list[str]:
    """Return the names of a model's weighted layers, without those that Keras has made of their class."""
    layers = [one for one in model.layers if one.weights]
    return [one.name for one in layers if _bare(one.name) != _bare(type(one).__name__)]


def _bare(name: str) -> str:
    return name.replace("_", "").rstrip("0123456789").lower()


def refuse_biases(name: str, model: keras.Model) -> None:
    """Raise CheckFailed if a convolution has a bias."""
    if conv_biases(model):
        raise CheckFailed(
            f"{name} is not right yet: the convolutions have biases, which the normalisation behind them "
            "subtracts again.\nLook at: the arguments of the convolutions: one says that there is no bias."
        )


def refuse_initialisers(name: str, model: keras.Model) -> None:
    """Raise CheckFailed if a convolution starts from other weights than He's."""
    others = other_initialisers(model)
    if others:
        raise CheckFailed(
            f'{name} is not right yet: the convolutions start from {others[0]}; asked for is "he_normal".\n'
            "Look at: the arguments of the convolutions: one says what a kernel starts from."
        )


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


ENLARGING = ("UpSampling2D", "Conv2DTranspose")


def _unfitting_layer(function, name: str, case: Case) -> str | None:
    """Return what is set wrong, read from a build on a 1x1 picture, where every stride and padding fits.

    If that does not build, X gets as many channels as come out: where X itself is added, it fits then.
    """
    found = None if case.recipe.shortcut else reason(function, case)
    if found:
        return found
    _, filters, stage, block, *s = case.arguments
    odd = None
    for channels in dict.fromkeys((case.input_shape[3], filters[2])):
        small = case._replace(input_shape=(2, 1, 1, channels))
        try:
            model = build_model(function, name, small.input_shape[1:], 1, list(filters), stage, block, *s)
        except BuildFailed as failure:
            odd = odd or _odd_channels(failure.shapes, filters)
            continue
        except CheckFailed:
            continue
        return _wrong_setting(model, small)
    return odd


def _wrong_setting(model: keras.Model, case: Case) -> str | None:
    """Return the first convolution of the recipe that the model lacks, or whose setting differs."""
    trace = run_traced(model, random_input(case.input_shape), training=False)
    convs = [event.layer for event in trace.events if event.kind == "Conv2D"]
    larger = [event.kind for event in trace.events if event.kind in ENLARGING]
    if larger:
        return f"Look at: {larger[0]}; it makes the picture larger, and nothing in this block should."
    shapes = _kernel_shapes(case)
    steps = [step for step in case.recipe.steps() if step.kind == "conv"]
    for step in steps:
        same = [layer for layer in convs if tuple(layer.kernel.shape) == shapes[step.name]]
        if not same and len(convs) < len(steps):
            what = "it is nowhere on the way from X to the result"
            return f"Look at: {step.name}; {what}. Is it there, and what takes its result?"
        if not same:
            one, other = shapes[step.name][2:]
            wide = [layer.kernel_size for layer in convs if tuple(layer.kernel.shape[2:]) == (one, other)]
            if wide:
                return f"Look at: {step.name}; its kernel is {wide[0]} even where f is 1, expected (1, 1)."
            what = f"no convolution of yours takes {one} channels to {other}"
            return f"Look at: {step.name}; {what}. Which tensor does it read?"
        strides = (step.options["strides"],) * 2
        if same[0].strides != strides:
            return f"Look at: {step.name}; its strides are {same[0].strides}, expected {strides}."
        if step.options["padding"] == "same" and same[0].padding != "same":
            return f"Look at: {step.name}; its padding is '{same[0].padding}', so the picture shrinks."
    return None


def _odd_channels(shapes: tuple, filters) -> str | None:
    """Return what a wrong number of channels tells, where two paths differ in nothing else."""
    sizes, ends = {shape[:-1] for shape in shapes}, {shape[-1] for shape in shapes} - {filters[-1]}
    if len(sizes) != 1 or len(ends) != 1:
        return None
    odd = ends.pop()
    what = "none of the numbers given"
    if odd in filters:
        place = list(filters).index(odd)
        what = f"which is F{place + 1}, as behind the {('first', 'second')[place]} convolution"
    return (
        "Look at: the number of channels: both paths must end with as many as the last filter number says, "
        f"{filters[-1]}. One has {odd}, {what}."
    )


def _kernel_shapes(case: Case) -> dict[str, tuple]:
    channels, (F1, F2, F3) = case.input_shape[3], case.arguments[1]
    ends = {"conv 2a": (channels, F1), "conv 2b": (F1, F2), "conv 2c": (F2, F3), "conv 1": (channels, F3)}
    return {step: (1, 1, *pair) for step, pair in ends.items()}
