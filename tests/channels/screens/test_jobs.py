"""Jobs on a phone: what is listed, what one page tells, applying once, reporting a bad one."""

import pytest

from core import vacancies
from tests.conversation import DAY, Phone, Service, fits, on_sqlite


def at_home(service: Service, **answers: str) -> Phone:
    """A registered mason of Kilifi North, at home."""
    phone = service.registered(**answers)
    phone.choose("Home")
    return phone


def all_labels(phone: Phone) -> list[str]:
    """The choices of all parts of the page on a phone."""
    labels = phone.screen.labels()
    while phone.screen.digit("More") == "98":
        labels += phone.answer("98").labels()
    return labels


@on_sqlite
def test_own_and_related_jobs_are_listed_nearest_first_and_others_after_them(service: Service) -> None:
    asha = at_home(service)
    asha.choose("Jobs for me")
    assert asha.sees("(* other work)")
    assert all_labels(asha) == [
        "Mason, Kilifi 1,200/day",
        "House builder, Kilifi North 900/day",
        "Bricklayer, Malindi 30,000/month",
        "Mason at the port, Mombasa 35,000/month",
        "Painter, Westlands 25,000/month",
        "*Cook, Kilifi North 18,000/month",
    ]


@on_sqlite
def test_a_digit_on_a_later_part_opens_the_job_that_stands_there(service: Service) -> None:
    asha = at_home(service)
    asha.choose("Jobs for me", "Mason at the port")
    assert "Mason at the port, Mombasa" in asha.screen.text


@on_sqlite
def test_a_digit_means_what_the_person_saw_though_the_list_changed(service: Service) -> None:
    asha = at_home(service)
    asha.choose("Jobs for me")
    digit = asha.find("House builder")
    service.open("Newer mason", "7112", "003.011.kilifi", pay=2000, pay_period="day")
    service.fill("Mason")
    asha.answer(digit)
    assert "House builder, Kilifi North" in asha.screen.text


@on_sqlite
@pytest.mark.parametrize("language", ["en", "sw", "fr"])
@pytest.mark.parametrize("title", ["Mason", "Bricklayer for a school", "House cleaner", "Sales assistant, shop"])
def test_the_first_part_of_a_job_offers_to_apply(service: Service, language: str, title: str) -> None:
    service.open(title, "7112", "003.011.kilifi", pay=12500, pay_period="month", posts=12)
    asha = at_home(service, language=language)
    asha.choose("Jobs for me", title)
    assert asha.screen.digit(asha.word("Apply")) == "1"
    assert fits(asha.screen.text)


@on_sqlite
def test_a_job_tells_its_odds_and_why_it_is_shown(service: Service) -> None:
    at_home(service).choose("Jobs for me", "Mason, Kilifi", "Apply")
    juma = service.registered("+254712000002", name="Juma")
    juma.choose("See jobs for me", "Mason, Kilifi")
    for words in ("Bahari Works", "KES 1,200 a day", "2 posts, 1 applied", "Your work, in Kilifi North"):
        assert words in juma.screen.text


def test_applying_is_kept_once_and_confirmed_with_the_reference(service: Service) -> None:
    asha = at_home(service)
    asha.choose("Jobs for me", "Mason, Kilifi", "Apply")
    reference = service.jobs["Mason"]["reference"]
    assert f"You have applied: Mason, Bahari Works, no. {reference}." in asha.screen.text
    [application] = service.rows("application", "id")
    assert (application["status"], application["vacancy_id"]) == ("applied", service.jobs["Mason"]["id"])
    assert service.count("event", "kind = 'application.applied'") == 1
    assert service.count("vacancy", "applications = 1") == 1


@on_sqlite
def test_who_has_applied_is_not_asked_to_apply_again(service: Service) -> None:
    asha = at_home(service)
    asha.choose("Jobs for me", "Mason, Kilifi", "Apply", "More jobs", "Mason, Kilifi")
    assert asha.screen.digit("Apply") is None
    assert "Your application: sent" in asha.screen.text


def test_applying_from_two_pages_of_the_same_job_counts_once(service: Service) -> None:
    asha = at_home(service)
    asha.choose("Jobs for me", "Mason, Kilifi")
    other = service.phone()  # the same number: the line broke, and the old page is still on the phone
    other.dial()
    other.choose("Continue", "Apply")
    asha.answer("1")
    assert service.count("application") == 1
    assert service.count("vacancy", "applications = 1") == 1


def test_a_job_filled_meanwhile_is_told_kindly(service: Service) -> None:
    asha = at_home(service)
    asha.choose("Jobs for me", "Mason, Kilifi")
    service.fill("Mason")
    asha.choose("Apply")
    assert asha.sees("This job is no longer open. There are others.")
    assert service.count("application") == 0
    asha.choose("Jobs for me")
    assert "Mason, Kilifi " not in asha.screen.text


@on_sqlite
def test_a_job_whose_deadline_passed_meanwhile_cannot_be_applied_for(service: Service) -> None:
    asha = at_home(service)
    asha.choose("Jobs for me", "Mason, Kilifi")
    service.clock.forward(20 * DAY)
    asha.choose("Apply")
    assert asha.sees("This job is no longer open. There are others.")
    assert service.count("application") == 0


