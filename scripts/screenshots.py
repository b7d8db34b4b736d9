"""Pictures of the running page for the documentation: `python scripts/screenshots.py [ADDRESS]` (needs chromium).

Writes docs/screenshots/*.png, each under 300 kB. The page must hold the documents of samples/.
"""

from __future__ import annotations

import io
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PIL import Image
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

FOLDER = Path(__file__).parents[1] / "docs" / "screenshots"
LIMIT = 300_000
QUESTIONS = {
    "fr": "Sous quel délai Nuagence doit-elle nous prévenir d'une violation de données ?",
    "en": "How long does confidentiality last under the Northwick NDA?",
}


def main() -> None:
    page = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8501"
    FOLDER.mkdir(parents=True, exist_ok=True)
    for language in ("fr", "en"):
        _with_browser(language, 1280, partial(_wide, page=page, language=language))
    _with_browser("fr", 400, lambda driver: _ask(driver, page, "fr", "ask-fr-phone"))


def _with_browser(language: str, width: int, work: Callable[[webdriver.Chrome], None]) -> None:
    with tempfile.TemporaryDirectory() as profile:
        options = webdriver.ChromeOptions()
        options.binary_location = "/usr/bin/chromium"
        for flag in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking"):
            options.add_argument(flag)
        for flag in ("--disable-component-update", "--disable-sync", "--no-first-run", "--hide-scrollbars"):
            options.add_argument(flag)
        options.add_argument(f"--user-data-dir={profile}")
        options.add_experimental_option("prefs", {"intl.accept_languages": language})
        driver = webdriver.Chrome(options=options, service=Service("/usr/bin/chromedriver"))
        try:
            _size(driver, width, 1000)
            work(driver)
        finally:
            driver.quit()


def _wide(driver: webdriver.Chrome, page: str, language: str) -> None:
    _ask(driver, page, language, f"ask-{language}")
    _figures(driver, page, language)
    driver.get(f"{page}/documents")
    _wait(driver, '[data-testid="stDataFrame"] canvas')
    _size(driver, 1280, 760)
    _save(driver, f"documents-{language}")


def _figures(driver: webdriver.Chrome, page: str, language: str) -> None:
    driver.get(f"{page}/invoices")
    _wait(driver, '[data-testid="stDataFrame"] canvas')
    driver.find_elements(By.CSS_SELECTOR, ".st-key-bills-by button")[1].click()
    _wait(driver, ".sc-bars")
    _size(driver, 1280, 900)
    _save(driver, f"invoices-{language}")
    driver.get(f"{page}/deadlines")
    # The first due may be a Word file, which has no pages to show.
    _wait(driver, ".st-key-evidence .sc-quote")
    shown = driver.find_elements(By.CSS_SELECTOR, "[class*=st-key-due-see-] button")
    shown[min(1, len(shown) - 1)].click()
    _wait(driver, '.st-key-evidence [data-testid="stImage"] img')
    _size(driver, 1280, 1250)
    _save(driver, f"deadlines-{language}")


def _ask(driver: webdriver.Chrome, page: str, language: str, name: str) -> None:
    driver.get(page)
    _wait(driver, '[data-testid="stForm"] input')
    driver.find_element(By.CSS_SELECTOR, '[data-testid="stForm"] input').send_keys(QUESTIONS[language])
    driver.find_element(By.CSS_SELECTOR, '[data-testid="stFormSubmitButton"] button').click()
    _wait(driver, ".st-key-verdict")
    _wait(driver, '.st-key-evidence [data-testid="stImage"] img')
    width = driver.execute_script("return window.innerWidth")
    height = driver.execute_script("return document.querySelector('[data-testid=stMain]').scrollHeight")
    _size(driver, width, min(height, 2200))
    _save(driver, name)


def _size(driver: webdriver.Chrome, width: int, height: int) -> None:
    metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)


def _wait(driver: webdriver.Chrome, css: str) -> None:
    WebDriverWait(driver, 240).until(lambda _: driver.find_elements(By.CSS_SELECTOR, css))


def _save(driver: webdriver.Chrome, name: str) -> None:
    time.sleep(2.5)  # fonts and the last layout
    driver.execute_script("document.activeElement.blur()")
    picture = Image.open(io.BytesIO(driver.get_screenshot_as_png())).convert("RGB")
    path = FOLDER / f"{name}.png"
    picture.save(path, optimize=True)
    if path.stat().st_size >= LIMIT:
        picture.quantize(128).save(path, optimize=True)
    print(f"{path}: {path.stat().st_size} bytes")
    if path.stat().st_size >= LIMIT:
        sys.exit(f"{path} is larger than {LIMIT} bytes.")


if __name__ == "__main__":
    main()
