"""Every page for staff, for every role: what they have no right to, what lies in other places, and who is nobody."""

import re
from collections.abc import Iterator

from flask.testing import FlaskClient

from channels.web.staff.office import Page, office
from core import roles
from tests.conversation import Service, on_sqlite
from tests.office import Office, at_work
from tests.things import COUNTIES, HERE, MAKERS, NAME, THERE

OF_NO_PLACE = {"notice"}  # for staff of the whole market alone
LAST = "sign_out"  # after it nothing can be asked


def test_every_page_about_something_says_what_and_there_is_a_maker_of_it() -> None:
    silent = [page.name for page in office.pages.values() if "<" in page.rule and page.about is None]
    assert not silent, f"these pages hold an id, and their `about` does not say of what: {silent}"
    unmade = sorted({page.about for page in office.pages.values() if page.about} - set(MAKERS))
    assert not unmade, f"MAKERS has nothing that makes: {', '.join(unmade)}"


@on_sqlite
def test_each_role_may_do_what_it_has_the_right_to_and_nothing_else(service: Service) -> None:
    kept = Kept(service, HERE)
    for role in roles.ROLES:
        everywhere = _signed_in(service, role)
        for page in _pages():
            may = roles.may(role, page.right or "")
            for method, status in everywhere.ask(page, _made(service, page, HERE) if may else kept.of(page)):
                told = f"{role}: {method} {page.rule} answered {status}"
                if not may:
                    assert status == 403, told
                elif method == "GET":
                    assert status < 400, told
                else:
                    assert status < 500 and status not in (403, 404), told


@on_sqlite
def test_whoever_is_limited_to_places_meets_what_lies_in_them_and_nothing_else(service: Service) -> None:
    kept = Kept(service, THERE)
    for role in roles.ROLES:
        limited = _signed_in(service, role, COUNTIES[HERE])
        for page in _pages():
            if not page.about or not roles.may(role, page.right or ""):
                continue
            for method, status in limited.ask(page, kept.of(page)):
                assert status == 404, f"{role}: {method} {page.rule} of another county answered {status}"
            if page.about not in OF_NO_PLACE:
                for method, status in limited.ask(page, _made(service, page, HERE)):
                    assert status < 500 and status not in (403, 404), f"{role}: {method} {page.rule} answered {status}"


@on_sqlite
def test_who_may_not_look_at_people_meets_no_name_and_no_number_of_one(service: Service) -> None:
    for make in MAKERS.values():
        make(service, HERE)
    kept = Kept(service, HERE)
    for role in (role for role in roles.ROLES if not roles.may(role, "people.see")):
        browser = _signed_in(service, role)
        for page in _pages():
            if "GET" in page.methods and roles.may(role, page.right or ""):
                address = f"/staff{_address(page, kept.of(page))}"
                body = browser.client.get(address, follow_redirects=True).get_data(as_text=True)
                told = f"{role} met somebody at {page.rule}"
                assert all(word not in body for word in NAME.split()) and not re.search(r"2547\d{8}", body), told


@on_sqlite
def test_what_is_not_there_is_not_found(service: Service) -> None:
    administrator = _signed_in(service, "administrator")
    for page in _pages():
        for thing in ("0", "01a21562-4952-738c-90dc-2a8fa9aa2305", "..", "%00") if page.about else ():
            for method, status in administrator.ask(page, thing):
                assert status in (404, 308), f"{method} {page.rule} of {thing!r} answered {status}"


@on_sqlite
def test_who_is_not_signed_in_gets_to_the_page_where_one_signs_in(service: Service) -> None:
    stranger, kept = service.app.test_client(), Kept(service, HERE)
    for page in office.pages.values():
        for method in page.methods:
            answer = stranger.open(f"/staff{_address(page, kept.of(page))}", method=method)
            if method == "POST" and page.right is None:
                assert answer.status_code == 403, f"{page.rule} took a form without its token"
            elif page.right or answer.status_code != 200:
                assert answer.status_code == 303, f"{method} {page.rule}"
                assert answer.headers["Location"] == "/staff/sign-in"


@on_sqlite
def test_a_form_without_its_token_does_nothing_on_any_page(service: Service) -> None:
    administrator, kept = _signed_in(service, "administrator"), Kept(service, HERE)
    for page in _pages():
        if "POST" in page.methods:
            answer = administrator.client.post(f"/staff{_address(page, kept.of(page))}", data={"token": "0" * 32})
            assert answer.status_code == 403, page.rule


class Asking:
    """A member of staff who is signed in, and asks for a page in each way it takes."""

    def __init__(self, browser: Office) -> None:
        self.client: FlaskClient = browser.client
        found = re.search(r'name="token" value="(\w+)"', browser.page.html)
        assert found
        self.token = found[1]

    def ask(self, page: Page, thing: str) -> Iterator[tuple[str, int]]:
        """Each method with the status of its answer. A form is sent empty but for its token."""
        for method in page.methods:
            data = {"token": self.token} if method == "POST" else None
            answer = self.client.open(f"/staff{_address(page, thing)}", method=method, data=data)
            yield method, answer.status_code


class Kept:
    """Things in a place, one of each kind: for who can do nothing to them."""

    def __init__(self, service: Service, place: str) -> None:
        self.service = service
        self.place = place
        self.things: dict[str, str] = {}

    def of(self, page: Page) -> str:
        """What the page is about, made when it is first asked for; "" where it is about nothing."""
        kind = page.about or ""
        if kind not in self.things:
            self.things[kind] = _made(self.service, page, self.place)
        return self.things[kind]


def _made(service: Service, page: Page, place: str) -> str:
    """A new one of what the page is about."""
    return MAKERS[page.about](service, place) if page.about else ""


def _signed_in(service: Service, role: str, *places: str) -> Asking:
    service.clock.forward(60)
    return Asking(at_work(service, role, *places))


def _pages() -> list[Page]:
    """The pages that take a right, signing out at the end."""
    return sorted((page for page in office.pages.values() if page.right), key=lambda page: page.name == LAST)


def _address(page: Page, thing: str) -> str:
    return re.sub(r"<[^>]+>", thing, page.rule)
