"""Job alerts: the rounds in which people hear of a vacancy, nearest and best-fitting first, nobody always first."""

import logging
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import orjson

from core import matching, vacancies
from core.database import Database, Row
from core.errors import ConflictError
from core.market import Market
from messages import digests, offers, outbox, quiet, readers, subscriptions
from messages.alert_texts import AlertTexts

PER_POST, LEAST, MOST = 12, 20, 500  # people of a round: for each open post, but no fewer and no more than that
ENOUGH_PER_POST = 10  # applicants: more would only wait in vain
WAIT_SECONDS = 4 * 3600  # until the next round: people need time to answer

_STARTS = frozenset({"vacancy.opened", "vacancy.changed"})
_ENDS = frozenset({"vacancy.filled", "vacancy.closed", "vacancy.held", "vacancy.refused", "vacancy.expired"})

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Ran:
    """What one run did: rounds that were due, alerts and digests put into the outbox, texts rendered for them."""

    rounds: int = 0
    alerts: int = 0
    digests: int = 0
    renders: int = 0

    def __add__(self, other: "Ran") -> "Ran":
        return Ran(
            self.rounds + other.rounds,
            self.alerts + other.alerts,
            self.digests + other.digests,
            self.renders + other.renders,
        )


def follow(db: Database, market: Market, now: int, limit: int = readers.SLICE) -> int:
    """Act on the next events about vacancies. Returns how many events were read; call again until 0.

    What opens gets a first round; what ends gets no more, and what is queued about it is cancelled.
    """
    with readers.reading(db, "alerts", limit) as some:
        for event in some:
            if event["kind"] in _STARTS:
                _start(db, event["subject"], now)
            elif event["kind"] in _ENDS:
                _end(db, event["subject"], now)
    return len(some)


def run_due(db: Database, market: Market, now: int, limit: int = 50) -> Ran:
    """Run the rounds and digests that are due, at most `limit` rounds, each in a transaction of its own.

    Several processes may: each round runs once, and each person gets an alert once. Bring subscriptions up to date
    before.
    """
    ran = Ran()
    due = db.all(
        "SELECT id FROM alert_round WHERE state = 'due' AND due_at <= :now ORDER BY due_at, id LIMIT :limit",
        now=now,
        limit=limit,
    )
    for row in due:
        try:
            ran += _run(db, market, row["id"], now)
        except ConflictError:
            log.warning("alert round %s met another writer, and stays due", row["id"])
    texts = AlertTexts(db, market)
    return ran + Ran(digests=digests.send(db, market, now, texts), renders=texts.renders)


def people_wanted(vacancy: Row, hired: int) -> int:
    """How many people the next round is for; 0 where no post is open or enough people have applied."""
    posts = int(vacancy["posts"]) - hired
    if posts <= 0 or vacancy["applications"] >= ENOUGH_PER_POST * vacancy["posts"]:
        return 0
    return min(max(PER_POST * posts, LEAST), MOST)


def candidates(db: Database, market: Market, vacancy: Row, ring: int, now: int, most: int) -> list[Row]:
    """Up to `most` people of a ring who should hear of the vacancy: first those of its very kind of work, the nearest,
    who had no alert for longest.

    Left out are who was chosen for it before, who has applied, and who had a week's alerts. `taken` of a row tells
    which digits are not free on that phone.
    """
    conditions, values = subscriptions.matching(
        _related(market, vacancy["occupation"]), areas(market, vacancy["place"], ring), vacancy["pay_month"]
    )
    if ring == 0:
        conditions += " AND home = :home"
    return db.all(
        f"""
        SELECT person.id, profile_id, phone, language, often, unit, {offers.taken("person.phone")} AS taken FROM (
            -- Ids alone, because thousands may be sorted for the few that are chosen.
            SELECT id FROM subscription
            WHERE {conditions} AND rests_until <= :now
                AND id NOT IN (SELECT subscription_id FROM alert WHERE vacancy_id = :vacancy_id)
                AND profile_id NOT IN (SELECT profile_id FROM application WHERE vacancy_id = :vacancy_id)
            ORDER BY occupation <> :occupation, home <> :home, last_alerted_at, id LIMIT :most) AS chosen
        JOIN subscription AS person ON person.id = chosen.id""",
        vacancy_id=vacancy["id"],
        occupation=vacancy["occupation"],
        home=subscriptions.home(market, vacancy["place"]),
        now=now,
        most=most,
        **values,
    )


