"""Every lesson as on Colab: the notebook alone in an empty folder, the course to be fetched.

    python tools/colab_lessons.py [02 ...]      (in the environment of tools/requirements-colab.txt)

After the lessons come student editions with nothing filled in: those of the lessons named, else lesson 2's.
Their cells may fail, but only with what says that an exercise or a prediction is still to be done.

The kernel knows the packages of this environment, a stand-in for Colab's own package, and no checkout; the
setup cell clones this checkout's last commit, where Colab would clone the repository. Smoke preset, no
downloads: the data is drawn.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import time
from pathlib import Path

import nbformat
from lesson_files import EXERCISES, ROOT, UNFINISHED, LessonError, find_lessons, read_lesson
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, DeadKernelError

CELL_TIMEOUT = 600  # seconds
KERNEL = "as-on-colab"
REVISION = "published"  # a tag; a clone that asks for no revision gets nothing


def prepare(place: Path) -> dict[str, str]:
    """Make the kernel, the stand-in and the repository in a folder; return the kernels' environment.

    Raises:
        LessonError: this checkout cannot be cloned.
    """
    stand_in = place / "packages" / "google" / "colab"
    stand_in.mkdir(parents=True)
    (stand_in / "__init__.py").write_text('"""A stand-in."""\n', encoding="utf-8")
    kernel = place / "kernels" / KERNEL
    kernel.mkdir(parents=True)
    # -S: site-packages are in reach, but not what is linked from them, such as this checkout.
    command = [sys.executable, "-S", "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    spec = {"argv": command, "display_name": KERNEL, "language": "python"}
    (kernel / "kernel.json").write_text(json.dumps(spec), encoding="utf-8")
    said = subprocess.run(
        ["git", "clone", "-q", "--bare", str(ROOT), str(place / "course.git")], capture_output=True, text=True
    )
    if said.returncode:
        raise LessonError(f"{ROOT} cannot be cloned: {said.stderr.strip()}")
    course = ["git", "-C", str(place / "course.git")]
    subprocess.run([*course, "-c", "tag.gpgsign=false", "tag", "-f", REVISION, "HEAD"], check=True)
    subprocess.run([*course, "symbolic-ref", "HEAD", "refs/heads/with-nothing"], check=True)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("RESNETS_", "PYTHON"))}
    packages = [str(place / "packages"), sysconfig.get_path("purelib"), sysconfig.get_path("platlib")]
    return kept | {
        "PYTHONPATH": os.pathsep.join(dict.fromkeys(packages)),
        "JUPYTER_PATH": str(place),
        "XDG_CACHE_HOME": str(place / "cache"),
        "RESNETS_DOWNLOAD": "0",
        "RESNETS_PRESET": "smoke",
    }


def as_copied(lesson: Path, address: str) -> nbformat.NotebookNode:
    """Return a lesson without outputs, its setup cell with another address."""
    notebook = read_lesson(lesson)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.update(outputs=[], execution_count=None)
            cell.source = re.sub(
                r'^COURSE_ADDRESS = ".*"$', f'COURSE_ADDRESS = "{address}"', cell.source, flags=re.MULTILINE
            )
            cell.source = re.sub(
                r'^COURSE_REVISION = ".*"$',
                f'COURSE_REVISION = "{REVISION}"',
                cell.source,
                flags=re.MULTILINE,
            )
    return notebook


def strangers(notebook: nbformat.NotebookNode) -> str:
    """Return what went wrong in an edition beside what is still to be done, or nothing."""
    errors = [out for cell in notebook.cells for out in cell.get("outputs", []) if out.output_type == "error"]
    wrong = [f"{error.ename}: {error.evalue}" for error in errors if error.ename not in UNFINISHED]
    if not wrong and "ExerciseUnfinished" not in {error.ename for error in errors}:
        wrong = ["no cell says that an exercise is not written yet"]
    return "\n".join(wrong)[-2000:]


def run(lesson: Path, place: Path, environment: dict[str, str]) -> str:
    """Run one lesson or edition in an empty folder; return what went wrong, or nothing."""
    alone = place / "content"
    shutil.rmtree(alone, ignore_errors=True)
    alone.mkdir()
    notebook, blank = as_copied(lesson, (place / "course.git").as_uri()), lesson.parent == EXERCISES
    client = NotebookClient(
        notebook,
        timeout=CELL_TIMEOUT,
        kernel_name=KERNEL,
        allow_errors=blank,
        resources={"metadata": {"path": str(alone)}},
    )
    try:
        client.execute(env=environment)
    except (CellExecutionError, DeadKernelError, TimeoutError) as error:
        return str(error)[-2000:]
    wrong = strangers(notebook) if blank else ""
    left = sorted(path.name for path in alone.iterdir())
    return wrong or ("" if left == ["resnet-course"] else f"it leaves {left} beside the notebook")


def main(wanted: list[str]) -> int:
    """Run the lessons and editions; return 1 if one failed."""
    failed = []
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        try:
            environment = prepare(place)
            lessons = find_lessons(wanted) + find_lessons(wanted or ["02"], EXERCISES)
        except LessonError as error:
            print(error, file=sys.stderr)
            return 2
        os.environ["JUPYTER_PATH"] = environment["JUPYTER_PATH"]
        for lesson in lessons:
            name = f"{lesson.parent.name}/{lesson.stem}"
            print(f"{name}, alone, as on Colab …", end="", flush=True)
            start = time.monotonic()
            wrong = run(lesson, place, environment)
            print(f" {'FAILED' if wrong else 'ok'} ({time.monotonic() - start:.0f} s)", flush=True)
            if wrong:
                failed.append(name)
                print(wrong)
    print(f"{len(lessons) - len(failed)} passed, {len(failed)} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
