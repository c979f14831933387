"""The secret in the addresses that gateways call."""

import pytest

from channels.gateways.keys import is_key


@pytest.mark.parametrize("typed", ["old", "new"])
def test_each_key_opens(typed: str) -> None:
    assert is_key(typed, ("new", "old"))


@pytest.mark.parametrize("typed", ["", "ol", "olds", "OLD", "öld", "old\x00", "\ud800"])
def test_nothing_else_opens(typed: str) -> None:
    assert not is_key(typed, ("new", "old"))
    assert not is_key(typed, ())
