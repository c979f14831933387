"""Trust: what employers of each level may do, and what makes a vacancy look doubtful."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

import orjson
from rapidfuzz import fuzz

from core import scams, spelling
from core.database import Database, Row
from core.market import Market

DAY_SECONDS = 24 * 3600
GRAVE = 2  # flags that weigh so much together hold a vacancy; with less it waits

HELD_AGAINST = ("asks_money", "not_real", "unsafe", "reports")  # reasons after which the next vacancy waits, too
HELD_AGAINST_SECONDS = 60 * DAY_SECONDS

LEAST_SAMPLES = 5  # vacancies whose pay says what is usual
# How often the usual pay is too much: for the very occupation, for the work around it, and for anybody.
HIGH, HIGH_AROUND, ABSURD, LOW = 2.5, 3.5, 5.0, 0.2
TEMPTING = 1.8
_SKILLED_GROUPS = "0123"  # first digits of ISCO-08 where pay is not bounded by what people ask for at least
_BEYOND_CHOICES = 2.5
_SAME_WORDS = 5  # words of a title from which on two employers hardly write the same
_COMPARED = 1000  # vacancies of a day that are looked through
_MOST_LIKE = 10  # vacancies like one that are named with its flag
_ALIKE = 88  # of 100: names that differ by a slip
_SHORTEST_ALIKE = 5


@dataclass(frozen=True, slots=True)
class Limits:
    """What an employer may do: vacancies that wait, are open or held at once; posts of each; and what reaches people.

    `invitations`, `texts` and `approaches` are those of a day.
    """

    open_vacancies: int
    posts: int
    invitations: int
    texts: int
    approaches: int
    vacancies_a_day: int  # more is no fault, but looks like mass posting


LIMITS: Mapping[str, Limits] = {
    "unknown": Limits(open_vacancies=2, posts=10, invitations=0, texts=10, approaches=0, vacancies_a_day=2),
    "phone_verified": Limits(open_vacancies=5, posts=50, invitations=30, texts=30, approaches=20, vacancies_a_day=3),
    "document_verified": Limits(
        open_vacancies=50, posts=1000, invitations=200, texts=100, approaches=100, vacancies_a_day=15
    ),
    "trusted": Limits(
        open_vacancies=500, posts=10_000, invitations=1000, texts=500, approaches=500, vacancies_a_day=200
    ),
}
VERIFIED = ("document_verified", "trusted")  # their vacancies open at once where nothing is doubtful


@dataclass(frozen=True, slots=True)
class Flag:
    """A reason why a vacancy looks doubtful. `data` are the values of the sentence that says so; no personal data."""

    code: str
    weight: int
    data: Mapping[str, Any]


def flags(
    db: Database, market: Market, employer: Row, terms: Mapping[str, Any], now: int, vacancy_id: str | None = None
) -> list[Flag]:
    """What is doubtful about a vacancy of these terms, as `vacancies.add` takes them. `vacancy_id`: one that is there.

    Its words and pay count for employers of every level; its employer's name, and names it uses, where nobody has
    seen documents.
    """
    low = employer["level"] not in VERIFIED
    month = _month(market, terms)
    usual = _usual_pay(db, market, terms, vacancy_id) if month else None
    found = [
        *_said(market, terms, low, bool(month and usual and month >= TEMPTING * usual.amount)),
        *_paid(market, terms, month, usual),
        *_posted(db, market, employer, terms, low, now, vacancy_id),
        *(_named(db, employer, terms) if low else ()),
        *(_called(market, employer["name"]) if low else ()),
    ]
    return list({flag.code: flag for flag in sorted(found, key=lambda flag: flag.weight)}.values())


def is_grave(found: Sequence[Flag]) -> bool:
    """Whether these flags hold a vacancy until staff have looked at it."""
    return sum(flag.weight for flag in found) >= GRAVE


def keep(db: Database, vacancy_id: str, found: Sequence[Flag], now: int) -> None:
    """Within the caller's transaction: these are the flags of the vacancy, and no others."""
    db.run("DELETE FROM vacancy_flag WHERE vacancy_id = :id", id=vacancy_id)
    db.many(
        "INSERT INTO vacancy_flag (vacancy_id, code, data, at) VALUES (:id, :code, :data, :now)",
        [
            {"id": vacancy_id, "code": flag.code, "data": orjson.dumps(dict(flag.data)).decode(), "now": now}
            for flag in found
        ],
    )


def add(db: Database, vacancy_id: str, flag: Flag, now: int) -> bool:
    """Within the caller's transaction: one more flag. False where the vacancy had it."""
    return bool(
        db.run(
            "INSERT INTO vacancy_flag (vacancy_id, code, data, at) VALUES (:id, :code, :data, :now)"
            " ON CONFLICT (vacancy_id, code) DO NOTHING",
            id=vacancy_id,
            code=flag.code,
            data=orjson.dumps(dict(flag.data)).decode(),
            now=now,
        )
    )


