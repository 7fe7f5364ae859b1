"""The course's commands: set up, open, test and run. Needs nothing but Python.

    python3 tools/course.py lab

Each command makes the environment ``.venv`` first, if it is not there or out of date.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import environment
from browser_programs import ensure_chromium
from interpreters import ROOT, SetupError

TOOLS = os.path.join(ROOT, "tools")


def call(command: list[str], **variables: str) -> int:
    """Run a program in the checkout with more environment variables; return its exit status."""
    program = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **variables})
    while True:
        try:
            return program.wait()
        except KeyboardInterrupt:  # it got the Ctrl-C too, and decides itself what to do
            continue


def hand_over(command: list[str], **variables: str) -> int:
    """Run a program last, in place of this one where the system can: signals then reach it."""
    if os.name == "nt":
        return call(command, **variables)
    sys.stdout.flush()
    os.chdir(ROOT)
    os.execve(command[0], command, {**os.environ, **variables})


def setup(arguments: list[str]) -> int:
    """make .venv: Python 3.11–3.13, the requirements, the checkout itself"""
    if arguments:
        raise SetupError(f"setup takes no arguments; it was given {' '.join(arguments)}.")
    python = environment.ensure()
    print(f"Ready: {os.path.relpath(python, ROOT)}")
    return 0


def lab(arguments: list[str]) -> int:
    """open JupyterLab at the exercises (ARGS=--no-browser, say, is passed on)"""
    python = environment.ensure()
    where = [f"--ServerApp.root_dir={ROOT}", "--LabApp.default_url=/lab/tree/exercises"]
    # The kernel named python3 shall be this environment's, not one the user once registered.
    return hand_over([python, "-m", "jupyterlab", *where, *arguments], JUPYTER_PREFER_ENV_PATH="1")


def test(arguments: list[str]) -> int:
    """unit tests, and every notebook executed and compared (ARGS="-k quiet", say, is passed on)"""
    python = environment.ensure()
    return hand_over([python, "-m", "pytest", *workers(), *arguments], RESNETS_DOWNLOAD="0")


def workers() -> list[str]:
    """Return pytest's options for two processes, each file in one of them; ARGS="-n 0" overrides them.

    Two tests at a time use two cores better than one test that has two threads. More than two might not
    find room: a lesson takes up to 5 GB.
    """
    return ["-n", "2", "--dist", "loadfile"] if (os.cpu_count() or 1) > 1 else []


def run(arguments: list[str]) -> int:
    """execute the lessons into build/ as .ipynb and .html (LESSON=02 for one)"""
    return hand_over([environment.ensure(), os.path.join(TOOLS, "run_lessons.py"), *arguments])


def test_colab(arguments: list[str]) -> int:
    """the library's tests, and each lesson alone in a folder, with the versions that Colab carries"""
    folder = os.path.join(ROOT, ".venvs", "colab")
    python = environment.ensure(folder, os.path.join(TOOLS, "requirements-colab.txt"), minors=(13,))
    failed = call(
        [python, "-m", "pytest", "tests", *workers(), "-m", "not house and not grading", *arguments],
        RESNETS_DOWNLOAD="0",
    )
    return failed or hand_over([python, os.path.join(TOOLS, "colab_lessons.py")])


def test_backends(arguments: list[str]) -> int:
    """the library's and the checks' tests on TensorFlow, JAX and PyTorch, one after the other"""
    pythons = {"tensorflow": environment.ensure()}
    for backend in ("jax", "torch"):
        folder = os.path.join(ROOT, ".venvs", backend)
        pythons[backend] = environment.ensure(folder, os.path.join(TOOLS, f"requirements-{backend}.txt"))
    outcomes = {}
    for backend, python in pythons.items():
        print(f"\n== {backend}", flush=True)
        tests = [python, "-m", "pytest", "tests", *workers(), "-m", "not house and not grading", *arguments]
        outcomes[backend] = call(tests, RESNETS_DOWNLOAD="0", KERAS_BACKEND=backend)
    print()
    for backend, status in outcomes.items():
        print(f"{backend:11} {'FAILED' if status else 'passed'}")
    return int(any(outcomes.values()))


def test_browser(arguments: list[str]) -> int:
    """JupyterLab and the site in Chromium, as a person uses them (ARGS="-m shortest" for a part)"""
    environment.ensure()  # JupyterLab's own
    ensure_chromium()
    requirements = os.path.join(TOOLS, "requirements-browser.txt")
    folder = os.path.join(ROOT, ".venvs", "browser")
    python = environment.ensure(folder, requirements)
    # Without the other tests' conftest.py, which need the library.
    tests = os.path.join("tests", "browser")
    return hand_over([python, "-m", "pytest", f"--confcutdir={tests}", tests, *arguments])


def test_answers(arguments: list[str]) -> int:
    """all answers of tests/wrong_answers, given to the lessons' checks (ARGS="2.1 5" for some)"""
    return hand_over([environment.ensure(), os.path.join(TOOLS, "answers.py"), *arguments])


