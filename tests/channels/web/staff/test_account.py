"""Signing in: a one-time word, a password, a code; and all that keeps others out."""

from core import staff
from tests.conversation import Service, on_sqlite
from tests.office import PASSWORD, Office, at_work


@on_sqlite
def test_nothing_can_be_signed_into_before_the_first_account_is_made(service: Service) -> None:
    office = Office(service.app, service.clock, "admin")
    assert office.open("/").path == "/staff/sign-in"
    assert office.sign_in("admin").status == 422
    assert "not right" in office.page.text


@on_sqlite
def test_a_one_time_word_a_password_and_a_code_let_a_new_account_in(service: Service) -> None:
    office = at_work(service)
    assert office.page.title == "Today"
    assert office.open("/users").status == 200


@on_sqlite
def test_who_signed_out_is_out_and_comes_back_with_a_newer_code(service: Service) -> None:
    office = at_work(service)
    assert office.send("/sign-out").path == "/staff/sign-in"
    assert office.open("/users").path == "/staff/sign-in"
    assert office.sign_in().status == 422  # the code of this half minute was used
    service.clock.forward(60)
    assert office.sign_in().title == "Today"


@on_sqlite
def test_the_password_alone_opens_nothing(service: Service) -> None:
    office = at_work(service)
    office.send("/sign-out")
    office.open("/sign-in")
    assert office.send("/sign-in", name=office.name, password=PASSWORD).path == "/staff/code"
    assert office.open("/users").path == "/staff/sign-in"


@on_sqlite
def test_a_name_waits_after_six_wrong_passwords_and_then_takes_the_right_one(service: Service) -> None:
    office = at_work(service)
    office.send("/sign-out")
    for _turn in range(staff.TRIES):
        assert office.sign_in("wrong password").status == 422
    assert office.sign_in().status == 429
    service.clock.forward(staff.TRY_SECONDS)
    assert office.sign_in().title == "Today"


@on_sqlite
def test_somebody_idle_is_signed_out(service: Service) -> None:
    office = at_work(service)
    service.clock.forward(staff.IDLE_SECONDS - 60)
    assert office.open("/users").status == 200
    service.clock.forward(staff.IDLE_SECONDS - 60)
    assert office.open("/users").title == "Staff"
    service.clock.forward(staff.IDLE_SECONDS + 60)
    assert office.open("/users").path == "/staff/sign-in"


@on_sqlite
def test_a_form_of_another_site_does_nothing(service: Service) -> None:
    office = at_work(service)
    for token in ("0" * 32, "", "é\0"):
        assert office.send("/users/new", token=token, name="eve", role="administrator").status == 403
    assert [member["name"] for member in staff.all(service.db)] == [office.name]


@on_sqlite
def test_the_cookie_is_kept_from_scripts_and_other_sites(service: Service) -> None:
    answer = service.app.test_client().get("/staff/sign-in", base_url="https://jobs.example.org")
    cookie = answer.headers["Set-Cookie"]
    assert all(word in cookie for word in ("HttpOnly", "Secure", "SameSite=Strict", "Path=/staff"))
    assert "'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"


@on_sqlite
def test_a_token_known_before_signing_in_is_worth_nothing_after(service: Service) -> None:
    office = at_work(service)
    office.send("/sign-out")
    service.clock.forward(60)
    office.open("/sign-in")
    office.send("/sign-in", name=office.name, password=PASSWORD)
    half = office.client.get_cookie("fursa_staff", path="/staff")
    assert half
    assert office.send("/code", code=office.code()).title == "Today"
    stolen = Office(service.app, service.clock)
    stolen.client.set_cookie("fursa_staff", half.value, path="/staff")
    assert stolen.open("/").path == "/staff/sign-in"


@on_sqlite
def test_pages_speak_the_language_that_was_chosen(service: Service) -> None:
    office = at_work(service)
    shown = office.send("/language", language="sw")
    assert 'lang="sw"' in shown.html
