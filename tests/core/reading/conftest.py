"""The readers of the Kenya pack and of the made-up one."""

from pathlib import Path

import pytest

from core import market as markets
from core.market import Market
from core.reading import Reader, reader

TINYLAND = Path(__file__).parent.parent.parent / "packs" / "tinyland"


@pytest.fixture(scope="session")
def kenya(market: Market) -> Reader:
    """The reader of the Kenya pack. Building it takes a second, so that all tests share one."""
    return reader(market)


@pytest.fixture(scope="session")
def tinyland() -> Reader:
    """The reader of the made-up pack, which has two scripts and hardly any words."""
    return reader(markets.load(TINYLAND))
