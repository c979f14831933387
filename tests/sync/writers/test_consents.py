"""Consents from tablets: the person's own latest word wins, and every other word is kept."""

import pytest

from core import consent, profiles
from core.database import Database, Row
from core.market import Market
from messages import opt_outs, subscriptions
from tests.core.makers import NOW, PHONE, happened
from tests.core.makers import person as registered
from tests.outgoing import queue, states
from tests.sync.makers import Tablet, new_id, tablet, waiting


@pytest.fixture
def amina(db: Database, market: Market) -> Tablet:
    """A tablet of an officer in the capital."""
    return tablet(db, market)


@pytest.fixture
def other(amina: Tablet) -> Tablet:
    """Another tablet of the same officer."""
    return amina.another()


def given(db: Database, person: str, purpose: str = "alerts") -> list[int]:
    """What the person said to the purpose, one word after the other."""
    rows = db.all(
        "SELECT given FROM consent WHERE profile_id = :id AND purpose = :purpose ORDER BY at, id",
        id=person,
        purpose=purpose,
    )
    return [row["given"] for row in rows]


def known(db: Database, person: str) -> Row:
    profile = profiles.by_id(db, person)
    assert profile is not None
    return profile


def test_a_word_is_recorded_as_said_on_a_tablet_and_told_whole(db: Database, amina: Tablet) -> None:
    person = amina.register()
    result = amina.send("consents", f"{person}.service", 0, given=1, language="sw")
    assert result["set"] == {
        "profile_id": person,
        "purpose": "service",
        "channel": "tablet",
        "at": NOW,
        "text_version": consent.TEXT_VERSION,
    }
    assert consent.stands(db, person, "service")
    assert amina.shown("consents", f"{person}.service")["language"] == "sw"
    assert happened(db, person)[-1] == "consent.given"


def test_consent_to_alerts_lets_them_come_as_often_as_was_said(db: Database, amina: Tablet) -> None:
    person = amina.register()
    amina.send("consents", f"{person}.alerts", 0, given=1)
    assert known(db, person)["alerts"] == "daily"
    result = amina.send("consents", f"{person}.alerts", 1, often="weekly")
    assert (result["version"], result["set"]["often"]) == (1, None)
    assert known(db, person)["alerts"] == "weekly"
    assert amina.shown("profiles", person)["alerts"] == "weekly"
    amina.send("consents", f"{person}.alerts", 1, given=0)
    assert known(db, person)["alerts"] == "off"
    assert given(db, person) == [1, 0]


def test_whoever_takes_consent_back_is_sent_nothing_that_waits(db: Database, amina: Tablet) -> None:
    person = amina.register()
    amina.send("consents", f"{person}.alerts", 0, given=1)
    queue(db, "alert", PHONE, profile_id=person)
    amina.send("consents", f"{person}.alerts", 1, given=0)
    assert states(db) == {"alert": "cancelled"}


def test_stop_by_sms_stays_over_a_tablet_that_did_not_know(db: Database, market: Market, amina: Tablet) -> None:
    person = amina.register()
    amina.send("consents", f"{person}.alerts", 0, given=1)
    opt_outs.stop(db, market, PHONE, NOW, "sms")
    result = amina.send("consents", f"{person}.alerts", 1, given=1, often="instant", language="sw")
    assert (result["status"], result["lost"]) == ("conflict", ["given", "language", "often"])
    assert (result["set"]["given"], result["set"]["channel"]) == (0, "sms")
    assert known(db, person)["alerts"] == "off"
    assert sorted(waiting(db)) == [
        ("given", 1, "own_word"),
        ("language", "sw", "own_word"),
        ("often", "instant", "own_word"),
    ]


def test_stop_stays_also_where_two_tablets_did_not_know_and_one_repeats_it(
    db: Database, market: Market, amina: Tablet, other: Tablet
) -> None:
    person = amina.register()
    amina.send("consents", f"{person}.alerts", 0, given=1)
    opt_outs.stop(db, market, PHONE, NOW, "sms")
    assert other.send("consents", f"{person}.alerts", 1, given=0)["status"] == "merged"
    assert other.send("consents", f"{person}.alerts", 2, given=0, language="sw")["status"] == "applied"
    assert amina.send("consents", f"{person}.alerts", 1, given=1)["lost"] == ["given"]
    assert not consent.stands(db, person, "alerts")


