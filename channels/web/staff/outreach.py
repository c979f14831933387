"""Outreach: staff write to the people of a place and kind of work, see what it costs, try it, let it go, stop it."""

from decimal import Decimal
from typing import Any

from flask import Response, request

from channels.web.staff import message_words, vacancy_form
from channels.web.staff.desk import PER_PAGE, Desk
from channels.web.staff.office import office
from core import attempts
from core import staff as accounts
from core.database import Row
from core.errors import InvalidError, NotFoundError
from core.phones import normalise
from messages import budget, outbox, outreach, prices, quiet, reaching
from messages.text import measure, segments

MOST_TESTS, TEST_SECONDS = 20, 3600  # texts to one's own phone, by each member of staff
MOST_DAYS = 31
SOON = 5000  # messages that are stopped at once; more of them in the background
_FIELDS = ("place", "sector", "work", "days", "everybody")


@office.page("/outreach", "messages.send")
def outreaches(desk: Desk) -> Response:
    """What was written to many people, newest first."""
    rows = outreach.recent(desk.db, desk.number_asked("before"), PER_PAGE + 1)
    return desk.show(
        "outreaches.html",
        rows=[row for row in rows[:PER_PAGE] if _is_ours(desk, row)],
        older=rows[PER_PAGE - 1]["id"] if len(rows) > PER_PAGE else None,
        names=accounts.names(desk.db),
        **_words(desk),
    )


@office.page("/outreach/new", "messages.send", ("GET", "POST"))
def new_outreach(desk: Desk) -> Response:
    """Write one. With `of` it begins with what another said."""
    if request.method == "GET":
        known = desk.number_asked("of")
        return _form(desk, _typed_in(desk, _ours(desk, known)) if known else {"days": "3"}, {})
    typed = dict(desk.form)
    faults: dict[str, InvalidError] = {}
    terms: dict[str, Any] = {}
    for name, reading in (("place", _place), ("work", _work), ("days", _days)):
        try:
            terms[name] = reading(desk)
        except InvalidError as error:
            faults[name] = error
    words = {language: typed.get(f"words_{language}", "") for language in desk.market.languages}
    for language, text in words.items():
        try:
            if text:
                outreach.drafted(desk.market, language, text)
        except InvalidError as error:
            faults[f"words_{language}"] = error
    if not any(words.values()):
        faults[f"words_{desk.market.default_language}"] = InvalidError("outreach_empty")
    if faults:
        return _form(desk, typed, faults)
    made = outreach.make(
        desk.db,
        desk.market,
        desk.now,
        desk.staff["id"],
        words=words,
        alerts_only=typed.get("everybody") != "1",
        **terms,
    )
    reaching.count(desk.db, desk.market, made, desk.now)  # most are done with that, and nobody waits for the rest
    desk.services["ring"]("outreach")
    return desk.go("one_outreach", id=made)


@office.page("/outreach/<int:id>", "messages.send", about="outreach")
def one_outreach(desk: Desk, id: int) -> Response:
    """What it will cost, or how far it has come."""
    row = _ours(desk, id)
    price = prices.of_part(desk.db, desk.market)
    part = price.part if price else None
    texts = [_drawn(desk, text, row, part) for text in row["texts"] if text["words"]]
    doubts = sorted({code for text in texts for code in outreach.doubts(desk.market, text["words"])})
    waits = row["state"] in ("sending", "sent") and any(
        text["progress"].get(state) for text in texts for state in ("queued", "sending", "held")
    )
    return desk.show(
        "outreach.html",
        outreach=row,
        texts=texts,
        people=outreach.told(row["counts"]),
        all_parts=sum(text["parts_in_all"] for text in texts),
        price=price,
        whole=sum((text["money"] for text in texts), Decimal(0)) if part is not None else None,
        units=_units(desk, row, part),
        opens=max((quiet.open_from(desk.market, unit, desk.now) for unit in row["counts"]["units"]), default=desk.now),
        doubts=doubts,
        why=row["counts"]["why"],
        is_moving=row["state"] in ("counting", "sending", "stopping") or (waits and not _only_later(row, desk.now)),
        may_stop=row["state"] in ("counting", "ready", "sending") or waits,
        **_words(desk),
    )


@office.page("/outreach/<int:id>/test", "messages.send", ("POST",), about="outreach")
def test_outreach(desk: Desk, id: int) -> Response:
    """The text to one's own phone."""
    row = _ours(desk, id)
    phone = desk.staff["phone"]
    if not phone:
        raise InvalidError("no_own_phone")
    language = desk.form.get("language", "")
    words = next((text["words"] for text in row["texts"] if text["language"] == language), "")
    if not words:
        raise InvalidError("outreach_empty")
    attempts.admit(desk.db, "outreach_test", desk.staff["id"], desk.now, MOST_TESTS, TEST_SECONDS)
    attempts.count(desk.db, "outreach_test", desk.staff["id"], desk.now, TEST_SECONDS)
    with desk.db.transaction():
        outbox.put(
            desk.db,
            desk.now,
            phone,
            outreach.drafted(desk.market, language, words),
            "outreach_test",
            language,
            dedupe=f"ot:{id}:{desk.staff['id']}:{language}:{desk.now}",
            not_after=desk.now + 3600,
            unit=desk.market.unit_of(row["place"]).code,
        )
        desk.note("outreach.tested", "outreach", str(id), language=language)
    desk.services["ring"]("drain")
    return desk.go("one_outreach", "tested", id=id)


