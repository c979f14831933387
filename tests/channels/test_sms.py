"""Conversations by SMS: registering, lists and their digits, offers and their digits, and what goes wrong."""

import pytest

from channels import sessions
from channels.conversation import Choice, Menu, Page, Session
from channels.sms import MOST_ANSWERED, Sms
from channels.view import View
from core import profiles
from core.database import Row
from messages import offers
from messages.text import fold
from tests.conversation import DAY, Answer, Service, Texts, on_sqlite
from translations import gettext, speaking

PHONE = "+254712345678"
LANGUAGES = {"en": "1", "sw": "2", "fr": "3"}


def said(language: str, text: str) -> str:
    """A text of the service as phones show it."""
    with speaking(language):
        return fold(gettext(text))


def registered(service: Service, number: str = PHONE, language: str = "en", year: str = "1995") -> Texts:
    """A phone whose owner has registered by SMS."""
    sms = service.texts(number)
    work = service.market.occupations.label("7112", language)
    last = sms("JOIN", LANGUAGES[language], "1", "Asha Wanjiru", year, "Kilifi North", work, "3", "1")
    assert said(language, "Thank you! You are registered.") in last.text
    return sms


def person(service: Service, number: str = PHONE) -> Row:
    [profile] = profiles.of_phone(service.db, number)
    return profile


def alert(service: Service, title: str, number: str = PHONE, days: int = 7) -> str:
    """An alert about a vacancy reaches the phone. Returns the digit that applies."""
    vacancy, profile = service.jobs[title], profiles.of_phone(service.db, number)[0]
    until = service.now + days * DAY
    return str(offers.make(service.db, service.now, number, "apply", vacancy["id"], profile["id"], until))


def applied(service: Service) -> list[str]:
    """The titles that somebody has applied for, in order."""
    rows = service.db.all(
        "SELECT title FROM application JOIN vacancy ON vacancy.id = vacancy_id"
        " WHERE application.status = 'applied' ORDER BY application.created_at, application.id"
    )
    return [row["title"] for row in rows]


@pytest.mark.parametrize("language", ["en", "sw", "fr"])
def test_the_first_contact_asks_for_a_language_then_consent_then_each_answer(service: Service, language: str) -> None:
    sms = service.texts()
    assert "1 English\n2 Kiswahili\n3 Francais" in sms("Hello").text
    assert said(language, "I agree") in sms(LANGUAGES[language]).text
    assert service.count("profile") == 0, "nothing is kept before consent"
    assert said(language, "What is your name?") in sms("1").text
    assert said(language, "In which year were you born? Like 1995.") in sms("Asha Wanjiru").text
    assert said(language, "Where do you live? Choose, or type your town.") in sms("1995").text
    assert said(language, "What work do you do or look for?") in sms("Kilifi North").text
    work = service.market.occupations.label("7112", language)
    assert said(language, "How long have you done this work?") in sms(work).text
    assert said(language, "Any pay") in sms("3").text
    thanks = sms("1")
    assert said(language, "Thank you! You are registered.") in thanks.text
    assert (thanks.segments, thanks.language) == (1, language)
    assert (person(service)["name"], person(service)["language"]) == ("Asha Wanjiru", language)


@on_sqlite
def test_what_one_text_told_is_kept_after_consent_and_only_the_rest_is_asked(service: Service) -> None:
    sms = service.texts()
    sms("REGISTER Jane Wanjiku Thika welder", "1")
    assert service.count("profile") == 0
    assert "In which year were you born" in sms("1").text
    assert "How long have you done this work?" in sms("1990").text
    assert "You are registered" in sms("3", "1").text
    profile = person(service)
    assert (profile["name"], profile["occupation"]) == ("Jane Wanjiku", "7212")
    assert service.market.places[profile["place"]].name == "Thika Town"


@on_sqlite
def test_without_consent_nothing_of_a_draft_is_kept(service: Service) -> None:
    sms = service.texts()
    assert "We keep nothing about you" in sms("REGISTER Jane Wanjiku Thika welder", "1", "2").text
    assert service.count("profile") == 0


