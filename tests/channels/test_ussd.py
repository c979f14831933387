"""Calls on USSD: each message acts once whatever the gateway repeats; a fault inside costs one call and no data."""

import dataclasses
import json
import logging
import threading

import pytest

from channels.conversation import Choice, Menu, Page, Question, Session
from channels.paging import Limits
from channels.screens import menu as real_menu
from channels.ussd import Ussd
from channels.view import View
from core.logs import JsonLines
from tests.conversation import KEY, Phone, Screen, Service, on_sqlite, settings_for


def on_job(service: Service) -> Phone:
    """Somebody who looks at a job and may press 1 to apply."""
    phone = service.registered()
    phone.choose("See jobs for me", "Mason, Kilifi")
    return phone


def test_a_repeated_request_has_the_same_reply_and_acts_once(service: Service) -> None:
    asha = on_job(service)
    first = asha.choose("Apply")
    assert asha.again() == asha.again() == first
    assert service.count("application") == 1
    assert service.count("application_status") == 1


def test_a_repeated_first_request_does_not_begin_anew(service: Service) -> None:
    asha = service.registered()
    asha.choose("See jobs for me")
    first = asha.dial()
    assert asha.again() == first
    asha.choose("Continue")
    assert asha.repeat(asha.call_id, "") == first
    assert "Mason, Kilifi" in asha.answer("1").text


@on_sqlite
def test_an_older_request_of_the_call_is_answered_as_then_and_moves_nothing(service: Service) -> None:
    asha = service.registered()
    shown = {asha.text: asha.screen}
    for answer in ("1", "1", "1"):
        asha.answer(answer)
        shown[asha.text] = asha.screen
    for text in list(shown)[-4:]:
        assert asha.repeat(asha.call_id, text) == shown[text]
    assert service.count("application") == 1
    asha.choose("My applications")
    assert "Mason: sent" in asha.screen.text


@on_sqlite
def test_a_very_old_request_of_the_call_gets_the_page_on_the_phone(service: Service) -> None:
    asha = on_job(service)
    page = asha.screen
    assert asha.repeat(asha.call_id, "1*1") == page
    asha.choose("Apply")
    assert service.count("application") == 1


@on_sqlite
def test_a_request_of_an_earlier_call_changes_nothing(service: Service) -> None:
    asha = on_job(service)
    old_call, old_text = asha.call_id, f"{asha.text}*1"
    asha.dial()
    assert asha.repeat(old_call, old_text).closes
    assert service.count("application") == 0
    asha.choose("Continue", "Apply")
    assert service.count("application") == 1


@on_sqlite
def test_a_blank_answer_is_asked_again(service: Service) -> None:
    asha = service.registered()
    asha.choose("Home")
    asha.answer("")
    assert asha.sees("Please choose a number from the list.")
    asha.answer("")
    asha.choose("Jobs for me")
    assert "Mason, Kilifi" in asha.screen.text


@on_sqlite
def test_a_blank_answer_that_the_gateway_leaves_out_shows_the_same_page(service: Service) -> None:
    asha = service.registered()
    page = asha.choose("Home")
    assert asha.again() == page
    asha.choose("Jobs for me")
    assert "Mason, Kilifi" in asha.screen.text


@on_sqlite
@pytest.mark.parametrize("typed", ["*", "**", "1*1", "*1", "1*", "#", "1#", "9", "-1", "1.5", "one", "\n", "\x00", "٩"])
def test_what_fits_no_choice_is_asked_back_and_moves_nothing(service: Service, typed: str) -> None:
    asha = on_job(service)
    asha.answer(typed)
    assert asha.sees("Please choose a number from the list.")
    asha.choose("Apply")
    assert "You have applied: Mason" in asha.screen.text
    assert service.count("application") == 1


@on_sqlite
def test_stars_in_a_typed_answer_stay_in_it(service: Service) -> None:
    asha = service.phone()
    asha.dial("1", "1", "Bi*Asha*W", "1995")
    assert asha.sees("Where do you live? Choose, or type your town.")
    [profile] = service.rows("profile", "id")
    assert profile["name"] == "Bi*Asha*W"


@on_sqlite
def test_a_path_dialled_at_once_leads_to_its_page(service: Service) -> None:
    asha = service.registered()
    asha.choose("Home", "Jobs for me")
    listed = asha.screen.text
    service.clock.forward(7200)
    assert asha.straight("1").text == listed
    asha.answer("1")
    assert "Mason, Kilifi" in asha.screen.text


def test_a_path_stops_before_what_it_would_do_unseen(service: Service) -> None:
    asha = service.registered()
    asha.choose("Home")
    asha.straight("1", "1", "1")
    assert service.count("application") == 0
    assert asha.screen.digit("Apply") == "1"
    asha.choose("Apply")
    assert service.count("application") == 1


