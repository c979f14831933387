"""Merge: two changes of one document become one, field by field."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from core.edits import PERSON, Edit
from sync.documents import Collection

BOTH_CHANGED = "both_changed"
OWN_WORD = "own_word"
REPLACED = "replaced"


@dataclass(frozen=True, slots=True)
class Loss:
    """A value that is not shown, for staff: `shown` is the one that is."""

    field: str
    value: Any
    shown: Any
    reason: str


@dataclass(slots=True)
class Merged:
    """`fields` are to be set. Of `losses` the tablet is told those that were its own."""

    fields: dict[str, Any] = field(default_factory=dict)
    losses: list[Loss] = field(default_factory=list)
    joined: bool = False  # with what others changed

    @property
    def lost(self) -> list[str]:
        """The fields in which the tablet's value is not shown."""
        return sorted(loss.field for loss in self.losses if loss.reason != REPLACED)


def merge(
    collection: Collection, current: Mapping[str, Any], sent: Mapping[str, Any], theirs: Mapping[str, Edit]
) -> Merged:
    """What comes of fields that a tablet `sent`, over the `current` document.

    `theirs` are the fields that others changed since the version that the officer saw. Where both changed one to
    different values, the current one stays; in consent and phones the person's own latest word wins.
    """
    merged = Merged()
    for name, value in sent.items():
        standing = current.get(name)
        changed = theirs.get(name)
        merged.joined |= changed is not None
        if name in collection.counters and isinstance(value, dict):
            value = (standing or 0) + value["add"]
        elif name in collection.lists:
            value = joined(standing or [], value, changed is not None)
        elif changed is not None and value != standing:
            if name not in collection.own_word or changed.author == PERSON:
                reason = OWN_WORD if name in collection.own_word else BOTH_CHANGED
                merged.losses.append(Loss(name, value, standing, reason))
                continue
            merged.losses.append(Loss(name, standing, value, REPLACED))
        if value != standing:
            merged.fields[name] = value
    return merged


def joined(standing: list[Any], sent: Any, both_changed: bool) -> list[Any]:
    """A list with what a tablet added and without what it removed; a plain list replaces it, or joins where both
    changed it."""
    if isinstance(sent, dict):
        kept = [each for each in standing if each not in sent.get("remove", ())]
        return kept + [each for each in dict.fromkeys(sent.get("add", ())) if each not in kept]
    return list(dict.fromkeys([*standing, *sent])) if both_changed else list(dict.fromkeys(sent))