@on_sqlite
def test_who_agreed_already_is_not_asked_again_for_what_a_text_tells(service: Service) -> None:
    sms = service.texts()
    sms("Hello", "1", "1")
    assert "In which year were you born" in sms("REGISTER Jane Wanjiku Thika welder").text
    assert person(service)["name"] == "Jane Wanjiku"
    sms("1990", "REGISTER Mary Achieng Malindi")
    assert person(service)["name"] == "Jane Wanjiku"


@on_sqlite
def test_a_registration_that_broke_off_on_a_call_goes_on_by_sms(service: Service) -> None:
    service.phone().dial("1", "1", "Asha Wanjiru", "1995")
    sms = service.texts()
    assert "Where do you live?" in sms("Hello").text
    sms("Kilifi North", service.market.occupations.label("7112", "en"), "3", "1")
    assert person(service)["status"] == "active"


@on_sqlite
def test_a_registration_that_broke_off_by_sms_goes_on_in_a_call(service: Service) -> None:
    service.texts()("Hello", "1", "1", "Asha Wanjiru", "1995")
    phone = service.phone()
    phone.dial()
    assert "Where do you live?" in phone.screen.text
    phone.answer("Kilifi North", service.market.occupations.label("7112", "en"), "3", "1")
    assert person(service)["status"] == "active"


@on_sqlite
@pytest.mark.parametrize("yes", ["yes", "Ndiyo", "oui", "I agree", "1.", "1)", "#1", " 1 ", "moja", "\u0661", "un"])
def test_consent_is_given_by_a_digit_or_a_clear_yes_in_any_language(service: Service, yes: str) -> None:
    sms = service.texts()
    assert "What is your name?" in sms("Hello", "1", yes).text


@on_sqlite
@pytest.mark.parametrize("no", ["no", "hapana", "non", "2", "mbili", "I don't agree"])
def test_a_no_to_consent_is_a_no(service: Service, no: str) -> None:
    assert "We keep nothing about you" in service.texts()("Hello", "1", no).text
    assert service.count("profile") == 0


@on_sqlite
@pytest.mark.parametrize("unsure", ["maybe", "i", "why", "I do not agree", "5"])
def test_what_is_no_clear_yes_is_no_consent(service: Service, unsure: str) -> None:
    service.texts()("Hello", "1", unsure)
    assert service.count("profile") == 0


@on_sqlite
def test_a_yes_to_a_text_that_came_after_the_question_is_no_consent(service: Service) -> None:
    sms = service.texts()
    sms("Hello", "1", "HELP")
    assert "1 I agree" in sms("ok").text
    assert service.count("profile") == 0
    assert "What is your name?" in sms("ok").text


@on_sqlite
@pytest.mark.parametrize("name", ["Grace Jobs", "Job Ouma", "Kwame Asante", "Hope Status", "Will May", "Ali Shop"])
def test_a_name_may_hold_any_word(service: Service, name: str) -> None:
    service.texts()("Hello", "1", "1", name)
    assert person(service)["name"] == name


@on_sqlite
@pytest.mark.parametrize("courtesy", ["Hello", "thank you", "asante", "ok", "END", "no", "good morning"])
def test_courtesy_is_no_name(service: Service, courtesy: str) -> None:
    assert "What is your name?" in service.texts()("Hello", "1", "1", courtesy).text
    assert person(service)["name"] is None


@on_sqlite
def test_who_is_called_like_a_courtesy_says_it_again(service: Service) -> None:
    service.texts()("Hello", "1", "1", "Amina", "Amina")
    assert person(service)["name"] == "Amina"


@on_sqlite
@pytest.mark.parametrize("name", ["Stop", "STOP", "Jane Stop"])
def test_stop_is_no_name(service: Service, name: str) -> None:
    assert service.texts()("Hello", "1", "1", name).purpose == "stop"
    assert person(service)["name"] is None


@on_sqlite
def test_a_place_may_be_called_like_a_kind_of_work(service: Service) -> None:
    service.texts()("Hello", "1", "1", "Asha Wanjiru", "1995", "Engineer")
    assert service.market.places[person(service)["place"]].name == "Engineer"


