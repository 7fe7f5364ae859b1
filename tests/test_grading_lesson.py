"""Lesson 2 graded end to end: a perfect and a blank submission always, all kinds in make test-grading."""

import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest

pytest.importorskip("nbgrader", reason="the course's own environment has it")
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tools"))

import grade
import made_submissions as made
from grade_a_class import ALL, BEFORE_HARM, Run, faults, hostile_kinds, kinds
from lesson_files import find_lessons
from releases import release

from grading import probe, runner
from grading.limits import Limits
from grading.store import Grade, Store

ROOT = Path(__file__).resolve().parent.parent
LESSON = "02"
LIMITS = Limits(seconds=600)  # a busy machine is no mistake of a submission


def graded(
    folder: Path, submissions: dict, limits: Limits = LIMITS, number: str = LESSON
) -> dict[str, Grade]:
    """Grade submissions of a lesson, name -> notebook or text; return name -> grade."""
    try:
        means = probe.choose()[0]
    except probe.ContainmentError as error:
        pytest.skip(str(error).splitlines()[-1])
    given = folder / "submissions"
    given.mkdir()
    for name, content in submissions.items():
        text = content if isinstance(content, str) else json.dumps(content)
        (given / f"{name}.ipynb").write_text(text, encoding="utf-8")
    lesson, store = release(number), Store(folder / "out", "test", 7)
    with runner.prepared(ROOT, lesson, means, 7, (given, folder / "out"), limits=limits) as setting:
        return {found.file.removesuffix(".ipynb"): found for found in runner.run(given, store, setting)}


def by_number(found: Grade) -> dict[str, str]:
    """Return the verdict on each coding exercise."""
    return {one.number: one.verdict for one in found.verdicts if one.kind == "Exercise"}


def test_a_perfect_submission_has_all_points_and_a_blank_one_none(tmp_path):
    grades = graded(tmp_path, {"perfect": made.perfect(LESSON), "blank": made.blank(LESSON)})
    assert grades["perfect"].points == grades["perfect"].of == ALL, grades["perfect"]
    assert grades["blank"].points == 0
    assert set(by_number(grades["blank"]).values()) == {"unfinished"}
    assert not grades["perfect"].flags and not grades["blank"].flags


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--lesson", "", "--submissions", ""], "Say which lesson and which folder"),
        (["--lesson", "02", "--submissions", "no such folder"], "There is no folder no such folder"),
        (["--lesson", "09", "--submissions", "."], "There is no lesson '09'"),
    ],
)
def test_what_is_missing_is_said_in_one_line(words, said, capsys):
    assert grade.main(words) == 1
    error = capsys.readouterr().err
    assert said in error and error.count("\n") == 1


KILLED, SECOND = Run(400, 4 * 10**9, -9), Run(400, 3 * 10**9, 0)
ROW = {"total": "14", "flags": ""}


@pytest.mark.parametrize(
    ("killed", "second", "found", "said"),
    [
        (KILLED, SECOND, {"a": ROW}, []),
        (KILLED, SECOND, {}, ["a: lost"]),
        (KILLED, SECOND, {"a": ROW | {"total": "10"}}, ["a: 10 instead of 14; "]),
        (replace(KILLED, left=("python",)), SECOND, {"a": ROW}, ["left by the killed grader: python"]),
        (replace(KILLED, seconds=520), SECOND, {"a": ROW}, ["15.3 minutes are more than 15"]),
        (KILLED, replace(SECOND, peak=5_100_000_000), {"a": ROW}, ["5.1 GB of memory are more than 5"]),
        (
            replace(KILLED, status=0),
            SECOND,
            {"a": ROW},
            ["the first grader ended by itself, with exit status 0"],
        ),
        (KILLED, replace(SECOND, status=1), {"a": ROW}, ["the second grader ended with exit status 1"]),
    ],
)
def test_what_is_wrong_with_a_class_is_told(killed, second, found, said):
    assert faults({"a": 14}, found, killed, second) == said


@pytest.mark.parametrize("word", ["0", "-5", "nan", "inf", "long"])
def test_a_limit_that_is_none_is_refused(word, capsys):
    with pytest.raises(SystemExit):
        grade.main(["--lesson", "02", "--submissions", ".", "--seconds", word])
    assert f"--seconds: invalid positive value: '{word}'" in capsys.readouterr().err


