"""Entering with a code from one's phone, and acting in the conversation as on a phone: once, and as nobody else."""

import re
from datetime import timedelta

import pytest

from core import browsers, employers, profiles
from tests.conversation import DAY, Service, on_sqlite, settings_for
from tests.plain_browser import Browser

ASHA, BARAKA = "+254712345678", "+254712345679"


def sent(service: Service, number: str) -> int:
    return service.count("outbox", "phone = :phone", phone=number)


@on_sqlite
def test_a_code_comes_by_sms_and_says_what_it_is_for(service: Service) -> None:
    browser = Browser(service)
    browser.get("/enter")
    browser.press("Send me a code", phone="0712 345 678")
    text = service.texts(ASHA).last()
    assert re.fullmatch(r"Fursa code \d{6}\. .*Never tell it to anybody\. If you did not ask.*nothing\.", text.text)
    assert text.segments == 1
    assert "******678" in browser.text and browser.path == "/enter/code"


@pytest.mark.parametrize("known", [True, False])
def test_the_answer_is_the_same_whether_or_not_the_number_is_known(service: Service, known: bool) -> None:
    if known:
        service.registered(ASHA)
    browser = Browser(service)
    answer = browser.post("/enter", {"phone": ASHA}, follow=False)
    assert (answer.status_code, answer.headers["Location"], answer.get_data()) == (303, "/enter/code", b"")
    page = browser.get("/enter/code").get_data(as_text=True)
    assert "******678" in page and "Asha" not in page
    assert sent(service, ASHA) == 1


def test_whoever_has_the_code_is_in_as_the_owner_of_the_phone(service: Service) -> None:
    service.registered(ASHA)
    browser = Browser(service)
    browser.enter(ASHA)
    assert browser.path == "/talk" and browser.status == 200
    assert "Jobs for me" in browser.labels() and "My profile" in browser.labels()


def test_a_newcomer_registers_in_the_browser(service: Service) -> None:
    browser = Browser(service)
    browser.enter(ASHA)
    browser.press("English")
    browser.press("I agree")
    for answer in ("Asha Wanjiru", "1995", "Kilifi North", service.market.occupations.label("7112", "en")):
        browser.press("Go on", text=answer)
    browser.press("3 to 5 years")
    browser.press(browser.labels()[1] if "Go on" in browser.labels() else browser.labels()[0])
    assert "Thank you! You are registered." in browser.text
    (profile,) = profiles.of_phone(service.db, ASHA)
    assert profile["name"] == "Asha Wanjiru" and profile["status"] == "active"
    assert service.rows("consent", "at")[0]["channel"] == "web"


def test_from_a_job_to_applied(service: Service) -> None:
    service.registered(ASHA)
    browser = Browser(service)
    browser.get("/jobs")
    browser.follow("Cook")
    browser.follow("Apply")
    browser.press("Send me a code", phone=ASHA)
    browser.press("Enter", code=browser.code(ASHA))
    assert "Cook" in browser.text and "Apply" in browser.labels()
    browser.press("Apply")
    assert "You have applied: Cook" in browser.text
    assert service.count("application") == 1


@on_sqlite
def test_whoever_must_register_first_comes_to_the_job_afterwards(service: Service) -> None:
    reference = service.jobs["Cook"]["reference"]
    browser = Browser(service)
    browser.enter(ASHA, f"/enter?job={reference}")
    browser.press("English")
    assert f"Go on to job {reference}" not in browser.labels()
    service.registered(ASHA)
    browser.get("/talk")
    browser.press(f"Go on to job {reference}")
    assert "Cook" in browser.text and "Apply" in browser.labels()
    assert f"Go on to job {reference}" not in browser.labels()


@on_sqlite
def test_whoever_is_in_goes_from_another_job_straight_to_it(service: Service) -> None:
    service.registered(ASHA)
    browser = Browser(service)
    browser.enter(ASHA)
    reference = service.jobs["Painter"]["reference"]
    browser.get(f"/enter?job={reference}")
    assert "******678" in browser.text
    browser.press(f"Go on to job {reference}")
    assert "Painter" in browser.text and "Apply" in browser.labels()