@on_sqlite
def test_a_child_is_told_and_forgotten_with_what_it_wrote(service: Service) -> None:
    sms = service.texts()
    assert "18 years or more" in sms("Hello", "1", "1", "Juma Ali", "2012").text
    assert service.count("profile", "status <> 'erased'") == 0
    assert service.count("incoming", "text <> ''") == 0


def test_a_list_its_other_parts_and_a_digit_to_it(service: Service) -> None:
    sms = registered(service)
    first = sms("JOBS")
    assert first.text.startswith("Jobs for you")
    assert first.text.endswith("98 More")
    more = sms("MORE")
    assert more.text != first.text
    job = sms(first.digit("Mason, Kilifi"))
    assert job.text.startswith(f"{service.jobs['Mason']['reference']} Mason, Kilifi")
    assert "You have applied: Mason" in sms("APPLY").text
    assert applied(service) == ["Mason"]


@on_sqlite
@pytest.mark.parametrize(
    "one", ["1.", "1)", "#1", " 1 ", "one", "moja", "\u0661", "1 please", "option 1", "Mason, Kil"]
)
def test_a_digit_of_a_list_may_be_typed_in_many_ways(service: Service, one: str) -> None:
    sms = registered(service)
    sms("JOBS")
    assert service.jobs["Mason"]["reference"] in sms(one).text


@on_sqlite
def test_after_two_days_a_digit_of_a_list_means_nothing(service: Service) -> None:
    sms = registered(service)
    sms("JOBS")
    service.clock.forward(2 * DAY)
    assert "not sure what 1 is for" in sms("1").text


@on_sqlite
def test_a_digit_to_nothing_is_asked_back(service: Service) -> None:
    service.registered()
    sms = service.texts()
    assert "not sure what 3 is for" in sms("3").text
    assert "1 English" in service.texts("+254700000009")("3").text


def test_an_alert_is_accepted_by_its_digit_once(service: Service) -> None:
    service.registered()
    sms = service.texts()
    digit = alert(service, "Mason")
    assert "You have applied: Mason" in sms(digit).text
    assert "not sure what 1 is for" in sms(digit).text
    assert applied(service) == ["Mason"]


@on_sqlite
@pytest.mark.parametrize("one", ["1.", "1)", "#1", "one", "moja", "\u0661", "un"])
def test_the_digit_of_an_offer_may_be_typed_in_many_ways(service: Service, one: str) -> None:
    service.registered()
    alert(service, "Mason")
    service.texts()(one)
    assert applied(service) == ["Mason"]


def test_an_alert_after_a_list_takes_its_digit_over(service: Service) -> None:
    sms = registered(service)
    assert sms("JOBS").digit("Mason, Kilifi") == "1"
    service.clock.forward(60)
    assert alert(service, "Cook") == "1"
    assert "You have applied: Cook" in sms("1").text


def test_a_list_after_an_alert_takes_its_digits_over_for_good(service: Service) -> None:
    sms = registered(service)
    assert alert(service, "Painter") == "1"
    first = sms("JOBS")
    assert service.jobs["Mason"]["reference"] in sms(first.digit("Mason, Kilifi")).text
    service.clock.forward(3 * DAY)
    assert "not sure what 1 is for" in sms("1").text
    assert applied(service) == []


@on_sqlite
def test_who_presses_once_more_does_not_choose_on_the_page_they_left(service: Service) -> None:
    sms = registered(service)
    sms("JOBS", "1")
    service.clock.forward(60)
    assert alert(service, "Cook") == "1"
    sms("1", "1", "1")
    assert applied(service) == ["Cook"]


@on_sqlite
def test_open_offers_never_share_a_digit(service: Service) -> None:
    sms = registered(service)
    assert [alert(service, title) for title in ("Mason", "Cook", "Painter")] == ["1", "2", "3"]
    assert "Then reply 4" in sms("shop").text
    sms("2")
    assert alert(service, "Bricklayer") == "2"
    sms("3")
    assert applied(service) == ["Cook", "Painter"]


