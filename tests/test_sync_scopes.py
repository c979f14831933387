"""Scopes change, copies grow too old, devices are revoked: nothing is lost, and nothing is refused in silence."""

import random
from typing import Any
from uuid import UUID

import orjson
import pytest

from core import caseload, changes, officers, profiles
from core.database import Row
from sync import devices, push, quarantine
from tests.conversation import DAY, Service, on_sqlite
from tests.tablet import ClientLine, RefusedError, Tablet, unlike

TWO_DAYS_MS = 2 * DAY * 1000
AREAS = {"vacancies/003"}


def officer(service: Service, name: str = "amina", *places: str) -> Row:
    """An officer, who is added where there is none of that name."""
    standing = officers.by_name(service.db, name)
    return standing or officers.add(service.db, service.market, name, places or ("047",), service.now)


def tablet(service: Service, name: str = "amina", seed: int = 1) -> Tablet:
    """A tablet of an officer of the capital that holds all it may."""
    chance = random.Random(seed)
    new = Tablet(ClientLine(service.client), lambda: UUID(int=chance.getrandbits(128), version=4), f"copy{seed:06}")
    new.enrol(devices.invite(service.db, officer(service, name)["id"], service.now))
    new.sync()
    return new


def move(service: Service, *places: str) -> None:
    """The officer is of these places from now on."""
    officers.move(service.db, service.market, officer(service), places, service.now)


def register(who: Tablet, name: str = "Asha Wanjiru") -> str:
    """A person whom the officer registers; returns the id."""
    person = who.create("profiles", name=name, birth_year=1990, language="sw")
    who.sync()
    return person


def buckets(who: Tablet) -> set[str]:
    """The buckets of which a tablet holds something."""
    return {kept.bucket for kept in who.kept.values()}


def kept_for_staff(service: Service) -> list[tuple[str, str]]:
    """What was refused: the document and the reason, the oldest first."""
    return [(row["document"], row["reason"]) for row in quarantine.waiting(service.db) if not row["field"]]


def refused(who: Tablet) -> list[tuple[str, str]]:
    """The same as the tablet was told."""
    sent = {each["n"]: each["id"] for each in who.journal}
    return [(sent[each["n"]], each["reason"]) for each in who.results if each["status"] == "refused"]


def test_an_officer_who_moves_drops_the_old_place_and_gets_the_new(service: Service) -> None:
    who = tablet(service)
    register(who)
    assert buckets(who) == {"vacancies/047", f"caseload/{who.officer}"} & buckets(who)
    move(service, "003")
    end = who.exchange()
    assert set(end["drop"]) == {"vacancies/047"}
    who.sync()
    assert "vacancies/003" in buckets(who) and "vacancies/047" not in buckets(who)
    assert unlike(service.db, who) == {}
    assert "drop" not in who.exchange()


def test_nothing_is_dropped_while_work_waits_on_the_tablet(service: Service) -> None:
    who = tablet(service)
    move(service, "003")
    end = who.exchange(unsent=3)
    assert "drop" not in end
    assert "vacancies/047" in buckets(who)
    service.open("Roofer", "7121", "047.274")  # and it goes on to be told what is new there
    who.exchange(unsent=3)
    assert "Roofer" in str(who.documents("vacancies"))
    who.sync()
    assert buckets(who) & {"vacancies/047", "vacancies/003"} == {"vacancies/003"}
    assert unlike(service.db, who) == {}


@on_sqlite
def test_a_place_that_is_lost_and_gained_again_before_the_tablet_hears_of_it_is_not_dropped(service: Service) -> None:
    who = tablet(service)
    move(service, "003")
    service.open("Roofer", "7121", "047.274")
    move(service, "047")
    assert "drop" not in who.exchange()
    assert unlike(service.db, who) == {}


def test_what_is_done_for_a_person_who_was_taken_away_meanwhile_is_kept_for_staff(service: Service) -> None:
    who = tablet(service)
    person, other = register(who), register(who, "Brenda Otieno")
    note = who.create("notes", profile_id=person, text="met her")
    who.change("profiles", person, experience="3_to_5")
    who.change("profiles", other, experience="over_5")
    caseload.leave(service.db, who.officer, person)
    who.sync()
    assert refused(who) == [(note, "not_in_scope"), (person, "not_in_scope")] == kept_for_staff(service)
    assert list(who.documents("profiles")) == [other]
    assert unlike(service.db, who) == {}


