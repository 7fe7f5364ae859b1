"""The library's answers are not in a submission's copy of it, and are put back when its own are right."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

from grading import hollow, library
from resnets.exercises import EXERCISES

ROOT = Path(__file__).resolve().parent.parent
LESSONS = sorted({exercise.lesson for exercise in EXERCISES})
# Ways to the file itself, which no guard inside the process can bar; each leaves a function in ``block``.
WAYS = {
    "the guard switched off": (
        "from resnets import guard, blocks\nguard.end_exercises()\nblock = blocks.identity_block"
    ),
    "loaded anew": (
        "import importlib, resnets.blocks\nblock = vars(importlib.reload(resnets.blocks))['identity_block']"
    ),
    "loaded from its file": (
        "import importlib.util as u, resnets.blocks as b\ns = u.spec_from_file_location('mine', b.__file__)\n"
        "m = u.module_from_spec(s)\ns.loader.exec_module(m)\nblock = m.identity_block"
    ),
    "its text run": (
        "import resnets.blocks as b\nspace = {'__name__': 'mine'}\nexec(open(b.__file__).read(), space)\n"
        "block = space['identity_block']"
    ),
    "compiled code": (
        "import importlib.util as u, marshal, resnets.blocks as b\n"
        "code = open(u.cache_from_source(b.__file__), 'rb').read()[16:]\n"
        "space = {'__name__': 'mine'}\nexec(marshal.loads(code), space)\nblock = space['identity_block']"
    ),
}
USE = (
    "import numpy as np, keras\n"
    "def identity_block(X, f, filters, *args, **kwargs):\n    return block(X, f, filters, *args, **kwargs)\n"
    "try:\n    identity_block(keras.Input((4, 4, 8)), 3, [2, 2, 8], 2, 'a')\n"
    "except NotImplementedError as error:\n"
    "    print('said:', error)\nelse:\n    print('it gave the answer')\n"
)


@pytest.fixture(scope="module")
def copies(tmp_path_factory):
    """Return a function that gives a lesson's copy of the library."""
    made = {}

    def copy(lesson: str) -> Path:
        if lesson not in made:
            made[lesson] = library.copy(ROOT, tmp_path_factory.mktemp(f"hollow-{lesson}") / "course", lesson)
        return made[lesson]

    return copy


def said(code: str, folder: Path) -> str:
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=folder.parent, capture_output=True, text=True, timeout=300,
        env=os.environ | {"PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"},
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr[-2000:]
    return ran.stdout


@pytest.mark.parametrize("lesson", LESSONS)
def test_no_body_is_left(copies, lesson):
    for place in hollow.places(lesson):
        module, name = place.split(":")
        path = copies(lesson).joinpath(*module.split(".")).with_suffix(".py")
        wanted = [node for node in ast.parse(path.read_text()).body if getattr(node, "name", "") == name]
        for node in ast.walk(wanted[0]):
            if isinstance(node, ast.FunctionDef):
                assert isinstance(node.body[0], ast.Raise) and len(node.body) <= 2, f"{place}: {node.name}"
        assert hollow.MESSAGE.format(name=name) in path.read_text()


@pytest.mark.parametrize("way", WAYS)
def test_ways_to_the_file_end_at_an_empty_function(copies, way):
    begin = "from resnets.guard import begin_exercises\nbegin_exercises('02')\n"
    assert "said: the course's own identity_block is not in reach" in said(
        begin + WAYS[way] + "\n" + USE, copies("02")
    )


def test_the_ways_lead_to_the_answer_in_the_whole_library():
    """Else the test above would hold whatever the copy had in it."""
    assert "it gave the answer" in said(WAYS["its text run"] + "\n" + USE, ROOT)


PUT_BACK = """
import json, sys
from pathlib import Path
from grading import hollow
answers = {{place: hollow.functions_of(place) for place in hollow.places("{lesson}")}}
from resnets.guard import begin_exercises, end_exercises
begin_exercises("{lesson}")
from resnets.exercises import exercises_of
for exercise in exercises_of("{lesson}"):
    for place, source in hollow.bodies(Path("{root}"), "{lesson}", exercise.number).items():
        hollow.put_back(place, source, answers[place])
end_exercises()
import keras, numpy as np
{use}
"""
USES = {
    "02": "from resnets.blocks import identity_block\n"
    "print(identity_block(keras.Input((4, 4, 8)), 3, [2, 2, 8], 2, 'a').shape)",
    "05": "from resnets.resnet18 import ResNet18\nprint(tuple(ResNet18()(np.zeros((1, 32, 32, 3))).shape))",
    "06": "from resnets.models_cifar import resnet_v2\nprint(resnet_v2((16, 16, 3), 11).output_shape)",
    "07": "from resnets.transfer import freeze\n"
    "print(freeze(keras.Sequential([keras.layers.Dense(1)])).trainable)",
}


@pytest.mark.parametrize("lesson, shape", [
    ("02", "(None, 4, 4, 8)"), ("05", "(1, 10)"), ("06", "(None, 10)"), ("07", "False"),
])  # fmt: skip
def test_what_has_passed_is_put_back(copies, lesson, shape):
    code = PUT_BACK.format(lesson=lesson, root=ROOT, use=USES[lesson])
    assert said(code, copies(lesson)).strip().splitlines()[-1] == shape


def test_the_grader_itself_needs_no_keras():
    """Its processes are forked for each submission; with Keras each would hold half a gigabyte."""
    code = (
        "import sys\nfrom grading import hollow, runner\nhollow.places('02')\nprint('keras' in sys.modules)"
    )
    assert said(code, ROOT).strip() == "False"