@on_sqlite
def test_an_expired_offer_means_nothing(service: Service) -> None:
    service.registered()
    digit = alert(service, "Mason", days=1)
    service.clock.forward(DAY)
    assert "not sure" in service.texts()(digit).text
    assert applied(service) == []


def test_an_offer_to_somebody_whom_the_phone_no_longer_reaches_means_nothing(service: Service) -> None:
    service.registered()
    digit = alert(service, "Mason")
    profiles.leave_phone(service.db, PHONE, person(service), service.now)
    assert "1 English" in service.texts()(digit).text
    assert applied(service) == []


@on_sqlite
def test_a_yes_to_an_offer_is_asked_back_with_its_digit(service: Service) -> None:
    service.registered()
    digit = alert(service, "Mason")
    sms = service.texts()
    assert f"Did you mean APPLY {service.jobs['Mason']['reference']}? Then reply {digit}." in sms("yes").text
    assert applied(service) == []
    sms(digit)
    assert applied(service) == ["Mason"]


@on_sqlite
def test_a_no_to_an_offer_neither_stops_texts_nor_costs_one(service: Service) -> None:
    service.registered()
    alert(service, "Mason")
    assert service.texts()("no", "END", "cancel") == Answer()
    assert service.count("opt_out") == 0


@on_sqlite
def test_end_stops_where_nothing_is_asked(service: Service) -> None:
    sms = registered(service)
    sms("JOBS")
    assert sms("END").purpose == "stop"


def test_a_digit_by_sms_is_for_the_offer_while_a_menu_is_open_on_a_call(service: Service) -> None:
    phone = service.registered()
    phone.choose("See jobs for me")
    alert(service, "Cook")
    assert "You have applied: Cook" in service.texts()("1").text
    phone.choose("Mason, Kilifi", "Apply")
    assert applied(service) == ["Cook", "Mason"]


@on_sqlite
def test_what_may_be_stop_is_asked_back_and_the_digit_works_once(service: Service) -> None:
    sms = registered(service)
    asked = sms("shop")
    assert asked.text.startswith("Did you mean STOP? Then reply 1.")
    assert service.count("opt_out") == 0
    assert sms("1").purpose == "accept"
    assert service.count("opt_out") == 1
    sms("START")
    assert "not sure what 1 is for" in sms("1").text
    assert service.count("opt_out") == 0


def test_a_shared_phone_says_nothing_before_it_knows_who_writes(service: Service) -> None:
    registered(service)
    sms = service.texts()
    sms("PROFILE", "MORE", "Someone else", "Another person", "1", "Juma Otieno", "1988", "Kilifi North")
    sms(service.market.occupations.label("5120", "en"), "3", "1")
    assert len(profiles.of_phone(service.db, PHONE)) == 2
    service.clock.forward(DAY)
    for text in ("STATUS", "JOBS", "DELETE ME", "ALERTS", "PROFILE", "WITHDRAW 12345"):
        assert "Several people use this phone." in sms(text).text
    sms("1995")
    assert "Asha Wanjiru" in sms("PROFILE").text
    service.clock.forward(2 * 3600)
    assert "Several people use this phone." in sms("PROFILE").text


@on_sqlite
def test_an_alert_to_one_of_several_people_says_nothing_of_who_writes_next(service: Service) -> None:
    service.registered()
    profiles.begin(service.db, service.market, PHONE, "en", service.now)
    sms = service.texts()
    alert(service, "Mason")
    assert "You have applied: Mason" in sms("1").text
    assert "Several people use this phone." in sms("STATUS").text


@on_sqlite
def test_after_a_long_silence_nothing_is_told_before_the_year_of_birth(service: Service) -> None:
    sms = registered(service)
    sms("APPLY " + service.jobs["Mason"]["reference"])
    service.clock.forward(91 * DAY)
    for text in ("STATUS", "JOBS", "PROFILE", "DELETE ME", "START", "ALERTS", "WITHDRAW"):
        assert "It has been a long time." in sms(text).text
    sms("1995")
    assert "Mason" in sms("STATUS").text


