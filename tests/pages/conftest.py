"""A real server, a real Chromium, and a page whose console must stay empty."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from app.settings import Settings
from scripts.chromium import launch
from scripts.serving import serving
from tests.pages.explore import Explore
from tests.pages.feature_maps import FeatureMaps
from tests.pages.held import Held

expect.set_options(timeout=10_000)


def pytest_collection_modifyitems(items):
    for item in items:
        if "tests/pages" in str(item.path):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def kept_weights(tmp_path_factory):
    """Where the server keeps the weights of opened files."""
    return tmp_path_factory.mktemp("kept")


@pytest.fixture(scope="session")
def address(kept_weights):
    with serving(Settings(kept_weights=kept_weights)) as url:
        yield url


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        chromium = launch(playwright)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser, address: str, request):
    """Beats are states without movement, unless a test is marked `moving`."""
    moving = request.node.get_closest_marker("moving") is not None
    context = browser.new_context(
        base_url=address,
        viewport={"width": 1440, "height": 900},
        permissions=["clipboard-read", "clipboard-write"],
        reduced_motion="no-preference" if moving else "reduce",
    )
    page: Any = context.new_page()  # with an attribute of our own
    page.set_default_timeout(10_000)
    said: list[str] = []
    outside: list[str] = []
    page.on("console", lambda message: said.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: said.append(f"error: {error}"))
    page.on("request", lambda request: outside.append(request.url) if not _is_ours(request.url, address) else None)
    page.allowed_messages = []  # what a test provokes on purpose
    yield page
    unexpected = [line for line in said if not any(part in line for part in page.allowed_messages)]
    context.close()
    assert unexpected == [], "the console must stay empty"
    assert outside == [], "nothing is loaded from elsewhere"


def _is_ours(url: str, address: str) -> bool:
    return url.startswith((address, "data:", "blob:"))


@pytest.fixture
def explore(page: Page):
    return Explore(page)


@pytest.fixture
def maps(page: Page):
    return FeatureMaps(page)


@pytest.fixture
def hold(page: Page):
    return lambda pattern: Held(page, pattern)
