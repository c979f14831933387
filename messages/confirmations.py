"""Confirmations: whoever an officer wrote something down for hears of it by their own phone, and how to undo it."""

import logging
from typing import Any

from core import consent, profiles, vacancies
from core.database import Database, Row
from core.edits import OFFICER, STAFF
from core.market import Market
from messages import applicants, outbox, quiet, readers, templates
from translations import pick

READER = "confirmations"
TABLET = "tablet"  # the channel of what officers took down
TOLD_SECONDS = 7 * 24 * 3600  # how long it is still worth telling
MOST_A_DAY = 4  # texts about applications to one phone: an officer who changes their mind tells it no more
MOST_NAMED = 12  # applications in one text
DAY_SECONDS = 24 * 3600

_SERVICE, _ALERTS = "service", "alerts"
_REGISTERED, _AGREED = "registered", "alerts_agreed"  # purposes of texts
_BOTH = "registered_alerts"  # tells of both
_APPLIED = ("applied", "applied_several", "withdrawn")

log = logging.getLogger(__name__)


def follow(db: Database, market: Market, now: int, limit: int = readers.SLICE) -> int:
    """Tell people what the next events say that officers did for them. Returns how many were read; call until 0."""
    with readers.reading(db, READER, limit) as some:
        agreed: dict[str, None] = {}
        unsaid: dict[str, None] = {}
        done: dict[str, Row] = {}
        for event in some:
            kind, subject, data = event["kind"], event["subject"], event["data"]
            if kind == "consent.given" and data.get("channel") == TABLET:
                agreed[subject] = None
            elif kind == "consent.withdrawn":
                unsaid[subject] = None
            elif kind in ("application.applied", "application.withdrawn"):
                _note(done, event)
        for profile_id in unsaid:
            _untell_consent(db, market, profile_id, now)
        for profile_id in agreed:
            _tell_consent(db, market, profile_id, now)
        _tell_applications(db, market, done, now)
    return len(some)


def _note(done: dict[str, Row], event: Row) -> None:
    """What was taken back before it was told needs no word, nor does what merging two profiles took back."""
    by, earlier = event["data"].get("by"), done.pop(event["subject"], None)
    if event["kind"] == "application.applied":
        if by in (OFFICER, STAFF):
            done[event["subject"]] = event
    elif by == OFFICER and not (earlier and earlier["kind"] == "application.applied"):
        done[event["subject"]] = event


def _tell_consent(db: Database, market: Market, profile_id: str, now: int) -> None:
    """One text of what a person agreed to: where they were registered and want alerts, it tells of both."""
    person = _of_age(db, market, profile_id, now)
    if person is None:
        return
    service, alerts = (_taken_down(db, profile_id, purpose) for purpose in (_SERVICE, _ALERTS))
    if service:
        _put(db, market, person, _BOTH if alerts else _REGISTERED, _key(profile_id, _SERVICE, service), now)
    if alerts and not (service and _told_with(db, _key(profile_id, _SERVICE, service), alerts)):
        _put(db, market, person, _AGREED, _key(profile_id, _ALERTS, alerts), now)


def _untell_consent(db: Database, market: Market, profile_id: str, now: int) -> None:
    """What somebody took back before they were told of it, as at a quiet hour, they are not told any more."""
    if not consent.stands(db, profile_id, _SERVICE):
        outbox.cancel_told(db, now, profile_id, (_REGISTERED, _BOTH, _AGREED))
    elif not consent.stands(db, profile_id, _ALERTS):
        outbox.cancel_told(db, now, profile_id, (_AGREED,))
        service, person = _taken_down(db, profile_id, _SERVICE), applicants.reached(db, profile_id)
        if outbox.cancel_told(db, now, profile_id, (_BOTH,)) and service and person:
            _put(db, market, person, _REGISTERED, f"{_key(profile_id, _SERVICE, service)}:alone", now)