def test_a_list_for_somebody_who_left_the_phone_means_nothing(service: Service) -> None:
    sms = registered(service)
    sms("JOBS")
    profiles.leave_phone(service.db, PHONE, person(service), service.now)
    assert sms("1").purpose != "sorry"
    assert "1 English" in sms("JOBS").text


@pytest.mark.parametrize("text", ["thanks", "asante sana", "merci", "I am driving right now, I will reply later"])
@on_sqlite
def test_thanks_and_robots_get_silence(service: Service, text: str) -> None:
    service.registered()
    assert service.texts()(text) == Answer()
    assert service.count("incoming", "answered = 0") == 1


@on_sqlite
def test_help_is_given_five_times_a_day(service: Service) -> None:
    service.registered()
    sms = service.texts()
    answers = [sms(text) for text in ("HELP", "blah blah", "hello", "7", "asdf qwer", "HELP", "8", "shop", "xyz")]
    assert [bool(answer.text) for answer in answers] == [True] * 5 + [False] * 4
    assert sms("JOBS").text
    service.clock.forward(DAY)
    assert sms("HELP").text


@on_sqlite
def test_answers_to_questions_do_not_count_as_help(service: Service) -> None:
    sms = registered(service)
    assert [bool(sms("HELP").text) for _ in range(5)] == [True] * 5


@on_sqlite
def test_two_machines_do_not_talk_for_ever_but_stop_and_safety_are_heard(service: Service) -> None:
    sms = service.texts()
    sms("Hello", "1", "1", "Asha", *["the year is unclear"] * MOST_ANSWERED)
    assert service.count("outbox") == MOST_ANSWERED
    assert sms("JOBS") == Answer()
    assert sms("I want to kill myself").purpose == "safety"
    assert sms("STOP").purpose == "stop"


def test_a_fault_keeps_the_message_tells_staff_and_says_sorry_once(service: Service) -> None:
    broken = Menu("start")

    @broken.screen()
    def start(session: Session, view: View) -> Page:
        raise RuntimeError("a screen with a mistake")

    rung: list[str] = []
    sms = Sms(service.db, service.market, broken, service.clock, rung.append)
    for _ in range(3):
        sms.receive("kannel", "7", PHONE, "Hello", "20384", service.now)
    assert "something went wrong on our side" in service.texts().last().text
    assert service.count("outbox") == 1
    assert service.db.one("SELECT text, intent, answered FROM incoming") == {
        "text": "Hello",
        "intent": "",
        "answered": 0,
    }
    assert [(row["kind"], row["subject"]) for row in service.rows("staff_notice", "id")] == [("fault", "kannel:7")]
    assert set(rung) == {"drain"}


@on_sqlite
def test_sorry_is_said_in_the_language_of_whoever_writes(service: Service) -> None:
    service.registered(language="fr")
    broken = Menu("start")

    @broken.screen("start")
    def start(session: Session, view: View) -> Page:
        return Page("", (Choice("", "start", do="fail"),))

    Sms(service.db, service.market, broken, service.clock, lambda name: None).receive(
        "kannel", "7", PHONE, "EMPLOIS", "20384", service.now
    )
    assert service.texts().last().language == "fr"


@on_sqlite
def test_a_session_that_cannot_be_read_begins_anew(service: Service) -> None:
    sms = registered(service)
    service.db.run("UPDATE session SET state = '{}'")
    assert sms("JOBS").text.startswith("Jobs for you")
    assert sessions.load(service.db, PHONE, "sms").session.screen == "jobs"


EMPLOYER = "+254733000001"


@on_sqlite
@pytest.mark.parametrize("wrong", ["3", "7", "driver", "hello", "month"])
def test_what_fits_nothing_on_the_page_of_a_draft_asks_again_and_loses_nothing(service: Service, wrong: str) -> None:
    sms = service.texts(EMPLOYER)
    sms("POST driver nakuru 700 per day", "Mama Njeri Hotel")
    again = sms(wrong)
    assert again.text.startswith("Please choose a number from the list.\nDriver, Nakuru\n700/day")
    assert again.segments == 1
    assert "The office looks at it first" in sms("1").text


