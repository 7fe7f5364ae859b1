"""The check of a whole network: run in both modes, walk along part by part, name the first mistake."""

from collections.abc import Callable
from typing import NamedTuple

import keras
import numpy as np

from resnets.checks.blockrules import refuse_stopped_gradients
from resnets.checks.build import call
from resnets.checks.compare import close, first_difference, has, position
from resnets.checks.evaluate import Result, evaluate
from resnets.checks.mistakes import FIXED, FROZEN, Mistake
from resnets.checks.network import VARIANCES, Network, NetworkEdit, Progress, advance, first_edited
from resnets.checks.recipe import Part
from resnets.checks.trace import Trace, conv_biases, fixed_modes, leaves, run_traced
from resnets.checks.unfinished import CheckFailed
from resnets.checks.weights import Flow, WeightBook, random_input


class NetworkMistake(NamedTuple):
    """One way to get the network wrong; texts as in ``mistakes.Mistake``."""

    what: str
    look: str
    edit: NetworkEdit


class Net(NamedTuple):
    """What one call of the learner's function should give."""

    name: str  # of the function
    shape: tuple[int, int, int]  # height, width, channels
    classes: int
    network: Network
    mistakes: list[NetworkMistake]
    # Of a part: what goes before "Look at" in a mistake inside it (None: the mistake's own), and which.
    inside: Callable[[Part], tuple[str | None, list[Mistake]]]
    batch: int = 2
    biases: bool = True  # False: convolutions may have some or not
    accepted: dict[str, NetworkEdit] = {}  # other networks that are right too, by what they are called


class Verdict(NamedTuple):
    """What is known of a network that is right."""

    kind: str  # key of ``accepted``, or empty
    parameters: int  # as the recipe counts them
    trainable: int


class Stop(NamedTuple):
    """The first part that the learner's network does not compute."""

    index: int
    training: bool
    before: Progress
    right: Result
    trace: Trace
    earlier: Progress  # before the part ahead of it


def failed(net: Net, text: str) -> CheckFailed:
    """Return the error."""
    return CheckFailed(f"{net.name} is not right yet: {text}")


def check_network(net: Net, model) -> Verdict:
    """Return what was found; ``model`` has passed ``check_outside``.

    Raises:
        CheckFailed: it is wrong; the text names the mistake.
    """
    kernels, kind, network, results = {}, "", net.network, []
    for training in (False, True):
        stop, results, trace = run_network(net, network, model, training, kernels)
        if stop is not None and stop.index == len(network) - 1 and not training:
            kind, network, stop, results = _otherwise(net, trace, kernels, stop)
        if stop is not None:
            raise failed(net, diagnosis(net, network, stop))
    refuse_stopped_gradients(model, net.name)
    parameters = sum(result.parameters for result in results)
    trainable = sum(result.trainable for result in results)
    _check_counts(net, model, parameters, trainable)
    return Verdict(kind, parameters, trainable)


def _otherwise(net: Net, trace: Trace, kernels: dict, stop: Stop):
    """Return the accepted network that the answer is, or the stop as it was."""
    for kind, edit in net.accepted.items():
        network = edit(net.network)
        other, results = walk(net, network, trace, False, kernels)
        if other is None:
            return kind, network, None, results
    return "", net.network, stop, []


def run_network(net: Net, network: Network, model, training: bool, kernels: dict):
    """Return (first part that differs or None, results, trace); the first run sets the weights."""
    x = random_input((net.batch, *net.shape))
    book = None if training else WeightBook(VARIANCES, kernels, net.biases)
    trace = run_traced(model, x, training, book)
    return *walk(net, network, trace, training, kernels), trace


def check_outside(net: Net, model) -> None:
    """Check what shows before anything runs: the type and the shapes at both ends."""
    if not isinstance(model, keras.Model):
        what = "nothing (None)" if model is None else f"an object of type {type(model).__name__}"
        raise failed(net, f"it returns {what}, expected a Keras model.\nLook at: its last line.")
    if not model.built or not hasattr(model, "input_shape"):
        raise failed(
            net, "the model has no input yet.\nLook at: how it is made from the first and the last tensor."
        )
    if tuple(model.input_shape[1:]) != net.shape:
        raise failed(
            net,
            f"asked for input_shape={net.shape}, it takes pictures of {tuple(model.input_shape[1:])}.\n"
            "Look at: the numbers you typed: which of them is an argument of the function?",
        )


