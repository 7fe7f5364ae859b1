"""The site that `make book` builds, page by page: nothing is missing, nothing sticks out, all can read it."""

import functools
import http.server
import json
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from selenium.webdriver import Keys
from selenium.webdriver.common.by import By

from tests.browser.conftest import ROOT
from tests.browser.jupyterlab import until

SITE = ROOT / "build" / "book"
AXE = ROOT / ".venvs" / "browser" / "axe.min.js"
WIDTHS = (1280, 390)
EMPTY = {"", "image", "picture", "figure", "png", "svg"}  # alt texts that say nothing


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
def site():
    """Build the site, serve it on the loopback address, and return its address."""
    built = subprocess.run([sys.executable, str(ROOT / "tools" / "course.py"), "book"], cwd=ROOT)
    assert built.returncode == 0, "make book fails; what it said stands above"
    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(Quiet, directory=str(SITE))
    )  # fmt: skip
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()


def pages() -> list[str]:
    """Return the pages, lessons first; those of the library's reference, all alike, by one of them."""
    found = sorted(p.relative_to(SITE).as_posix() for p in SITE.rglob("*.html") if "_static" not in p.parts)
    reference = [page for page in found if page.startswith("api/")]
    kept = [page for page in found if page not in reference[2:] and page not in ("genindex.html",)]
    return sorted(kept, key=lambda page: (not page.startswith("notebooks/"), page))


def open_page(browser, address: str, width: int, theme: str = "light") -> None:
    """Open a page in a window of some width, in one of the two themes."""
    browser.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False},
    )
    browser.get(address)
    browser.execute_script(
        "for (const key of ['mode', 'theme']) localStorage.setItem(key, arguments[0])", theme
    )
    browser.refresh()
    until(lambda: browser.execute_script("return document.readyState") == "complete", 60, f"{address} loads")
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


def serious(browser) -> list[str]:
    """Return axe-core's serious and critical findings."""
    browser.execute_script(AXE.read_text(encoding="utf-8"))
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


def keep_whole(browser, page: str, theme: str, folder: Path) -> None:
    """Keep a screenshot of the whole page."""
    height = browser.execute_script("return document.documentElement.scrollHeight")
    browser.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": 1280, "height": min(height, 15000), "deviceScaleFactor": 0.5, "mobile": False},
    )
    browser.save_screenshot(str(folder / f"site-{page.replace('/', '-').removesuffix('.html')}-{theme}.png"))


def test_every_page(site, browser):
    from tests.browser.conftest import PICTURES

    browser.set_script_timeout(300)  # axe-core looks at long lessons
    wrong: dict[str, list] = {}
    found = pages()
    assert sum(page.startswith("notebooks/") for page in found) == 7
    for page in found:
        faults = wrong.setdefault(page, [])
        for width in WIDTHS:
            Quiet.missing.clear()
            browser.get_log("browser")
            open_page(browser, f"{site}/{page}", width)
            faults += complaints(browser) + [f"missing: {path}" for path in Quiet.missing]
            faults += [f"at {width}: {one}" for one in sticking_out(browser)]
        for image in browser.find_elements(By.TAG_NAME, "img"):
            alt = image.get_attribute("alt") or ""
            if alt.strip().lower() in EMPTY or alt.lower().endswith((".png", ".svg")):
                faults.append(f"an image whose alt text says nothing: {image.get_attribute('src')[:80]}")
        for theme in ("light", "dark"):
            open_page(browser, f"{site}/{page}", 1280, theme)
            faults += [f"axe, {theme}: {one}" for one in serious(browser)]
            keep_whole(browser, page, theme, PICTURES)
    report = {page: faults for page, faults in wrong.items() if faults}
    assert not report, json.dumps(report, indent=1)


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


def test_a_solution_is_folded_and_opens(site, browser, picture):
    open_page(browser, f"{site}/notebooks/02_identity_block.html", 1280)
    folded = [e for e in browser.find_elements(By.CSS_SELECTOR, "details") if "solution" in e.text.lower()]
    assert folded and not any(one.get_attribute("open") for one in folded)
    summary = folded[0].find_element(By.TAG_NAME, "summary")
    browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", summary)
    summary.click()
    assert folded[0].get_attribute("open") and "BEGIN SOLUTION" not in folded[0].text
    picture()
