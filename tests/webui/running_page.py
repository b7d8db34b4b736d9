"""A real service and a real page, each a process of its own, and a browser to look at them."""

from __future__ import annotations

import io
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np
from PIL import Image
from selenium import webdriver
from selenium.common.exceptions import (
    ElementClickInterceptedException,
    ElementNotInteractableException,
    NoSuchElementException,
    StaleElementReferenceException,
)
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement

from tests.support.processes import ROOT, free_port

CHROMIUM, CHROMEDRIVER = shutil.which("chromium"), shutil.which("chromedriver")
IMAGE = '.st-key-evidence [data-testid="stImage"] img'
_FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-default-apps",
    "--no-first-run",
    "--disable-quic",
    "--window-size=1280,1100",
)
# An element that is drawn anew, or still unfolding, or under one that is.
_NOT_YET = (
    NoSuchElementException,
    StaleElementReferenceException,
    ElementNotInteractableException,
    ElementClickInterceptedException,
)


@dataclass(frozen=True)
class Running:
    """Where the page and the service answer."""

    page: str
    service: str


def _environment(home: Path, service: int, page: int) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SOURCIER_", "STREAMLIT_"))}
    return kept | {
        "PYTHONPATH": str(ROOT),
        "HF_HUB_OFFLINE": "1",
        "SOURCIER_HOME": str(home),
        "SOURCIER_OLLAMA__ENABLED": "false",
        "PORT": str(service),
        "WEB_PORT": str(page),
    }


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as response:
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False


@contextmanager
def running_page(home: Path, files: list[Path]) -> Iterator[Running]:
    """`ingest add FILES`, `rag serve` and `python -m webui` in ``home``, ended afterwards."""
    ports = free_port(), free_port()
    environment = _environment(home, *ports)
    running = Running(f"http://127.0.0.1:{ports[1]}", f"http://127.0.0.1:{ports[0]}")
    log = home / "processes.log"

    def command(code: str, *arguments: str) -> list[str]:
        return [sys.executable, "-c", code, *arguments]

    with log.open("w") as output:

        def start(arguments: list[str]) -> subprocess.Popen[bytes]:
            # Another working folder: nothing may depend on being started at the root.
            return subprocess.Popen(
                arguments, env=environment, cwd=home, stdout=output, stderr=output, start_new_session=True
            )

        added = start(command("from ingest.cli import main; main()", "add", *map(str, files)))
        assert added.wait(240) == 0, log.read_text()
        processes = [
            start(command("from rag.cli import main; main()", "serve")),
            start([sys.executable, "-m", "webui"]),
        ]
        try:
            wait_for(lambda: _answers(f"{running.service}/readyz"), 90, log.read_text)
            wait_for(lambda: _answers(f"{running.page}/_stcore/health"), 60, log.read_text)
            yield running
        finally:
            for process in processes:
                _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def wait_for(look: Callable[[], Any], seconds: float, explain: Callable[[], str] = lambda: "") -> Any:
    """The first true value of ``look``; elements that come and go or cannot be reached yet count as not there."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            if found := look():
                return found
        except _NOT_YET:
            pass
        time.sleep(0.2)
    raise AssertionError(f"Nothing after {seconds} s. {explain()[-2000:]}")


class Browser:
    """Chromium on one page."""

    def __init__(self, profile: Path, languages: str) -> None:
        options = webdriver.ChromeOptions()
        options.binary_location = str(CHROMIUM)
        for flag in (*_FLAGS, f"--user-data-dir={profile}", f"--lang={languages[:2]}"):
            options.add_argument(flag)
        options.add_experimental_option("prefs", {"intl.accept_languages": languages})
        options.set_capability("goog:loggingPrefs", {"performance": "ALL", "browser": "ALL"})
        self.driver = webdriver.Chrome(options=options, service=Service(str(CHROMEDRIVER)))
        self.addresses: list[str] = []

    def close(self) -> None:
        """Ends chromium."""
        self.driver.quit()

    def all(self, css: str) -> list[WebElement]:
        """The elements that match now."""
        return self.driver.find_elements(By.CSS_SELECTOR, css)

    def one(self, css: str, seconds: float = 30) -> WebElement:
        """The first element that matches, once it is there."""
        return wait_for(lambda: self.all(css), seconds, lambda: self.text())[0]

    def press(self, css: str, seconds: float = 30) -> None:
        """Clicks the first element that matches; one that the page draws anew meanwhile is looked for again."""

        def pressed() -> bool:
            found = self.all(css)
            if found:
                found[0].click()
            return bool(found)

        wait_for(pressed, seconds, lambda: self.text())

    def write(self, css: str, text: str, then: str = Keys.TAB, seconds: float = 30) -> None:
        """Puts ``text`` in the place of what the first field that matches holds, and presses ``then``."""

        def written() -> bool:
            found = self.all(css)
            if found:
                found[0].send_keys(Keys.CONTROL, "a")
                found[0].send_keys(text, then)
            return bool(found)

        wait_for(written, seconds, lambda: self.text())

    def text(self) -> str:
        """All that can be read on the page."""
        return self.driver.find_element(By.TAG_NAME, "body").text

    def ask(self, question: str) -> None:
        """Types a question and sends it."""
        self.write('[data-testid="stForm"] input', question)
        self.press('[data-testid="stFormSubmitButton"] button')

    def requested(self) -> list[str]:
        """Every address asked for since the start, also by WebSocket."""
        for entry in self.driver.get_log("performance"):
            message: dict[str, Any] = json.loads(entry["message"])["message"]
            if message["method"] == "Network.requestWillBeSent":
                self.addresses.append(message["params"]["request"]["url"])
            elif message["method"] == "Network.webSocketCreated":
                self.addresses.append(message["params"]["url"])
        return self.addresses

    def hosts(self) -> set[str | None]:
        """The machines among the requested addresses; the browser's own chrome: pages are none."""
        parts = [urlsplit(address) for address in self.requested()]
        return {part.hostname for part in parts if part.scheme in ("http", "https", "ws", "wss", "ftp")}


def picture_shown(browser: Browser) -> Image.Image:
    """The shown image, as the browser gets it; one that is drawn anew meanwhile has another address."""

    def fetched() -> Image.Image | None:
        source = browser.one(IMAGE, 60).get_attribute("src")
        assert source is not None
        try:
            with urllib.request.urlopen(source, timeout=10) as response:
                return Image.open(io.BytesIO(response.read())).convert("RGB")
        except urllib.error.HTTPError:
            return None

    found: Image.Image = wait_for(fetched, 60)
    return found


def highlighted(picture: Image.Image) -> tuple[float, float, float, float]:
    """The rectangle of the highlighter, as fractions of the page."""
    red, green, blue = np.moveaxis(np.asarray(picture, dtype=int), 2, 0)
    rows, columns = np.nonzero((red > 220) & (green > 200) & (blue < 200) & (red - blue > 40))
    assert rows.size > 1000, "Nothing on the page is highlighted."
    return (
        float(columns.min() / picture.width),
        float(rows.min() / picture.height),
        float((columns.max() + 1) / picture.width),
        float((rows.max() + 1) / picture.height),
    )
