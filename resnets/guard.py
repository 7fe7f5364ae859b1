"""Keep the library's own answers out of reach while a learner writes theirs.

``begin_exercises("02")`` switches it on, in student editions and in grading, for the exercises of that
lesson. From then on, until the check of an exercise has passed in this process,

- taking the library's version from a module, or calling it, from a notebook says "Write your own";
- the check refuses a function that is the library's, or that comes to it by whatever way.

The library's own use of these functions goes on as before. What counts is whose code asks: a learner's is
all code that lies neither in this library nor in an installed package.
"""

import contextlib
import functools
import importlib
import inspect
import io
import os
import sys
import sysconfig
import types
from collections.abc import Callable, Iterator

from resnets.exercises import Exercise, exercises_of

_HERE = os.path.dirname(os.path.abspath(__file__))
_active: "_Guard | None" = None


def begin_exercises(lesson: str) -> None:
    """Put the library's answers to a lesson's exercises out of reach of the notebook that calls this.

    In a notebook it also makes a cell that needs an unfinished exercise say so in one line. Called again for
    the same lesson it changes nothing; for another one, it begins anew.

    Args:
        lesson: its number, ``"02"``.

    Raises:
        ValueError: there is no such lesson.
    """
    global _active
    exercises = exercises_of(lesson)
    if _active is None or _active.exercises != exercises:
        end_exercises()
        _active = _Guard(exercises)
        _active.put_up(sys._getframe(1).f_globals)
    from resnets.one_line import install

    install()
    print(
        f"{len(exercises)} exercises are yours to write. The course's own answers to them are out of reach "
        "until yours have passed."
    )


def end_exercises() -> None:
    """Undo ``begin_exercises``."""
    global _active
    if _active is not None:
        _active.take_down()
        _active = None


def active() -> bool:
    """Return whether exercises are being written here: a student edition, or grading."""
    return _active is not None


def open_exercises() -> dict[str, Exercise]:
    """Return the exercises whose checks have not passed yet, by the name that is written."""
    if _active is None:
        return {}
    return {e.name: e for e in _active.exercises if e.number not in _active.passed}


def judging(number: str, function) -> contextlib.AbstractContextManager[None]:
    """Return a context in which a learner's function is run by someone other than its check.

    As within the check, it is refused if it is the library's, or comes to the library's version by whatever
    way, and also if it catches the error that says so.

    Args:
        number: the exercise's, ``"2.2"``.
        function: the learner's function or class.

    Raises:
        ValueError: ``begin_exercises`` was not called for its lesson.
        WriteYourOwn: when the context is left, or at once.
    """
    exercise = next((e for e in _active.exercises if e.number == number), None) if _active else None
    if exercise is None:
        raise ValueError(f"Exercise {number} is not being written here: call begin_exercises first.")
    return _active.judging(exercise, function)


def note_passed(number: str) -> None:
    """Note that an exercise's check has passed elsewhere: the library's version is within reach now."""
    if _active is not None:
        _active.passed.add(number)


