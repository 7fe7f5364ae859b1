"""Grades as a table (CSV) and as feedback (HTML). Nothing of a submission is believed to be harmless text."""

import csv
import html
import io
from pathlib import Path

from grading.release import Release
from grading.store import Grade, write_whole

STYLE = (
    "body{font:16px/1.5 sans-serif;max-width:50em;margin:2em auto;padding:0 1em;color:#222}"
    "table{border-collapse:collapse;width:100%}td,th{border-top:1px solid #ccc;padding:.5em;"
    "text-align:left;vertical-align:top}pre{white-space:pre-wrap;margin:0;font-size:90%}"
)
POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def number(points: float) -> str:
    """Return points without needless decimals."""
    return f"{points:g}"


def safe(text: str) -> str:
    """Return a text that a spreadsheet does not take for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def table(grades: list[Grade], release: Release) -> str:
    """Return the CSV: file, points of each exercise and prediction, total, flags, seed."""
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    labels = [task.label for task in release.tasks]
    writer.writerow(["file", *labels, "total", "of", "flags", "seed"])
    for grade in grades:
        by_task = {(one.kind, one.number): one.points for one in grade.verdicts}
        points = [number(by_task.get((task.kind, task.number), 0)) for task in release.tasks]
        flags = safe(" | ".join(" ".join(flag.split()) for flag in grade.flags))
        writer.writerow(
            [safe(grade.file), *points, number(grade.points), number(grade.of), flags, grade.seed]
        )
    return lines.getvalue()


def page(grade: Grade, release: Release) -> str:
    """Return the feedback on one submission as a page that loads and runs nothing."""
    rows = "\n".join(
        f"<tr><th>{html.escape(one.kind)} {html.escape(one.number)}<br>{html.escape(one.title)}</th>"
        f"<td>{number(one.points)} of {number(one.of)}</td><td>{html.escape(one.verdict)}"
        f"<pre>{html.escape(one.message)}</pre></td></tr>"
        for one in grade.verdicts
    )
    flags = "".join(f"<li>{html.escape(flag)}</li>" for flag in grade.flags)
    noted = f"<h2>Noted</h2><ul>{flags}</ul>" if flags else ""
    name, lesson = html.escape(grade.file), html.escape(f"Lesson {release.lesson} · {release.title}")
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{name}</title>'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}"><style>{STYLE}</style></head><body>\n'
        f"<h1>{lesson}</h1>\n<p>{name}: <b>{number(grade.points)} of {number(grade.of)} points</b></p>\n"
        f"<table>\n{rows}\n</table>\n{noted}\n</body></html>\n"
    )


def write(folder: Path, grades: list[Grade], release: Release) -> None:
    """Write grades.csv and feedback/, whose files are called as the submissions are."""
    write_whole(folder / "grades.csv", table(grades, release))
    for grade in grades:
        write_whole(folder / "feedback" / f"{grade.file}.html", page(grade, release))


def plain(text: str) -> str:
    """Return a text without control characters, which a terminal might obey."""
    return "".join(sign if sign.isprintable() else "?" for sign in text)
