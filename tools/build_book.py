"""Build the web edition into build/book, and look whether it is whole: make book."""

import os
import shutil
import sys
import time

from book_api import write_reference
from book_check import faults
from book_names import name_controls
from book_sources import lay_out
from lesson_files import ROOT, LessonError
from links import LinkError, outdated
from sphinx.cmd.build import main as sphinx

SOURCES, DOCTREES, SITE = (ROOT / "build" / name for name in ("book-source", "book-doctrees", "book"))


def build() -> list[str]:
    """Build the site; return what is wrong with it, [] if nothing."""
    stale = [f"{path.name} does not have the repository's address: call make links" for path in outdated()]
    if stale:
        return stale
    shutil.rmtree(SITE, ignore_errors=True)  # no page may stay whose source is gone
    lay_out(SOURCES)
    write_reference(ROOT / "resnets", SOURCES / "api")
    cores = str(min(os.cpu_count() or 1, 4))
    strict = ["--quiet", "--fresh-env", "--write-all", "--fail-on-warning", "--keep-going", "--jobs", cores]
    folders = ["--conf-dir", str(ROOT / "docs"), "--doctree-dir", str(DOCTREES), str(SOURCES), str(SITE)]
    if sphinx([*strict, *folders]):
        return ["Sphinx warned; a warning is an error here"]
    name_controls(SITE)
    return faults(SITE)


def main() -> int:
    """Build, print what is wrong or where the site lies; return the exit status."""
    start = time.monotonic()
    try:
        wrong = build()
    except (LessonError, LinkError) as error:
        wrong = [str(error)]
    for fault in wrong:
        print(fault, file=sys.stderr)
    if wrong:
        return 1
    pages = len(list(SITE.rglob("*.html")))
    print(f"build/book/index.html: {pages} pages, whole ({time.monotonic() - start:.0f} s)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
