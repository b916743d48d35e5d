"""Accessibility findings of a page by axe-core, from the copy that the package axe-playwright-python carries: no download."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

_SCRIPT = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf8")
_RUN = """async () => (await axe.run(document, { resultTypes: ["violations"] })).violations
  .map(({ id, impact, nodes }) => [impact, id, ...nodes.slice(0, 3).map((node) => node.html.slice(0, 200))])"""


def findings(page: Any) -> list[list[str]]:
    """What axe-core finds on the page as it is now: impact, rule and the first elements of each."""
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(_SCRIPT)
    found: list[list[str]] = page.evaluate(_RUN)
    return found


def grave(page: Any) -> list[list[str]]:
    """The findings that axe-core calls serious or critical."""
    return [finding for finding in findings(page) if finding[0] in ("serious", "critical")]