def test_stop_from_before_an_officer_knew_the_person_stays(db: Database, market: Market, amina: Tablet) -> None:
    registered(db, market, alerts="daily")
    opt_outs.stop(db, market, PHONE, NOW, "sms")
    alias = new_id()
    person = amina.register(alias)
    assert amina.send("consents", f"{alias}.alerts", 0, given=1)["lost"] == ["given"]
    assert not consent.stands(db, person, "alerts")
    # Whoever has seen it may ask again.
    assert amina.send("consents", f"{person}.alerts", 1, given=1)["status"] == "applied"


def test_agreeing_on_both_is_no_conflict(db: Database, market: Market, amina: Tablet) -> None:
    person = registered(db, market)
    consent.record(db, person, "service", True, "sw", "ussd", NOW)
    amina.register()
    result = amina.send("consents", f"{person['id']}.service", 0, given=1)
    assert (result["status"], result["set"]["channel"]) == ("merged", "ussd")
    assert given(db, person["id"], "service") == [1]
    assert waiting(db) == []


def test_the_word_of_another_tablet_is_replaced_and_kept(db: Database, amina: Tablet, other: Tablet) -> None:
    person = amina.register()
    other.send("consents", f"{person}.alerts", 0, given=0)
    result = amina.send("consents", f"{person}.alerts", 0, given=1)
    assert (result["status"], "lost" in result) == ("merged", False)
    assert consent.stands(db, person, "alerts")
    assert waiting(db) == [("given", 0, "replaced")]


def test_own_words_follow_each_other(db: Database, amina: Tablet, other: Tablet) -> None:
    person = amina.register()
    other.send("consents", f"{person}.alerts", 0, given=0)
    results = amina.push(
        amina.operation("consents", f"{person}.alerts", 0, given=1),
        amina.operation("consents", f"{person}.alerts", 0, given=0),
        amina.operation("consents", f"{person}.alerts", 0, given=1),
    )
    assert [each["version"] for each in results] == [2, 3, 4]
    assert amina.send("consents", f"{person}.alerts", 0, given=0)["status"] == "applied"
    assert waiting(db) == [("given", 0, "replaced")]


def test_a_word_that_is_repeated_is_recorded_once(db: Database, amina: Tablet) -> None:
    person = amina.register()
    for base in (0, 1, 1):
        assert amina.send("consents", f"{person}.service", base, given=1)["version"] == 1
    assert given(db, person, "service") == [1]


def test_a_word_to_sentences_of_before_is_recorded_anew(db: Database, amina: Tablet) -> None:
    person = amina.register()
    amina.send("consents", f"{person}.service", 0, given=1)
    db.run("UPDATE consent SET text_version = '2020-01'")
    assert amina.send("consents", f"{person}.service", 1, given=1)["version"] == 2
    assert amina.shown("consents", f"{person}.service")["text_version"] == consent.TEXT_VERSION


def test_the_language_alone_may_change_and_unknown_fields_are_kept(db: Database, amina: Tablet, other: Tablet) -> None:
    person = amina.register()
    amina.send("consents", f"{person}.service", 0, given=1, witness="the chief")
    assert amina.send("consents", f"{person}.service", 1, language="sw")["version"] == 2
    shown = other.shown("consents", f"{person}.service")
    assert (shown["language"], shown["given"], shown["witness"]) == ("sw", 1, "the chief")
    assert other.send("consents", f"{person}.service", 1, witness="her brother")["status"] == "applied"
    assert amina.send("consents", f"{person}.service", 2, witness="nobody")["lost"] == ["witness"]
    assert waiting(db) == [("witness", "nobody", "both_changed")]


def test_nothing_is_agreed_to_by_leaving_it_out(db: Database, amina: Tablet) -> None:
    person = amina.register()
    for fields in ({"often": "weekly"}, {"language": "en"}, {"given": "yes"}):
        result = amina.send("consents", f"{person}.alerts", 0, **fields)
        assert (result["reason"], "given" in result["invalid"]) == ("invalid", True)
    assert given(db, person) == []
    assert len(waiting(db)) == 3


def test_how_often_is_nothing_to_the_service(db: Database, amina: Tablet) -> None:
    person = amina.register()
    result = amina.send("consents", f"{person}.service", 0, given=1, often="weekly")
    assert result["invalid"] == {"often": "read_only"}
    assert known(db, person)["alerts"] == "off"
    assert waiting(db) == [("often", "weekly", "read_only")]


def test_a_person_whose_phone_said_stop_is_subscribed_to_nothing(db: Database, market: Market, amina: Tablet) -> None:
    person = amina.register()
    opt_outs.stop(db, market, PHONE, NOW, "sms")
    amina.send("consents", f"{person}.alerts", 0, given=1)
    subscriptions.rebuild(db, market)
    assert db.all("SELECT profile_id FROM subscription WHERE often <> 'off'") == []