def links(arguments: list[str]) -> int:
    """write the repository's address, as pyproject.toml has it, wherever it stands, exercises/ included"""
    return hand_over([environment.ensure(), os.path.join(TOOLS, "links.py"), *arguments])


def book(arguments: list[str]) -> int:
    """build the web edition into build/book"""
    folder = os.path.join(ROOT, ".venvs", "book")
    python = environment.ensure(folder, os.path.join(TOOLS, "requirements-book.txt"))
    return hand_over([python, os.path.join(TOOLS, "build_book.py"), *arguments])


def diff(arguments: list[str]) -> int:
    """what has changed in the lessons, cell by cell, as text (ARGS=main..HEAD, say, is passed on to git)"""
    reader = f'"{sys.executable}" "{os.path.join(TOOLS, "notebook_text.py")}"'.replace("\\", "/")
    where = [] if "--" in arguments else ["--", "notebooks"]
    return hand_over([git(), "-c", f"diff.notebook.textconv={reader}", "diff", *arguments, *where])


def git() -> str:
    """Return git's path."""
    found = shutil.which("git")
    if found is None:
        raise SetupError("git is not installed; a checkout without it has no earlier state to compare with.")
    return found


def store(arguments: list[str]) -> int:
    """execute a lesson in place, for committing (LESSON=02)"""
    return hand_over([environment.ensure(), os.path.join(TOOLS, "store_lessons.py"), "store", *arguments])


def test_grading(arguments: list[str]) -> int:
    """whole lessons graded, hostile submissions among them: minutes, so not part of test"""
    python = environment.ensure()
    return hand_over([python, "-m", "pytest", "-m", "grading", *arguments], RESNETS_DOWNLOAD="0")


def grade(arguments: list[str]) -> int:
    """grade a folder of notebooks (LESSON=02 SUBMISSIONS=folder, JOBS=2 OUT=folder SEED=7 UNSAFE=1)"""
    return hand_over([environment.ensure(), os.path.join(TOOLS, "grade.py"), *arguments])


def assignment(arguments: list[str]) -> int:
    """make an nbgrader course folder in build/nbgrader (LESSON=02)"""
    return hand_over([environment.ensure(), os.path.join(TOOLS, "assignment.py"), *arguments])


def exercises(arguments: list[str]) -> int:
    """write the student editions and README's table of exercises from the lessons"""
    return hand_over([environment.ensure(), os.path.join(TOOLS, "student_notebooks.py"), *arguments])


def normalise(arguments: list[str]) -> int:
    """drop from the notebooks what differs from machine to machine"""
    return hand_over([environment.ensure(), os.path.join(TOOLS, "store_lessons.py"), "normalise", *arguments])


def format_code(arguments: list[str]) -> int:
    """format and lint all code, notebooks included"""
    python = environment.ensure()
    formatted = call([python, "-m", "ruff", "format", *arguments])
    return call([python, "-m", "ruff", "check", "--fix", *arguments]) or formatted


COMMANDS = {
    "lab": lab,
    "setup": setup,
    "test": test,
    "run": run,
    "test-backends": test_backends,
    "test-browser": test_browser,
    "test-answers": test_answers,
    "test-colab": test_colab,
    "store": store,
    "test-grading": test_grading,
    "grade": grade,
    "assignment": assignment,
    "exercises": exercises,
    "normalise": normalise,
    "diff": diff,
    "links": links,
    "book": book,
    "format": format_code,
}


def help_text() -> str:
    """Return the list of commands, one line each."""
    lines = ["ResNet, block by block. What there is (make WORD, or python tools/course.py WORD):", ""]
    for name, command in COMMANDS.items():
        lines.append(f"  {name:12} {command.__doc__}")
        if name == "test-colab":
            lines.append(f"  {'test-all':12} test and test-colab, one after the other (make only)")
    return "\n".join(lines)


def make_paths_absolute() -> None:
    """Make RESNETS_DATA absolute: the notebooks' kernels start in another folder than the caller's."""
    if os.environ.get("RESNETS_DATA"):
        os.environ["RESNETS_DATA"] = os.path.abspath(os.path.expanduser(os.environ["RESNETS_DATA"]))


def main(arguments: list[str]) -> int:
    """Run one command; return the exit status."""
    if not arguments or arguments[0] in ("help", "-h", "--help"):
        print(help_text())
        return 0
    command = COMMANDS.get(arguments[0])
    if command is None:
        print(f"There is no command {arguments[0]!r}.\n\n{help_text()}", file=sys.stderr)
        return 2
    make_paths_absolute()
    try:
        return command(arguments[1:])
    except SetupError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nInterrupted. Call it again: what was left half-made is made anew.", file=sys.stderr)
        return 130


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):  # a Windows console or a C locale may not know every sign
        stream.reconfigure(errors="replace")
    sys.exit(main(sys.argv[1:]))