def flags_of(db: Database, vacancy_id: str) -> list[Row]:
    """What was doubtful about a vacancy when it was last looked at: code, data (decoded), at."""
    rows = db.all("SELECT code, data, at FROM vacancy_flag WHERE vacancy_id = :id ORDER BY code", id=vacancy_id)
    for row in rows:
        row["data"] = orjson.loads(row["data"])
    return rows


@dataclass(frozen=True, slots=True)
class _Usual:
    """What such work pays a month, and how often that is too much."""

    amount: float
    high: float


def _said(market: Market, terms: Mapping[str, Any], low: bool, tempting: bool) -> list[Flag]:
    """The flags of what the words say."""
    title, contact = terms["title"], terms.get("contact_detail") or ""
    said, told = scams.plain(title, market.country), scams.plain(contact, market.country)
    found = []
    if words := scams.fee(said) or scams.fee(told):
        found.append(Flag("asks_fee", 2, {"words": words}))
    if scams.money_asked(said, is_contact=False) or scams.money_asked(told, is_contact=True):
        found.append(Flag("mobile_money", 2, {}))
    elif scams.money_named(said):
        found.append(Flag("mobile_money", 1, {}))
    if scams.numbers(title, market.country) or (
        terms.get("contact", "service") != "call" and scams.numbers(contact, market.country)
    ):
        found.append(Flag("phone_in_text", 1, {}))
    if link := scams.link(title, said, is_contact=False) or scams.link(contact, told, is_contact=True):
        found.append(Flag("link", 1 + link[1], {"words": link[0]}))
    if words := scams.private(said) or scams.private(told):
        found.append(Flag("asks_private", 2, {"words": words}))
    if words := scams.abroad(said) or scams.abroad(told):
        found.append(Flag("abroad", 1 + low, {"words": words}))
    if words := scams.favour(said) or scams.favour(told):
        found.append(Flag("favour", 2, {"words": words}))
    signs = scams.easy(f"{said} {told}") | ({"high_pay"} if tempting else set())
    if len(signs) > 1 and signs & {"high_pay", "from_home"}:
        grave = len(signs) > 2 or signs >= {"high_pay", "from_home"}
        found.append(Flag("too_good", 1 + grave, {"signs": sorted(signs)}))
    return found


def _month(market: Market, terms: Mapping[str, Any]) -> int | None:
    pay, period = terms.get("pay"), terms.get("pay_period")
    return market.pay.per_month(pay, period) if pay and period else None


def _paid(market: Market, terms: Mapping[str, Any], month: int | None, usual: _Usual | None) -> list[Flag]:
    """The flags of pay that such work does not earn: by what others pay, else by what people ask for at least."""
    if month is None:
        return []
    if not market.pay.least <= month <= market.pay.most:
        return [Flag("pay_high" if month > market.pay.most else "pay_low", 2, {"pay_month": month})]
    if usual is None:
        bound = _BEYOND_CHOICES * market.pay.per_month(market.pay.least_amounts[-1], market.pay.least_period)
        if terms["occupation"][0] in _SKILLED_GROUPS or month <= bound:
            return []
        return [Flag("pay_high", 1, {"pay_month": month})]
    data = {"pay_month": month, "usual": round(usual.amount)}
    if month > usual.high * usual.amount:
        return [Flag("pay_high", 1 + (month > ABSURD * usual.amount), data)]
    return [Flag("pay_low", 1, data)] if month < LOW * usual.amount else []


def _usual_pay(db: Database, market: Market, terms: Mapping[str, Any], vacancy_id: str | None) -> _Usual | None:
    """The median of open vacancies of the occupation, in the area, else everywhere; else of the work around it."""
    occupation = terms["occupation"]
    group = occupation[:3]
    for first, last, high in ((occupation, occupation, HIGH), (f"{group}0", f"{group}9", HIGH_AROUND)):
        for place in dict.fromkeys((market.area(terms["place"]), market.places.root.code)):
            rows = db.all(
                "SELECT pay_month FROM vacancy_area WHERE place = :place AND occupation BETWEEN :first AND :last"
                " AND pay_month IS NOT NULL AND vacancy_id <> :id ORDER BY opened_at DESC LIMIT 200",
                place=place,
                first=first,
                last=last,
                id=vacancy_id or "",
            )
            if len(rows) >= LEAST_SAMPLES:
                return _Usual(median(row["pay_month"] for row in rows), high)
    return None


