"""Names of the built site's controls, for those who hear a page. What the theme gives differs from what is
shown ("Toggle hidden content" where "Show the solution" stands), or is missing. Standard library only."""

import html
import re
from pathlib import Path

FOLD = ' aria-label="Toggle hidden content"'  # the summary's own words say more
SEARCH = re.compile(
    r'(<button class="btn search-button-field[^>]*?) aria-label="Search"'
)  # shown: Search Ctrl+K
BRANCH = re.compile(r'>([^<>]+)</a>(<details[^>]*>)<summary>(?=<span class="toctree-toggle")')


def named(text: str) -> str:
    """Return a page whose folds, search button and branches of the contents are called what they are."""

    def branch(found: re.Match) -> str:
        label = html.escape(f"Pages of {html.unescape(found[1]).strip()}")
        return f'>{found[1]}</a>{found[2]}<summary aria-label="{label}">'

    return BRANCH.sub(branch, SEARCH.sub(r"\1", text.replace(FOLD, "")))


def name_controls(site: Path) -> None:
    """Name the controls on all pages of a built site."""
    for path in site.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        if (better := named(text)) != text:
            path.write_text(better, encoding="utf-8")
