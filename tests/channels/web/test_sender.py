"""Whose request it is."""

import pytest
from flask import Flask

from channels.web import sender


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        ("192.0.2.1", None, "192.0.2.1"),
        ("192.0.2.1", "198.51.100.1", "192.0.2.1"),  # whoever says so himself is not believed
        ("127.0.0.1", None, "127.0.0.1"),
        ("127.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "10.0.0.1, 198.51.100.1", "198.51.100.1"),
        ("::1", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", None, "2001:db8:1:2::/64"),
        ("127.0.0.1", "nonsense", "nonsense"),
    ],
)
def test_the_address_is_that_of_the_sender_or_whom_our_proxy_speaks_for(
    peer: str, forwarded: str | None, address: str
) -> None:
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    with Flask("sender").test_request_context(environ_base={"REMOTE_ADDR": peer}, headers=headers):
        assert sender.address() == address