def test_a_person_taken_away_between_two_slices_of_a_push_loses_nothing_in_silence(service: Service) -> None:
    who = tablet(service)
    person = register(who)
    notes = [who.create("notes", profile_id=person, text=f"note {number}") for number in range(3 * push.SLICE)]
    taken: list[bool] = []

    def take_away() -> None:
        if not taken:
            taken.append(caseload.leave(service.db, who.officer, person))

    device = devices.of_token(service.db, who.token, service.now)
    assert device
    results = push.apply(service.db, service.market, device, who.source, who.waiting, service.now, take_away)
    assert [each["status"] for each in results] == ["applied"] * push.SLICE + ["refused"] * 2 * push.SLICE
    who.sync()
    assert sorted(refused(who)) == sorted(kept_for_staff(service))
    assert [document for document, _reason in refused(who)] == notes[push.SLICE :]
    assert unlike(service.db, who) == {}


def test_a_revoked_tablet_gives_up_what_waits_on_it_before_it_is_wiped(service: Service) -> None:
    who = tablet(service)
    person = register(who)
    [device] = devices.all(service.db)
    notes = [who.create("notes", profile_id=person, text=f"note {number}") for number in range(90)]
    devices.revoke(service.db, device["id"], service.now)
    for path in ("changes", "snapshots"):
        assert who.line("GET", f"/sync/v1/{path}", who.headers(), b"")[0] == 401
    first = who.exchange()
    assert "wipe" not in first and "cursor" not in first
    assert isinstance(who.line, ClientLine)
    assert b"[" not in who.line.came[-1].replace(b'"invalid":[', b"")  # no record
    assert len(who.waiting) == 50
    who.sync()
    assert who.wiped and who.kept == {}
    assert refused(who) == [(note, "revoked") for note in notes] == kept_for_staff(service)
    assert [row["value"]["text"] for row in quarantine.waiting(service.db)][0] == "note 0"
    with pytest.raises(RefusedError) as raised:
        who.exchange()
    assert (raised.value.status, raised.value.problem["code"]) == (401, "wiped")


@on_sqlite
def test_a_tablet_of_an_officer_who_has_left_is_wiped_too(service: Service) -> None:
    who = tablet(service)
    register(who)
    service.db.run("UPDATE officer SET ended_at = :now WHERE id = :id", now=service.now, id=who.officer)
    who.sync()
    assert who.wiped


def test_a_push_to_what_was_removed_before_the_horizon_raises_nobody_from_the_dead(service: Service) -> None:
    who, old = tablet(service), tablet(service, seed=2)
    visit = who.create("visits", place="047", purpose="school")
    person = register(who)
    note = who.create("notes", profile_id=person, text="soon gone")
    who.sync()
    old.sync()
    profile = profiles.by_id(service.db, person)
    assert profile
    profiles.erase(service.db, service.market, profile, service.now)
    who.remove("visits", visit)
    who.sync()
    grow_old(service)
    old.change("profiles", person, experience="3_to_5")
    old.change("visits", visit, purpose="market")
    old.change("notes", note, text="still here?")
    end = old.exchange()
    assert refused(old) == [(person, "gone"), (visit, "gone"), (note, "gone")]
    assert end["reset"] == "horizon"
    old.sync()
    assert not {person, visit, note} & {document for _collection, document in old.kept}
    assert unlike(service.db, old) == {}


def grow_old(service: Service) -> None:
    """More time passes than removals are remembered."""
    changes.mark(service.db, service.now)
    service.clock.forward((changes.KEPT_DAYS + 1) * DAY)
    changes.forget(service.db, service.now)


def test_a_copy_from_before_the_horizon_begins_anew_once(service: Service) -> None:
    who = tablet(service)
    service.fill("Painter")
    grow_old(service)
    ends = [who.exchange() for _time in range(3)]
    assert [end.get("reset") for end in ends] == ["horizon", None, None]
    assert unlike(service.db, who) == {}


@on_sqlite
@pytest.mark.parametrize("cursor", ["", "x", "nonsense", "aaaaaaaa.1.5", "{own}.", "{own}.1", "0.{own}", "é" * 20])
def test_what_is_no_cursor_begins_anew_and_operations_are_applied(service: Service, cursor: str) -> None:
    who = tablet(service)
    who.create("visits", place="047", people_met=1)
    who.cursor = cursor.format(own=who.cursor) or "-"
    assert who.exchange()["reset"] == "unknown"
    assert [each["status"] for each in who.results] == ["applied"]
    who.sync()
    assert unlike(service.db, who) == {}


