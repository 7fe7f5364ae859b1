"""tools/course.py: finding a Python, making the environment, and what it says when that cannot be done."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tools"))

import course  # noqa: E402
import environment  # noqa: E402
import interpreters  # noqa: E402
from interpreters import Interpreter, SetupError  # noqa: E402

pytestmark = pytest.mark.house

GOOD = Interpreter("/opt/python", (3, 12), 64, True, "CPython", "Linux", "x86_64", False)


@pytest.mark.parametrize(
    "changes",
    [
        {"version": (3, 11)},
        {"version": (3, 13)},
        {"machine": "aarch64"},
        {"system": "Darwin", "machine": "arm64"},
        {"system": "Windows", "machine": "AMD64"},
    ],
)
def test_pythons_that_tensorflow_has_wheels_for_are_taken(changes):
    assert interpreters.problem(GOOD._replace(**changes)) == ""


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"version": (3, 14)}, "no wheel for it yet"),
        ({"version": (3, 10)}, "is Python 3.10; the course needs 3.11 or 3.12 or 3.13"),
        ({"version": (2, 7)}, "is Python 2.7"),
        ({"system": "Darwin", "machine": "x86_64"}, "Intel Mac"),
        ({"bits": 32}, "32-bit"),
        ({"musl": True}, "musl"),
        ({"implementation": "PyPy"}, "PyPy"),
        ({"can_make_venv": False}, "python3.12-venv"),
        ({"system": "Windows", "machine": "ARM64"}, "Windows on ARM64"),
        ({"machine": "riscv64"}, "riscv64"),
    ],
)
def test_each_unsuitable_python_is_refused_with_its_own_reason(changes, said):
    assert said in interpreters.problem(GOOD._replace(**changes))


def test_the_running_python_is_probed_and_suitable():
    python = interpreters.probe([sys.executable])
    assert python.version == sys.version_info[:2]
    assert interpreters.problem(python) == ""


def test_a_shim_that_fails_or_is_not_there_is_no_python(tmp_path):
    assert interpreters.probe([str(tmp_path / "python3.13")]) is None
    assert interpreters.probe([sys.executable, "-c", "raise SystemExit(127)"]) is None


def pretend(monkeypatch, *pythons: Interpreter) -> None:
    """Let the search find these Pythons and no others."""
    monkeypatch.setattr(interpreters, "candidates", lambda minors: [[python.path] for python in pythons])
    known = {python.path: python for python in pythons}
    monkeypatch.setattr(interpreters, "probe", lambda command: known[command[0]])


def test_the_search_goes_past_unsuitable_pythons(monkeypatch):
    good = GOOD._replace(path="/opt/python3.13", version=(3, 13))
    pretend(monkeypatch, GOOD._replace(version=(3, 14)), good)
    assert interpreters.find() == good


def test_when_no_python_will_do_it_says_why_what_to_install_and_names_colab(monkeypatch):
    pretend(monkeypatch, GOOD._replace(version=(3, 14)))
    with pytest.raises(SetupError) as error:
        interpreters.find()
    for words in ("is Python 3.14", "Install CPython 3.11 or 3.12 or 3.13", "Colab"):
        assert words in str(error.value)


def test_an_intel_mac_is_not_told_to_install_another_python(monkeypatch):
    pretend(monkeypatch, GOOD._replace(system="Darwin", machine="x86_64"))
    with pytest.raises(SetupError) as error:
        interpreters.find()
    assert "Intel Mac" in str(error.value) and "Colab" in str(error.value)
    assert "Install CPython" not in str(error.value)


def test_finding_none_at_all_is_said_too(monkeypatch):
    monkeypatch.setattr(interpreters, "candidates", lambda minors: [])
    with pytest.raises(SetupError, match="Install CPython"):
        interpreters.find()


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """A checkout with an empty list of requirements, so that its environment is made in seconds."""
    (tmp_path / "requirements.txt").write_text("# nothing\n")
    (tmp_path / "pyproject.toml").write_text("")
    monkeypatch.setattr(environment, "ROOT", str(tmp_path))
    monkeypatch.setattr(environment, "LOGS", str(tmp_path / "build"))
    quick = lambda base, folder: subprocess.run([base, "-m", "venv", "--without-pip", folder], check=True)  # noqa: E731
    monkeypatch.setattr(environment, "make_venv", quick)
    calls = []
    monkeypatch.setattr(environment, "pip_install", lambda python, arguments, *rest: calls.append(arguments))
    return tmp_path, calls


def ensure(checkout: Path) -> str:
    return environment.ensure(str(checkout / ".venv"), str(checkout / "requirements.txt"))


def look(checkout: Path) -> str:
    return environment.look(str(checkout / ".venv"), str(checkout / "requirements.txt"))


def test_an_environment_is_made_once_and_then_used(checkout, capsys):
    root, calls = checkout
    assert look(root) == "missing"
    python = ensure(root)
    assert Path(python).exists() and look(root) == "ready" and len(calls) == 2
    capsys.readouterr()
    assert ensure(root) == python and len(calls) == 2
    assert capsys.readouterr().out == ""


def test_changed_requirements_update_it_in_place(checkout):
    root, calls = checkout
    ensure(root)
    (root / ".venv" / "kept").touch()
    (root / "requirements.txt").write_text("# something\n")
    assert look(root) == "outdated"
    ensure(root)
    assert look(root) == "ready" and len(calls) == 4 and (root / ".venv" / "kept").exists()


def test_an_update_that_fails_leaves_the_old_environment_outdated(checkout, monkeypatch):
    root, _ = checkout
    ensure(root)
    (root / "requirements.txt").write_text("# something\n")

    def no_network(*arguments):
        raise SetupError("the package index cannot be reached")

    monkeypatch.setattr(environment, "pip_install", no_network)
    with pytest.raises(SetupError):
        ensure(root)
    assert look(root) == "outdated"


def test_line_ends_do_not_count_as_a_change(checkout):
    root, _ = checkout
    ensure(root)
    (root / "requirements.txt").write_bytes(b"# nothing\r\n")
    assert look(root) == "ready"


@pytest.mark.parametrize("damage", ["half-made", "moved", "no python", "no state, empty"])
def test_a_broken_environment_is_made_again(checkout, damage):
    root, _ = checkout
    venv = root / ".venv"
    if damage == "no state, empty":
        venv.mkdir()
    else:
        ensure(root)
        (venv / "left over").touch()
        state = json.loads((venv / "course.json").read_text())
        if damage == "half-made":
            state["state"] = "making"
        elif damage == "moved":
            state["root"] = "/elsewhere"
        else:
            os.remove(environment.python_of(str(venv)))
        (venv / "course.json").write_text(json.dumps(state))
    assert look(root) == "broken"
    ensure(root)
    assert look(root) == "ready" and not (venv / "left over").exists()


def test_an_interrupted_installation_is_not_taken_for_ready(checkout, monkeypatch):
    root, _ = checkout

    def interrupted(*arguments):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(environment, "pip_install", interrupted)
        with pytest.raises(KeyboardInterrupt):
            ensure(root)
    assert look(root) == "broken"
    ensure(root)
    assert look(root) == "ready"


def test_an_environment_that_is_somebody_elses_is_left_alone(checkout):
    root, _ = checkout
    (root / ".venv").mkdir()
    (root / ".venv" / "pyvenv.cfg").write_text("theirs")
    with pytest.raises(SetupError, match="Move or delete it"):
        ensure(root)
    assert (root / ".venv" / "pyvenv.cfg").read_text() == "theirs"


def test_a_folder_that_cannot_be_made_is_one_sentence(checkout, monkeypatch):
    root, _ = checkout

    def full(*arguments, **options):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(environment, "make_venv", full)
    with pytest.raises(SetupError, match="cannot be made: .*No space left"):
        ensure(root)


@pytest.mark.parametrize(
    ("printed", "said"),
    [
        ("WARNING: Retrying … NewConnectionError('x')\nERROR: No matching distribution", "cannot be reached"),
        ("OSError: [Errno 28] No space left on device", "the disk is full"),
        ("ERROR: No matching distribution found for keras==9", "No matching distribution found for keras==9"),
        ("", "without saying why"),
    ],
)
def test_pips_failures_are_one_line_and_its_log_is_named(printed, said):
    lines = environment.explain_pip(printed, "build/setup-venv.log").splitlines()
    assert said in lines[0] and len(lines) == 2 and "setup-venv.log" in lines[1]


def test_pip_without_a_network_is_explained_by_pip_itself(tmp_path, monkeypatch):
    """No server listens on the discard port, so this pip fails as it does without a network."""
    monkeypatch.setattr(environment, "LOGS", str(tmp_path))
    arguments = [
        "--index-url",
        "http://127.0.0.1:9/simple",
        "--timeout",
        "1",
        "--retries",
        "1",
        "no-such-package-here",
    ]
    with environment.lock(str(tmp_path / "env")) as handle, pytest.raises(SetupError, match="be reached"):
        environment.pip_install(sys.executable, arguments, str(tmp_path / "log"), handle)


def tool(*arguments: str, **variables: str) -> subprocess.CompletedProcess:
    command = [sys.executable, str(ROOT / "tools" / "course.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, env={**os.environ, **variables})


def test_without_a_command_it_prints_what_there_is():
    done = tool()
    assert done.returncode == 0
    for name in course.COMMANDS:
        assert f"  {name} " in done.stdout


def test_an_unknown_command_is_named():
    done = tool("labb")
    assert done.returncode == 2 and "'labb'" in done.stderr and "Traceback" not in done.stderr


def test_every_command_has_a_target_in_the_makefile_and_a_line_of_help():
    makefile = (ROOT / "Makefile").read_text()
    for name, command in course.COMMANDS.items():
        assert f"\n{name}:\n\t$(COURSE) {name}" in makefile
        assert command.__doc__ and "\n" not in command.__doc__


def test_a_relative_data_folder_is_made_absolute(monkeypatch):
    monkeypatch.setenv("RESNETS_DATA", "../shared/datasets")
    course.make_paths_absolute()
    assert os.environ["RESNETS_DATA"] == os.path.abspath("../shared/datasets")
    monkeypatch.delenv("RESNETS_DATA")
    course.make_paths_absolute()
    assert "RESNETS_DATA" not in os.environ


def test_two_cores_run_two_tests_at_a_time_and_arguments_override_it(monkeypatch):
    calls = []
    monkeypatch.setattr(course.environment, "ensure", lambda *a, **k: "python")
    monkeypatch.setattr(course, "hand_over", lambda command, **variables: calls.append(command) or 0)
    for cores, expected in (
        (1, []),
        (2, ["-n", "2", "--dist", "loadfile"]),
        (64, ["-n", "2", "--dist", "loadfile"]),
    ):
        monkeypatch.setattr(course.os, "cpu_count", lambda cores=cores: cores)
        course.test(["-n", "0"])
        assert calls[-1] == ["python", "-m", "pytest", *expected, "-n", "0"]


def test_the_lab_opens_at_the_exercises_with_the_solved_lessons_a_folder_away(monkeypatch):
    calls = []
    monkeypatch.setattr(course.environment, "ensure", lambda *a, **k: "python")
    monkeypatch.setattr(course, "hand_over", lambda command, **variables: calls.append(command) or 0)
    course.lab(["--no-browser"])
    assert calls[0][3:] == [
        f"--ServerApp.root_dir={ROOT}",
        "--LabApp.default_url=/lab/tree/exercises",
        "--no-browser",
    ]
    assert (ROOT / "exercises").is_dir() and (ROOT / "notebooks").is_dir()