@office.page("/outreach/<int:id>/send", "messages.send", ("POST",), about="outreach")
def send_outreach(desk: Desk, id: int) -> Response:
    """Let it go."""
    row = _ours(desk, id)
    doubtful = any(outreach.doubts(desk.market, text["words"]) for text in row["texts"] if text["words"])
    if doubtful and desk.form.get("sure") != "1":
        raise InvalidError("not_sure")
    outreach.send(desk.db, desk.market, id, desk.now, desk.actor)
    desk.services["ring"]("outreach")
    return desk.go("one_outreach", "going", id=id)


@office.page("/outreach/<int:id>/stop", "messages.send", ("POST",), about="outreach")
def stop_outreach(desk: Desk, id: int) -> Response:
    """What has not gone does not go."""
    row = _ours(desk, id)
    outreach.stop(desk.db, id, desk.now, desk.actor)
    if (row["last_id"] or 0) - (row["first_id"] or 0) < SOON:
        reaching.end(desk.db, id, desk.now)
    desk.services["ring"]("outreach")
    return desk.go("one_outreach", "stopped", id=id)


@office.page("/outreach/phone", "messages.send", ("POST",))
def own_phone(desk: Desk) -> Response:
    """The number that one's own tests go to."""
    phone = normalise(desk.form["phone"], desk.market.country) if desk.form.get("phone") else None
    accounts.reach(desk.db, desk.staff["id"], phone, desk.now)
    known = desk.form.get("id", "")
    return (
        desk.go("one_outreach", "saved", id=int(known))
        if known.isascii() and known.isdigit()
        else desk.go("outreaches", "saved")
    )


def _words(desk: Desk) -> dict[str, Any]:
    """What templates of these pages call."""
    return {
        "outreach_state": message_words.outreach_state,
        "for_work": lambda code: message_words.work(desk.market, code),
        "cash": lambda amount: message_words.cash(amount, desk.market),
        "spent": lambda amount: message_words.spent(amount, desk.market),
        "why_not": lambda code, number: message_words.why_not(code, number, desk.market),
        "doubt": message_words.doubt,
        "encoding": message_words.encoding,
        "state": message_words.state,
        "told": outreach.told,
    }


def _drawn(desk: Desk, text: Row, row: Row, price: Decimal | None) -> Row:
    """A text as it leaves: `lines` are its parts as a phone shows them, `progress` by state."""
    drawn = outreach.drafted(desk.market, text["language"], text["words"])
    people = outreach.told(row["counts"], text["language"])
    parts = people * drawn.segments
    return {
        **text,
        "pieces": segments(drawn.text),
        "length": measure(drawn.text).length,
        "encoding": drawn.encoding,
        "parts": drawn.segments,
        "people": people,
        "parts_in_all": parts,
        "money": parts * price if price is not None else None,
    }


def _units(desk: Desk, row: Row, price: Decimal | None) -> list[Row]:
    """Who pays: name, money, and what is left this month (None: no limit)."""
    if price is None or row["state"] not in ("ready", "counting"):
        return []
    left = budget.left(desk.db, desk.market, desk.now)
    names = {unit.code: unit.name for unit in desk.market.units}
    return [
        {"name": names.get(code, code), "money": money, "left": left.get(code)}
        for code, money in sorted(outreach.money(desk.market, row, price).items())
    ]


def _only_later(row: Row, now: int) -> bool:
    """Whether it has been still for so long that what waits is waiting for the morning or for money."""
    return bool(row["ended_at"] and now - row["ended_at"] > 15 * 60)


def _is_ours(desk: Desk, row: Row) -> bool:
    area = desk.market.area(row["place"]) if row["place"] in desk.market.places else None
    return desk.areas is None or area in desk.areas


def _ours(desk: Desk, id: int) -> Row:
    row = outreach.by_id(desk.db, id)
    if not _is_ours(desk, row):
        raise NotFoundError("outreach")
    return row


def _form(desk: Desk, typed: dict[str, str], faults: dict[str, InvalidError]) -> Response:
    sectors = [(sector.code, sector.labels[desk.language]) for sector in desk.market.occupations.sectors]
    return desk.show(
        "outreach_form.html",
        422 if faults else 200,
        typed={name: typed.get(name, "") for name in (*_FIELDS, *(f"words_{each}" for each in desk.market.languages))},
        faults=faults,
        sectors=sectors,
        most=outreach.MOST_CHARACTERS,
    )


def _typed_in(desk: Desk, row: Row) -> dict[str, str]:
    """The form of one that is there."""
    is_sector = row["work"].startswith(outreach.SECTOR)
    return {
        "place": vacancy_form.named_place(desk, row["place"]),
        "sector": row["work"].removeprefix(outreach.SECTOR) if is_sector else "",
        "work": "" if is_sector else row["work"],
        "days": str(row["days"]),
        "everybody": "" if row["alerts_only"] else "1",
        **{f"words_{text['language']}": text["words"] for text in row["texts"]},
    }


def _place(desk: Desk) -> str:
    return vacancy_form.place(desk, desk.form.get("place", ""))


def _work(desk: Desk) -> str:
    if desk.form.get("work"):
        return vacancy_form.occupation(desk, desk.form["work"])
    sector = desk.form.get("sector", "")
    if sector and not outreach.is_work(desk.market, outreach.SECTOR + sector):
        raise InvalidError("not_on_list")
    return outreach.SECTOR + sector if sector else ""


def _days(desk: Desk) -> int:
    return desk.amount("days", 1, MOST_DAYS)
