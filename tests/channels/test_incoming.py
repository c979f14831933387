"""Incoming messages: each is kept, and acted upon once for ever; nothing that comes in makes the service fail."""

import itertools
import pathlib
import shutil
import threading
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from channels import incoming
from core.database import Database
from tests.conversation import DAY, Service, on_sqlite, settings_for, with_jobs

PHONE = "+254712345678"
numbers = itertools.count(254_700_000_001)


def test_a_message_is_taken_once_for_ever(db: Database) -> None:
    assert incoming.take(db, "kannel", "7", PHONE, "JOBS", 1000)
    assert not incoming.take(db, "kannel", "7", PHONE, "JOBS", 1000 + 400 * DAY)
    assert incoming.take(db, "africastalking", "7", PHONE, "JOBS", 1000)


def test_answers_are_counted_in_all_and_for_small_talk(db: Database) -> None:
    for number, (intent, answered) in enumerate((("help", True), ("thanks", False), ("answer", True), ("jobs", True))):
        with db.transaction():
            incoming.take(db, "kannel", str(number), PHONE, "x", 1000 + number)
            incoming.understood(db, "kannel", str(number), intent, answered)
    assert incoming.answers(db, PHONE, 1000) == incoming.Answers(all=3, helpful=1)
    assert incoming.answers(db, PHONE, 1003) == incoming.Answers(all=1, helpful=0)
    assert incoming.answers(db, "+254700000000", 0) == incoming.Answers(all=0, helpful=0)


def test_a_forgotten_message_is_still_known_when_it_comes_again(db: Database) -> None:
    incoming.take(db, "kannel", "7", PHONE, "my secret", 1000)
    incoming.forget(db, PHONE)
    assert not incoming.take(db, "kannel", "7", PHONE, "my secret", 1000)
    assert db.all("SELECT phone, text FROM incoming") == [{"phone": "+", "text": ""}]


def test_a_repeated_message_acts_once_and_is_answered_once(service: Service) -> None:
    service.registered()
    sms = service.texts()
    reference = service.jobs["Mason"]["reference"]
    assert sms.send(f"APPLY {reference}", "ATX1").purpose == "apply"
    assert sms.send(f"APPLY {reference}", "ATX1").text == ""
    service.clock.forward(DAY)
    assert sms.send(f"APPLY {reference}", "ATX1").text == ""
    assert service.count("application_status") == service.count("outbox") == service.count("incoming") == 1


def test_the_same_words_sent_again_are_a_message_of_their_own(service: Service) -> None:
    service.registered()
    sms = service.texts()
    reference = service.jobs["Mason"]["reference"]
    assert "You have applied:" in sms(f"APPLY {reference}").text
    assert "You have applied already:" in sms(f"APPLY {reference}").text
    assert service.count("application") == 1


def test_messages_of_one_phone_at_one_moment_are_each_answered(service: Service) -> None:
    service.registered()
    jobs = [job["reference"] for job in service.jobs.values()]
    texts = [f"APPLY {jobs[0]}", f"APPLY {jobs[1]}", "JOBS", "STATUS", f"APPLY {jobs[2]}", "ALERTS", "LANG sw", "JOBS"]
    together = threading.Barrier(len(texts))

    def send(number: int, text: str) -> None:
        together.wait()
        service.post("sms", {"id": f"ATX{number}", "from": PHONE, "to": "20384", "text": text})

    threads = [threading.Thread(target=send, args=each) for each in enumerate(texts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert service.count("incoming", "answered = 1") == service.count("outbox") == len(texts)
    assert service.count("application") == 3
    assert service.count("staff_notice") == 0


@on_sqlite
def test_a_message_repeated_at_one_moment_acts_once(service: Service) -> None:
    service.registered()
    reference = service.jobs["Mason"]["reference"]
    fields = {"id": "ATX1", "from": PHONE, "to": "20384", "text": f"APPLY {reference}"}
    threads = [threading.Thread(target=service.post, args=("sms", fields)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert service.count("application") == service.count("outbox") == 1


# Any text that a gateway can hand over, and what people really send, on every page.
texts = st.one_of(
    st.sampled_from(
        "1 2 3 9 0 00 98 JOBS MORE STOP START HELP STATUS LANG REGISTER shop yes no ndiyo oui 1995 mason Kilifi".split()
        + [
            "DELETE ME",
            "LANG sw",
            "APPLY 12345",
            "Kilifi North",
            "Mason, bricklayer",
            "REGISTER Jane Thika welder",
            "١",
        ]
    ),
    st.text(max_size=40),
    st.builds(lambda text, times: (text * times)[:10_000], st.text(min_size=1), st.integers(1, 10_000)),
)


@pytest.fixture(scope="module")
def one_service(sqlite_template: pathlib.Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """One service for all examples: each plays on a phone of its own."""
    path = tmp_path_factory.mktemp("fuzz") / "fursa.db"
    shutil.copyfile(sqlite_template, path)
    service = with_jobs(Service(settings_for(f"sqlite:///{path}")))
    yield service
    service.close()


@settings(max_examples=150, suppress_health_check=list(HealthCheck))
@given(said=st.lists(texts, max_size=10), registered=st.booleans())
@example(said=["\x00", "a\x00b", "😀" * 5000, "", " ", "\u202e", "٣"], registered=True)
def test_any_text_is_kept_and_gets_one_answer_at_most_and_never_an_apology(
    one_service: Service, said: list[str], registered: bool
) -> None:
    sms = one_service.texts(f"+{next(numbers)}")
    begin = ["hello", "1", "1", "Asha", "1995", "Kilifi North", "Mason, bricklayer", "3", "1"] if registered else []
    for text in [*begin, *said]:
        answer = sms(text)  # asserts that there is one at most
        assert answer.purpose != "sorry", text
        assert answer.segments <= 2, answer
    assert one_service.count("incoming", "phone = :phone OR phone = '+'", phone=sms.number) >= len(begin + said)
