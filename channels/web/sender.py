"""The sender: the address that a request came from, by which attempts are counted."""

import ipaddress

from flask import request

THIS_MACHINE = ("127.0.0.1", "::1")
_HOME_BITS = 64  # of IPv6: what one household has, and may change its address within


def address() -> str:
    """Whose request this is: behind a proxy on this machine, whom that speaks for.

    Nobody else is believed: who names another address in a header would never be counted twice.
    """
    peer = request.remote_addr or ""
    if peer in THIS_MACHINE:
        peer = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()[:60] or peer
    try:
        found = ipaddress.ip_address(peer)
    except ValueError:
        return peer
    if found.version == 6:
        return str(ipaddress.ip_network((found, _HOME_BITS), strict=False))
    return str(found)