def _of_age(db: Database, market: Market, profile_id: str, now: int) -> Row | None:
    """Whom a notice may go to, unless they are too young to work: of children nobody should have been registered."""
    profile = profiles.by_id(db, profile_id)
    born = profile["birth_year"] if profile else None
    if born is not None and market.year(now) - born < market.legal_working_age:
        return None
    return applicants.reached(db, profile_id)


def _taken_down(db: Database, profile_id: str, purpose: str) -> Row | None:
    """The word that an officer took down, where it stands: one that only repeats an earlier one is none."""
    began = consent.began(db, profile_id, purpose)
    return began if began and began["channel"] == TABLET else None


def _key(profile_id: str, purpose: str, word: Row) -> str:
    return f"o:{purpose}:{profile_id}:{word['version']}"


def _told_with(db: Database, key: str, alerts: Row) -> bool:
    """Whether the text of that key tells of these alerts as well."""
    row = db.one(
        "SELECT purpose, created_at FROM outbox JOIN message_text ON message_text.id = text_id WHERE dedupe = :key",
        key=key,
    )
    return bool(row and row["purpose"] == _BOTH and row["created_at"] >= alerts["at"])


def _put(db: Database, market: Market, person: Row, purpose: str, key: str, now: int) -> None:
    profile = profiles.by_id(db, person["profile_id"])
    assert profile is not None
    home = person["place"] if person["place"] in market.places else market.places.root.code
    language, unit = pick(market.languages, person["language"]), market.unit_of(home).code
    opens = quiet.open_from(market, unit, now)
    outbox.put(
        db,
        now,
        person["phone"],
        templates.render(purpose, language, market=market, reference=profile["reference"]),
        purpose,
        language,
        dedupe=key,
        not_before=opens,
        not_after=opens + TOLD_SECONDS,
        priority=outbox.NOTICE,
        profile_id=person["profile_id"],
        unit=unit,
    )


def _tell_applications(db: Database, market: Market, done: dict[str, Row], now: int) -> None:
    """What an officer applied for, and took back, unless it has changed since."""
    made: dict[str, list[tuple[Row, Row]]] = {}
    for event in done.values():
        row = db.one("SELECT profile_id, vacancy_id, status FROM application WHERE id = :id", id=event["subject"])
        if row is None or event["kind"] != f"application.{row['status']}":
            continue
        vacancy = vacancies.by_id(db, row["vacancy_id"])
        if vacancy["status"] != "open":
            continue  # what can no longer be undone is told by others, if at all
        if row["status"] == "applied":
            made.setdefault(row["profile_id"], []).append((event, vacancy))
        else:
            outbox.cancel_notices(db, now, vacancy["id"], ("applied",), row["profile_id"])
            _tell(db, market, row["profile_id"], "withdrawn", event, vacancy, now)
    for profile_id, some in made.items():
        event, vacancy = some[0]
        if len(some) == 1:
            _tell(db, market, profile_id, "applied", event, vacancy, now)
        else:
            named = ", ".join(each["reference"] for _event, each in some[:MOST_NAMED])
            _tell(db, market, profile_id, "applied_several", event, vacancy, now, number=len(some), references=named)


def _tell(
    db: Database, market: Market, profile_id: str, purpose: str, event: Row, vacancy: Row, now: int, **values: Any
) -> None:
    person = applicants.reached(db, profile_id)
    if person is None:
        return
    if _told_lately(db, person["phone"], now) >= MOST_A_DAY:
        log.info("profile %s hears of no more applications by officers today", profile_id)
        return
    applicants.tell(db, market, person, vacancy, purpose, f"o:{event['id']}", now, **values)


def _told_lately(db: Database, phone: str, now: int) -> int:
    names = ", ".join(f"'{purpose}'" for purpose in _APPLIED)
    row = db.one(
        "SELECT COUNT(*) AS texts FROM outbox JOIN message_text ON message_text.id = text_id"
        f" WHERE phone = :phone AND priority < {outbox.ALERT} AND priority = {outbox.NOTICE}"
        f" AND outbox.created_at > :since AND purpose IN ({names})",
        phone=phone,
        since=now - DAY_SECONDS,
    )
    return int(row["texts"]) if row else 0