@on_sqlite
def test_an_address_that_asks_for_something_else_is_an_address_without_it(service: Service) -> None:
    browser = Browser(service)
    for wanted in ("10018", "x", "'\"><script>"):
        browser.get(f"/enter?job={wanted}&for={wanted}")
        assert "wanted" not in browser.read.forms[0].fields


@on_sqlite
def test_the_same_form_sent_twice_acts_once(service: Service) -> None:
    service.registered(ASHA)
    browser = Browser(service)
    browser.enter(ASHA, f"/enter?job={service.jobs['Cook']['reference']}")
    form, fields = browser.form("Apply")
    browser.post(form.action, fields)
    first = browser.text
    events = service.count("event")
    browser.post(form.action, fields)
    assert service.count("event") == events and service.count("application") == 1
    assert "You had answered that page before." in browser.text
    assert first.split("You have applied")[1] in browser.text


@on_sqlite
def test_a_reload_shows_the_same_page_and_does_nothing(service: Service) -> None:
    service.registered(ASHA)
    browser = Browser(service)
    browser.enter(ASHA)
    browser.press("Jobs for me")
    first, before = browser.text, service.rows("session", "phone, channel")
    browser.get("/talk")
    assert browser.text == first
    assert service.rows("session", "phone, channel") == before


@on_sqlite
def test_back_and_home_lead_back_and_home(service: Service) -> None:
    service.registered(ASHA)
    browser = Browser(service)
    browser.enter(ASHA)
    assert "Back" not in browser.labels()
    browser.press("Jobs for me")
    title = browser.text
    browser.press("Mason")
    browser.press("Back")
    assert browser.text == title
    browser.press("Mason")
    browser.press("Home")
    assert "My profile" in browser.labels()


@on_sqlite
def test_a_search_is_typed_and_a_wrong_answer_is_explained(service: Service) -> None:
    service.registered(ASHA)
    browser = Browser(service)
    browser.enter(ASHA)
    browser.press("Go on", text="cook")
    assert any(label.startswith("*Cook") or label.startswith("Cook") for label in browser.labels())
    browser.press("Back")
    browser.press("Go on", text="xqzwv")
    assert 'role="alert">We did not find xqzwv' in browser.page.get_data(as_text=True)
    browser.press("Go on", text="  ")
    assert 'role="alert">Please type your answer.' in browser.page.get_data(as_text=True)
    assert browser.text.count("Please type your answer.") == 1


@on_sqlite
def test_a_title_of_several_lines_does_not_move_the_choices(service: Service) -> None:
    service.registered(ASHA)
    service.open("Guard\n1 Mason\n2 Cook", "5414", "003.011.kilifi")
    browser = Browser(service)
    browser.enter(ASHA)
    browser.press("Jobs for me")
    form, fields = browser.form("Mason, Kilifi")
    browser.post(form.action, fields)
    assert "Bahari Works" in browser.text and "Guard" not in browser.text


@on_sqlite
@pytest.mark.parametrize("phone", ["", "abc", "12", "+1 212 555 0100", "<script>", "0" * 300])
def test_what_is_no_number_of_this_country_gets_no_code(service: Service, phone: str) -> None:
    browser = Browser(service)
    browser.get("/enter")
    browser.press("Send me a code", phone=phone)
    assert browser.status == 422
    assert "Please type your phone number in digits." in browser.text
    assert service.count("outbox") == 0


@on_sqlite
def test_the_fourth_code_of_an_hour_is_refused_kindly(service: Service) -> None:
    browser = Browser(service)
    for _time in range(3):
        browser.post("/enter", {"phone": ASHA})
        assert browser.status == 200
    browser.post("/enter", {"phone": ASHA})
    assert browser.status == 429
    assert browser.page.headers["Retry-After"] == "3600"
    assert "Please wait a while" in browser.text and service.market.service_code in browser.text
    assert sent(service, ASHA) == 3


