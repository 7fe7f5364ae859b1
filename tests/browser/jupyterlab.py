"""JupyterLab as a person uses it: menus, keys, cells; nothing of its inner interface."""

import json
import time
import urllib.request
from collections.abc import Callable

from selenium.common.exceptions import (
    NoSuchElementException,
    StaleElementReferenceException,
    WebDriverException,
)
from selenium.webdriver import ActionChains, Keys
from selenium.webdriver.common.by import By

PANEL = ".jp-NotebookPanel:not(.lm-mod-hidden)"


def until(what: Callable, seconds: float, why: str):
    """Return what a function gives once that is true; fail with ``why`` after some seconds."""
    end = time.monotonic() + seconds
    while True:
        try:
            if found := what():
                return found
        except (NoSuchElementException, StaleElementReferenceException, WebDriverException):
            pass
        assert time.monotonic() < end, f"not within {seconds:.0f} s: {why}"
        time.sleep(0.3)


class Notebook:
    """One notebook, open in JupyterLab in simple mode.

    Args:
        browser: the driver.
        address: of the server.
        path: of the notebook, from the server's root.
    """

    def __init__(self, browser, address: str, token: str, path: str):
        self.browser, self.address, self.token, self.path = browser, address, token, path
        browser.get(f"{address}/doc/tree/{path}?token={token}&reset")
        until(lambda: self.cells(), 90, f"{path} opens")
        until(lambda: "Idle" in self.status(), 120, "the kernel is idle")

    def status(self) -> str:
        """Return what the status at the kernel's name says."""
        found = self.browser.find_elements(By.CSS_SELECTOR, f"{PANEL} .jp-Notebook-ExecutionIndicator")
        return found[0].get_attribute("data-status").title() if found else ""

    def wait_until_at_rest(self, seconds: float) -> None:
        """Wait until the kernel has been idle for five seconds: between two cells it is for a moment."""
        until(lambda: "Busy" in self.status(), 60, "the kernel runs")
        end, since = time.monotonic() + seconds, None
        while since is None or time.monotonic() - since < 5:
            assert time.monotonic() < end, f"not within {seconds:.0f} s: the kernel is at rest"
            if "Idle" not in self.status():
                since = None
            elif since is None:
                since = time.monotonic()
            time.sleep(0.2)

    def cells(self) -> list:
        """Return the cells that the page holds."""
        return self.browser.find_elements(By.CSS_SELECTOR, f"{PANEL} .jp-Notebook .jp-Cell")

    def menu(self, *words: str) -> None:
        """Click through a menu: ``menu("Run", "Run All Cells")``."""
        top = [
            e for e in self.browser.find_elements(By.CSS_SELECTOR, ".lm-MenuBar-item") if e.text == words[0]
        ]
        top[0].click()
        label = until(lambda: self._item(words[1]), 10, f"the menu {words[0]} has {words[1]}")
        label.click()

    def _item(self, word: str):
        labels = self.browser.find_elements(By.CSS_SELECTOR, ".lm-Menu-item .lm-Menu-itemLabel")
        return next((label for label in labels if label.text.startswith(word)), None)

    def content(self) -> dict:
        """Save, and return the notebook as it stands on the server."""
        ActionChains(self.browser).key_down(Keys.CONTROL).send_keys("s").key_up(Keys.CONTROL).perform()
        time.sleep(1.5)
        address = f"{self.address}/api/contents/{self.path}?content=1&token={self.token}"
        with urllib.request.urlopen(address, timeout=60) as answer:
            return json.load(answer)["content"]

    def code_cells(self) -> list[dict]:
        """Return the saved code cells."""
        return [cell for cell in self.content()["cells"] if cell["cell_type"] == "code"]

    def cell_with(self, text: str):
        """Return the code cell on the page that shows a text, scrolled into view."""
        self.browser.execute_script(
            "const s=document.querySelector(arguments[0]); if (s) s.scrollTop=0",
            f"{PANEL} .jp-WindowedPanel-outer",
        )
        return until(lambda: self._look_for(text), 60, f"a cell with {text!r} is on the page")

    def _look_for(self, text: str):
        for cell in self.browser.find_elements(By.CSS_SELECTOR, f"{PANEL} .jp-CodeCell"):
            shown = self.browser.execute_script(
                "return arguments[0].querySelector('.cm-content')?.textContent", cell
            )
            if shown and text in shown:
                self.browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", cell)
                return cell
        self.browser.execute_script(
            "const s=document.querySelector(arguments[0]); if (s) s.scrollTop += 600",
            f"{PANEL} .jp-WindowedPanel-outer",
        )
        return None

    def type_into(self, cell, text: str) -> None:
        """Replace a cell's text, as one pastes."""
        editor = cell.find_element(By.CSS_SELECTOR, ".cm-content")
        editor.click()
        ActionChains(self.browser).key_down(Keys.CONTROL).send_keys("a").key_up(Keys.CONTROL).perform()
        self.browser.execute_cdp_cmd("Input.insertText", {"text": text})

    def run(self, cell, wait: float = 120) -> str:
        """Run one cell with Ctrl+Enter; return the text of its output once the kernel is idle."""
        before = self.prompt(cell)
        cell.find_element(By.CSS_SELECTOR, ".cm-content").click()
        self.press_run()
        until(lambda: self._has_run(cell, before), wait, "the cell has run")
        return self.output(cell)

    def _has_run(self, cell, before: str) -> bool:
        """Return whether a cell has another number than before, and the kernel nothing to do."""
        now = self.prompt(cell)
        return now != before and now.strip("[]: ").isdigit() and "Idle" in self.status()

    def press_run(self) -> None:
        """Press Ctrl+Enter."""
        ActionChains(self.browser).key_down(Keys.CONTROL).send_keys(Keys.ENTER).key_up(Keys.CONTROL).perform()

    def prompt(self, cell) -> str:
        """Return a cell's number, "[*]:" while it waits or runs."""
        return cell.find_element(By.CSS_SELECTOR, ".jp-InputPrompt").text

    def output(self, cell) -> str:
        """Return the text below a cell."""
        found = cell.find_elements(By.CSS_SELECTOR, ".jp-OutputArea-output")
        return "\n".join(one.text for one in found)

    def close(self) -> None:
        """Shut this notebook's kernel down, and leave the page."""
        with urllib.request.urlopen(f"{self.address}/api/sessions?token={self.token}", timeout=30) as answer:
            sessions = json.load(answer)
        for session in sessions:
            request = urllib.request.Request(
                f"{self.address}/api/sessions/{session['id']}?token={self.token}", method="DELETE"
            )
            urllib.request.urlopen(request, timeout=60).close()
        self.browser.get("about:blank")
