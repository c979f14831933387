"""What employers are told: their job is open, people have applied, it ends; and what they are asked: is it filled?"""

import logging

from core import audit, employers, matching, vacancies
from core.database import Database, Row
from core.errors import ConflictError
from core.market import Market
from messages import offers, opt_outs, outbox, quiet, readers, templates, wording
from messages.text import Text
from translations import pick, speaking

CONFIRM, FILLED, NOT_FILLED, REPEAT = "confirm_employer", "filled", "not_filled", "repeat_job"  # kinds of offers
_APPLIED = ("job_applied", "job_applied_unnamed", "job_applied_confirm")
PURPOSES = ("job_open", *_APPLIED, "job_ended", "job_expired")  # what nobody asked for
MOST_A_DAY = 4  # of these to one phone; the question whether a job is filled, once a job, comes besides
APPLIED = (1, 3, 10, 30, 100, 300)  # numbers of applicants at which an employer hears of them
MOST_NAMES = 3
DAY_SECONDS = 24 * 3600
CONFIRM_SECONDS = 3 * DAY_SECONDS
ASKED_SECONDS = 3 * DAY_SECONDS  # how long a yes or no to "filled?" is still taken
_STOPPED = ("vacancy.filled", "vacancy.closed", "vacancy.held", "vacancy.refused")
LATE_SECONDS = 12 * 3600  # a notice that waited longer for the morning or the gateway only puzzles

log = logging.getLogger(__name__)


def ask_to_confirm(db: Database, market: Market, employer: Row, now: int, not_before: int | None = None) -> None:
    """Within the caller's transaction: ask whoever has the number whether the jobs are theirs.

    `not_before` is when it may go out, where they are not waiting for it just now.
    """
    until = (not_before or now) + CONFIRM_SECONDS
    digit = offers.make(db, now, employer["phone"], CONFIRM, employer["id"], None, until)
    language = pick(market.languages, employer["language"])
    outbox.put(
        db,
        now,
        employer["phone"],
        templates.render("confirm_employer", language, market=market, business=employer["name"], digit=str(digit)),
        "confirm_employer",
        language,
        dedupe=f"e:confirm:{employer['id']}",
        not_before=not_before,
        not_after=until,
        unit=market.unit_of(employer["place"]).code,
    )


def follow(db: Database, market: Market, now: int, limit: int = readers.SLICE) -> int:
    """Tell employers what the next events say. Returns how many events were read; call again until 0."""
    with readers.reading(db, "employers", limit) as some:
        for event in some:
            kind = event["kind"]
            if kind in _STOPPED:
                outbox.cancel_notices(db, now, event["subject"], ("job_open", "ask_filled", *_APPLIED))
            if kind == "application.applied":
                _tell_of_applicants(db, market, event["data"].get("vacancy"), now)
            elif kind == "vacancy.opened":
                _tell(db, market, event["subject"], "job_open", now, f"open:{event['subject']}")
            elif kind == "vacancy.expired":
                _tell(db, market, event["subject"], "job_expired", now, f"expired:{event['subject']}")
            elif kind in ("vacancy.filled", "vacancy.closed") and not _ended_by_employer(db, event):
                _tell(db, market, event["subject"], "job_ended", now, f"ended:{event['subject']}")
    return len(some)


def ask_due(db: Database, market: Market, now: int, limit: int = 50) -> int:
    """Ask employers of jobs that end within a day whether they are filled. Returns for how many jobs; call until 0.

    Each is asked once, and once more for each week that is added. Who wants no texts is not asked.
    """
    asked = 0
    for vacancy in vacancies.near_deadline(db, now + DAY_SECONDS, limit):
        try:
            with db.transaction():
                if vacancies.asked_filled(db, vacancy["id"], now):
                    _ask(db, market, vacancy, now)
                    asked += 1
        except ConflictError:
            log.warning("vacancy %s met another writer, and is asked for later", vacancy["id"])
    return asked


def _ask(db: Database, market: Market, vacancy: Row, now: int) -> None:
    employer = _reached(db, vacancy)
    if employer is None:
        return
    phone, until = employer["phone"], max(vacancy["deadline"], now) + ASKED_SECONDS
    yes, no = (offers.make(db, now, phone, kind, vacancy["id"], None, until) for kind in (FILLED, NOT_FILLED))
    language = pick(market.languages, employer["language"])
    with speaking(language):
        day = wording.day(market, vacancy["deadline"])
    text = templates.render("ask_filled", language, market=market, vacancy=vacancy, day=day, yes=str(yes), no=str(no))
    _put(
        db,
        market,
        employer,
        vacancy,
        text,
        "ask_filled",
        language,
        now,
        f"filled:{vacancy['id']}:{vacancy['deadline']}",
    )


