"""What is due is given to one of those who ask, whatever clocks and processes do."""

import threading
from concurrent.futures import ThreadPoolExecutor

from core.database import Database
from messages.schedule import Schedule
from tests.outgoing import DAY, NOW

EVERY = {"drain": 5, "sweep": 30}


def test_everything_is_due_at_the_start_and_then_in_its_own_time(db: Database) -> None:
    schedule = Schedule(db, EVERY)
    assert schedule.due(NOW) == ["drain", "sweep"]
    assert schedule.due(NOW + 4) == []
    assert schedule.due(NOW + 5) == ["drain"]
    assert schedule.due(NOW + 30) == ["drain", "sweep"]


def test_a_restart_does_not_make_anything_due(db: Database) -> None:
    Schedule(db, EVERY).due(NOW)
    assert Schedule(db, EVERY).due(NOW + 4) == []


def test_what_was_due_while_nobody_looked_is_due_once(db: Database) -> None:
    schedule = Schedule(db, EVERY)
    schedule.due(NOW)
    assert schedule.due(NOW + DAY) == ["drain", "sweep"]
    assert schedule.due(NOW + DAY + 1) == []


def test_a_clock_that_was_wrong_silences_nothing(db: Database) -> None:
    schedule = Schedule(db, EVERY)
    schedule.due(NOW + 365 * DAY)
    assert schedule.due(NOW) == ["drain", "sweep"]
    assert schedule.due(NOW + 1) == []


def test_a_clock_that_is_a_little_ahead_makes_nothing_run_twice(db: Database) -> None:
    Schedule(db, EVERY).due(NOW + 60)
    assert Schedule(db, EVERY).due(NOW) == []


def test_a_job_that_came_with_a_new_version_is_due(db: Database) -> None:
    Schedule(db, EVERY).due(NOW)
    assert Schedule(db, {**EVERY, "digests": 60}).due(NOW + 1) == ["digests"]


def test_of_many_who_ask_at_once_one_gets_each_job_each_time(db: Database) -> None:
    askers, rounds = 4, 25
    gate = threading.Barrier(askers)

    def ask(_asker: int) -> list[tuple[int, str]]:
        schedule = Schedule(db, EVERY)
        got = []
        for turn in range(rounds):
            now = NOW + 30 * turn
            gate.wait()
            got += [(now, name) for name in schedule.due(now)]
        return got

    with ThreadPoolExecutor(askers) as pool:
        got = [each for asker in pool.map(ask, range(askers)) for each in asker]
    assert sorted(got) == sorted((NOW + 30 * turn, name) for turn in range(rounds) for name in EVERY)
