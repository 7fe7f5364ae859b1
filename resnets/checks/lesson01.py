"""The check of lesson 1: a stack of plain layers."""

from collections.abc import Callable
from dataclasses import replace

from resnets.checks.blockcheck import Answer, Case, check_block
from resnets.checks.blockrules import refuse_biases
from resnets.checks.isolation import isolated
from resnets.checks.mistakes import FIXED, FROZEN, OTHER_ACTIVATIONS, Mistake, drop_all_bn
from resnets.checks.recipe import Part, Step, change, change_kind, relu
from resnets.checks.recipes_cifar import plain_recipe
from resnets.checks.report import other_initialisers
from resnets.checks.unfinished import not_right

NAME, EQUAL = "plain_stack", "as many filters as channels"
# As many filters as channels in the first, so that a shortcut would fit; other numbers in the second.
CASES = [
    Case((4, 9, 8, 5), (5, 3), replace(plain_recipe(5, 3), name=EQUAL), biases=False),
    Case((3, 8, 10, 4), (7, 2), plain_recipe(7, 2), biases=False),
]


NO_SUM = "Look at: that addition; a plain stack has no shortcut."


def _units(part: Part) -> list[tuple[Step, Step, Step]]:
    return [part.main[k : k + 3] for k in range(0, len(part.main), 3)]


def _rebuilt(unit: Callable) -> Callable[[Part], Part]:
    """Return an edit: what ``unit(number, steps, how many)`` makes of each layer's three steps."""

    def edit(part):
        if len(part.main) % 3:
            raise KeyError("an edit before this one has left no whole layers")
        units = _units(part)
        main = [unit(n, steps, len(units)) for n, steps in enumerate(units, start=1)]
        return replace(part, main=sum(main, ()))

    return edit


def _all(kind: str, **options):
    return change_kind(kind, **options)


def _without(kind: str, where: Callable[[int, int], bool] = lambda n, count: True):
    return _rebuilt(lambda n, steps, c: tuple(s for s in steps if s.kind != kind or not where(n, c)))


