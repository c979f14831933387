"""Many phones at once: every answer goes to who asked, and nothing acts twice."""

import itertools
import random
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.conversation import Phone, Screen, Service, fits

LETTERS = "abcdefghijklmnopqrstuvwxyz"


def name_of(number: int) -> str:
    """A name that only this caller has."""
    return f"Caller {LETTERS[number // 676 % 26]}{LETTERS[number // 26 % 26]}{LETTERS[number % 26]}"


def story(phone: Phone, number: int) -> Iterator[str]:
    """A caller registers, applies, and reads the own profile. Gives what is wrong; each step is one request."""
    name, language = name_of(number), ("en", "sw", "fr")[number % 3]
    phone.language = language
    phone.dial()
    yield "" if "Kiswahili" in phone.screen.text else f"no language: {phone.screen.text}"
    phone.choose_language()
    yield "" if phone.sees("I agree") else f"no consent in {language}: {phone.screen.text}"
    for answer in ("1", name, str(1960 + number % 40), "Kilifi North", phone.work("7112"), "3", "1"):
        phone.answer(answer)
        yield "" if fits(phone.screen.text) and not phone.screen.closes else f"broken: {phone.screen.text}"
    yield "" if phone.sees("Thank you! You are registered.") else f"not registered: {phone.screen.text}"
    phone.choose("See jobs for me", "Mason, Kilifi")
    yield ""
    phone.choose("Apply")
    yield "" if "Mason, Bahari Works" in phone.screen.text else f"not applied: {phone.screen.text}"
    phone.answer("00")
    phone.choose("My profile")
    text = phone.screen.text
    yield "" if f"1 {name}\n" in text and str(1960 + number % 40) in text else f"somebody else's profile: {text}"


def check_all(service: Service, callers: int) -> None:
    """Each caller is there once, with the own answers and one application."""
    profiles = service.db.all(
        "SELECT name, birth_year, phone FROM profile JOIN phone_link ON profile_id = id WHERE status = 'active'"
    )
    assert {(row["name"], row["birth_year"], row["phone"]) for row in profiles} == {
        (name_of(number), 1960 + number % 40, phone_number(number)) for number in range(callers)
    }
    assert len(profiles) == callers
    assert service.count("application") == callers
    assert service.count("vacancy", "applications = :callers", callers=callers) == 1
    assert service.count("event", "kind = 'application.applied'") == callers


def phone_number(number: int) -> str:
    """The number of a caller."""
    return f"+2547{12_000_000 + number}"


def test_callers_in_threads_of_their_own_get_their_own_answers(service: Service) -> None:
    callers = 200 if service.db.engine == "sqlite" else 40

    def play(number: int) -> list[str]:
        return [wrong for wrong in story(service.phone(phone_number(number)), number) if wrong]

    with ThreadPoolExecutor(8) as pool:
        wrong = list(itertools.chain(*pool.map(play, range(callers))))
    assert wrong == []
    check_all(service, callers)


def test_callers_whose_steps_are_shuffled_get_their_own_answers(service: Service) -> None:
    callers = 200 if service.db.engine == "sqlite" else 30
    interleave(service, callers)


@pytest.mark.soak
def test_two_thousand_callers_whose_steps_are_shuffled_get_their_own_answers(service: Service) -> None:
    interleave(service, 2000)


def interleave(service: Service, callers: int) -> None:
    """Each caller's steps in order, between the steps of all others."""
    chance = random.Random(7)
    running = [story(service.phone(phone_number(number)), number) for number in range(callers)]
    wrong = []
    while running:
        index = chance.randrange(len(running))
        try:
            wrong.append(next(running[index]))
        except StopIteration:
            running[index] = running[-1]
            running.pop()
    assert [each for each in wrong if each] == []
    check_all(service, callers)


def test_a_request_that_comes_eight_times_at_once_acts_once(service: Service) -> None:
    phones = [service.registered(phone_number(number), name=name_of(number)) for number in range(5)]
    for phone in phones:
        phone.choose("See jobs for me", "Mason, Kilifi")
        text = f"{phone.text}*1"
        replies = at_once(8, lambda phone=phone, text=text: phone.repeat(phone.call_id, text))
        assert len(set(replies)) == 1
        assert replies[0].text.startswith("You have applied: Mason")
    assert service.count("application") == 5
    assert service.count("vacancy", "applications = 5") == 1


def test_different_answers_of_one_phone_at_once_leave_one_state(service: Service) -> None:
    phone = service.registered()
    phone.choose("Home")
    answers = iter(range(1, 5))
    lock = threading.Lock()

    def press() -> Screen:
        with lock:
            answer = next(answers)
        return phone.repeat(phone.call_id, f"{phone.text}*{answer}")

    replies = at_once(4, press)
    assert all(not reply.closes for reply in replies)
    assert service.count("profile") == 1
    assert service.count("session") == 1


def at_once(threads: int, call) -> list[Screen]:  # type: ignore[no-untyped-def]
    """What a call gives in each of some threads that begin at the same moment."""
    gate = threading.Barrier(threads)

    def wait_and_call(_number: int) -> Screen:
        gate.wait()
        return call()  # type: ignore[no-any-return]

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(wait_and_call, range(threads)))