def check_classes(net: Net, model, argument: str) -> None:
    """Check how many numbers a picture gets."""
    wide = tuple(model.output_shape)[-1]
    if wide != net.classes:
        dense = any(isinstance(layer, keras.layers.Dense) for layer in leaves(model))
        look = "the number of units of the last layer."
        raise failed(
            net,
            f"asked for {argument}={net.classes}, it returns {wide} numbers a picture"
            + (f".\nLook at: {look}" if dense else ": it has no dense layer.\nLook at: the end of the net."),
        )


def on_larger_pictures(net: Net, build: Callable, argument: str) -> CheckFailed | None:
    """Return what is wrong with a network that builds only on pictures of ``net.shape``, or None."""
    try:
        model = call(build, net.name)
        check_outside(net, model)
        check_classes(net, model, argument)
    except CheckFailed:
        return None
    stop, _, _ = run_network(net, net.network, model, False, {})
    return failed(net, diagnosis(net, net.network, stop)) if stop else None


def walk(net: Net, network: Network, trace: Trace, training: bool, kernels: dict):
    """Return the first part whose result the trace does not hold (None if all are there), and the results."""
    flow = Flow(random_input((net.batch, *net.shape)))
    at = earlier = Progress(flow, WeightBook(VARIANCES, kernels, net.biases))
    results = []
    for index, part in enumerate(network):
        result, following = advance(part, at, training)
        last = index == len(network) - 1
        array = result.output.array
        if not (close(trace.output, array) if last else has(trace, array)):
            return Stop(index, training, at, result, trace, earlier), results
        results.append(result)
        earlier, at = at, following
    return None, results


def diagnosis(net: Net, network: Network, stop: Stop) -> str:
    """Return the mistake of the catalogues that explains the stop, else the first step that differs."""
    part = network[stop.index]
    difference = first_difference(part, stop.before.flow.array, stop.right.outputs, stop.trace)
    here = difference is not None and difference.misjoined
    for place in (stop,) if here else (stop, _one_earlier(network, stop)):
        mistake = _named(net, network, place)
        if mistake is not None:
            return f"{mistake.what}\nLook at: {mistake.look}"
        inside = _mistake_in_part(net, network[place.index], place)
        if inside is not None:
            return inside
    word = "training" if stop.training else "inference"
    where = f"in {word} mode all is right up to {_before(network, stop.index)}, and {part.name} is not."
    if difference is None:
        last = position(stop.trace, stop.right.output.array)
        more = [] if last is None else [event for event in stop.trace.events[last + 1 :] if not event.outer]
        names = " and ".join(f"{type(event.layer).__name__} '{event.layer.name}'" for event in more)
        goes_on = f"after the last comes {names}" if names else "something else goes on"
        return f"{where}\nIts steps are all there, but {goes_on}.\nLook at: the layers after it."
    step = f"The first result that differs is {difference.step}, the {difference.kind}."
    look = f"{part.name}."
    if difference.seen.startswith("In its place stands Add ") and stop.index > 0:
        look = (
            f"what is added to the result of {network[stop.index - 1].name}; {part.name} takes it as it is, "
            "since each block holds all the addition it needs."
        )
    return f"{where}\n{step} {difference.seen}\nLook at: {look}"


def _before(network: Network, index: int) -> str:
    return f"the end of {network[index - 1].name}" if index else "the input"


def _one_earlier(network: Network, stop: Stop) -> Stop:
    """Return the part ahead as if it were the stop: its result is there, but more may follow it."""
    if stop.index == 0:
        return stop
    right, _ = advance(network[stop.index - 1], stop.earlier, stop.training)
    after = position(stop.trace, right.output.array)
    later = Trace(stop.trace.events[after + 1 :], stop.trace.output)
    return stop._replace(index=stop.index - 1, before=stop.earlier, right=right, trace=later)


