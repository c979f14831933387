"""Whole conversations as they are read on the phone, compared word by word with what is kept in `transcripts/`.

After a change of texts or screens look at the difference, then write them anew: pytest --write-transcripts.
"""

import pathlib
from collections.abc import Callable

import pytest

from tests.conversation import DAY, Phone, Service, on_sqlite

FOLDER = pathlib.Path(__file__).parent / "transcripts"


def registration(service: Service, phone: Phone) -> None:
    """Somebody registers by typing what is quicker typed."""
    phone.register()


def registration_by_digits(service: Service, phone: Phone) -> None:
    """Somebody registers with digits alone where digits can answer."""
    phone.dial()
    phone.choose_language()
    phone.choose("I agree")
    phone.answer("Asha Wanjiru", "1995", "3", "3", "1", "2", "2", "2", "3")


def applying(service: Service, phone: Phone) -> None:
    """A mason looks at the nearest job, applies, and looks up what became of it."""
    phone.register()
    phone.choose("See jobs for me", "Mason, Kilifi", "Apply", "My applications", "Mason", "Take back my application")


def searching(service: Service, phone: Phone) -> None:
    """Somebody types a job and a place; it is understood, asked back, widened or said to be unknown."""
    service.open("Lorry driver", "8332", "003.011", pay=900, pay_period="day")
    phone.register()
    phone.choose("Home")
    phone.answer("drva wa lori kilifi", "00", "barista mombasa", "00", "fundi")
    phone.choose("Another kind of work")
    phone.answer("00", "qqqqq")


def mistakes(service: Service, phone: Phone) -> None:
    """Answers that do not fit are asked again, each with what can be done."""
    phone.dial("7")
    phone.choose_language()
    phone.answer("1", "A", "Asha", "25", "2999", "1995", "Xanadu", "Kilifi", "77", "Kilifi North", "xyz", "2", "2")
    phone.answer("9", "3", "lots", "15k")


def a_child(service: Service, phone: Phone) -> None:
    """A child is thanked, told who helps, and forgotten."""
    phone.dial()
    phone.choose_language()
    phone.answer("1", "Baraka", "2012")


def a_dropped_call(service: Service, phone: Phone) -> None:
    """The line breaks; the next call goes on."""
    phone.register()
    phone.choose("See jobs for me", "Mason, Kilifi")
    phone.drop()
    phone.dial()
    phone.choose("Continue", "Apply")


def a_shared_phone(service: Service, phone: Phone) -> None:
    """A second person registers; then each is asked for the year of birth."""
    phone.register()
    phone.choose("Home", "My profile", "Someone else uses this phone", "Another person, who also looks for work")
    phone.choose("I agree")
    phone.answer("Juma Karisa", "1988", "Malindi town", phone.work("5120"), "2", "1")
    phone.dial("1971", "1988")


def a_long_silence(service: Service, phone: Phone) -> None:
    """After months the phone may belong to somebody else."""
    phone.register()
    service.clock.forward(100 * DAY)
    phone.dial("1960", "1995")


def help_and_alerts(service: Service, phone: Phone) -> None:
    """Alerts are switched on; help is looked up; a call is asked for; a bad job is reported."""
    phone.register()
    phone.choose("Home", "Job alerts", "Once a day")
    phone.answer("00")
    phone.choose("Help", "How it works")
    phone.answer("00")
    phone.choose("Help", "Help in trouble")
    phone.answer("00")
    phone.choose("Help", "Please call me")
    phone.answer("00")
    phone.choose("Jobs for me", "Mason, Kilifi", "Report this job", "It asks for money")


def an_employer(service: Service, phone: Phone) -> None:
    """Somebody new posts a job by digits and a name, looks at it, closes it, and posts it again with two keys."""
    phone.dial()
    phone.choose_language()
    phone.choose("I offer work")
    phone.answer("2", "2", "Mama Njeri Hotel", "3", "3", "2", "1")
    phone.dial()
    phone.choose("My jobs")
    phone.answer("1")
    phone.choose("Close")
    phone.dial()
    phone.choose("Repeat last job", "Post")


STORIES: tuple[Callable[[Service, Phone], None], ...] = (
    registration,
    registration_by_digits,
    applying,
    searching,
    mistakes,
    a_child,
    a_dropped_call,
    a_shared_phone,
    a_long_silence,
    help_and_alerts,
    an_employer,
)


@on_sqlite
@pytest.mark.parametrize("language", ["en", "sw", "fr"])
@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
def test_a_conversation_reads_as_it_is_kept(
    service: Service, story: Callable[[Service, Phone], None], language: str, request: pytest.FixtureRequest
) -> None:
    lines = [f"# {story.__doc__}"]
    phone = service.phone(language=language)
    send = phone.send

    def written() -> object:
        typed = "dials" if not phone.text else f"> {phone.text.rsplit('*', 1)[-1]}"
        lines.append(f"\n{typed}")
        screen = send()
        lines.extend(f"    {line}" for line in screen.text.split("\n"))
        if screen.closes:
            lines.append("the call ends")
        return screen

    phone.send = written  # type: ignore[method-assign, assignment]
    story(service, phone)
    text = "\n".join(lines) + "\n"
    file = FOLDER / f"{story.__name__}.{language}.txt"
    if request.config.getoption("--write-transcripts"):
        file.write_text(text, encoding="utf-8")
    assert text == file.read_text(encoding="utf-8")


def test_no_transcript_is_left_of_a_story_that_is_gone() -> None:
    kept = {file.name for file in FOLDER.iterdir()}
    assert kept == {f"{story.__name__}.{language}.txt" for story in STORIES for language in ("en", "sw", "fr")}