@on_sqlite
@pytest.mark.parametrize(("text", "page"), [("5000", "Is that pay for a day"), ("fundi", "Which work do you mean?")])
def test_a_wrong_word_at_a_choice_repeats_the_choice(service: Service, text: str, page: str) -> None:
    sms = service.texts(EMPLOYER)
    sms(f"POST {'' if text == 'fundi' else 'driver '}nakuru {text}")
    if page not in sms.last().text:
        sms("Mama Njeri Hotel")
    assert page in sms.last().text
    for wrong in ("9", "xyz", "cook"):
        assert sms(wrong).text.startswith(f"Please choose a number from the list.\n{page}")


@on_sqlite
def test_another_wish_leaves_a_draft(service: Service) -> None:
    sms = service.texts(EMPLOYER)
    sms("POST driver nakuru 700 per day", "Mama Njeri Hotel")
    assert sms("HELP").purpose == "help"
    assert sms("POST cook nakuru 800 per day").text.startswith("Your business and town?")
    assert sms("STOP").purpose == "stop"


@on_sqlite
def test_a_job_to_post_is_no_name_of_a_business(service: Service) -> None:
    sms = service.texts(EMPLOYER)
    sms("POST cook thika 500 daily")
    assert sms("POST driver nakuru 15000 per month").text.startswith("Your business and town?")
    assert sms("Mama Njeri Hotel").text.startswith("Driver, Nakuru\n15,000/month")


@on_sqlite
def test_a_town_is_no_name_of_a_business_but_one_called_post_is(service: Service) -> None:
    sms = service.texts(EMPLOYER)
    sms("POST driver nakuru 15000 per month")
    assert sms("Nakuru").text.startswith("Please type the name of your business")
    assert sms("Thika, Kiambu").text.startswith("Please type the name of your business")
    assert sms("Post Modern Hotel").text.startswith("Driver, Nakuru")


@on_sqlite
@pytest.mark.parametrize("text", ["Asha", "Thank you Asha", "Hi Asha", "Malisa", "Acho"])
def test_a_name_near_a_word_for_stop_stops_nothing(service: Service, text: str) -> None:
    registered(service)
    service.texts()(text)
    assert service.count("opt_out") == 0


@on_sqlite
@pytest.mark.parametrize("text", ["POST mason kilifi ksh 1,500 daily", "POST cook ksh 900 per day"])
def test_an_offer_of_work_with_its_pay_is_answered(service: Service, text: str) -> None:
    assert service.texts(EMPLOYER)(text).text.startswith("Your business and town?")
    assert "Did you mean POST JOB" in service.texts("+254733000002")("need a cook kilifi ksh 900 daily").text


@pytest.mark.parametrize("text", ["STATUS", "DELETE ME", "PROFILE", "APPLY {0}", "ALERTS ON"])
def test_the_first_text_from_a_phone_that_was_silent_everywhere_asks_who_it_is(service: Service, text: str) -> None:
    service.registered(PHONE)  # by USSD
    service.clock.forward(95 * DAY)
    service.open("Mason again", "7112", "003.011.kilifi")
    answer = service.texts(PHONE)(text.format(service.jobs["Mason again"]["reference"]))
    assert answer.text.startswith("It has been a long time.") and "Asha" not in answer.text
    assert applied(service) == []


def test_whoever_called_lately_is_known_by_text(service: Service) -> None:
    sms = registered(service)
    service.clock.forward(80 * DAY)
    service.phone(PHONE).dial()
    service.clock.forward(80 * DAY)
    assert "Asha" in sms("PROFILE").text


def test_a_call_that_did_not_say_who_it_was_tells_nothing_to_a_text(service: Service) -> None:
    sms = registered(service)
    service.clock.forward(95 * DAY)
    assert service.phone(PHONE).dial().text.startswith("It has been a long time.")
    assert sms("PROFILE").text.startswith("It has been a long time.")
    assert "Asha" not in sms("PROFILE").text
