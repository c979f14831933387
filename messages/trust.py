"""What follows from doubts about a vacancy: its employer hears of it, people who applied are warned, staff are told."""

from core import employers, moderation, vacancies
from core.database import Database, Row
from core.market import Market
from messages import notices, outbox, quiet, readers, templates
from messages.text import Text
from translations import pick

WARNED_SECONDS = 7 * 24 * 3600  # how long a warning that waits for the gateway is still worth sending
EMPLOYER, WARNING, FINE = "t", "tw", "tf"  # beginnings of dedupe keys

_APPLIED = """
SELECT profile.id, language, place, (SELECT phone FROM phone_link WHERE phone_link.profile_id = profile.id
    AND until IS NULL AND NOT EXISTS (SELECT 1 FROM opt_out WHERE opt_out.phone = phone_link.phone)
    ORDER BY since DESC, phone LIMIT 1) AS phone
FROM application JOIN profile ON profile.id = profile_id
WHERE vacancy_id = :vacancy_id AND profile.status = 'active' AND application.status <> 'withdrawn'"""

_EXPECTED = """
SELECT profile_id FROM application JOIN invitation ON application_id = application.id
JOIN interview ON interview.id = interview_id
WHERE application.vacancy_id = :vacancy_id AND application.status IN ('invited', 'coming') AND interview.at > :now"""


def follow(db: Database, market: Market, now: int, limit: int = readers.SLICE) -> int:
    """Act on the next events about vacancies that are doubted. Returns how many were read; call again until 0."""
    with readers.reading(db, "trust", limit) as some:
        for event in some:
            if event["kind"] in ("vacancy.held", "vacancy.refused"):
                _stopped(db, market, event, now)
            elif event["kind"] == "vacancy.released":
                _released(db, market, event, now)
            elif event["kind"] == "vacancy.reported":
                _reported(db, event["subject"], now)
    return len(some)


def _stopped(db: Database, market: Market, event: Row, now: int) -> None:
    vacancy = vacancies.by_id(db, event["subject"])
    is_closed = vacancy["status"] == "closed" and bool(vacancy["reason"])  # by the employer, while it was held
    if event["kind"] != f"vacancy.{'held' if is_closed else vacancy['status']}":
        return  # decided anew meanwhile: what was told of it would be wrong by now
    reason = vacancy["reason"] or "other"
    seen = vacancy["opened_at"] is not None
    if reason == "reports":
        notices.tell(
            db, now, "vacancy_reported", _round(db, vacancy), "vacancy_held_reports", reference=vacancy["reference"]
        )
    # Whose vacancy waits from the start was told so when it came in.
    if not is_closed and (seen or reason not in moderation.BY_SERVICE):
        _tell_employer(db, market, vacancy, f"vacancy_{vacancy['status']}", event, now, why=reason)
    if seen and reason in moderation.FRAUD:
        _warn(db, market, vacancy, now)


def _released(db: Database, market: Market, event: Row, now: int) -> None:
    vacancy = vacancies.by_id(db, event["subject"])
    if vacancy["status"] != "open":
        return
    _tell_employer(db, market, vacancy, "vacancy_released", event, now)
    before = f"{vacancy['id']}:{event['data']['before']}"
    warned = "EXISTS (SELECT 1 FROM outbox WHERE dedupe = CAST(:warning AS TEXT) || profile.id)"
    people = db.all(f"{_APPLIED} AND {warned}", vacancy_id=vacancy["id"], warning=f"{WARNING}:{before}:")
    _tell_people(db, market, vacancy, people, "job_fine", f"{FINE}:{before}", now)


def _reported(db: Database, vacancy_id: str, now: int) -> None:
    """Let staff know of reports that hold nothing, because nobody knows who made them."""
    vacancy = vacancies.by_id(db, vacancy_id)
    if vacancy["status"] not in ("open", "pending"):
        return
    reported = moderation.reported(db, vacancy_id, now)
    if reported.phones >= moderation.REPORTERS:
        notices.tell(
            db,
            now,
            "vacancy_reported",
            f"{_round(db, vacancy)}:phones",
            "vacancy_reported_phones",
            reference=vacancy["reference"],
            phones=reported.phones,
        )


def _round(db: Database, vacancy: Row) -> str:
    """What is told once of a vacancy, and once more after staff let it be seen again."""
    return f"{vacancy['id']}:{moderation.releases(db, vacancy['id'])}"


def _warn(db: Database, market: Market, vacancy: Row, now: int) -> None:
    people, once = db.all(_APPLIED, vacancy_id=vacancy["id"]), f"{WARNING}:{_round(db, vacancy)}"
    if vacancy["status"] != "held":
        _tell_people(db, market, vacancy, people, "job_stopped", once, now)
        return
    expected = {row["profile_id"] for row in db.all(_EXPECTED, vacancy_id=vacancy["id"], now=now)}
    invited = [person for person in people if person["id"] in expected]
    others = [person for person in people if person["id"] not in expected]
    _tell_people(db, market, vacancy, invited, "interview_warning", once, now)
    _tell_people(db, market, vacancy, others, "job_warning", once, now)


def _tell_people(
    db: Database, market: Market, vacancy: Row, people: list[Row], purpose: str, once: str, now: int
) -> None:
    """Queue one text for each of these people whom a phone reaches; whoever got one of that key gets no other."""
    texts: dict[str, Text] = {}
    for person in people:
        if person["phone"] is None:
            continue
        language = pick(market.languages, person["language"])
        if language not in texts:
            reference = vacancy["reference"]
            texts[language] = templates.render(purpose, language, market=market, vacancy=vacancy, reference=reference)
        unit = market.unit_of(person["place"] if person["place"] in market.places else vacancy["place"]).code
        outbox.put(  # without the id of the vacancy: what is queued about it is cancelled, as it has ended
            db,
            now,
            person["phone"],
            texts[language],
            purpose,
            language,
            dedupe=f"{once}:{person['id']}",
            not_before=quiet.open_from(market, unit, now),
            not_after=now + WARNED_SECONDS,
            priority=outbox.NOTICE,
            profile_id=person["id"],
            unit=unit,
        )


def _tell_employer(
    db: Database, market: Market, vacancy: Row, purpose: str, event: Row, now: int, **values: str
) -> None:
    """Tell the employer by their phone, if there is one; a text a decision."""
    employer = employers.by_id(db, vacancy["employer_id"])
    if employer is None or employer["phone"] is None:
        return
    if db.one("SELECT 1 AS stopped FROM opt_out WHERE phone = :phone", phone=employer["phone"]):
        return
    language = pick(market.languages, employer["language"])
    unit = market.unit_of(vacancy["place"]).code
    outbox.put(
        db,
        now,
        employer["phone"],
        templates.render(purpose, language, market=market, vacancy=vacancy, reference=vacancy["reference"], **values),
        purpose,
        language,
        dedupe=f"{EMPLOYER}:{event['id']}",
        not_before=quiet.open_from(market, unit, now),
        not_after=now + WARNED_SECONDS,
        priority=outbox.NOTICE,
        unit=unit,
    )