def rings(market: Market, place: str) -> int:
    """How many rings there are around a vacancy: its surroundings, its area, and each place around that."""
    return 1 + len(market.places.rings(market.area(place)))


def purge(db: Database, before: int, most: int) -> int:
    """Delete up to `most` alerts, and as many rounds, of vacancies whose deadline was before that time (UTC seconds).

    Returns how many rows: call again until 0.
    """
    ended = "vacancy_id IN (SELECT id FROM vacancy WHERE deadline < :before)"
    # Lost in a power cut, it is done again.
    with db.transaction(durable=False):
        alerts = db.all(
            "DELETE FROM alert WHERE (vacancy_id, subscription_id) IN"
            f" (SELECT vacancy_id, subscription_id FROM alert WHERE {ended} LIMIT :most) RETURNING text_id",
            before=before,
            most=most,
        )
        outbox.drop_texts(db, (row["text_id"] for row in alerts if row["text_id"]))
        rounds = db.run(
            f"DELETE FROM alert_round WHERE id IN (SELECT id FROM alert_round WHERE {ended}"
            " AND NOT EXISTS (SELECT 1 FROM alert WHERE round_id = alert_round.id) LIMIT :most)",
            before=before,
            most=most,
        )
    return len(alerts) + rounds


def _related(market: Market, occupation: str) -> list[str]:
    """The work itself, and all that is listed with it: its minor group, and what the market's table says is as near."""
    return [occupation, *market.occupations.around(occupation, matching.LIKE)]


def areas(market: Market, place: str, ring: int) -> Sequence[str] | None:
    """The areas that a ring is made of; None for all of them."""
    around = market.places.rings(market.area(place))[max(ring - 1, 0)]
    if around == market.places.root.code:
        return None
    return tuple(dict.fromkeys(map(market.area, market.places.under(around))))


def _start(db: Database, vacancy_id: str, now: int) -> None:
    db.run(
        "INSERT INTO alert_round (vacancy_id, number, due_at)"
        " SELECT id, 1 + COALESCE((SELECT max(number) FROM alert_round WHERE vacancy_id = vacancy.id), 0), :now"
        " FROM vacancy WHERE id = :id AND status = 'open' AND NOT EXISTS"
        " (SELECT 1 FROM alert_round WHERE vacancy_id = vacancy.id AND state = 'due')"
        " ON CONFLICT (vacancy_id, number) DO NOTHING",
        id=vacancy_id,
        now=now,
    )


def _end(db: Database, vacancy_id: str, now: int) -> None:
    # The rounds first: where one is running, this waits for it, and then finds what it has queued.
    db.run("UPDATE alert_round SET state = 'cancelled' WHERE vacancy_id = :id AND state = 'due'", id=vacancy_id)
    db.run("DELETE FROM alert WHERE vacancy_id = :id AND told_at IS NULL", id=vacancy_id)
    outbox.cancel(db, now, vacancy_id)


def _run(db: Database, market: Market, round_id: int, now: int) -> Ran:
    with db.transaction():
        # One round at a time: two at once could both choose a person who may have only one alert more.
        subscriptions.lock(db)
        claimed = db.all(
            "UPDATE alert_round SET state = 'done', ran_at = :now WHERE id = :id AND state = 'due'"
            " RETURNING id, vacancy_id, number, ring",
            id=round_id,
            now=now,
        )
        if not claimed:
            return Ran()
        vacancy = vacancies.by_id(db, claimed[0]["vacancy_id"])
        wanted = people_wanted(vacancy, _hired(db, vacancy["id"]))
        if vacancy["status"] != "open" or vacancy["deadline"] <= now or not wanted:
            return Ran(rounds=1)
        opens = quiet.open_from(market, market.unit_of(vacancy["place"]).code, now)
        if opens > now:
            # It chooses in the morning: by then some have applied, others have moved.
            db.run("UPDATE alert_round SET state = 'due', due_at = :opens WHERE id = :id", opens=opens, id=round_id)
            return Ran()
        return _tell_next_ring(db, market, claimed[0], vacancy, wanted, now)


