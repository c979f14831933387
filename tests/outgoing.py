"""What tests of outgoing messages share: a gateway that does as it is told, and messages to send through it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from core.database import Database, Row
from messages import outbox
from messages.gateway import Outcome, Recipient

NOW = 1_795_000_000  # a day in November 2026, at noon in Nairobi
DAY = 24 * 3600
PHONE = "+254712000001"


@dataclass(frozen=True)
class Text:
    text: str = "A job near you"
    segments: int = 1


@dataclass
class FakeGateway:
    """Accepts everything, unless `answer` says otherwise; `calls` are the texts and phones it was called for."""

    name: str = "test"
    most: int = 3
    doubt_seconds: int = 600
    answer: Callable[[Recipient], Outcome] | None = None
    fail: Exception | None = None
    calls: list[tuple[str, str | None, list[str]]] = field(default_factory=list)

    def send(self, text: str, sender: str | None, to: Sequence[Recipient]) -> list[Outcome]:
        self.calls.append((text, sender, [recipient.phone for recipient in to]))
        if self.fail is not None:
            raise self.fail
        return [(self.answer or accept)(recipient) for recipient in to]

    @property
    def phones(self) -> list[str]:
        """Who was sent something, in order."""
        return [phone for _, _, phones in self.calls for phone in phones]


def accept(recipient: Recipient, cost: str = "0.8", currency: str = "KES") -> Outcome:
    return Outcome(recipient.id, "accepted", "Sent", f"G{recipient.id}", Decimal(cost), currency)


def queue(db: Database, dedupe: str, phone: str = PHONE, text: str = "A job near you", **values: object) -> bool:
    """Put an alert of this dedupe key, for a day."""
    options: dict[str, object] = {"not_after": NOW + DAY, "priority": outbox.ALERT, **values}
    return outbox.put(db, NOW, phone, Text(text), "alert", "en", dedupe=dedupe, **options)  # type: ignore[arg-type]


def messages(db: Database) -> dict[str, Row]:
    """What is in the outbox, by dedupe key."""
    return {row["dedupe"]: row for row in db.all("SELECT * FROM outbox ORDER BY id")}


def states(db: Database) -> dict[str, str]:
    return {dedupe: row["state"] for dedupe, row in messages(db).items()}
