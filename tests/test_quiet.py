"""Importing Keras leaves nothing on stderr, and hides nothing when it fails.

Each case runs in a Python of its own, since a first import happens once in a process.
"""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# A keras that prints from "C++" (file descriptor 2) and through Python, then works or fails.
NOISY_KERAS = """
import os, sys
os.write(2, b"a start-up line from C++\\n")
sys.stderr.write("a line from Python\\n")
sys.stderr.flush()
{ending}
"""


def run(code: str, first_on_path: Path = ROOT, **variables: str) -> subprocess.CompletedProcess:
    path = os.pathsep.join([str(first_on_path), str(ROOT)])
    environment = {**os.environ, "PYTHONPATH": path, **variables}
    environment.pop("TF_CPP_MIN_LOG_LEVEL", None)
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment)


def load_quiet(then: str) -> str:
    """Code that loads quiet.py alone, without the package that imports Keras."""
    return f"""
import importlib.util, os, sys
spec = importlib.util.spec_from_file_location("quiet", {str(ROOT / "resnets" / "quiet.py")!r})
quiet = importlib.util.module_from_spec(spec)
spec.loader.exec_module(quiet)
{then}
"""


def test_the_real_keras_is_imported_without_a_line_on_stderr():
    done = run("import resnets, keras; keras.ops.ones(1); print(keras.__name__)")
    assert (done.returncode, done.stdout, done.stderr) == (0, "keras\n", "")


def test_what_a_good_import_prints_is_held_away_and_stderr_comes_back(tmp_path):
    (tmp_path / "keras.py").write_text(NOISY_KERAS.format(ending=""))
    then = "quiet.import_keras()\nos.write(2, b'after\\n')\nprint('after too', file=sys.stderr)"
    done = run(load_quiet(then), tmp_path)
    assert (done.returncode, done.stderr) == (0, "after\nafter too\n")


def test_when_the_import_fails_all_that_was_caught_is_printed(tmp_path):
    (tmp_path / "keras.py").write_text(NOISY_KERAS.format(ending="raise ImportError('no such wheel')"))
    done = run(load_quiet("quiet.import_keras()"), tmp_path)
    assert done.returncode == 1
    for line in ("a start-up line from C++", "a line from Python", "ImportError: no such wheel"):
        assert done.stderr.count(line) == 1, done.stderr


def test_an_exit_during_the_import_passes_through(tmp_path):
    (tmp_path / "keras.py").write_text(NOISY_KERAS.format(ending="sys.exit(7)"))
    done = run(load_quiet("quiet.import_keras()"), tmp_path)
    assert done.returncode == 7
    assert "a start-up line from C++" in done.stderr


def test_no_file_descriptor_is_left_open(tmp_path):
    (tmp_path / "keras.py").write_text("")
    then = """
free = os.dup(0); os.close(free)
quiet.import_keras()
again = os.dup(0); os.close(again)
assert free == again, (free, again)
"""
    assert run(load_quiet(then), tmp_path).stderr == ""


def test_a_keras_that_is_there_already_is_not_imported_again(tmp_path):
    (tmp_path / "keras.py").write_text("print('imported')")
    done = run(load_quiet("import keras\nassert quiet.import_keras() is keras"), tmp_path)
    assert (done.stdout, done.stderr) == ("imported\n", "")


def test_a_process_without_stderr_can_import_too(tmp_path):
    (tmp_path / "keras.py").write_text("")
    then = "os.close(2)\nsys.stderr = None\nquiet.import_keras()\nprint('done')"
    assert run(load_quiet(then), tmp_path).stdout == "done\n"
