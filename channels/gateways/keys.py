"""The secret in the addresses that gateways call."""

import hmac
from collections.abc import Sequence


def is_key(typed: str, keys: Sequence[str]) -> bool:
    """Whether `typed` is one of the keys; none: never. It takes as long for a near miss as for a wide one."""
    given = typed.encode("utf-8", "replace")
    return any([hmac.compare_digest(given, key.encode()) for key in keys])