@on_sqlite
def test_a_path_through_language_stops_at_the_consent(service: Service) -> None:
    asha = service.phone(language="sw")
    asha.straight("2", "1", "Asha", "1995")
    assert asha.sees("I agree")
    assert service.count("profile") == 0
    asha.choose("I agree")
    assert service.count("profile") == 1


@on_sqlite
@pytest.mark.parametrize("path", [("9",), ("1", "77", "1"), ("", "1"), ("98",), ("0",), ("x", "y"), ("1",) * 300])
def test_a_path_that_leads_nowhere_stops_where_it_can(service: Service, path: tuple[str, ...]) -> None:
    asha = service.registered()
    asha.straight(*path)
    assert not asha.screen.closes
    asha.answer("00")
    assert asha.screen.text.startswith("Fursa\n")
    assert service.count("application") == 0


@on_sqlite
def test_a_gateway_that_rewrites_an_earlier_answer_is_understood(service: Service) -> None:
    asha = service.registered()
    asha.choose("Home")
    body = asha.repeat(asha.call_id, asha.text.replace("Asha Wanjiru", "Asha+Wanjiru X") + "*1")
    assert "Mason, Kilifi" in body.text


@on_sqlite
def test_nothing_typed_in_a_call_stays_in_its_session(service: Service) -> None:
    asha = service.phone()
    asha.dial("1", "1", "Asha Wanjiru", "Quaternary")
    state = str(service.rows("session", "phone"))
    assert "Wanjiru" not in state
    assert "Quaternary" not in state


@on_sqlite
def test_pages_fit_the_network_that_the_settings_name(database_url: str) -> None:
    service = Service(settings_for(database_url, ussd_gsm7=100))
    asha = service.registered()
    asha.choose("Home", "My profile")
    for _part in range(9):
        assert len(asha.screen.text) <= 100
        if asha.screen.digit("More") == "98":
            asha.answer("98")
    service.close()


# --- A fault inside ---


def broken(service: Service) -> None:
    """From now on nobody can read vacancies."""
    service.db.run("ALTER TABLE vacancy RENAME TO vacancy_hidden")


def mended(service: Service) -> None:
    """They can again."""
    service.db.run("ALTER TABLE vacancy_hidden RENAME TO vacancy")


@pytest.mark.parametrize("language", ["en", "sw", "fr"])
@on_sqlite
def test_a_fault_is_an_apology_in_the_language_of_the_person(service: Service, language: str) -> None:
    asha = service.registered(language=language)
    broken(service)
    asha.choose("See jobs for me")
    assert asha.screen.closes
    assert asha.sees("Sorry, something went wrong on our side. Nothing is lost. Please dial again.")


def test_after_a_fault_the_next_call_goes_on(service: Service) -> None:
    asha = on_job(service)
    page = asha.screen.text
    broken(service)
    asha.choose("Apply")
    assert asha.screen.closes
    mended(service)
    assert service.count("application") == 0
    asha.dial()
    assert asha.choose("Continue").text == page
    asha.choose("Apply")
    assert service.count("application") == 1


def test_a_fault_is_logged_with_its_cause_and_without_the_phone(
    service: Service, caplog: pytest.LogCaptureFixture
) -> None:
    asha = service.registered(name="Zuhura Secret")
    broken(service)
    caplog.clear()
    asha.choose("See jobs for me")
    records = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert len(records) == 1
    line = JsonLines().format(records[0])
    assert "vacancy" in json.loads(line)["traceback"]
    assert asha.number[1:] not in line
    assert "Zuhura" not in line


@on_sqlite
def test_a_database_out_of_reach_is_an_apology_and_no_http_error(service: Service) -> None:
    asha = service.registered()
    service.db.run("ALTER TABLE session RENAME TO hidden")
    asha.dial()
    assert asha.screen.closes
    assert "Sorry" in asha.screen.text


@on_sqlite
def test_data_that_the_database_always_refuses_is_an_apology_and_logged(
    service: Service, caplog: pytest.LogCaptureFixture
) -> None:
    asha = service.phone()
    asha.dial("1", "1")
    service.db.run(
        "CREATE TRIGGER refuse BEFORE UPDATE ON profile BEGIN SELECT RAISE(ABORT, 'refused'); END",
    )
    asha.answer("Asha Wanjiru")
    assert asha.screen.closes
    assert any(record.levelno == logging.ERROR for record in caplog.records)


def test_the_same_request_from_eight_threads_acts_once(service: Service) -> None:
    asha = on_job(service)
    text = f"{asha.text}*1"
    replies = at_once([lambda: asha.repeat(asha.call_id, text)] * 8)
    assert len(set(replies)) == 1
    assert replies[0].text.startswith("You have applied: Mason")
    assert service.count("application") == 1
    assert service.count("event", "kind = 'application.applied'") == 1


def test_the_same_first_request_from_eight_threads_is_one_call(service: Service) -> None:
    asha = service.phone()
    replies = at_once([lambda: asha.repeat("ATUid_same", "")] * 8)
    assert len(set(replies)) == 1
    assert "Kiswahili" in replies[0].text
    assert service.count("session") == 1


