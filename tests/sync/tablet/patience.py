"""Patience: waiting for what a page only tells later. Playwright itself takes a promise for a yes."""

from playwright.sync_api import Page

TURNS = 200
TURN_MS = 100


def until(page: Page, asked: str) -> None:
    """Wait until the function, which may be asynchronous, answers yes."""
    for _turn in range(TURNS):
        if page.evaluate(asked):
            return
        page.wait_for_timeout(TURN_MS)
    raise AssertionError(f"This does not come true: {asked}")