@pytest.mark.skipif(sys.platform == "win32", reason="the grader does not run there")
def test_the_command_keeps_grades_by_their_limits(tmp_path, monkeypatch):
    """Raised as the guide says, the limits reach the submissions and the store."""
    seen = []
    monkeypatch.setattr(grade.probe, "choose", lambda *_: (probe.WAYS["nothing"], []))
    monkeypatch.setattr(
        grade.runner, "run", lambda _, store, setting, *rest: seen.append((store, setting)) or []
    )
    (tmp_path / "a.ipynb").write_text("{}")
    common = ["--lesson", LESSON, "--submissions", str(tmp_path), "--out", str(tmp_path / "out")]
    for more in ([], ["--seconds", "900"], ["--seconds", "300"]):
        assert grade.main([*common, *more]) == 0
    usual, longer, same = [store.place(tmp_path / "a.ipynb") for store, _ in seen]
    assert usual == same != longer
    assert [setting.limits.cell_seconds for _, setting in seen] == [60, 180, 60]


@pytest.mark.grading
@pytest.mark.parametrize("number", [path.name[:2] for path in find_lessons([]) if path.name[:2] != LESSON])
def test_every_other_lesson_too(number, tmp_path):
    """Within the limits that the grader has of itself, on a machine that does nothing else."""
    answers = {"perfect": made.perfect(number), "blank": made.blank(number)}
    grades = graded(tmp_path, answers, Limits(), number)
    perfect = grades["perfect"]
    assert perfect.points == perfect.of > 0, [vars(one) for one in perfect.verdicts if one.points < one.of]
    assert grades["blank"].points == 0 and not perfect.flags and not grades["blank"].flags


@pytest.mark.grading
def test_submissions_as_they_come(tmp_path):
    made_kinds = {name: (content, points) for name, content, points in kinds()}
    grades = graded(tmp_path, {name: content for name, (content, _) in made_kinds.items()})
    assert {name: found.points for name, found in grades.items()} == {
        name: points for name, (_, points) in made_kinds.items()
    }
    flagged = {name for name, found in grades.items() if found.flags}
    assert flagged == {
        "stripped", "check_edited", "check_deleted", "check_twice", "no_json", "another_lesson",
    }  # fmt: skip


@pytest.mark.grading
def test_hostile_submissions_keep_what_was_judged_and_harm_no_other(tmp_path):
    harmful = [(name, content) for name, content, _ in hostile_kinds()]
    submissions = dict(harmful)
    submissions |= {f"perfect{number}": made.perfect(LESSON) for number in range(2)}
    grades = graded(tmp_path, submissions, replace(LIMITS, cell_seconds=20))
    assert grades["perfect0"].points == grades["perfect1"].points == ALL
    for name, _ in harmful:
        verdicts = by_number(grades[name])
        assert (verdicts["2.1"], verdicts["2.2"]) == ("right", "right"), name
        assert verdicts["2.3"] in ("wrong", "failed", "not reached"), (name, verdicts)  # never written
        assert grades[name].points == BEFORE_HARM, [vars(one) for one in grades[name].verdicts]


@pytest.mark.grading
def test_answers_written_from_the_text_alone_are_graded_as_they_are_marked(tmp_path):
    most = max(len(made.written(card.number, card.name)) for card in made.exercises(LESSON))
    pairs = {f"answers{which:02d}": made.wrong(LESSON, which) for which in range(most)}
    grades = graded(tmp_path, {name: notebook for name, (notebook, _) in pairs.items()})
    differ = {}
    for name, (_, expected) in pairs.items():
        found = {number: verdict == "right" for number, verdict in by_number(grades[name]).items()}
        if found != expected:
            differ[name] = (expected, [vars(one) for one in grades[name].verdicts], grades[name].flags)
    assert differ == {}


@pytest.mark.grading
def test_answers_that_are_fetched_from_the_library_get_nothing(tmp_path):
    from tests.test_grading_hollow import WAYS

    two = next(card for card in made.exercises(LESSON) if card.number == "2.2")
    own = "def identity_block(X, *rest, **named):\n    return fetched(X, *rest, **named)"
    cells = {name: f"{way}\nfetched = block\n\n\n{own}" for name, way in WAYS.items()}
    grades = graded(tmp_path, {
        name.replace(" ", "_"): made.with_answers(LESSON, {two.solution_id: cell})
        for name, cell in cells.items()
    })  # fmt: skip
    assert len(grades) == len(WAYS) and {found.points for found in grades.values()} == {0}
    assert {by_number(found)["2.2"] for found in grades.values()} <= {"wrong", "unfinished", "failed"}
