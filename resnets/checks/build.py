"""Turn the learner's function into a Keras model, or say in plain words why that is impossible."""

import contextlib
import linecache
import re
import traceback

import keras

from resnets.checks.unfinished import CheckFailed, ExerciseUnfinished


class BuildFailed(CheckFailed):
    """The learner's function did not give a model; ``shapes`` are the two that could not be added."""

    shapes: tuple = ()


def require_function(function, name: str) -> None:
    """Raise CheckFailed unless ``function`` can be called."""
    if not callable(function):
        raise CheckFailed(
            f"{name} is not right yet: the check was given {_describe(function)}, not a function.\n"
            "Look at: the check takes the function itself, by its name alone, without brackets behind it."
        )


def build_model(function, name: str, input_shape, *args, **kwargs) -> keras.Model:
    """Return a model of ``function(X, *args, **kwargs)`` on inputs of ``input_shape`` (without batch).

    Raises:
        ExerciseUnfinished: the function is still a stub.
        BuildFailed: it raised, or returned no Keras tensor that depends on X.
    """
    X = keras.Input(input_shape, name="X")
    Y = call(function, name, X, *args, **kwargs)
    require_tensor(Y, name)
    if Y is X:
        Y = keras.layers.Identity()(X)  # before 3.14, Keras makes no model of a tensor and itself
    try:
        return keras.Model(X, Y, name="checked")
    except Exception as error:
        raise explained(error, function, name) from error


def call(function, name: str, *args, **kwargs):
    """Return what the learner's function returns; its errors become friendly ones."""
    try:
        return function(*args, **kwargs)
    except ExerciseUnfinished:
        raise
    except NotImplementedError as error:
        raise ExerciseUnfinished(name) from error
    except RecursionError as error:
        raise BuildFailed(f"{name} is not right yet: it calls itself without end.") from error
    except Exception as error:
        raise explained(error, function, name) from error


def only_first(name: str, first: str, second: str, failure: CheckFailed) -> CheckFailed:
    """Return the failure of a second case, where the first was right: something is typed in.

    Args:
        name: the function's name.
        first, second: the two cases, in words.
        failure: what the check says of the second.
    """
    what = str(failure).split("\n")[0].removeprefix(f"{name} is not right yet: ")
    return CheckFailed(
        f"{name} is not right yet: {first} comes out right, {second} does not: {what}\n"
        "Look at: numbers that are typed in; all of them should come from the arguments."
    )


def require_tensor(Y, name: str) -> None:
    """Raise BuildFailed unless Y is one Keras tensor."""
    if Y is None:
        raise BuildFailed(
            f"{name} is not right yet: it returns nothing (None).\n"
            "Look at: its last line; the result has to be handed back to the caller."
        )
    if not isinstance(Y, keras.KerasTensor):
        raise BuildFailed(
            f"{name} is not right yet: it returns {_describe(Y)} where one Keras tensor is expected.\n"
            "Look at: what the last line returns; call layers on X, and return the last result."
        )


def _describe(value) -> str:
    if isinstance(value, (list, tuple)):
        return f"a {type(value).__name__} of {len(value)}"
    return f"an object of type {type(value).__name__}"


def explained(error: Exception, function, name: str) -> BuildFailed:
    """Return an error of the learner's function in three lines: what stopped, the own line, where to look."""
    text = _gist(error)
    lines = [f"{name} is not right yet: it stops with {type(error).__name__}: {_shorten(text)}"]
    place = own_line(error, function)
    if place:
        lines.append(f"In your code, line {place[1]} of {place[0]}: {place[2]}")
    shapes = _mentioned_shapes(text)
    lines.append("Look at: " + _advice(text, shapes, error, place))
    failure = BuildFailed("\n".join(lines))
    failure.shapes = shapes
    return failure


def _shorten(text: str, limit: int = 220) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _gist(error: Exception) -> str:
    """Return the first line of a message that says something."""
    # Without terminal colours, and without the names that TensorFlow gives to what it wraps.
    noise = r"\x1b\[\d*m|\{\{.*?\}\}|\[Op:\w+\]|\S*<locals>\.(?:tf__)?"
    lines = [re.sub(noise, "", line).strip() for line in str(error).split("\n")]
    frames = ("Exception encountered when calling", "Could not automatically infer the output")
    telling = [line for line in lines if line and not line.startswith(frames)]
    if telling and telling[0] == "in user code:":  # TensorFlow repeats the traceback; the error comes last
        return re.sub(r"^\w+(Error|Exception): ", "", telling[-1])
    return telling[0] if telling else "(no message)"


def own_line(error: Exception, function) -> tuple[str, int, str] | None:
    """Return (function, line within it, text of the line) of the innermost frame of the learner's code.

    An error that comes from another process says so itself, in its attribute ``place``.
    """
    if hasattr(error, "place"):
        return error.place
    frames = [(frame.f_code, line) for frame, line in traceback.walk_tb(error.__traceback__)]
    files = _files(function)
    own = [pair for pair in frames if pair[0].co_filename in files]
    if not own:
        return None
    innermost, line = own[-1]
    text = linecache.getline(innermost.co_filename, line).strip()
    return innermost.co_name, line - innermost.co_firstlineno + 1, text


