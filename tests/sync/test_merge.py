"""Merge: each field by itself, against what others changed since the officer saw it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.edits import PERSON, STAFF, Edit
from sync.documents import COLLECTIONS
from sync.merge import BOTH_CHANGED, OWN_WORD, REPLACED, Loss, joined, merge

PROFILES, CONSENTS, VISITS = COLLECTIONS["profiles"], COLLECTIONS["consents"], COLLECTIONS["visits"]
OTHER = Edit(4, "another tablet")
BY_PERSON = Edit(4, PERSON)
ITEMS = st.lists(st.sampled_from("abcdef"), unique=True)


def test_a_field_that_only_the_tablet_changed_is_taken() -> None:
    merged = merge(PROFILES, {"name": "A", "place": "001"}, {"name": "B"}, {"place": OTHER})
    assert (merged.fields, merged.losses, merged.joined) == ({"name": "B"}, [], False)


def test_where_both_changed_one_field_the_current_value_stays() -> None:
    merged = merge(PROFILES, {"name": "A"}, {"name": "B"}, {"name": OTHER})
    assert merged.fields == {}
    assert merged.losses == [Loss("name", "B", "A", BOTH_CHANGED)]
    assert merged.lost == ["name"]
    assert merged.joined


@pytest.mark.parametrize("edit", [OTHER, BY_PERSON, Edit(4, STAFF)])
@pytest.mark.parametrize(
    ("collection", "name", "value"), [(PROFILES, "name", "A"), (CONSENTS, "given", 0), (VISITS, "people_met", 3)]
)
def test_both_changed_to_one_value_is_no_conflict(collection: Any, name: str, value: Any, edit: Edit) -> None:
    merged = merge(collection, {name: value}, {name: value}, {name: edit})
    assert (merged.fields, merged.losses, merged.joined) == ({}, [], True)


def test_each_field_is_merged_by_itself() -> None:
    current = {"name": "A", "place": "001", "skills": ["mig"], "birth_year": 1990}
    sent = {"name": "B", "place": "047", "skills": {"add": ["tig"]}}
    merged = merge(PROFILES, current, sent, {"name": BY_PERSON, "birth_year": OTHER})
    assert merged.fields == {"place": "047", "skills": ["mig", "tig"]}
    assert merged.lost == ["name"]


def test_fields_that_only_tablets_know_are_merged_like_others() -> None:
    merged = merge(PROFILES, {"shoe_size": 40, "tools": 1}, {"shoe_size": 41, "tools": 2}, {"shoe_size": OTHER})
    assert merged.fields == {"tools": 2}
    assert merged.losses == [Loss("shoe_size", 41, 40, BOTH_CHANGED)]


def test_in_consent_the_word_from_the_own_phone_stays() -> None:
    merged = merge(CONSENTS, {"given": 0}, {"given": 1}, {"given": BY_PERSON})
    assert merged.losses == [Loss("given", 1, 0, OWN_WORD)]
    assert merged.fields == {}


def test_in_consent_the_later_word_replaces_that_of_another_tablet_which_is_kept() -> None:
    merged = merge(CONSENTS, {"given": 0}, {"given": 1}, {"given": OTHER})
    assert merged.fields == {"given": 1}
    assert merged.losses == [Loss("given", 0, 1, REPLACED)]
    assert merged.lost == []


def test_a_value_may_be_emptied() -> None:
    assert merge(PROFILES, {"name": "A"}, {"name": None}, {}).fields == {"name": None}
    assert merge(PROFILES, {"name": "A"}, {"name": None}, {"name": OTHER}).lost == ["name"]


def test_a_counter_adds_whatever_others_did() -> None:
    assert merge(VISITS, {"people_met": 3}, {"people_met": {"add": 2}}, {"people_met": OTHER}).fields == {
        "people_met": 5
    }
    assert merge(VISITS, {}, {"people_met": {"add": 2}}, {}).fields == {"people_met": 2}
    assert merge(VISITS, {"people_met": 3}, {"people_met": {"add": 0}}, {}).fields == {}


def test_a_plain_number_of_a_counter_is_a_value_like_others() -> None:
    assert merge(VISITS, {"people_met": 3}, {"people_met": 7}, {}).fields == {"people_met": 7}
    assert merge(VISITS, {"people_met": 3}, {"people_met": 7}, {"people_met": OTHER}).lost == ["people_met"]


@given(standing=ITEMS, add=ITEMS, remove=ITEMS, both=st.booleans())
def test_a_list_has_what_was_added_and_not_what_was_removed(
    standing: list[str], add: list[str], remove: list[str], both: bool
) -> None:
    result = joined(standing, {"add": add, "remove": remove}, both)
    assert set(result) == (set(standing) - set(remove)) | set(add)
    assert len(set(result)) == len(result)
    kept = [each for each in standing if each not in remove]
    assert result[: len(kept)] == kept


@given(standing=ITEMS, sent=ITEMS)
def test_a_plain_list_takes_the_place_of_one_that_nobody_else_changed_and_joins_another(
    standing: list[str], sent: list[str]
) -> None:
    assert joined(standing, sent, False) == sent
    assert joined(standing, sent, True) == [*standing, *(each for each in sent if each not in standing)]


def test_a_list_may_come_with_one_key_and_with_repetitions() -> None:
    assert joined(["a"], {"add": ["b", "b", "a"]}, False) == ["a", "b"]
    assert joined(["a", "b"], {"remove": ["a"]}, True) == ["b"]
    assert joined([], ["a", "a"], False) == ["a"]