def _hired(db: Database, vacancy_id: str) -> int:
    row = db.one("SELECT count(*) AS hired FROM application WHERE vacancy_id = :id AND status = 'hired'", id=vacancy_id)
    return int(row["hired"]) if row else 0


def _tell_next_ring(db: Database, market: Market, round: Row, vacancy: Row, wanted: int, now: int) -> Ran:
    """Tell people of the nearest ring that has any, and plan the next round: here if more are left, else wider."""
    last = rings(market, vacancy["place"]) - 1
    ring, people = round["ring"], list[Row]()
    while ring <= last and not (people := candidates(db, market, vacancy, ring, now, wanted)):
        ring += 1
    if not people:
        return Ran(rounds=1)
    texts = AlertTexts(db, market)
    sent = _tell(db, market, round["id"], vacancy, people, texts, now)
    db.last("UPDATE alert_round SET ring = :ring, sent = :sent WHERE id = :id", ring=ring, sent=sent, id=round["id"])
    following = ring if len(people) == wanted else ring + 1
    if following <= last:
        db.last(
            "INSERT INTO alert_round (vacancy_id, number, ring, due_at) VALUES (:vacancy_id, :number, :ring, :due_at)"
            " ON CONFLICT (vacancy_id, number) DO NOTHING",
            vacancy_id=vacancy["id"],
            number=round["number"] + 1,
            ring=following,
            due_at=now + WAIT_SECONDS,
        )
    return Ran(rounds=1, alerts=sent, renders=texts.renders)


def _tell(
    db: Database, market: Market, round_id: int, vacancy: Row, people: list[Row], texts: AlertTexts, now: int
) -> int:
    """Queue an alert for each of these people, or keep it for their digest. Returns how many were queued.

    Left for a later round is whose phone has all digits in use: that many open questions are enough.
    """
    taken = {person["phone"]: person["taken"] for person in people}
    groups: dict[tuple[int | None, int | None, int], list[int]] = defaultdict(list)
    for person in people:
        if person["often"] != "instant":
            tell_at = quiet.digest_at(market, person["unit"], person["often"], now)
            groups[None, None, tell_at].append(person["id"])
        elif free := offers.free(taken[person["phone"]]):
            digit = free[0]
            taken[person["phone"]] |= 1 << digit  # people who share a phone get a digit each
            tell_at = quiet.open_from(market, person["unit"], now)
            groups[digit, texts.id(person["language"], [vacancy], [digit]), tell_at].append(person["id"])
    this_round = {"vacancy_id": vacancy["id"], "round_id": round_id}
    for (digit_told, text_id, tell_at), ids in groups.items():
        db.run(
            "INSERT INTO alert (vacancy_id, subscription_id, round_id, digest, tell_at, told_at, digit, text_id)"
            " SELECT :vacancy_id, id, :round_id, :digest, :tell_at, :told_at, :digit, :text_id"
            f" FROM subscription WHERE id IN ({db.ids})",
            **this_round,
            digest=int(text_id is None),
            tell_at=tell_at,
            told_at=None if text_id is None else now,
            digit=digit_told,
            text_id=text_id,
            ids=orjson.dumps(ids).decode(),
        )
    told = [id for (_, text_id, _), ids in groups.items() if text_id for id in ids]
    waiting = [id for (_, text_id, _), ids in groups.items() if not text_id for id in ids]
    which = "alert.vacancy_id = :vacancy_id AND round_id = :round_id AND digest = 0"
    offers.make_many(db, now, len(told), digests.OFFERS + which, week=digests.OFFER_SECONDS, **this_round)
    sent = outbox.put_many(
        db,
        now,
        "SELECT 'a:' || CAST(:reference AS TEXT) || ':' || subscription.id AS dedupe, text_id, phone, profile_id,"
        f" vacancy_id, unit, {outbox.ALERT} AS priority, tell_at AS not_before, :deadline AS not_after"
        f" FROM alert JOIN subscription ON subscription.id = alert.subscription_id WHERE {which}",
        reference=vacancy["reference"],
        deadline=vacancy["deadline"],
        **this_round,
    )
    subscriptions.chosen(db, now, waiting)
    subscriptions.told(db, now, told)
    return sent