def _files(function) -> set[str]:
    """Return the files of a function and of the functions that it closes over."""
    parts = [function]
    for cell in getattr(function, "__closure__", None) or ():
        with contextlib.suppress(ValueError):  # an empty cell
            parts.append(cell.cell_contents)
    return {part.__code__.co_filename for part in parts if hasattr(part, "__code__")}


def _mentioned_shapes(text: str) -> tuple:
    found = re.findall(r"[(\[]((?:None|\?|\d+)(?:, ?(?:None|\d+)){2,3})[)\]]", text)
    shapes = [tuple(int(n) for n in re.findall(r"\d+", one))[-3:] for one in found]
    return tuple(shapes[:2]) if len(shapes) >= 2 and shapes[0] != shapes[1] else ()


def _missing_attribute(text: str) -> str:
    if "attribute is reserved" in text:
        return "that name: Keras keeps it for itself; give yours another one, such as self.parts."
    if "no attribute 'kernel'" in text:
        return "which layers you ask: not every layer has a kernel."
    if "no attribute '_id'" in text:
        return (
            "what the tape is asked for: tensors or variables that it has seen, not layers, not NumPy copies."
        )
    number = re.search(r"'(?:int|float)' object has no attribute '([A-Z]\w+)'", text)
    if number:
        return f"the name before the dot: here it is a number, an argument; write keras.layers.{number[1]}."
    return "the name behind the dot, letter by letter, and what kind of object stands before it."


# What an error says, and what has been mixed up then
MIXED_UP = (
    (
        r"Only input tensors may be passed.*<\w+ name=",
        "a layer stands where a tensor should be: it has been made, and not been called on anything yet.",
    ),
    (
        "too many positional arguments",
        "how many things the layer is called on: tensors that it joins go in as one list.",
    ),
    (
        "symbolic KerasTensor cannot be used as a boolean",
        "is a tensor given there as a layer's setting? A layer is made first, and then called on the tensor.",
    ),
    (
        r"not supported between instances of '(?:Tracked)?[Ll]ist'",
        "a whole list stands there where one number belongs.",
    ),
    (
        "'int' object has no attribute 'lower'",
        "a number stands there where the layer takes a word, such as for its padding.",
    ),
    ("(?:list|tuple) index out of range", "the number in square brackets: Python counts from 0."),
)


def _advice(text: str, shapes: tuple, error: Exception, place) -> str:
    if (
        shapes
        and len(shapes[0]) == len(shapes[1]) == 3
        and re.search("ncompatible|broadcast|must be equal", text)
    ):
        if shapes[0][:2] == shapes[1][:2]:
            return "the number of channels: both paths must end with as many as the last filter number says."
        return "height and width: the two paths must shrink the picture equally; compare strides and padding."
    if "incompatible with the layer" in text:
        return "is one layer object used in two places? It keeps its first weights; build one for each."
    if re.search("names? .*unique|used .* times", text):
        return "two layers have the same name; stage, block and branch together make each name different."
    if re.search("disconnected|not connected|cannot be .*reached", text, re.IGNORECASE):
        return "the result does not come from X; each layer takes the result of the one before."
    if re.search("[Nn]egative dimension|[Nn]on-positive|would be zero|output size", text):
        return (
            "the picture has become too small for that layer: too many strides, or padding left out before."
        )
    if "value (None)" in text:
        return (
            "a None where a tensor should be: a gradient is None if the tape has not seen the model run and "
            "the loss made, or if NumPy comes in between."
        )
    if re.search("reshape", text, re.IGNORECASE):
        return "sizes that are typed in: the function gets inputs of more than one size."
    if re.search("Received: .*=<[Kk]eras_?[Tt]ensor|must be KerasTensors.*invalid value <", text):
        return "a layer is made first, then called on a tensor in a second pair of brackets: is that there?"
    if "KerasTensor" in text and "NumPy" in text:
        return "that line works with NumPy, and X has no numbers yet: take one of keras.layers or keras.ops."
    if "KerasTensor" in text and "TensorFlow" in text:
        return "a TensorFlow function on a Keras tensor; take one of keras.layers or keras.ops."
    if "truth value of an array" in text:
        return "`and`, `or`, `if` take one truth value, and an array has many; & and | join arrays of them."
    if "out of bounds for axis" in text and isinstance(error, IndexError):
        return "what that index counts, and what the axis does: pictures, classes, or something else?"
    advice = next((words for sign, words in MIXED_UP if re.search(sign, text)), None)
    if advice:
        return advice
    if "NoneType" in text or "value None" in text:
        return (
            "a None where a tensor should be: a function before it hands nothing back, so is there a return?"
        )
    if isinstance(error, (NameError, UnboundLocalError)):
        return "a name that is spelled differently elsewhere, or used before it gets a value."
    if "'int' object has no attribute 'lower'" in text and place and ".lower" not in place[2]:
        return "the padding, or what else is a number in that line: Keras takes words there, and no number."
    if isinstance(error, AttributeError):
        return _missing_attribute(text)
    if isinstance(error, AssertionError):
        return "the assert, and where it stands: is what it says to be true at that line already?"
    if place and "too many positional arguments" in text:
        return "how that layer is called: it takes one thing; several tensors go in together, as a list."
    if place and re.search("positional argument|multiple values|(recognized|expected) keyword", text):
        return "the arguments of that call, their names and their order; other libraries have others."
    if place is None:
        return "the function's first line; its arguments are given in the exercise and must stay as they are."
    return "the shapes and types of what goes into that line; print them just before it."
