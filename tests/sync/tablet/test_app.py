"""The app as a whole: let in, locked, opened."""

from tests.sync.tablet.hands import Hands, Office


def test_an_officer_lets_the_tablet_in_with_a_code(hands: Hands, here: Office) -> None:
    assert len(hands.documents("vacancies")) == 4
