"""From a submission as it comes to the cells that are run: the lesson's order, the learner's answers."""

import difflib
import re
from collections import defaultdict
from dataclasses import dataclass, field

from grading.release import Release, ReleaseCell, defined, squeezed
from grading.submission import Cell, RefusedError, title

SIMILAR = 0.7  # of difflib's ratio: the same cell, changed
LONGEST = 5_000  # characters of a cell that is still compared by similarity
ENOUGH = 0.25  # of the lesson's ordinary cells in a submission: then it is this lesson
ANSWERS = ("solution", "prediction")


@dataclass
class Matched:
    """What is run of a submission, and what a person should know of it."""

    cells: list[dict] = field(default_factory=list)  # {"id", "source", "role", "exercise"}
    flags: list[str] = field(default_factory=list)


def match(submission: list[Cell], release: Release) -> Matched:
    """Return the cells to run: the release's order and checks, the submission's answers and additions.

    Raises:
        RefusedError: it is empty, or another lesson.
    """
    mine = [cell for cell in submission if cell.kind == "code" and cell.source.strip()]
    if not mine:
        raise RefusedError("The notebook has no code.")
    found = pair(mine, release)
    refuse_another(submission, found, mine, release)
    flags = [metadata_flag(mine, release), missing_flag(found, release)]
    chosen = {
        number: answers(cell, [mine[i] for i in sorted(found[number])], flags)
        if cell.role in ANSWERS
        else others(cell, [mine[i] for i in sorted(found[number])], flags)
        for number, cell in enumerate(release.cells)
    }
    before, after = additions(mine, found, release)
    matched = Matched(flags=[flag for flag in flags if flag])
    for number, cell in enumerate(release.cells):
        for source in [mine[i].source for i in before[number]]:
            matched.cells.append(_entry("", source, "code", ""))
        for count, source in enumerate(chosen[number]):
            last = count == len(chosen[number]) - 1
            role, exercise = (cell.role, cell.exercise) if last else ("code", "")
            matched.cells.append(_entry(cell.grade_id or cell.identity, source, role, exercise))
        for source in [mine[i].source for i in after[number]]:
            matched.cells.append(_entry("", source, "code", ""))
    return matched


def _entry(identity: str, source: str, role: str, exercise: str) -> dict:
    return {"id": identity, "source": source, "role": role, "exercise": exercise}


def pair(mine: list[Cell], release: Release) -> dict[int, list[int]]:
    """Return for each cell of the release those of the submission that are it, as positions.

    Looked for by nbgrader's names, then ids, then equal text, then what is defined, then similarity.
    """
    found: dict[int, list[int]] = defaultdict(list)
    taken: set[int] = set()

    def take(same) -> None:
        for i, cell in enumerate(mine):
            for number, wanted in enumerate(release.cells):
                if i not in taken and same(cell, wanted):
                    found[number].append(i)
                    taken.add(i)

    take(lambda cell, wanted: cell.grade_id and cell.grade_id == wanted.grade_id)
    take(lambda cell, wanted: not wanted.grade_id and cell.identity and cell.identity == wanted.identity)
    same_text(mine, release, found, taken)
    take(lambda cell, wanted: wanted.role == "solution" and wanted.name in defined(cell.source))
    take(lambda cell, wanted: wanted.role in ("prediction", "feedback", "check") and same_call(cell, wanted))
    similar(mine, release, found, taken)
    return found


def same_text(mine: list[Cell], release: Release, found: dict[int, list[int]], taken: set[int]) -> None:
    """Pair cells of equal text; where the lesson says the same twice, in order."""
    places = defaultdict(list)
    for number, wanted in enumerate(release.cells):
        places[squeezed(wanted.source)].append(number)
    for i, cell in enumerate(mine):
        if i in taken or not (numbers := places.get(squeezed(cell.source))):
            continue
        found[next((number for number in numbers if number not in found), numbers[-1])].append(i)
        taken.add(i)


def same_call(cell: Cell, wanted: ReleaseCell) -> bool:
    """Whether a cell calls the same predict, feedback or check, for the same exercise."""
    if wanted.role == "check":
        called = re.search(r"^\w+\(\w+", wanted.source, re.MULTILINE)
        pattern = rf"^{re.escape(called[0])}\b" if called else r"(?!)"
    else:
        word = "predict" if wanted.role == "prediction" else "feedback"
        pattern = rf"^{word}\(\s*[\"']{re.escape(wanted.exercise)}[\"']"
    return re.search(pattern, cell.source, re.MULTILINE) is not None and not defined(cell.source)


