"""Messages: what was sent lately, what it cost whom, and what waits. No words of theirs, and no whole numbers."""

from typing import Any

from flask import Response

from channels.web.staff import message_words
from channels.web.staff.desk import PER_PAGE, Desk
from channels.web.staff.office import office
from core import areas
from core.database import Row
from messages import budget, figures


@office.page("/messages", "messages.see")
def sent(desk: Desk) -> Response:
    """Figures of the last messages, the budgets, and a list, newest first."""
    before = desk.number_asked("before")
    lately = figures.lately(desk.db, desk.areas)
    since, held = figures.waits(desk.db, desk.now)
    rows, older = figures.some(desk.db, desk.areas, before, PER_PAGE)
    return desk.show(
        "sent.html",
        lately=_sorted(lately),
        most=figures.LATELY,
        units=_units(desk, held),
        waits=since,
        rows=rows,
        older=older,
        state=message_words.state,
        purpose=message_words.purpose,
        spent=lambda amount: message_words.spent(amount, desk.market),
        cash=lambda amount: message_words.cash(amount, desk.market),
    )


def _sorted(rows: list[Row]) -> list[Row]:
    """Rows of one purpose and state put together, as an outreach has a purpose of its own; by purpose and state."""
    found: dict[tuple[str, str], Row] = {}
    for row in rows:
        key = message_words.purpose(row["purpose"]), row["state"]
        known = found.setdefault(key, {"purpose": key[0], "state": key[1], "messages": 0, "parts": 0, "cost": 0})
        for name in ("messages", "parts", "cost"):
            known[name] += row[name]
    return [found[key] for key in sorted(found, key=lambda key: (key[0], message_words.STATES.index(key[1])))]


def _units(desk: Desk, held: dict[str, int]) -> list[dict[str, Any]]:
    """The units of one's areas: name, what they may spend, have spent and have left this month, what is put aside."""
    spent = budget.this_month(desk.db, desk.market, desk.now)
    return [
        {
            "name": unit.name,
            "most": unit.monthly_budget,
            "spent": spent.get(unit.code, 0),
            "left": None if unit.monthly_budget is None else unit.monthly_budget * 1_000_000 - spent.get(unit.code, 0),
            "held": held.get(unit.code, 0),
        }
        for unit in desk.market.units
        if desk.areas is None or set(areas.within(desk.market, [unit.place]) or ("",)) <= set(desk.areas)
    ]
