"""axe-core in a page of the tests: what it finds against WCAG 2.2 AA and against good practice."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.conftest import CI

PACKAGE = "axe_playwright_python"
"""The package that brings axe-core."""
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def violations(page: Page, within: str = "html") -> list[str]:
    """Return what axe-core finds in a part of the page: rule, element and reason.

    Parameters
    ----------
    page
        The page.
    within
        A CSS selector; what stands outside is not looked at.
    """
    # JupyterLab's body is 0 pixels high, and axe-core takes all that stands in it for hidden.
    page.add_style_tag(content="body { min-height: 100vh; }")
    page.evaluate(_source())
    found: dict[str, Any] = page.evaluate(
        "([within, rules]) => axe.run(within, {runOnly: {type: 'tag', values: rules}})", [within, RULES]
    )
    looked = {rule["id"] for rule in found["passes"] + found["violations"]}
    assert "color-contrast" in looked, f"axe-core saw no text in {within}"
    return [
        f"{rule['id']}: {node['html'][:200]} ({reason['message']})"
        for rule in found["violations"]
        for node in rule["nodes"]
        for reason in (node["any"] + node["all"] + node["none"])[:1]
    ]


def _source() -> str:
    """Return axe-core; where it is not installed the test is skipped, under CI it fails."""
    found = importlib.util.find_spec(PACKAGE)
    if found is None or found.origin is None:
        reason = f"the package {PACKAGE} is not installed"
        pytest.fail(reason) if CI else pytest.skip(reason)
    return (Path(found.origin).parent / "axe.min.js").read_text("utf-8")
