"""Requests that the server is slow to answer."""

from playwright.sync_api import Page, Route


class Held:
    """Requests that wait; the newest is answered first."""

    def __init__(self, page: Page, pattern: str) -> None:
        self._page = page
        self._routes: list[Route] = []
        page.route(pattern, self._hold)

    def _hold(self, route: Route) -> None:
        self._routes.append(route)

    def wait_for(self, count: int) -> None:
        """Until so many requests have come."""
        for _ in range(500):
            if len(self._routes) == count:
                return
            self._page.wait_for_timeout(20)
        raise AssertionError(f"{count} requests were expected, but there came {self._routes}")

    def answer_the_newest(self) -> None:
        self._routes.pop().continue_()

    def answer_the_rest(self) -> None:
        while self._routes:
            self._routes.pop().continue_()
        self._page.wait_for_timeout(150)
