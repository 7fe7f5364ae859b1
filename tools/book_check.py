"""What must hold of the built site: nothing is fetched from elsewhere, no link or picture is missing,
every picture is described. Standard library only."""

import re
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

REMOTE = re.compile(r"(?:https?:)?//")
LOADED = {"script": "src", "img": "src", "iframe": "src", "source": "src", "video": "src", "embed": "src"}
LOADED_LINKS = {"stylesheet", "preload", "icon", "shortcut", "modulepreload", "preconnect", "dns-prefetch"}
ICONS = "_static/images/"  # the theme's own, on controls that have a name beside them
PICTURES = re.compile(r"\.(?:png|svg|jpe?g|gif|webp)\b", re.IGNORECASE)
# Words that say that there is a picture, not what is on it.
EMPTY_WORDS = set(
    """
    a above alt alternative an and are at below by cell chart course curve data diagram drawing
    example exercise fig figure figures for from graph here icon illustration image images img in is
    it its lesson logo map matplotlib notebook of on or output photo photograph picture pictures
    plot plots result results screenshot see show showing shown shows some text that the there these
    this to with
    """.split()
)
HOSTS = re.compile(r"\bcdn\.|cdnjs|jsdelivr|unpkg|googleapis|gstatic", re.IGNORECASE)


def says_nothing(alt: str, source: str) -> bool:
    """Whether an alternative text leaves open what the picture shows.

    It needs three words, two of them of its own (a number is none), and is not the file's name.
    """
    words = re.findall(r"[^\W_]+", alt.lower())
    name = re.findall(r"[^\W_]+", Path(unquote(urlsplit(source).path)).stem.lower())
    telling = {word for word in words if word not in EMPTY_WORDS and not word.isdigit()}
    return len(words) < 3 or len(telling) < 2 or words == name or bool(PICTURES.search(alt))


class Page(HTMLParser):
    """What a page loads, where it leads, its names for links, and its pictures without description."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.links: list[str] = []
        self.names: set[str] = set()
        self.undescribed: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list) -> None:
        """Note what one tag loads, links to or names."""
        fields = {name: value or "" for name, value in attrs}
        self.names |= {fields[name] for name in ("id", "name") if fields.get(name)}
        if tag == "a" and "href" in fields:
            self.links.append(fields["href"])
        elif tag == "link" and LOADED_LINKS & set(fields.get("rel", "").split()):
            self.loads.append(fields.get("href", ""))
        elif fields.get(LOADED.get(tag, "")):
            self.loads.append(fields[LOADED[tag]])
        source = fields.get("src", "")
        if tag == "img" and ICONS not in source and says_nothing(fields.get("alt", ""), source):
            self.undescribed.append(source)


@cache
def page(path: Path) -> Page:
    """Read one page of the site."""
    return Page(path.read_text(encoding="utf-8"))


def missing(target: str, path: Path) -> bool:
    """Whether a local link from a page leads nowhere: no such file, or no such name in its page."""
    parts = urlsplit(target)
    if parts.scheme or parts.netloc:
        return False
    file = path.parent / unquote(parts.path) if parts.path else path
    if not file.is_file():
        return True
    named = unquote(parts.fragment)
    return bool(named) and file.suffix == ".html" and named not in page(file).names


def faults_of_page(path: Path) -> Iterator[str]:
    """Yield what is wrong with one page."""
    found = page(path)
    yield from (f"fetches {target} from elsewhere" for target in found.loads if REMOTE.match(target))
    yield from (f"loads {target}, which is not there" for target in found.loads if missing(target, path))
    yield from (f"links to {target}, which is not there" for target in found.links if missing(target, path))
    yield from (f"shows {source} without a text that says what is on it" for source in found.undescribed)
    for host in sorted(set(HOSTS.findall(path.read_text(encoding="utf-8")))):
        yield f"names a content network: {host}"


def faults_of_styles(path: Path) -> Iterator[str]:
    """Yield what a style sheet fetches from elsewhere or does not find."""
    for target in re.findall(r"(?:url\(|@import\s+)\s*[\"']?([^\"')\s;]+)", path.read_text(encoding="utf-8")):
        if REMOTE.match(target):
            yield f"fetches {target} from elsewhere"
        elif not target.startswith(("data:", "#")) and missing(target.split("#")[0], path):
            yield f"loads {target}, which is not there"


def faults(site: Path) -> list[str]:
    """Return all faults of a built site, each a sentence that begins with its file."""
    kinds = {".html": faults_of_page, ".css": faults_of_styles}
    return [
        f"{path.relative_to(site).as_posix()} {fault}"
        for path in sorted(site.rglob("*"))
        if path.suffix in kinds and "macros" not in path.name  # the theme's own templates
        for fault in dict.fromkeys(kinds[path.suffix](path))
    ]
