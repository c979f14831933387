"""Prices: what one part of a text costs, before it is sent."""

from dataclasses import dataclass
from decimal import Decimal

from core.database import Database
from core.market import Market
from messages import outbox

LATELY = 2000  # messages that are looked at
_PLACES = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Price:
    """What a part costs in the market's currency. `source`: "pack" where the market says so, "lately" where it is what
    the gateway has asked for."""

    part: Decimal
    source: str


def of_part(db: Database, market: Market) -> Price | None:
    """The price of a part, or None where nobody has told one yet."""
    if market.price_per_part is not None:
        return Price(market.price_per_part, "pack")
    row = db.one(
        "SELECT CAST(sum(cost) AS BIGINT) AS cost, CAST(sum(segments) AS BIGINT) AS parts"
        " FROM outbox JOIN message_text ON message_text.id = text_id"
        f" WHERE outbox.id > (SELECT COALESCE(max(id), 0) FROM outbox) - {LATELY}"
        " AND currency = :currency AND cost > 0",
        currency=market.currency,
    )
    if row is None or not row["parts"]:
        return None
    return Price((Decimal(row["cost"]) / outbox.MILLION / row["parts"]).quantize(_PLACES), "lately")
