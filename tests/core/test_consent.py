"""Consent: every word is kept, the latest counts, on both databases."""

import pytest

from core import consent, edits, events
from core.database import Database
from core.edits import Edit
from core.errors import ConflictError
from core.market import Market
from tests.core.makers import DAY, NOW, copies, happened, look_after, officer, person


def test_without_a_word_there_is_no_consent(db: Database, market: Market) -> None:
    assert consent.stands(db, person(db, market)["id"], "service") is False


def test_consent_is_kept_with_its_text_language_channel_and_time(db: Database, market: Market) -> None:
    profile = person(db, market)
    consent.record(db, profile, "service", True, "sw", "ussd", NOW)
    assert consent.stands(db, profile["id"], "service") is True
    kept = db.all("SELECT profile_id, purpose, given, text_version, language, channel, at FROM consent")
    assert kept == [
        {
            "profile_id": profile["id"],
            "purpose": "service",
            "given": 1,
            "text_version": consent.TEXT_VERSION,
            "language": "sw",
            "channel": "ussd",
            "at": NOW,
        }
    ]
    assert happened(db, profile["id"])[-1] == "consent.given"
    assert events.after(db, 0)[-1]["data"] == {"purpose": "service", "channel": "ussd"}


def test_consent_taken_back_is_a_further_row_and_the_latest_word_counts(db: Database, market: Market) -> None:
    profile = person(db, market)
    for day, given in enumerate((True, False, True, False)):
        consent.record(db, profile, "alerts", given, "en", "sms", NOW + day * DAY)
        assert consent.stands(db, profile["id"], "alerts") is given
    assert [row["given"] for row in db.all("SELECT given FROM consent ORDER BY at")] == [1, 0, 1, 0]
    assert happened(db, profile["id"])[-2:] == ["consent.given", "consent.withdrawn"]


def test_of_two_words_in_one_second_the_later_counts(db: Database, market: Market) -> None:
    profile = person(db, market)
    for given in (True, False) * 5:
        consent.record(db, profile, "alerts", given, "en", "sms", NOW)
        assert consent.stands(db, profile["id"], "alerts") is given


def test_copies_hold_the_latest_word_whose_version_counts_the_words(db: Database, market: Market) -> None:
    profile = person(db, market)
    bucket = look_after(db, officer(db, market), profile)
    consent.record(db, profile, "service", True, "en", "ussd", NOW)
    consent.record(db, profile, "alerts", True, "sw", "ussd", NOW)
    consent.record(db, profile, "service", False, "sw", "sms", NOW + 1, more={"witness": "Otieno", "given": 1})
    document = f"{profile['id']}.service"
    said = {
        "id": document,
        "version": 2,
        "profile_id": profile["id"],
        "purpose": "service",
        "given": 0,
        "language": "sw",
        "channel": "sms",
        "text_version": consent.TEXT_VERSION,
        "at": NOW + 1,
        "witness": "Otieno",
    }
    assert copies(db, document) == {bucket: said}
    assert consent.standing(db, profile["id"], "service") == said
    assert copies(db, f"{profile['id']}.alerts")[bucket]["version"] == 1
    assert consent.standing(db, "nobody", "service") is None


def test_a_word_is_noted_with_whose_it_was(db: Database, market: Market) -> None:
    profile, other = person(db, market), person(db, market, "+254733000111")
    look_after(db, officer(db, market), profile)
    for each in (profile, other):
        consent.record(db, each, "alerts", True, "sw", "tablet", NOW, author="o-1")
    assert edits.since(db, "consents", f"{profile['id']}.alerts", 0) == {"given": Edit(1, "o-1")}
    consent.record(db, profile, "alerts", False, "sw", "ussd", NOW)
    assert edits.since(db, "consents", f"{profile['id']}.alerts", 1) == {"given": Edit(2, edits.PERSON)}
    assert edits.since(db, "consents", f"{other['id']}.alerts", 0) == {}  # nobody has a copy that could differ


def test_purposes_and_people_are_apart(db: Database, market: Market) -> None:
    profile, other = person(db, market), person(db, market, phone="+254733000111")
    consent.record(db, profile, "service", True, "en", "ussd", NOW)
    assert consent.stands(db, profile["id"], "alerts") is False
    assert consent.stands(db, other["id"], "service") is False


def test_a_purpose_that_we_do_not_have_is_refused_without_an_event(db: Database, market: Market) -> None:
    profile = person(db, market)
    seen = events.after(db, 0)
    with pytest.raises(ConflictError):
        consent.record(db, profile, "marketing", True, "en", "ussd", NOW)
    assert events.after(db, 0) == seen
