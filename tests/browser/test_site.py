"""The site that `make book` builds, page by page: nothing is missing, nothing sticks out, all can read it."""

import functools
import http.server
import json
import struct
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from selenium.webdriver import Keys
from selenium.webdriver.common.by import By

from tests.browser.conftest import BUILD, PICTURES, ROOT
from tests.browser.jupyterlab import until

sys.path.insert(0, str(ROOT / "tools"))

from book_check import ICONS, says_nothing
from browser_programs import ensure_axe

SITE = ROOT / "build" / "book"
WIDTHS = (1280, 390)
TILE, OVERLAP = (
    4000,
    100,
)  # pixels of height of one screenshot; shown twice, as the bar at the top covers some
# The pages of the library's reference are made by one function and look alike; axe-core looks at these: a
# package, a module of classes, one of functions.
REFERENCE_SAMPLE = ("api/resnets.html", "api/resnets.checks.unfinished.html", "api/resnets.blocks.html")


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves files, writes no log, and remembers what was not there."""

    missing: list[str] = []

    def log_message(self, *arguments) -> None:
        pass

    def send_error(self, code, *arguments, **more) -> None:
        if not self.path.endswith("favicon.ico"):
            self.missing.append(f"{code} {self.path}")
        super().send_error(code, *arguments, **more)


@pytest.fixture(scope="session")
def site(pytestconfig):
    """Build the site (not with --built), serve it on the loopback address, and return its address."""
    if pytestconfig.getoption("built"):
        if not (SITE / "index.html").is_file():
            pytest.fail("build/book is not there: call make book, or leave out --built.")
    else:
        built = subprocess.run([sys.executable, str(ROOT / "tools" / "course.py"), "book"], cwd=ROOT)
        assert built.returncode == 0, "make book fails; what it said stands above"
    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(Quiet, directory=str(SITE))
    )  # fmt: skip
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()


@pytest.fixture(scope="session")
def axe() -> str:
    """Return axe-core's script; the tests that use it are the only ones that need it fetched."""
    path = BUILD / "axe.min.js"
    ensure_axe(str(path))
    return path.read_text(encoding="utf-8")


def pages() -> list[str]:
    """Return all pages, lessons first; what lies in _static is no page but a template of the theme."""
    found = sorted(p.relative_to(SITE).as_posix() for p in SITE.rglob("*.html") if "_static" not in p.parts)
    return sorted(found, key=lambda page: (not page.startswith("notebooks/"), page))


def lessons() -> list[str]:
    """Return the pages of the seven lessons."""
    found = [page for page in pages() if page.startswith("notebooks/")]
    assert len(found) == 7
    return found


def set_size(browser, width: int, height: int = 900) -> None:
    """Give the window a size, in CSS pixels, each a pixel of a screenshot."""
    browser.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False},
    )


def open_page(browser, address: str, width: int, theme: str = "light") -> None:
    """Open a page in a window of some width, in one of the two themes, and wait until formulas are set."""
    set_size(browser, width)
    browser.get(address)
    keys = "['mode', 'theme']"
    if not browser.execute_script(f"return {keys}.every(k => localStorage[k] == arguments[0])", theme):
        browser.execute_script(f"for (const k of {keys}) localStorage[k] = arguments[0]", theme)
        browser.refresh()
    until(lambda: browser.execute_script("return document.readyState") == "complete", 60, f"{address} loads")
    browser.execute_async_script("""
        const done = arguments[arguments.length - 1];
        Promise.resolve(window.MathJax?.startup?.promise).then(() => requestAnimationFrame(() => done()));""")
    shown = browser.execute_script("return document.documentElement.dataset.theme")
    assert shown == theme


def complaints(browser) -> list[str]:
    """Return what the console holds of errors and warnings, the icon of the browser's tab left out."""
    said = [entry["message"] for entry in browser.get_log("browser") if entry["level"] != "INFO"]
    return [line for line in said if "favicon" not in line]


def sticking_out(browser) -> list[str]:
    """Return what is wider than the window and does not scroll in a box of its own."""
    script = """
        const wide = document.documentElement.clientWidth + 1, found = [];
        if (document.documentElement.scrollWidth <= wide) return [];
        const boxed = (one) => one.parentElement !== document.body &&
            (getComputedStyle(one.parentElement).overflowX !== 'visible' || boxed(one.parentElement));
        for (const one of document.querySelectorAll('body *')) {
            if (one.getBoundingClientRect().right > wide && !boxed(one))
                found.push(one.tagName + '.' + one.className + ' ' + (one.textContent || '').slice(0, 40));
        }
        return found.slice(0, 5).concat(['page is ' + document.documentElement.scrollWidth + ' wide']);"""
    return browser.execute_script(script)


def serious(browser, axe: str) -> list[str]:
    """Return axe-core's serious and critical findings."""
    browser.execute_script(axe)
    run = """
        const done = arguments[arguments.length - 1];
        axe.run(document, {resultTypes: ['violations']}).then(found => done(JSON.stringify(found.violations)))
            .catch(error => done(JSON.stringify([{id: String(error), impact: 'critical', nodes: []}])));"""
    violations = json.loads(browser.execute_async_script(run))
    return [
        f"{one['id']} ({len(one['nodes'])}): " + "; ".join(str(n["html"])[:120] for n in one["nodes"][:3])
        for one in violations
        if one["impact"] in ("serious", "critical")
    ]


