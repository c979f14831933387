"""Whatever comes in: never an HTTP error of the server, always a page that the network carries, never an apology."""

import itertools
import pathlib
import shutil
from collections.abc import Iterator, Mapping
from urllib.parse import quote_from_bytes

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.conversation import KEY, Service, fits, settings_for, with_jobs

PATH = f"/africastalking/{KEY}/ussd"
numbers = itertools.count(254_700_000_001)

# Any character, halves of surrogate pairs and NUL among them, and lengths that no phone would send.
characters = st.characters(codec=None)
short = st.text(characters, max_size=60)
long = st.builds(lambda text, times: (text * times)[:10_000], st.text(characters, min_size=1), st.integers(1, 10_000))
fields = st.one_of(short, long, st.none())
answers = st.one_of(
    st.sampled_from(["0", "00", "98", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "", "*", "1*1"]),
    st.sampled_from(["1995", "2008", "2012", "Kilifi North", "Mason, bricklayer", "Asha Wanjiru", "15k", "malindii"]),
    short,
    long,
)
play = settings(suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def service(sqlite_template: pathlib.Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """One service for all examples: each plays on a phone of its own."""
    path = tmp_path_factory.mktemp("fuzz") / "fursa.db"
    shutil.copyfile(sqlite_template, path)
    service = with_jobs(Service(settings_for(f"sqlite:///{path}")))
    yield service
    service.close()


def post(service: Service, path: str, body: bytes) -> tuple[int, str]:
    """POST a body. Returns the status and the text."""
    answer = service.client.post(path, data=body, content_type="application/x-www-form-urlencoded")
    return answer.status_code, answer.get_data(as_text=True)


def form(values: Mapping[str, str | None]) -> bytes:
    """A form's body, also of texts that are no UTF-8."""
    pairs = [
        f"{name}={quote_from_bytes(value.encode('utf-8', 'surrogatepass'))}"
        for name, value in values.items()
        if value is not None
    ]
    return "&".join(pairs).encode()


def is_page(text: str) -> bool:
    """Whether a gateway takes it and a network carries it."""
    return text[:4] in ("CON ", "END ") and fits(text[4:])


@settings(play, max_examples=150)
@given(st.binary(max_size=2000), st.sampled_from(["", "/ended"]))
def test_no_body_makes_the_server_fail(service: Service, body: bytes, rest: str) -> None:
    assert post(service, PATH + rest, body)[0] < 500


@settings(play, max_examples=150)
@given(session=fields, phone=fields, code=fields, network=fields, text=fields, status=fields)
def test_no_field_makes_the_server_fail(
    service: Service,
    session: str | None,
    phone: str | None,
    code: str | None,
    network: str | None,
    text: str | None,
    status: str | None,
) -> None:
    values = {"sessionId": session, "phoneNumber": phone, "serviceCode": code, "networkCode": network, "text": text}
    assert post(service, PATH, form(values))[0] < 500
    assert post(service, PATH + "/ended", form({**values, "status": status}))[0] < 500


@settings(play, max_examples=150)
@given(session=st.text(characters, min_size=1, max_size=300), network=fields, text=fields)
@example(session="\x00", network=None, text="\x00")
def test_every_text_of_a_known_phone_is_answered_with_a_page(
    service: Service, session: str, network: str | None, text: str | None
) -> None:
    phone = f"+{next(numbers)}"
    values = {"sessionId": session, "phoneNumber": phone, "serviceCode": "*384*1234#", "networkCode": network}
    status, page = post(service, PATH, form({**values, "text": text}))
    assert (status, is_page(page)) == (200, True)
    assert not page[4:].startswith("Sorry")


@settings(play, max_examples=120)
@given(typed=st.lists(answers, max_size=12), registered=st.booleans())
def test_every_call_is_answered_with_pages_and_never_with_an_apology(
    service: Service, typed: list[str], registered: bool
) -> None:
    phone = f"+{next(numbers)}"
    said = ["1", "1", "Asha", "1995", "Kilifi North", "Mason, bricklayer", "3", "1"] if registered else []
    for count in range(len(said) + len(typed) + 1):
        text = "*".join([*said, *typed][:count])[:10_000]
        values = {"sessionId": f"ATUid_{phone}", "phoneNumber": phone, "serviceCode": "*384*1234#", "text": text}
        status, page = post(service, PATH, form(values))
        assert (status, is_page(page)) == (200, True), page
        assert not page[4:].startswith("Sorry"), text
        if page.startswith("END "):
            break