def _count(layers: Callable[[int], int]):
    def edit(part):
        filters = part.main[0].options["filters"]
        return replace(part, main=plain_recipe(filters, layers(len(part.main) // 3)).main)

    return edit


def _one_norm(part: Part) -> Part:
    names = [s.name for s in part.main if s.kind == "bn"]
    return change(*names[1:], share=names[0])(part) if names else part


def _shared_behind_the_first(part: Part) -> Part:
    names = [s.name for s in part.main if s.kind == "conv"]
    return change(*names[2:], share=names[1])(part) if names[2:] else part


def _residual(start: str | None, main: Callable, after: Callable):
    """Return an edit that adds a shortcut around what ``main`` takes of the steps, where one fits."""

    def edit(part):
        if part.name != EQUAL:
            return part
        return replace(part, main=main(part.main), merge="add", shortcut_from=start, after=after(part.main))

    return edit


MISTAKES = [
    Mistake(
        "the ReLU comes before the batch normalisation; the order is convolution, normalisation, ReLU.",
        "the order of the three lines in your loop.",
        _rebuilt(lambda n, s, c: (s[0], s[2], s[1])),
    ),
    Mistake(
        "normalisation and ReLU come before each convolution, as in a pre-activation net.",
        "the order of the three lines in your loop: the convolution is the first.",
        _rebuilt(lambda n, s, c: (s[1], s[2], s[0])),
    ),
    Mistake(
        "the normalisation comes before its convolution, the ReLU behind it.",
        "the order of the three lines: what is normalised is the convolution's result.",
        _rebuilt(lambda n, s, c: (s[1], s[0], s[2])),
    ),
    Mistake(
        "the batch normalisation is missing.",
        "what stands between convolution and ReLU.",
        drop_all_bn,
    ),
    Mistake(
        "the ReLU is missing, so that the whole stack amounts to one linear map.",
        "what follows each normalisation.",
        _without("relu"),
    ),
    Mistake(
        "the last layer has no ReLU; all layers of the stack are alike.",
        "where the loop ends, and what is inside it.",
        _without("relu", lambda n, count: n == count),
    ),
    Mistake(
        "the first layer has no ReLU; all layers of the stack are alike.",
        "what stands before the loop: the first layer is no exception.",
        _without("relu", lambda n, count: n == 1),
    ),
    Mistake(
        "one convolution is used again and again behind the first; each layer needs its own.",
        "where the convolution is made: inside the loop or before it.",
        _shared_behind_the_first,
    ),
    Mistake(
        "the input goes through a ReLU before the first convolution.",
        "what the first convolution takes: X as it came, negative values and all.",
        _rebuilt(lambda n, s, c: (relu("early"), *s) if n == 1 else s),
    ),
    Mistake(
        "only the last layer has a ReLU.",
        "the indentation: what belongs inside the loop.",
        _without("relu", lambda n, count: n < count),
    ),
    Mistake(
        "only the last layer has a batch normalisation.",
        "the indentation: which of the three lines are inside the loop.",
        _without("bn", lambda n, count: n < count),
    ),
    Mistake(
        "normalisation and ReLU stand behind the last convolution only.",
        "the indentation: all three belong inside the loop.",
        _rebuilt(lambda n, s, c: s if n == c else s[:1]),
    ),
    Mistake(
        "the convolutions apply a ReLU of their own before the normalisation, and another follows after it.",
        "the arguments of the convolution: an activation there acts before the normalisation.",
        _rebuilt(lambda n, s, c: (s[0], relu(f"early {n}"), *s[1:])),
    ),
    *[
        Mistake(
            f"the activation is {word}, where ReLU is expected.",
            "the activation's name.",
            _rebuilt(lambda n, s, c, kind=kind: (*s[:2], Step(kind, s[2].name))),
        )
        for kind, word in OTHER_ACTIVATIONS.items()
    ],
    Mistake(
        "the picture shrinks: the convolutions do not pad.",
        "the padding of the convolutions.",
        _all("conv", padding="valid"),
    ),
    Mistake(
        "there is one layer, whatever `layers` says.",
        "what the loop starts from each time, the result of the one before, not X; and where it returns.",
        _count(lambda layers: 1),
    ),
    Mistake(
        "there is one layer too few.",
        "how often your loop runs.",
        _count(lambda layers: layers - 1),
    ),
    Mistake(
        "there is one layer too many.",
        "how often your loop runs; does something stand before it?",
        _count(lambda layers: layers + 1),
    ),
    Mistake(
        "one batch normalisation is used again and again; each layer needs its own.",
        "where the normalisation is made: inside the loop or before it.",
        _one_norm,
    ),
    Mistake(
        "the input is added at the end: that is a residual stack, and this one is to be plain.",
        "the name of the exercise: no shortcut yet.",
        _residual(None, lambda main: main[:-1], lambda main: main[-1:]),
    ),
    Mistake(
        "the input is added to the last ReLU's result; a plain stack has no shortcut.",
        "the last line: no shortcut yet.",
        _residual(None, lambda main: main, lambda main: ()),
    ),
    Mistake(
        "a shortcut leads from the first layer's result to the end; a plain stack has none.",
        "the last lines: each layer takes the result of the one before, and nothing else.",
        _residual("ReLU 1", lambda main: main, lambda main: ()),
    ),
    Mistake(
        "the batch normalisation has another epsilon than Keras's own 0.001.",
        "the arguments of the normalisation layers.",
        change_kind("bn", epsilon=1e-5),
    ),
    FROZEN,
    FIXED,
]


def check_plain_stack(function: Callable, cases: list[Case] = CASES) -> None:
    """Check ``function`` against the plain stack of lesson 1, and print what was verified.

    It is called as ``function(X, filters, layers)`` on small tensors and should return the result of
    ``layers`` times a 3x3 convolution (padded, without bias, from he_normal), batch normalisation and
    ReLU. It is compared with NumPy in inference and in training mode.

    Raises:
        ExerciseUnfinished: the function is still a stub.
        CheckFailed: it is wrong; the text says what is wrong and where to look.
    """
    print(isolated(_check, function, cases))


def _check(function: Callable, cases: list[Case]) -> str:
    answers = check_block(function, NAME, cases, MISTAKES, lambda *call: NO_SUM)
    model = answers[0].model
    refuse_biases(NAME, model)
    others = other_initialisers(model)
    if others:
        raise not_right(
            NAME,
            f"the kernels start from {others[0]}; he_normal is asked for.",
            "the arguments of the convolutions: He's weights make up for the half that each ReLU cuts off.",
        )
    return _report(answers)


def _report(answers: list[Answer]) -> str:
    sizes = [f"{a.case.arguments[1]} layers of {a.case.arguments[0]} filters" for a in answers]
    counts = [str(answer.model.count_params()) for answer in answers]
    return "\n".join(
        [
            f"{NAME} is right. Compared with NumPy, weights far from their defaults:",
            f"  stacks           {' and '.join(sizes)}",
            "  convolutions     3x3, padded, without biases, started from he_normal",
            "  inference mode   values equal, moving mean and variance in use",
            "  training mode    values equal, batch statistics in use, moving ones updated",
            f"  parameters       {' and '.join(counts)}, all that should be trainable are",
        ]
    )
