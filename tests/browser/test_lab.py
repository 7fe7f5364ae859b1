"""JupyterLab from `make lab`: a lesson runs, an exercise answers, a training is interrupted and goes on."""

import json
import time
from pathlib import Path

import pytest
from selenium.webdriver.common.by import By

from tests.browser.jupyterlab import PANEL, until

ROOT = Path(__file__).resolve().parents[2]
RIGHT = """def batch_norm(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
    if training:
        mean, variance = x.mean(axis=(0, 1, 2)), x.var(axis=(0, 1, 2))
    return gamma * (x - mean) / np.sqrt(variance + epsilon) + beta"""
WRONG = RIGHT.replace("x.var(", "x.std(")


def figures(outputs: list[dict]) -> int:
    """Return how many outputs are figures."""
    return sum("image/png" in output.get("data", {}) for output in outputs)


def stored_outputs(path: str) -> list[dict]:
    """Return the outputs that the checkout's notebook holds."""
    cells = json.loads((ROOT / path).read_text(encoding="utf-8"))["cells"]
    return [output for cell in cells for output in cell.get("outputs", [])]


def test_lesson_2_runs_through_and_shows_its_pictures(notebook, browser, picture):
    lesson = notebook("notebooks/02_identity_block.ipynb")
    lesson.menu("Edit", "Clear Outputs of All Cells")
    lesson.menu("Run", "Run All Cells")
    lesson.wait_until_at_rest(300)
    cells = lesson.code_cells()
    assert all(cell["execution_count"] for cell in cells)
    kinds = [output for cell in cells for output in cell["outputs"]]
    assert not [output for output in kinds if output["output_type"] == "error"]
    assert not [output for output in kinds if output.get("name") == "stderr"]
    assert figures(kinds) == figures(stored_outputs("notebooks/02_identity_block.ipynb")) > 0
    seen = set()
    height = "return document.querySelector(arguments[0]).scrollHeight"
    outer = f"{PANEL} .jp-WindowedPanel-outer"
    for place in range(0, browser.execute_script(height, outer), 500):
        browser.execute_script("document.querySelector(arguments[0]).scrollTop = arguments[1]", outer, place)
        time.sleep(0.4)
        for image in browser.find_elements(By.CSS_SELECTOR, f"{PANEL} img"):
            width, source = browser.execute_script(
                "return [arguments[0].naturalWidth, arguments[0].getAttribute('src')]", image
            )
            until(lambda i=image: browser.execute_script("return arguments[0].complete", i), 20, "it loads")
            seen.add((source or "")[:200])
            assert width or browser.execute_script("return arguments[0].naturalWidth", image), source
    assert len(seen) >= 4  # diagrams and plots
    picture()


@pytest.mark.shortest
def test_exercise_2_1_from_the_stub_to_the_right_answer(notebook, picture):
    lesson = notebook("exercises/02_identity_block.ipynb")
    for opening in ("from resnets_utils import", "begin_exercises", "import keras"):
        lesson.run(lesson.cell_with(opening))
    answer = lesson.cell_with("def batch_norm(")
    lesson.run(answer)
    check = lesson.cell_with("check_batch_norm(batch_norm)")
    said = lesson.run(check)
    assert said.startswith("Exercise 2.1 is not written yet: finish ") and "\n" not in said, said
    picture("blank")

    answer = lesson.cell_with("def batch_norm(")
    lesson.type_into(answer, WRONG)
    assert lesson.run(answer) == ""
    said = lesson.run(lesson.cell_with("check_batch_norm(batch_norm)"))
    assert "the standard deviation stands where the variance belongs" in said, said
    assert "Traceback" not in said, said
    picture("wrong")

    answer = lesson.cell_with("def batch_norm(")
    lesson.type_into(answer, RIGHT)
    assert lesson.run(answer) == ""
    said = lesson.run(lesson.cell_with("check_batch_norm(batch_norm)"))
    assert said.startswith("batch_norm is right."), said
    verified = [line.split()[:2] for line in said.splitlines()[1:]]
    assert verified == [["inference", "mode"], ["training", "mode"]], said
    picture("right")


def test_training_in_lesson_4_shows_a_bar_and_goes_on_after_an_interruption(notebook, picture):
    lesson = notebook("notebooks/04_resnet50_hand_signs.ipynb")
    cell = lesson.cell_with('kept_run("lesson 4, ResNet50"')
    cell.find_element(By.CSS_SELECTOR, ".cm-content").click()
    lesson.menu("Run", "Run All Above Selected Cell")
    lesson.wait_until_at_rest(600)
    cell = lesson.cell_with('kept_run("lesson 4, ResNet50"')
    cell.find_element(By.CSS_SELECTOR, ".cm-content").click()
    lesson.press_run()
    until(lambda: "█" in lesson.output(cell), 180, "a bar is there")
    first = lesson.output(cell)
    until(lambda: lesson.output(cell) != first, 30, "the bar moves")
    until(lambda: "epoch 1/" in lesson.output(cell) and "s left" in lesson.output(cell)
          and "epoch 2/" in lesson.output(cell), 300, "the second epoch has begun")  # fmt: skip
    picture("bar")
    lesson.menu("Kernel", "Interrupt Kernel")
    until(lambda: "Idle" in lesson.status(), 120, "the kernel is idle after the interruption")
    assert "KeyboardInterrupt" in lesson.output(cell)
    cell.find_element(By.CSS_SELECTOR, ".cm-content").click()
    lesson.press_run()
    until(lambda: "lesson 4, ResNet50: goes on after epoch 1 of" in lesson.output(cell), 120, "it goes on")
    until(lambda: "epoch 2/" in lesson.output(cell), 180, "the second epoch is trained again")
    picture("goes-on")
    lesson.menu("Kernel", "Interrupt Kernel")
    until(lambda: "Idle" in lesson.status(), 120, "the kernel is idle")