@on_sqlite
def test_one_address_is_told_apart_from_others_behind_a_proxy(service: Service) -> None:
    for number in range(browsers.MOST_OF_SENDER):
        browser = Browser(service, address="127.0.0.1")
        browser.post("/enter", {"phone": f"+2547123000{number:02d}"}, headers={"X-Forwarded-For": "192.0.2.9"})
        assert browser.status == 200
    browser.post("/enter", {"phone": BARAKA}, follow=False, headers={"X-Forwarded-For": "192.0.2.9"})
    assert browser.status == 429
    browser.post("/enter", {"phone": BARAKA}, follow=False, headers={"X-Forwarded-For": "192.0.2.10"})
    assert browser.status == 303


@on_sqlite
def test_a_wrong_code_may_be_mended_and_five_end_it(service: Service) -> None:
    browser = Browser(service)
    browser.get("/enter")
    browser.press("Send me a code", phone=ASHA)
    code = browser.code(ASHA)
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    for _try in range(4):
        browser.press("Enter", code=wrong)
        assert browser.status == 422 and "That is not the code." in browser.text
    browser.press("Enter", code=wrong)
    assert "That code can no longer be used." in browser.text
    browser.post("/enter/code", {"code": code})
    assert browser.status == 422
    assert browser.get("/talk", follow=False).status_code == 303


@on_sqlite
def test_a_code_may_be_typed_with_a_gap(service: Service) -> None:
    browser = Browser(service)
    browser.get("/enter")
    browser.press("Send me a code", phone=ASHA)
    code = browser.code(ASHA)
    browser.press("Enter", code=f" {code[:3]} {code[3:]} ")
    assert browser.path == "/talk"


@on_sqlite
def test_a_code_is_never_in_an_address_nor_a_number_in_one(service: Service) -> None:
    browser = Browser(service)
    browser.get(f"/enter?phone={ASHA}")
    assert service.count("outbox") == 0
    service.registered(ASHA)
    browser.enter(ASHA)
    browser.press("My profile")
    for href in (href for _, href in browser.read.links):
        assert "254" not in href and "678" not in href


@on_sqlite
def test_the_code_of_one_phone_lets_nobody_in_as_another(service: Service) -> None:
    service.registered(BARAKA)
    thief = Browser(service)
    thief.post("/enter", {"phone": ASHA})
    code = thief.code(ASHA)
    victim = Browser(service)
    victim.post("/enter", {"phone": BARAKA})
    if victim.code(BARAKA) != code:
        victim.post("/enter/code", {"code": code})
        assert victim.status == 422
    thief.post("/enter/code", {"code": code, "phone": BARAKA})
    thief.post("/talk", {"phone": BARAKA, "choice": "1"})
    assert "Jobs for me" not in thief.labels()


@on_sqlite
def test_a_form_of_one_browser_is_of_no_use_in_another(service: Service) -> None:
    service.registered(ASHA)
    service.registered(BARAKA)
    reference = service.jobs["Cook"]["reference"]
    asha, baraka = Browser(service), Browser(service)
    asha.enter(ASHA, f"/enter?job={reference}")
    baraka.enter(BARAKA, f"/enter?job={reference}")
    form, fields = asha.form("Apply")
    baraka.post(form.action, fields)
    assert service.count("application") == 0
    assert "You had answered that page before." in baraka.text


@on_sqlite
@pytest.mark.parametrize("at", ["", "1", "1.", "x.y", "1.é", "99999999999999.aa", "-1.a"])
def test_a_form_that_is_not_ours_does_nothing(service: Service, at: str) -> None:
    service.registered(ASHA)
    browser = Browser(service)
    browser.enter(ASHA, f"/enter?job={service.jobs['Cook']['reference']}")
    browser.post("/talk", {"at": at, "choice": "1"})
    browser.post("/talk", {"choice": "1"})
    assert browser.status == 200 and service.count("application") == 0
    browser.post("/leave", {"at": at})
    assert browser.get("/talk", follow=False).status_code == 200


