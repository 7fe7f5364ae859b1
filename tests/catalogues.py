"""What holds of every catalogue of mistakes: long, no two alike, most with the right shapes and counts."""

import re

from resnets.checks.blockcheck import expected
from resnets.checks.compare import close
from resnets.checks.network import VARIANCES, Progress, advance
from resnets.checks.weights import Flow, WeightBook, random_input

CODE = r"Conv2D\(|BatchNormalization\(|Activation\(|Add\(|\)\(|= "  # what no message may hold


def assert_texts(mistakes) -> None:
    """Assert ten or more mistakes whose words differ and hold no code of the solution."""
    texts = [mistake.what for mistake in mistakes]
    assert len(texts) >= 10
    assert len(set(texts)) == len(texts)
    for mistake in mistakes:
        assert mistake.look
        assert not re.search(CODE, mistake.what + mistake.look), mistake.what


def assert_no_two_alike(cases, mistakes) -> list:
    """Assert that no two have the same text or the same values, nor the right ones; return the values."""
    assert_texts(mistakes)
    seen = [("the right block", [_both_modes(case, case.recipe) for case in cases])]
    for mistake in mistakes:
        found = [_results(case, mistake) for case in cases]
        for what, other in seen:
            assert not _same(found, other), f"{mistake.what} gives what this gives: {what}"
        seen.append((mistake.what, found))
    return [found for _, found in seen[1:]]


def assert_block_catalogue(cases, mistakes, judged=None) -> None:
    """Assert it for edits of a block's recipes.

    Seven of ten must change the values of one of the cases ``judged`` (all if None), and neither its shape
    nor its number of parameters.
    """
    right, alike = [_both_modes(case, case.recipe) for case in cases], 0
    for found in assert_no_two_alike(cases, mistakes):
        pairs = [(a, b) for a, b, case in zip(found, right, cases, strict=True) if case in (judged or cases)]
        alike += any(one is not None and _like(one, two) and not _same([one], [two]) for one, two in pairs)
    assert alike >= 0.7 * len(mistakes), f"{alike} of {len(mistakes)} have the right shape and count"


def _results(case, mistake):
    try:
        return _both_modes(case, mistake.edit(case.recipe))
    except (ValueError, KeyError, IndexError):
        return None  # does not build


def _both_modes(case, recipe):
    results = [expected(case, mode, recipe) for mode in (False, True)]
    return [result.output.array for result in results], results[0].parameters


def _same(found, other) -> bool:
    pairs = zip(found, other, strict=True)
    return all(
        a is not None and b is not None and all(close(x, y) for x, y in zip(a[0], b[0], strict=True))
        for a, b in pairs
    )


def _like(one, two) -> bool:
    return one[0][0].shape == two[0][0].shape and one[1] == two[1]


def assert_network_catalogue(net, mistakes) -> None:
    """Assert it for edits of a network, of those mistakes that a summary of the model need not show."""
    assert_texts(net.mistakes)
    right = _whole(net, net.network)
    values, alike = [("the right network", right[0])], 0
    for mistake in mistakes:
        found = _whole(net, mistake.edit(net.network))
        if found is None:
            continue
        for what, other in values:
            assert not close(found[0], other), f"{mistake.what} gives what this gives: {what}"
        values.append((mistake.what, found[0]))
        alike += found[0].shape == right[0].shape and found[1] == right[1]
    assert alike >= 0.7 * len(mistakes), f"{alike} of {len(mistakes)} have the right shape and count"


def _whole(net, network):
    at = Progress(Flow(random_input((net.batch, *net.shape))), WeightBook(VARIANCES, {}, net.biases))
    count = 0
    try:
        for part in network:
            result, at = advance(part, at, True)
            count += result.parameters
    except (ValueError, KeyError, IndexError):
        return None
    return result.output.array, count
