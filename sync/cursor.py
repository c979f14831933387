"""Cursors: how far a copy has come. Opaque to tablets, and no clock: epoch, owner, scope, and numbers of the ledger."""

import re
from base64 import b32encode
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

_NUMBER = r"\d{1,18}"  # both engines hold that many digits
_START = rf"x|{_NUMBER}(?:~{_NUMBER})?"
_CURSOR = re.compile(rf"([a-z2-7]{{8}})([a-z2-7]{{4}})\.({_NUMBER})\.((?:(?:{_START})\.)*)({_NUMBER})", re.ASCII)
_LOADED_FIRST = "x"


@dataclass(frozen=True, slots=True)
class Start:
    """A bucket is held up to the number `held`, and lacks no removal since `since`.

    The two differ where a bucket is filled from its beginning: what was empty when that began cannot hold what was
    removed before.
    """

    held: int
    since: int

    def __str__(self) -> str:
        return str(self.held) if self.held == self.since else f"{self.held}~{self.since}"


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far a copy has come in each bucket of a scope of its officer, whom `owner` stands for.

    Every bucket is held up to `position`, and those further that have a higher start. `starts` has an entry for each
    bucket, in their order (None: a snapshot of it is to be loaded first), or none where all are alike.
    """

    epoch: str
    owner: str
    scope: int
    position: int = 0
    starts: tuple[Start | None, ...] = ()

    @property
    def base(self) -> str:
        """What stands before the position."""
        starts = [_LOADED_FIRST if start is None else str(start) for start in self.starts]
        return "".join(f"{part}." for part in (f"{self.epoch}{self.owner}", self.scope, *starts))

    def __str__(self) -> str:
        return f"{self.base}{self.position}"

    def settled(self, buckets: int) -> Sequence[Start | None]:
        """Where each of so many buckets stands by itself, without the position that they share."""
        if not self.starts:
            return [Start(self.position, self.position)] * buckets
        return [
            None if start is None else Start(max(start.held, self.position), max(start.since, self.position))
            for start in self.starts
        ]


def read(text: str) -> Cursor | None:
    """The cursor that a tablet sent; None where it is none."""
    found = _CURSOR.fullmatch(text)
    if found is None:
        return None
    starts = tuple(_start(part) for part in found[4].split(".")[:-1])
    return Cursor(found[1], found[2], int(found[3]), int(found[5]), starts)


def owner(officer_id: str) -> str:
    """What stands for an officer in cursors: scopes of two officers have the same numbers."""
    return b32encode(sha256(officer_id.encode()).digest()).decode().lower()[:4]


def _start(text: str) -> Start | None:
    if text == _LOADED_FIRST:
        return None
    held, _mark, since = text.partition("~")
    return Start(int(held), int(since or held))