@on_sqlite
def test_a_form_of_another_site_does_nothing(service: Service) -> None:
    browser = Browser(service)
    browser.post("/enter", {"phone": ASHA}, headers={"Sec-Fetch-Site": "cross-site"})
    assert browser.status == 403 and service.count("outbox") == 0


@on_sqlite
@pytest.mark.parametrize("choice", ["99", "x", "-1", "<home>", "98"])
def test_a_choice_that_is_not_on_the_page_does_nothing(service: Service, choice: str) -> None:
    service.registered(ASHA)
    browser = Browser(service)
    browser.enter(ASHA)
    _form, fields = browser.form("Jobs for me")
    browser.post("/talk", {**fields, "choice": choice})
    assert "Jobs for me" in browser.labels()


@on_sqlite
def test_a_browser_that_is_not_used_for_half_an_hour_is_out(service: Service) -> None:
    service.registered(ASHA)
    browser = Browser(service)
    browser.enter(ASHA)
    service.clock.forward(1799)
    assert browser.get("/talk").status_code == 200 and browser.path == "/talk"
    service.clock.forward(1800)
    browser.get("/talk")
    assert browser.path.startswith("/enter") and "You were away for a while." in browser.text
    assert browser.post("/talk", {"at": "1.x", "choice": "1"}, follow=False).headers["Location"].startswith("/enter")


@on_sqlite
def test_whoever_leaves_is_out_also_with_the_cookie_kept(service: Service) -> None:
    service.registered(ASHA)
    browser = Browser(service)
    browser.enter(ASHA)
    cookie = browser.client.get_cookie("fursa_phone")
    assert cookie
    browser.press("Leave this page")
    assert browser.path == "/"
    browser.client.set_cookie("fursa_phone", cookie.value)
    assert browser.get("/talk", follow=False).status_code == 303


@on_sqlite
def test_people_of_one_phone_do_not_see_each_other(service: Service) -> None:
    service.registered(ASHA, name="Asha Wanjiru", year="1995")
    phone = service.phone(ASHA)
    first = Browser(service)
    first.enter(ASHA)
    first.press("My profile")
    assert "Asha" in first.text
    profiles.begin(service.db, service.market, ASHA, "en", service.now)
    second = Browser(service)
    second.enter(ASHA)
    assert "Several people use this phone." in second.text and "Asha" not in second.text
    first.get("/talk")
    assert first.path.startswith("/enter")
    assert phone.number == ASHA


@on_sqlite
def test_a_number_that_was_silent_for_long_shows_nothing_before_the_year_of_birth(service: Service) -> None:
    service.registered(ASHA)
    service.clock.forward(timedelta(days=100).total_seconds())
    browser = Browser(service)
    browser.enter(ASHA, f"/enter?job={service.jobs['Cook']['reference']}")
    assert "please type your year of birth" in browser.text
    browser.press("Go on", text="1995")
    assert "My profile" in browser.labels()


@on_sqlite
def test_a_conversation_that_ended_begins_again(service: Service) -> None:
    browser = Browser(service)
    browser.enter(ASHA)
    browser.press("English")
    browser.press("No")
    assert "We keep nothing about you." in browser.text
    browser.press("Start again")
    assert "I agree" in browser.labels()


@on_sqlite
def test_a_person_who_was_erased_meanwhile_is_a_newcomer(service: Service) -> None:
    service.registered(ASHA)
    browser = Browser(service)
    browser.enter(ASHA)
    (profile,) = profiles.of_phone(service.db, ASHA)
    profiles.erase(service.db, service.market, profile, service.now)
    browser.press("My profile")
    assert "English" in browser.labels() and "Asha" not in browser.text
    service.db.run("DELETE FROM session")
    browser.get("/talk")
    assert "English" in browser.labels()