class _Guard:
    """The guard of one lesson."""

    def __init__(self, exercises: list[Exercise]) -> None:
        self.exercises = exercises
        self.passed: set[str] = set()  # numbers
        self.checking: Exercise | None = None
        self.refused: Exception | None = None  # what was last raised
        self.names: dict[str, list[Exercise]] = {}  # that a notebook may not take from a module
        self._undo: list[Callable[[], None]] = []

    def put_up(self, notebook: dict) -> None:
        """Replace functions and checks wherever they are known: in the library, and in the notebook."""
        guarded: dict[str, list[Exercise]] = {}
        for exercise in self.exercises:
            for place in exercise.library + exercise.shown:
                guarded.setdefault(place, []).append(exercise)
            for place in exercise.library:
                self.names.setdefault(place.split(":")[1], []).append(exercise)
        replaced = []
        for place, exercises in guarded.items():
            found = _found(place)
            shown = all(place in exercise.shown for exercise in exercises)
            if isinstance(found, type):
                self._set(found, "__init__", self._out_of_reach(found.__init__, found.__name__, exercises))
            else:
                replaced.append((found, self._out_of_reach(found, found.__name__, exercises, shown)))
        for place in dict.fromkeys(exercise.check for exercise in self.exercises):
            check = _found(place)
            replaced.append((check, self._checked(check, place)))
        for namespace in [vars(module) for module in _library()] + [notebook]:
            self._replace(namespace, replaced)
        for module in _library():
            if self.names.keys() & vars(module).keys():
                self._set(module, "__class__", _GuardedModule)

    def take_down(self) -> None:
        """Put everything back."""
        while self._undo:
            self._undo.pop()()

    def _set(self, thing, name: str, value) -> None:
        self._undo.append(functools.partial(setattr, thing, name, getattr(thing, name)))
        setattr(thing, name, value)

    def _replace(self, namespace: dict, pairs: list) -> None:
        new_by_id = {id(old): new for old, new in pairs}
        for key, value in list(namespace.items()):
            if id(value) in new_by_id:
                self._undo.append(functools.partial(namespace.__setitem__, key, value))
                namespace[key] = new_by_id[id(value)]

    def _out_of_reach(self, function: Callable, name: str, exercises, shown: bool = False) -> Callable:
        @functools.wraps(function)
        def guarded(*args, **kwargs):
            self.refuse_call(sys._getframe(1), name, exercises, shown)
            return function(*args, **kwargs)

        guarded.__signature__ = inspect.signature(function)
        del guarded.__wrapped__  # a way round
        return guarded

    def refuse_call(self, caller: types.FrameType, name: str, exercises: list[Exercise], shown: bool) -> None:
        """Raise WriteYourOwn where a call of a guarded function comes from the learner's code."""
        unfinished = not shown and self.unfinished(exercises)
        if self.checking is None:
            if unfinished and _is_learners(caller.f_code.co_filename):
                self.refuse(name, exercises)
        elif (unfinished or self.checking in exercises) and _within_learners(caller):
            self.refuse(name, exercises)

    def unfinished(self, exercises: list[Exercise]) -> bool:
        """Return whether none of these exercises, to which one function is the answer, has passed."""
        return not any(exercise.number in self.passed for exercise in exercises)

    def refuse(self, name: str, exercises: list[Exercise]) -> None:
        """Raise WriteYourOwn, and remember it for the check that is under way."""
        from resnets.checks.unfinished import WriteYourOwn

        exercise = self.checking if self.checking in exercises else exercises[0]
        self.refused = WriteYourOwn(name, exercise.number)
        raise self.refused

    @contextlib.contextmanager
    def judging(self, exercise: Exercise, function) -> Iterator[None]:
        """See the function of this name."""
        self.checking, self.refused = exercise, None
        try:
            if _is_librarys(function):
                self.refuse(getattr(function, "__name__", exercise.name), [exercise])
            yield
        except Exception:
            if self.refused is None:
                raise
        finally:
            self.checking = None
        if self.refused is not None:  # also where the learner's code has caught it
            raise self.refused from None

    def _checked(self, check: Callable, place: str) -> Callable:
        @functools.wraps(check)
        def checked(function, *args, **kwargs):
            if self.checking is not None:
                return check(function, *args, **kwargs)
            exercise = self._exercise_of(place, function, sys._getframe(1).f_globals)
            said = io.StringIO()
            try:
                with self.judging(exercise, function), contextlib.redirect_stdout(said):
                    check(function, *args, **kwargs)
            finally:
                if self.refused is None:
                    print(said.getvalue(), end="")
            self.passed.add(exercise.number)

        return checked

    def _exercise_of(self, place: str, function, notebook: dict) -> Exercise:
        """Return the exercise that is checked: where one check serves two, the name tells which.

        The later one is debugging, where a lesson may check what it makes of the answer.
        """
        candidates = [exercise for exercise in self.exercises if exercise.check == place]
        named = [e for e in candidates if notebook.get(e.name) is function]
        return (named or candidates[-1:])[0]


class _GuardedModule(types.ModuleType):
    """A module of the library whose guarded names a learner's code cannot take."""

    def __getattribute__(self, name: str):
        if _active is not None and name in _active.names:
            exercises = _active.names[name]
            if _active.unfinished(exercises) and _is_learners(sys._getframe(1).f_code.co_filename):
                _active.refuse(name, exercises)
        return super().__getattribute__(name)


def _found(place: str):
    module, name = place.split(":")
    return getattr(importlib.import_module(module), name)


def _library() -> list[types.ModuleType]:
    names = [name for name in sys.modules if name == "resnets_utils" or name.split(".")[0] == "resnets"]
    return [sys.modules[name] for name in names if sys.modules[name] is not None]


@functools.cache
def _installed() -> tuple[str, ...]:
    """Return the folders in which code is that nobody writes here: Python's own and the packages'."""
    folders = [sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")]
    keras = importlib.util.find_spec("keras")
    folders += [os.path.dirname(os.path.dirname(keras.origin))] if keras and keras.origin else []
    return tuple(os.path.join(os.path.abspath(folder), "") for folder in folders)


@functools.cache
def _is_learners(filename: str) -> bool:
    """Return whether code of this file is a learner's: a cell, a string, a file of their own."""
    if filename.startswith("<frozen "):
        return False
    path = os.path.abspath(filename)
    if path.startswith((os.path.join(_HERE, ""), *_installed())):
        return False
    return path != os.path.join(os.path.dirname(_HERE), "resnets_utils.py")


def _within_learners(frame: types.FrameType | None) -> bool:
    """Return whether a call comes from a learner's code, and not from the check itself."""
    while frame is not None:
        if _is_learners(frame.f_code.co_filename):
            return True
        if frame.f_globals.get("__name__", "").startswith("resnets.checks."):
            return False
        frame = frame.f_back
    return False


def _is_librarys(function) -> bool:
    """Return whether what a check was given is the library's own, however it is wrapped up."""
    while isinstance(function, functools.partial) or hasattr(function, "__wrapped__"):
        function = function.func if isinstance(function, functools.partial) else function.__wrapped__
    if isinstance(function, type):
        return any(base.__module__.split(".")[0] == "resnets" for base in function.__mro__)
    code = getattr(getattr(function, "__func__", function), "__code__", None)
    if code is None:  # an object that can be called
        code = getattr(vars(type(function)).get("__call__"), "__code__", None)
    return code is not None and code.co_filename.startswith(os.path.join(_HERE, ""))