@on_sqlite
def test_a_job_filled_before_it_is_opened_is_told_kindly(service: Service) -> None:
    asha = at_home(service)
    asha.choose("Jobs for me")
    digit = asha.find("Mason, Kilifi")
    service.fill("Mason")
    asha.answer(digit)
    assert asha.sees("This job is no longer open. There are others.")


@on_sqlite
def test_a_market_without_jobs_says_so_and_offers_other_ways(service: Service) -> None:
    for title in list(service.jobs):
        service.fill(title)
    asha = at_home(service)
    asha.choose("Jobs for me")
    assert asha.sees("No jobs here today. Look elsewhere:")
    assert asha.screen.labels()[:2] == ["Jobs by place", "Jobs by kind of work"]


@on_sqlite
def test_jobs_of_a_typed_place_are_found(service: Service) -> None:
    asha = at_home(service)
    asha.choose("Jobs by place")
    asha.answer("mombasa")
    assert "Mason at the port, Mombasa" in asha.screen.text
    assert "Bricklayer" not in asha.screen.text


@on_sqlite
def test_jobs_are_found_by_walking_down_the_places(service: Service) -> None:
    asha = at_home(service)
    asha.choose("Jobs by place", "Coast", "Kilifi", "Malindi", "All of Malindi")
    assert asha.screen.labels()[0] == "Bricklayer, Malindi 30,000/month"


@on_sqlite
def test_jobs_of_a_kind_of_work_are_found(service: Service) -> None:
    asha = at_home(service)
    asha.choose("Jobs by kind of work", "Hotel and food", "Cook")
    assert asha.screen.labels()[0] == "Cook, Kilifi North 18,000/month"
    asha.answer("0", "0", "painter")
    assert "Painter, " in asha.screen.text


@on_sqlite
def test_unknown_work_and_places_are_asked_again(service: Service) -> None:
    asha = at_home(service)
    asha.choose("Jobs by kind of work")
    asha.answer("qqqqq")
    assert "We did not find qqqqq. Please try other words." in asha.screen.text
    asha.answer("00")
    asha.choose("Jobs by place")
    asha.answer("qqqqq")
    assert "We did not find qqqqq. Please try other words." in asha.screen.text


def test_a_phone_reports_a_job_once(service: Service) -> None:
    asha = at_home(service)
    asha.choose("Jobs for me", "Mason, Kilifi", "Report this job", "It asks for money")
    assert asha.sees("Thank you for telling us. The office will look at this job. Never pay anybody for a job.")
    asha.choose("More jobs", "Mason, Kilifi", "Report this job", "It is not safe")
    [report] = service.rows("vacancy_report", "at")
    assert (report["reason"], report["phone"]) == ("asks_money", asha.number)
    assert service.count("event", "kind = 'vacancy.reported'") == 1


@on_sqlite
def test_back_and_home_lead_where_they_say(service: Service) -> None:
    asha = at_home(service)
    home = asha.screen.text
    asha.choose("Jobs for me")
    listed = asha.screen.text
    asha.choose("Mason, Kilifi")
    assert asha.answer("0").text == listed
    asha.choose("Mason, Kilifi", "Report this job")
    assert asha.answer("00").text == home
    without_hint = home.replace("Choose, or type a job and a place:\n", "").removesuffix("\n8 I offer work")
    assert asha.answer("0").text == f"Please choose a number from the list.\n{without_hint}\n98 More"


@on_sqlite
def test_98_and_0_leaf_through_a_long_list(service: Service) -> None:
    asha = at_home(service)
    asha.choose("Jobs for me")
    first = asha.screen.text
    second = asha.answer("98").text
    assert second != first
    assert asha.answer("0").text == first
    assert asha.answer("98").text == second


@on_sqlite
def test_a_wrong_digit_on_a_later_part_is_answered_there(service: Service) -> None:
    asha = at_home(service)
    asha.choose("Jobs for me")
    asha.answer("98")
    there = asha.screen.labels()
    asha.answer("77")
    assert asha.sees("Please choose a number from the list.")
    assert asha.screen.labels()[0] == there[0]


@on_sqlite
def test_a_title_of_120_characters_and_a_word_without_spaces_still_fit(service: Service) -> None:
    service.open("W" * 120, "7112", "003.011.kilifi", pay=1200, pay_period="day")
    service.open("Fundi 😀 مهندس " * 8, "7112", "003.011.kilifi")
    asha = at_home(service)
    asha.choose("Jobs for me")
    for _part in range(30):
        assert fits(asha.screen.text)
        if asha.screen.digit("More") != "98":
            break
        asha.answer("98")
    asha.answer("00")
    asha.choose("Jobs for me", "WWWWWWW")
    assert fits(asha.screen.text)
    asha.choose("Apply")
    assert service.count("application") == 1


@on_sqlite
def test_a_held_job_is_hidden_but_who_applied_still_sees_it(service: Service) -> None:
    asha = at_home(service)
    asha.choose("Jobs for me", "Mason, Kilifi", "Apply")
    vacancies.end(service.db, service.market, service.jobs["Mason"]["id"], "held", service.now)
    asha.choose("My applications", "Mason")
    assert "Your application: sent" in asha.screen.text