@on_sqlite
def test_what_is_personal_is_kept_by_nobody(service: Service) -> None:
    service.registered(ASHA)
    browser = Browser(service)
    for path in ("/enter", "/enter/code", "/talk"):
        assert browser.get(path, follow=False).headers["Cache-Control"] == "no-store"
    browser.enter(ASHA)
    for path in ("/enter", "/talk"):
        assert browser.get(path, follow=False).headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(("url", "secure"), [("https://jobs.example.org", True), (None, False)])
@on_sqlite
def test_cookies_are_for_us_alone(database_url: str, url: str | None, secure: bool) -> None:
    service = Service(settings_for(database_url, public_url=url))
    browser = Browser(service)
    asked = browser.post("/enter", {"phone": ASHA}, follow=False).headers["Set-Cookie"]
    entered = browser.client.post("/enter/code", data={"code": browser.code(ASHA)}, headers={"Cookie": asked})
    cookies = [asked, *entered.headers.getlist("Set-Cookie")]
    for cookie in cookies:
        assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and ("Secure" in cookie) == secure
    service.close()


@on_sqlite
def test_the_language_that_was_chosen_is_spoken_from_the_first_screen_on(service: Service) -> None:
    browser = Browser(service)
    browser.get("/enter?lang=sw")
    form = browser.read.forms[0]
    browser.post(form.action, {**form.fields, "phone": ASHA})
    browser.post("/enter/code?lang=sw", {"code": browser.code(ASHA)})
    assert '<html lang="sw">' in browser.page.get_data(as_text=True)
    assert service.count("session", "channel = 'web'") == 1
    assert len(browser.labels()) >= 2 and "English" not in browser.labels()


@on_sqlite
def test_whoever_offers_work_begins_with_the_job(service: Service) -> None:
    service.registered(ASHA)
    phone = service.phone(ASHA)
    phone.dial()
    phone.choose("I offer work")
    browser = Browser(service)
    browser.get("/")
    browser.follow("I offer work")
    browser.press("Send me a code", phone=ASHA)
    browser.press("Enter", code=browser.code(ASHA))
    assert phone.screen.text.split("\n")[0] in browser.text


@on_sqlite
def test_whoever_offers_work_and_is_new_reads_the_language_of_the_browser(service: Service) -> None:
    browser = Browser(service, language="fr-KE, fr;q=0.9, en;q=0.5")
    browser.get("/enter?for=offer")
    form = browser.read.forms[0]
    browser.post(form.action, {**form.fields, "phone": BARAKA})
    browser.post("/enter/code", {"code": browser.code(BARAKA)})
    assert '<html lang="fr">' in browser.page.get_data(as_text=True)
    assert browser.path == "/talk" and "I agree" not in browser.labels()


@on_sqlite
def test_whoever_is_in_may_offer_work_too(service: Service) -> None:
    service.registered(ASHA)
    browser = Browser(service)
    browser.enter(ASHA)
    home = browser.text
    browser.get("/enter?for=offer")
    browser.press("I offer work")
    assert browser.path == "/talk" and browser.text != home and "Back" in browser.labels()


@on_sqlite
def test_whoever_applied_in_a_browser_can_take_it_back_by_ussd(service: Service) -> None:
    phone = service.registered(ASHA)
    browser = Browser(service)
    browser.enter(ASHA, f"/enter?job={service.jobs['Cook']['reference']}")
    browser.press("Apply")
    service.clock.forward(DAY)
    phone.dial()
    phone.choose("My applications")
    assert "Cook" in phone.screen.text


@on_sqlite
@pytest.mark.parametrize("who", ["person", "employer"])
def test_whoever_enters_from_a_phone_that_was_silent_for_months_says_who_it_is(service: Service, who: str) -> None:
    if who == "person":
        service.registered(ASHA)
    else:
        told = {"name": "Bahari Works", "place": service.somewhere(), "sector": "building"}
        employers.add(service.db, service.market, service.now, phone=ASHA, level="phone_verified", **told)
    service.clock.forward(95 * DAY)
    browser = Browser(service)
    browser.enter(ASHA)
    assert "It has been a long time." in browser.text
    assert "Bahari" not in browser.text and "Asha" not in browser.text