def undescribed(browser) -> list[str]:
    """Return the pictures, those that scripts add included, whose alternative text says nothing."""
    images = browser.execute_script(
        "return [...document.images].map(i => [i.getAttribute('alt') || '', i.getAttribute('src') || ''])"
    )
    return [source[:80] for alt, source in images if ICONS not in source and says_nothing(alt, source)]


def keep_whole(browser, name: str, width: int) -> int:
    """Keep screenshots of the page that is open, at full size, from top to bottom.

    A browser does not draw a page of any height at once, so the window is made 4000 px high and scrolled: one
    file for each place, which begins a little above the end of the one before.

    Returns:
        How many rows of pixels of the page are on them.
    """
    set_size(browser, width, TILE)
    height = browser.execute_script("return document.documentElement.scrollHeight")
    seen = number = 0
    while seen < height:
        number += 1
        top = browser.execute_async_script(
            """
            const [place, done] = arguments;
            window.scrollTo({top: place, behavior: 'instant'});
            requestAnimationFrame(() => requestAnimationFrame(() => done(Math.round(window.scrollY))));""",
            max(0, seen - OVERLAP),
        )
        assert top <= max(0, seen - OVERLAP) and top + TILE > seen, f"{name}: scrolled from {seen} to {top}"
        file = PICTURES / f"{name}-{number:02}.png"
        browser.save_screenshot(str(file))
        assert size(file) == (width, TILE)
        seen = top + TILE
    return min(seen, height)


def size(png: Path) -> tuple[int, int]:
    """Return width and height of a PNG file, in pixels."""
    return struct.unpack(">II", png.read_bytes()[16:24])


def fail_if(wrong: dict[str, list[str]]) -> None:
    """Fail with the faults, page by page, if there are any."""
    report = {page: faults for page, faults in wrong.items() if faults}
    assert not report, json.dumps(report, indent=1)


def test_every_page_is_whole_and_fits_wide_and_narrow_windows(site, browser):
    """Each page, the library's reference included: the console is empty, no file is missing, nothing scrolls
    sideways at 1280 and 390 px, every picture is described."""
    wrong: dict[str, list] = {}
    for page in pages():
        faults = wrong.setdefault(page, [])
        for width in WIDTHS:
            Quiet.missing.clear()
            browser.get_log("browser")
            open_page(browser, f"{site}/{page}", width)
            faults += complaints(browser) + [f"missing: {path}" for path in Quiet.missing]
            faults += [f"at {width}: {one}" for one in sticking_out(browser)]
        faults += [f"an image whose alt text says nothing: {source}" for source in undescribed(browser)]
    fail_if(wrong)


def test_axe_finds_nothing_serious(site, browser, axe):
    """In light and in dark: every page except the library's reference, of which a sample is looked at."""
    browser.set_script_timeout(300)  # axe-core looks at long lessons
    found = pages()
    assert set(REFERENCE_SAMPLE) <= set(found)
    wrong: dict[str, list] = {}
    for page in found:
        if page.startswith("api/") and page not in REFERENCE_SAMPLE:
            continue
        for theme in ("light", "dark"):
            open_page(browser, f"{site}/{page}", 1280, theme)
            wrong.setdefault(page, []).extend(f"{theme}: {one}" for one in serious(browser, axe))
    fail_if(wrong)


@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (1280, "dark"), (390, "light")])
def test_screenshots_of_every_lesson_show_all_of_it(site, browser, width, theme):
    """For looking at, under build/browser/screenshots; never committed."""
    for page in lessons():
        open_page(browser, f"{site}/{page}", width, theme)
        name = f"site-{Path(page).stem}-{theme}-{width}"
        for old in PICTURES.glob(f"{name}-*.png"):
            old.unlink()
        rows = keep_whole(browser, name, width)
        assert rows == browser.execute_script("return document.documentElement.scrollHeight")


@pytest.mark.shortest
def test_search_finds_the_projection_shortcut(site, browser, picture):
    open_page(browser, f"{site}/index.html", 1280)
    buttons = browser.find_elements(By.CSS_SELECTOR, ".search-button-field, .search-button")
    next(button for button in buttons if button.is_displayed()).click()
    fields = By.CSS_SELECTOR, "input[name=q]"
    field = until(
        lambda: [f for f in browser.find_elements(*fields) if f.is_displayed()], 10, "a field opens"
    )
    field[0].send_keys("projection shortcut", Keys.ENTER)
    results = until(
        lambda: browser.find_elements(By.CSS_SELECTOR, "#search-results li a"), 60, "results come"
    )
    assert any("convolutional" in result.text.lower() for result in results)
    picture()


@pytest.mark.shortest
def test_a_solution_is_folded_and_opens(site, browser, picture):
    open_page(browser, f"{site}/notebooks/02_identity_block.html", 1280)
    folded = [e for e in browser.find_elements(By.CSS_SELECTOR, "details") if "solution" in e.text.lower()]
    assert folded and not any(one.get_attribute("open") for one in folded)
    summary = folded[0].find_element(By.TAG_NAME, "summary")
    browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", summary)
    summary.click()
    assert folded[0].get_attribute("open") and "BEGIN SOLUTION" not in folded[0].text
    picture()
