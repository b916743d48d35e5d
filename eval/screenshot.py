"""A picture of the top of a rendered report, for the README: `python eval/screenshot.py REPORT.html PICTURE.png`."""

import os
import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

WIDTH, HEIGHT = 1180, 1280


def main(page: Path, picture: Path) -> None:
    chromium = next(
        found for name in (os.environ.get("CHROMIUM", ""), "chromium", "google-chrome") if name and (found := shutil.which(name))
    )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        view = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light")
        view.set_default_timeout(300_000)
        view.goto(page.resolve().as_uri())
        view.screenshot(path=str(picture))
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