def _posted(
    db: Database,
    market: Market,
    employer: Row,
    terms: Mapping[str, Any],
    low: bool,
    now: int,
    vacancy_id: str | None,
) -> list[Flag]:
    """The flags of what this employer and others posted within a day, and of what was held before."""
    recent = db.all(
        "SELECT vacancy.id, vacancy.employer_id, employer.phone, title, contact_detail, vacancy.status, reason"
        " FROM vacancy JOIN employer ON employer.id = employer_id"
        " WHERE vacancy.status IN ('pending', 'held', 'open', 'refused') AND vacancy.created_at > :since"
        " AND vacancy.id <> :id ORDER BY vacancy.created_at DESC LIMIT :most",
        since=now - DAY_SECONDS,
        id=vacancy_id or "",
        most=_COMPARED,
    )
    own = [row for row in recent if _is_of(row, employer)]
    others = [row for row in recent if not _is_of(row, employer)]
    found = []
    if len(own) >= LIMITS[employer["level"]].vacancies_a_day:
        found.append(Flag("mass_posting", 1, {"vacancies": len(own) + 1}))
    title, contact = spelling.key(terms["title"]), terms.get("contact_detail") or ""
    numbers = scams.numbers(contact, market.country) | scams.numbers(terms["title"], market.country)
    same = [row["id"] for row in others if len(title.split()) >= _SAME_WORDS and spelling.key(row["title"]) == title]
    reached = [
        row["id"]
        for row in others
        if numbers and numbers & scams.numbers(f"{row['title']} ; {row['contact_detail'] or ''}", market.country)
    ]
    if same:
        found.append(Flag("same_words", 1 + low, {"like": same[:_MOST_LIKE]}))
    if reached:
        found.append(Flag("same_number", 1 + low, {"like": reached[:_MOST_LIKE]}))
    if _was_held(db, employer, now, vacancy_id):
        found.append(Flag("held_before", 1, {}))
    return found


def _is_of(row: Row, employer: Row) -> bool:
    """Whether a vacancy is this employer's: by the phone too, which may have joined several times."""
    same_phone = employer["phone"] is not None and row["phone"] == employer["phone"]
    return bool(row["employer_id"] == employer["id"] or same_phone)


def _was_held(db: Database, employer: Row, now: int, vacancy_id: str | None) -> bool:
    reasons = ", ".join(f"'{reason}'" for reason in HELD_AGAINST)
    return bool(
        db.one(
            "SELECT 1 AS held FROM vacancy WHERE employer_id = :employer AND status IN ('held', 'refused')"
            f" AND reason IN ({reasons}) AND updated_at > :since AND id <> :id LIMIT 1",
            employer=employer["id"],
            since=now - HELD_AGAINST_SECONDS,
            id=vacancy_id or "",
        )
    )


def _named(db: Database, employer: Row, terms: Mapping[str, Any]) -> list[Flag]:
    """The flags of an employer without documents who uses the name of another, or of a body that people know."""
    found = []
    if body := scams.body(employer["name"]):
        found.append(Flag("known_body", 2, {"words": body}))
    elif body := scams.body(terms["title"]):
        found.append(Flag("known_body", 1, {"words": body}))
    for row in db.all(
        "SELECT id, name FROM employer WHERE level IN ('document_verified', 'trusted') AND id <> :id"
        " AND (phone IS NULL OR phone <> :phone)",
        id=employer["id"],
        phone=employer["phone"] or "",
    ):
        if is_alike(employer["name"], row["name"]):
            found.append(Flag("like_verified", 2, {"employer": row["id"]}))
            break
    return found


def _called(market: Market, name: str) -> list[Flag]:
    """The flags of a name that says what belongs in no name."""
    said = scams.plain(name, market.country)
    found = []
    if words := scams.fee(said):
        found.append(Flag("asks_fee", 2, {"words": words}))
    if scams.money_asked(said, is_contact=False):
        found.append(Flag("mobile_money", 2, {}))
    if scams.numbers(name, market.country):
        found.append(Flag("phone_in_text", 1, {}))
    if link := scams.link(name, said, is_contact=False):
        found.append(Flag("link", 1 + link[1], {"words": link[0]}))
    return found


def is_alike(name: str, verified: str) -> bool:
    """Whether people could take the one employer for the other: all that sets the verified name apart is in it."""
    ours, theirs = scams.distinctive(name), scams.distinctive(verified)
    joined, known = "".join(ours), "".join(theirs)
    if len(known) < _SHORTEST_ALIKE:
        return joined == known
    if fuzz.ratio(joined, known) >= _ALIKE and not _differs(ours, theirs):
        return True
    # A name of one word, such as that of a saint, is part of many others.
    return len(theirs) > 1 and all(any(fuzz.ratio(word, other) >= _ALIKE for other in ours) for word in theirs)


def _differs(ours: Sequence[str], theirs: Sequence[str]) -> bool:
    """Whether the names have the same number of words, and one of them is another word: "Amani Farm", "Imani Farm"."""
    if len(ours) != len(theirs):
        return False
    slips = (1 - fuzz.ratio(a, b) / 100 for a, b in zip(ours, theirs, strict=True))
    return max(slips, default=math.inf) > 1 - _ALIKE / 100 and ours[0][:1] != theirs[0][:1]