def _tell(db: Database, market: Market, vacancy_id: str, purpose: str, now: int, once: str) -> None:
    vacancy = vacancies.by_id(db, vacancy_id)
    employer = _reached(db, vacancy)
    if employer is None or _told_lately(db, employer["phone"], now) >= MOST_A_DAY:
        return
    values: dict[str, object] = {"number": vacancy["applications"]}
    if purpose == "job_open":
        values["fit"] = matching.band(db, market, vacancy["occupation"], vacancy["place"])
    elif purpose == "job_ended":
        values["standing"] = vacancy["status"]
    elif purpose == "job_expired":
        until = now + ASKED_SECONDS
        values["digit"] = str(offers.make(db, now, employer["phone"], REPEAT, vacancy_id, None, until))
    language = pick(market.languages, employer["language"])
    text = templates.render(purpose, language, market=market, vacancy=vacancy, **values)
    _put(db, market, employer, vacancy, text, purpose, language, now, once)


def _tell_of_applicants(db: Database, market: Market, vacancy_id: str | None, now: int) -> None:
    """At some numbers of applicants alone. Names go only to a number that was confirmed; the others may confirm it."""
    if vacancy_id is None:
        return
    vacancy = vacancies.by_id(db, vacancy_id)
    number = max((least for least in APPLIED if least <= vacancy["applications"]), default=0)
    once = f"applied:{vacancy_id}:{number}"
    if not number or vacancy["status"] != "open" or outbox.is_known(db, f"e:{once}"):
        return
    employer = _reached(db, vacancy)
    if employer is None or _told_lately(db, employer["phone"], now) >= MOST_A_DAY:
        return
    purpose, values = "job_applied_unnamed", {"number": vacancy["applications"]}
    if employer["level"] == "unknown":
        purpose, until = "job_applied_confirm", now + CONFIRM_SECONDS
        values["digit"] = str(offers.make(db, now, employer["phone"], CONFIRM, employer["id"], None, until))
    else:
        newest = _newest(db, vacancy_id)
        if newest:
            purpose, values["names"] = "job_applied", ", ".join(row["name"] for row in newest)
        for row in newest:
            audit.note(db, now, audit.employer(employer["id"]), "person.seen", "person", row["id"], vacancy=vacancy_id)
    language = pick(market.languages, employer["language"])
    text = templates.render(purpose, language, market=market, vacancy=vacancy, **values)
    _put(db, market, employer, vacancy, text, purpose, language, now, once)


def _newest(db: Database, vacancy_id: str) -> list[Row]:
    """The people who applied last, and by that agreed to be named to this employer."""
    return db.all(
        "SELECT profile.id, profile.name FROM application JOIN profile ON profile.id = profile_id"
        " WHERE vacancy_id = :id AND application.status = 'applied' AND profile.status = 'active'"
        " ORDER BY application.updated_at DESC, application.id DESC LIMIT :most",
        id=vacancy_id,
        most=MOST_NAMES,
    )


def _reached(db: Database, vacancy: Row) -> Row | None:
    """The employer, where a phone reaches them and they have not asked for silence.

    Not for a vacancy of another system: its employer does not know us.
    """
    if vacancy["source"] == "import":
        return None
    employer = employers.by_id(db, vacancy["employer_id"])
    if employer is None or not employer["phone"] or employer["blocked_at"] or opt_outs.is_out(db, employer["phone"]):
        return None
    return employer


def _told_lately(db: Database, phone: str, now: int) -> int:
    names = ", ".join(f"'{purpose}'" for purpose in PURPOSES)
    row = db.one(
        "SELECT COUNT(*) AS texts FROM outbox JOIN message_text ON message_text.id = text_id"
        f" WHERE phone = :phone AND priority < {outbox.ALERT} AND outbox.created_at > :since AND purpose IN ({names})",
        phone=phone,
        since=now - DAY_SECONDS,
    )
    return int(row["texts"]) if row else 0


def _ended_by_employer(db: Database, event: Row) -> bool:
    """Whether the employer did it, and has been answered."""
    lines = audit.of_subject(db, "vacancy", event["subject"], 1)
    return bool(lines) and lines[0]["actor"].startswith("employer:") and lines[0]["action"] == event["kind"]


def _put(
    db: Database,
    market: Market,
    employer: Row,
    vacancy: Row,
    text: Text,
    purpose: str,
    language: str,
    now: int,
    once: str,
) -> None:
    unit = market.unit_of(employer["place"]).code
    opens = quiet.open_from(market, unit, now)
    outbox.put(
        db,
        now,
        employer["phone"],
        text,
        purpose,
        language,
        dedupe=f"e:{once}",
        not_before=opens,
        not_after=opens + LATE_SECONDS,
        priority=outbox.NOTICE,
        vacancy_id=vacancy["id"],
        unit=unit,
    )