def at_once(calls: list) -> list[Screen]:  # type: ignore[type-arg]
    """What calls give that all begin at the same moment, each in a thread."""
    gate = threading.Barrier(len(calls))
    replies: list[Screen] = []

    def call(each) -> None:  # type: ignore[no-untyped-def]
        gate.wait()
        replies.append(each())

    threads = [threading.Thread(target=call, args=(each,)) for each in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(replies) == len(calls)
    return replies


# --- A new version of the service while people are in a call ---


def with_menu(service: Service, menu: Menu) -> Service:
    """The service goes on with another menu, as after a deploy."""
    ussd = service.app.wsgi_app.ussd  # type: ignore[attr-defined]
    service.app.wsgi_app.ussd = Ussd(  # type: ignore[attr-defined]
        service.db, service.market, menu, Limits(), ussd.resume_seconds, service.clock
    )
    return service


def copied() -> Menu:
    """A menu like the real one, to take away from or add to."""
    menu = Menu(real_menu.start)
    for part in ("screens", "routers", "actions", "ways", "moves", "repeatable", "roots"):
        getattr(menu, part).update(getattr(real_menu, part))
    return menu


@on_sqlite
def test_a_screen_that_a_new_version_lacks_falls_back_along_the_way(service: Service) -> None:
    asha = service.registered()
    asha.choose("See jobs for me")
    listed = asha.screen.text
    digit = asha.find("Mason, Kilifi")
    menu = copied()
    del menu.screens["job"]
    with_menu(service, menu)
    assert asha.answer(digit).text == listed
    assert not asha.screen.closes


@on_sqlite
def test_a_call_that_broke_off_on_a_screen_that_is_gone_continues_before_it(service: Service) -> None:
    asha = on_job(service)
    menu = copied()
    del menu.screens["job"]
    with_menu(service, menu)
    asha.dial()
    asha.choose("Continue")
    assert asha.sees("Jobs for you")


@on_sqlite
def test_an_action_that_a_new_version_lacks_is_not_said_to_be_done(service: Service) -> None:
    asha = on_job(service)
    menu = copied()
    del menu.actions["apply"]
    with_menu(service, menu)
    asha.choose("Apply")
    assert "You have applied" not in asha.screen.text
    assert not asha.screen.closes
    assert service.count("application") == 0


@on_sqlite
def test_a_question_that_a_new_version_lacks_is_asked_anew(service: Service) -> None:
    asha = service.phone()
    asha.dial("1", "1")
    menu = copied()
    del menu.actions["keep_name"]
    with_menu(service, menu)
    asha.answer("Asha")
    assert asha.sees("What is your name?")


@on_sqlite
@pytest.mark.parametrize(
    "state",
    [
        '{"session": {"unknown": 1}, "call": {}}',
        '{"session": {}}',
        "[]",
        "not json",
        '{"session": {"screen": "gone", "trail": [["gone too", null]]}, "call": {}}',
        '{"session": {"screen": "place_jobs", "value": "no.such.place"}, "call": {}}',
    ],
)
def test_a_session_of_another_version_locks_nobody_out(service: Service, state: str) -> None:
    asha = service.registered()
    service.db.run("UPDATE session SET state = :state", state=state)
    assert asha.dial().text.startswith("Fursa\n")
    assert asha.choose("Jobs for me").labels()


@on_sqlite
def test_a_screen_that_raises_costs_one_call(service: Service) -> None:
    menu = copied()

    @menu.screen("home")
    def jobs(session: Session, view: View) -> Page:
        raise RuntimeError("planted")

    asha = service.registered()
    with_menu(service, menu)
    asha.choose("See jobs for me")
    assert asha.screen.closes
    with_menu(service, real_menu)
    asha.dial()
    assert not asha.screen.closes


@on_sqlite
def test_a_page_with_a_question_and_choices_takes_either(service: Service) -> None:
    menu = Menu("start")
    taken: list[str] = []

    @menu.screen("start")
    def start(session: Session, view: View) -> Page:
        return Page("?", (Choice("One", "start", do="take", value="chosen"),), asks=Question("start", do="take"))

    @menu.action("start")
    def take(session: Session, view: View, value: str) -> None:
        taken.append(value)

    phone = with_menu(service, menu).phone()
    phone.dial("1", "2", "hello  world", "")
    assert taken == ["chosen", "2", "hello world"]


@on_sqlite
def test_during_a_rotation_both_keys_reach_the_service(database_url: str) -> None:
    new = "another-key-of-these-tests"
    service = Service(dataclasses.replace(settings_for(database_url), callback_keys=(KEY, new)))
    asha = service.registered()
    service.key = new
    asha.choose("Home")
    assert asha.screen.text.startswith("Fursa\n")
    service.close()