def _named(net: Net, network: Network, stop: Stop) -> NetworkMistake | None:
    """Return the mistake of the catalogue that explains the part, or None.

    Of several it is the one that explains the output too, or else the one whose result comes out
    last: what a mistake leaves out is often computed on the way to another.
    """
    fitting = []
    for mistake in net.mistakes:
        edited = mistake.edit(network)
        if first_edited(network, edited) == stop.index:
            place = _place(edited, stop)
            if place is not None:
                fitting.append((place, mistake, edited))
    whole = [mistake for _, mistake, edited in fitting if len(fitting) > 1 and _explains_all(edited, stop)]
    if whole:
        return whole[0]
    # Where two are as far, the one that more of what follows agrees with.
    return max(fitting, key=lambda one: (one[0], _followed(one[2], stop)))[1] if fitting else None


def _followed(edited: Network, stop: Stop) -> int:
    """Return how many of the edited network's parts the trace holds, from the stop on."""
    at, parts = stop.before, 0
    try:
        for part in edited[stop.index :]:
            result, at = advance(part, at, stop.training)
            if not has(stop.trace, result.output.array):
                break
            parts += 1
    except (ValueError, KeyError, IndexError):
        pass
    return parts


def _place(edited: Network, stop: Stop) -> int | None:
    """Return where in the trace the edited part's result is; the head's must be the output."""
    try:
        result, _ = advance(edited[stop.index], stop.before, stop.training)
    except (ValueError, KeyError, IndexError):
        return None
    place = position(stop.trace, result.output.array)
    is_output = place == len(stop.trace.events)
    return place if is_output or stop.index < len(edited) - 1 else None


def _explains_all(edited: Network, stop: Stop) -> bool:
    at = stop.before
    try:
        for part in edited[stop.index :]:
            result, at = advance(part, at, stop.training)
    except (ValueError, KeyError, IndexError):
        return False
    return close(stop.trace.output, result.output.array)


def _mistake_in_part(net: Net, part: Part, stop: Stop) -> str | None:
    """Return the mistake of the block catalogues that explains this part, or None."""
    fitting = []
    look, catalogue = net.inside(part)
    difference = first_difference(part, stop.before.flow.array, stop.right.outputs, stop.trace)
    main_differs = difference is not None and "filters is" in difference.seen
    joined = _joined(part, stop)
    for mistake in catalogue:
        try:
            edited = mistake.edit(part)
            if main_differs and edited.merge == "neither":
                continue  # the shortcut's result is there anyway, and the main path is not left out
            if joined and edited.merge is None:
                continue  # F(X) is there anyway, and something is added to it
            result = evaluate(edited, stop.before.flow, stop.training, stop.before.book.copy())
        except (ValueError, KeyError, IndexError):
            continue
        place = position(stop.trace, result.output.array)
        goes_through = close(result.output.array, stop.before.flow.array)  # that array is there anyway
        if edited != part and place is not None and not goes_through:
            fitting.append((place, mistake))
    if not fitting:
        return None
    mistake = max(fitting, key=lambda one: one[0])[1]
    where = "" if mistake in (FROZEN, FIXED) and part.merge is None else f"in {part.name}, "
    return f"{where}{mistake.what}\nLook at: {look or mistake.look}"


def _joined(part: Part, stop: Stop) -> bool:
    """Return whether some layer takes F(X) together with another tensor."""
    if part.merge is None:
        return False
    end = stop.right.outputs[part.main[-1].name]
    several = [event for event in stop.trace.events if len(event.inputs) > 1]
    return any(close(one, end) for event in several for one in event.inputs)


def _check_counts(net: Net, model, parameters: int, trainable: int) -> None:
    free = [] if net.biases else conv_biases(model)
    total = model.count_params() - sum(b.shape[0] for b in free)
    found = sum(int(np.prod(w.shape)) for w in model.trainable_weights)
    found -= sum(b.shape[0] for b in free if b.trainable)
    if total != parameters:
        raise failed(
            net,
            f"its values are right, but it has {total:,} parameters, expected {parameters:,}.\n"
            "Look at: layers that are in the graph without changing the result.",
        )
    if found != trainable:
        raise failed(
            net,
            f"{found:,} of its parameters can be trained, expected {trainable:,}.\n"
            "Look at: `trainable` of your layers.",
        )
    modes = fixed_modes(model)
    if modes:
        mistake = FIXED if True in modes.values() else FROZEN
        raise failed(net, f"{mistake.what}\nLook at: {mistake.look}")
