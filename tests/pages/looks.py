"""What every page must pass, in every size: axe-core finds nothing, light and dark, and the page fits its screen."""

from playwright.sync_api import Page

from app.settings import ROOT

AXE = (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
CONTRAST = {"type": "rule", "values": ["color-contrast"]}  # all that depends on the theme


def assert_looks(page: Page) -> None:
    page.evaluate(AXE)
    page.add_style_tag(content="* { transition: none !important; }")  # colours on their way are not judged
    theme = page.evaluate("document.documentElement.dataset.theme")
    assert _violations(page, RULES) == []
    _show(page, "dark" if theme == "light" else "light")
    assert _violations(page, CONTRAST) == []
    _show(page, theme)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def _show(page: Page, theme: str) -> None:
    page.evaluate("theme => { document.documentElement.dataset.theme = theme }", theme)


def _violations(page: Page, rules: object) -> list[str]:
    found = page.evaluate("rules => axe.run({ runOnly: rules })", rules)["violations"]
    return [f"{rule['id']}: {node['html'][:200]} {node['failureSummary']}" for rule in found for node in rule["nodes"]]