def similar(mine: list[Cell], release: Release, found: dict[int, list[int]], taken: set[int]) -> None:
    """Pair what is left of the ordinary cells with the most similar text."""
    left = [
        number
        for number, wanted in enumerate(release.cells)
        if number not in found and wanted.role == "code" and len(wanted.source) < LONGEST
    ]
    for i, cell in enumerate(mine):
        if i in taken or len(cell.source) > LONGEST or not left:
            continue
        compared = difflib.SequenceMatcher(b=squeezed(cell.source), autojunk=False)
        ratios = {}
        for number in left:
            compared.set_seq1(squeezed(release.cells[number].source))
            quick = compared.real_quick_ratio() > SIMILAR and compared.quick_ratio() > SIMILAR
            ratios[number] = compared.ratio() if quick else 0.0
        best = max(ratios, key=ratios.get)
        if ratios[best] > SIMILAR:
            found[best].append(i)
            taken.add(i)
            left.remove(best)


def refuse_another(submission: list[Cell], found: dict, mine: list[Cell], release: Release) -> None:
    """Raise RefusedError if a submission is another lesson, or none."""
    heading = title(submission)
    if heading != release.title:
        begun = re.search(
            r"^begin_exercises\(\W*(\d+)", "\n".join(cell.source for cell in mine), re.MULTILINE
        )
        other = dict(release.other_titles).get(heading) or (begun[1] if begun else release.lesson)
        if other != release.lesson:
            raise RefusedError(f"This is lesson {other}, not lesson {release.lesson} ({release.title}).")
    ordinary = [n for n, cell in enumerate(release.cells) if cell.role == "code" and cell.identity != "setup"]
    there = sum(number in found for number in ordinary)
    answered = {cell.exercise for n, cell in enumerate(release.cells) if cell.role in ANSWERS and n in found}
    asked = {cell.exercise for cell in release.cells if cell.role in ANSWERS}
    if there < ENOUGH * max(1, len(ordinary)) and len(answered) < len(asked) / 2:
        raise RefusedError(
            f"This is not lesson {release.lesson} ({release.title}): it holds {there} of its {len(ordinary)} "
            f"cells, and answers to {len(answered)} of its {len(asked)} exercises."
        )


def metadata_flag(mine: list[Cell], release: Release) -> str:
    """Say that nbgrader's metadata is gone."""
    wanted = {cell.grade_id for cell in release.cells if cell.grade_id}
    if wanted and not any(cell.grade_id in wanted for cell in mine):
        return "nbgrader's metadata is gone (it would give 0): the cells were matched by what they say."
    return ""


def missing_flag(found: dict, release: Release) -> str:
    """Say how many ordinary cells are missing."""
    ordinary = [n for n, cell in enumerate(release.cells) if cell.role == "code"]
    missing = [n for n in ordinary if n not in found]
    if not missing:
        return ""
    return (
        f"{len(missing)} of the lesson's {len(ordinary)} ordinary code cells are missing; they were restored."
    )


def answers(wanted: ReleaseCell, cells: list[Cell], flags: list[str]) -> list[str]:
    """Return what is run as an answer: what was written; where it is there often, all, the last counts."""
    what = f"{'Exercise' if wanted.role == 'solution' else 'Prediction'} {wanted.exercise}"
    if not cells:
        flags.append(f"{what}: its cell is missing, and nothing else answers it.")
        return [wanted.source]
    stub = squeezed(wanted.source)
    written = list(dict.fromkeys(cell.source for cell in cells if squeezed(cell.source) != stub))
    if len(written) > 1:
        flags.append(f"{what} is answered {len(written)} times; the last one counts.")
    return written or [wanted.source]


def others(wanted: ReleaseCell, cells: list[Cell], flags: list[str]) -> list[str]:
    """Return what is run for a cell that holds no answer: checks and feedback as they were given out."""
    if wanted.role == "code" and not wanted.grade_id:  # neither locked nor graded
        # A change may hold something that an answer needs; a copy adds nothing.
        return list(dict.fromkeys(cell.source for cell in cells)) or [wanted.source]
    if wanted.role == "check":
        what = f"the check of exercise {wanted.exercise}"
        if not cells:
            flags.append(f"{what[0].upper()}{what[1:]} was missing; it was restored.")
        if any(squeezed(cell.source) != squeezed(wanted.source) for cell in cells):
            flags.append(f"{what[0].upper()}{what[1:]} had been edited; it was restored.")
        if len(cells) > 1:
            flags.append(f"{what[0].upper()}{what[1:]} was there {len(cells)} times; it counts once.")
    return [wanted.source]


def additions(mine: list[Cell], found: dict, release: Release) -> tuple[dict, dict]:
    """Return what the learner added: cells to run before, and after, each cell of the release.

    A helper is written before the answer that needs it; anything else follows what it was written behind.
    """
    place = {i: number for number, positions in found.items() for i in positions}
    before, after = defaultdict(list), defaultdict(list)
    for i in range(len(mine)):
        if i in place:
            continue
        following = next((place[j] for j in range(i + 1, len(mine)) if j in place), None)
        previous = next((place[j] for j in range(i - 1, -1, -1) if j in place), 0)
        if following is not None and release.cells[following].role in ANSWERS:
            before[following].append(i)
        else:
            after[previous].append(i)
    return before, after