def test_the_cursor_of_another_officer_begins_anew(service: Service) -> None:
    who, other = tablet(service), tablet(service, "baraka", seed=2)
    register(other, "Somebody Else")
    register(who)
    who.cursor, who.kept = other.cursor, other.kept
    assert who.exchange()["reset"] == "unknown"
    who.sync()
    assert list(who.documents("profiles").values())[0]["name"] == "Asha Wanjiru"
    assert unlike(service.db, who) == {}


@on_sqlite
@pytest.mark.parametrize("path", ["exchange", "operations"])
def test_after_a_restore_nothing_is_applied_before_all_was_sent_again(service: Service, path: str) -> None:
    who = tablet(service)
    changes.renew_epoch(service.db)
    who.create("visits", place="047", people_met=1)
    body = {"cursor": who.cursor, "source": who.source, "operations": who.waiting}
    status, answer = who.line("POST", f"/sync/v1/{path}", who.headers(), orjson.dumps(body))
    assert (status, orjson.loads(answer)) == (200, {"reset": "epoch", "at": service.now})
    assert service.count("visit") == service.count("operation") == 0
    status, answer = who.line("GET", f"/sync/v1/changes?cursor={who.cursor}", who.headers(), b"")
    assert orjson.loads(answer)["reset"] == "epoch"
    status, answer = who.line("GET", f"/sync/v1/snapshots?cursor={who.cursor}", who.headers(), b"")
    assert orjson.loads(answer)["reset"] == "epoch"


@on_sqlite
def test_a_scope_that_the_restore_has_forgotten_is_of_before_it_and_not_unknown(service: Service) -> None:
    who = tablet(service)
    move(service, "047", "003")
    who.sync()
    service.db.run("DELETE FROM officer_scope WHERE scope = 2")
    service.db.run("UPDATE officer SET scope = 1")
    assert who.exchange()["reset"] == "epoch"  # whoever put the database back did not tell: it is the same epoch
    who.sync()
    move(service, "047", "001")
    who.sync()
    service.db.run("DELETE FROM officer_scope WHERE scope = 2")
    service.db.run("UPDATE officer SET scope = 1")
    changes.renew_epoch(service.db)
    assert who.exchange()["reset"] == "epoch"


def test_clocks_that_are_days_off_change_no_winner(service: Service) -> None:
    """The same play with right and with wrong clocks ends in the same documents."""
    right = clock_play(service, "right", 0, 0)
    assert clock_play(service, "wrong", -TWO_DAYS_MS, TWO_DAYS_MS) == right
    assert clock_play(service, "swapped", TWO_DAYS_MS, -TWO_DAYS_MS) == right
    assert {row["clock_offset"] for row in devices.all(service.db)} == {0, 2 * DAY, -2 * DAY}


def clock_play(service: Service, name: str, *offsets: int) -> list[Any]:
    """Two tablets change the same documents in turn. Returns what each holds in the end, and what staff decide on."""
    begun = service.count("quarantine")
    seed = sum(name.encode())
    tablets = [tablet(service, name, seed * 10 + number) for number in range(2)]
    for who, offset in zip(tablets, offsets, strict=True):
        who.clock_ms = service.now * 1000 + offset
    first, second = tablets
    person = register(first)
    visit = first.create("visits", place="047", people_met=1)
    for who in tablets:
        who.sync()
    for who, other in ((first, second), (second, first), (first, second)):
        who.change("profiles", person, experience="3_to_5" if who is first else "over_5", shoe_size=len(who.journal))
        other.change("profiles", person, experience="1_to_2" if who is first else "none", birth_year=1991)
        who.change("consents", f"{person}.service", given=int(who is first))
        other.change("consents", f"{person}.service", given=int(other is first))
        who.count("visits", visit, "people_met", 2)
        other.change("visits", visit, done_at=service.now)
        for each in (who, other, who):
            each.sync()
    held = [
        sorted((collection, _nameless(kept.fields)) for (collection, _id), kept in who.kept.items()) for who in tablets
    ]
    lost = [
        ("lost", {key: row[key] for key in ("field", "value", "shown", "reason")})
        for row in quarantine.waiting(service.db)
    ]
    return [*held, lost[begun:]]


def _nameless(fields: Row) -> str:
    """A document without what is made anew in each play."""
    return repr(sorted((name, value) for name, value in fields.items() if not name.endswith("_id") and name != "at"))
