"""Templates: every text in every language within its budget whatever an employer wrote; what is never cut."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.market import Market
from core.places import Places
from messages import samples, wording
from messages.templates import is_over, render
from messages.text import fold
from messages.texts import TEMPLATES
from translations import speaking

LANGUAGES = ("en", "sw", "fr")
WITH_A_JOB = sorted(purpose for purpose, template in TEMPLATES.items() if "{job}" in template.text)

every_text = pytest.mark.parametrize("purpose", sorted(TEMPLATES))
every_language = pytest.mark.parametrize("language", LANGUAGES)
names = st.one_of(
    st.text(min_size=1, max_size=120),
    st.text(alphabet="abcde é[€ሰ😀\n-.", min_size=1, max_size=120),
    st.text(alphabet="abcdefgh ", min_size=1, max_size=120),
)


def usual(market: Market, **changes: Any) -> dict[str, Any]:
    """A job as they come most days, but for these changes."""
    return {**samples.typical("alert", market, "en")["vacancy"], **changes}


def stretched(market: Market, **changes: Any) -> dict[str, Any]:
    """A job of which everything is as long as it can be, but for these changes."""
    return {**samples.worst("alert", market, "en")["vacancy"], **changes}


@every_text
@every_language
def test_a_text_is_within_its_budget_on_most_days_and_at_worst(market: Market, purpose: str, language: str) -> None:
    for sample in (samples.typical, samples.worst):
        text = render(purpose, language, market=market, **sample(purpose, market, language))
        assert not is_over(TEMPLATES[purpose], text), text
        assert text.encoding == "gsm7"


@every_text
@every_language
@settings(max_examples=25, deadline=None)
@given(title=names, employer=names, place=names, typed=names)
def test_whatever_an_employer_or_a_person_wrote_the_text_is_within_its_budget(
    market: Market, purpose: str, language: str, title: str, employer: str, place: str, typed: str
) -> None:
    values = samples.worst(purpose, market, language)
    vacancy = {**values["vacancy"], "title": title, "employer_name": employer, "place": "X"}
    values |= {"vacancy": vacancy, "typed": typed, "word": typed}
    for name in ("vacancies", "applications"):
        if name in values:
            values[name] = [{**row, **vacancy, "status": values["status"]} for row in values[name]]
    somewhere = replace(market, places=with_a_place(market, place))
    text = render(purpose, language, market=somewhere, **values)
    assert not is_over(TEMPLATES[purpose], text), text


def with_a_place(market: Market, name: str) -> Places:
    """The market's places, and one of that name whose code is X."""
    root = market.places.root
    return Places(market.places.levels, (root, replace(root, code="X", parent=root.code, level="town", name=name)))


@every_language
@settings(max_examples=50, deadline=None)
@given(title=names, employer=names, digit=st.integers(1, 99).map(str))
def test_an_alert_always_says_pay_odds_reference_digit_and_stop(
    market: Market, language: str, title: str, employer: str, digit: str
) -> None:
    vacancy = stretched(market, title=title, employer_name=employer, pay=950, pay_period="day")
    text = render("alert", language, market=market, vacancy=vacancy, digit=digit).text
    with speaking(language):
        assert wording.short_pay(market, 950, "day") in text
        odds = wording.odds(market, vacancy["posts"], vacancy["applications"], vacancy["deadline"])
    for word in (odds, f" {vacancy['reference']}: ", f" {digit} ", "STOP"):
        assert word in text


@every_language
def test_a_digest_says_pay_odds_reference_and_digit_of_each_job(market: Market, language: str) -> None:
    vacancies = [
        stretched(market, reference=reference, posts=posts, applications=40 + posts, pay=800 + posts, pay_period="day")
        for reference, posts in (("10235", 2), ("10243", 30), ("10251", 400))
    ]
    text = render("alert_digest", language, market=market, vacancies=vacancies, digits=["1", "2", "4"]).text
    lines = text.split("\n")[1:-1]
    for line, vacancy, digit in zip(lines, vacancies, "124", strict=True):
        with speaking(language):
            pay = fold(wording.short_pay(market, vacancy["pay"], "day"))
            odds = wording.odds(market, vacancy["posts"], vacancy["applications"], vacancy["deadline"])
        assert line.startswith(f"{digit} ")
        assert f"{pay}, {odds} ({vacancy['reference']})" in line
    assert "STOP" in text


@every_language
@pytest.mark.parametrize("purpose", WITH_A_JOB)
def test_a_text_about_a_job_always_says_which(market: Market, purpose: str, language: str) -> None:
    values = samples.worst(purpose, market, language)
    text = render(purpose, language, market=market, **values).text
    assert values["vacancy"]["reference"] in text
    assert "Assistant" in text


def test_a_text_that_fits_says_everything(market: Market) -> None:
    vacancy = usual(market, posts=3, applications=12, pay=900, pay_period="day")
    place = market.places[vacancy["place"]].name
    assert render("alert", "en", market=market, vacancy=vacancy, digit="2").text == (
        f"Fursa job 10235: Welder, Baraka Hardware, {place}, 900/day\n"
        "3 posts, 12 applied, until 15 Jan\n"
        "Reply 2 to apply. Never pay for a job. STOP ends these."
    )


def test_a_job_without_pay_says_that_it_is_to_be_agreed(market: Market) -> None:
    vacancy = usual(market, pay=None, pay_period=None)
    assert ", pay to be agreed\n" in render("alert", "en", market=market, vacancy=vacancy, digit="1").text


def test_a_title_is_cut_after_a_word_and_without_dots(market: Market) -> None:
    vacancy = usual(
        market, title="Assistant supervisor of the cold store with experience in packing", employer_name="Ltd"
    )
    text = render(
        "withdrawn", "en", market=market, vacancy={**vacancy, "employer_name": "Baraka Hardware and Sons"}
    ).text
    assert "taken back: Assistant supervisor of the cold store with, Baraka" in text
    assert "..." not in text


def test_a_long_word_is_cut_with_a_full_stop(market: Market) -> None:
    text = render("alert", "en", market=market, vacancy=stretched(market, title="W" * 120), digit="1").text
    assert "WWWWWW.," in text


def test_a_place_is_never_cut_into_the_name_of_another(market: Market) -> None:
    somewhere = replace(market, places=with_a_place(market, "Nairobi West of the Railway Station"))
    text = render("alert", "en", market=somewhere, vacancy=stretched(market, place="X"), digit="1").text
    assert "Nairobi." not in text and "Nairobi," not in text
    assert "Nairobi" not in text or "Nairobi W" in text


def test_one_accent_or_emoji_does_not_double_the_price(market: Market) -> None:
    vacancy = usual(market, title="Maçon 🔥👷🏽‍♂️ “sérieux”", employer_name="Chez Œdipe™ 1️⃣")
    text = render("job_gone", "fr", market=market, vacancy=vacancy)
    assert (text.encoding, text.segments) == ("gsm7", 1)
    assert ': Macon "sérieux", Chez OEdipe 1, ' in text.text


def test_marks_that_cost_double_become_cheaper_ones(market: Market) -> None:
    vacancy = usual(market, title="Cook [night] ~ €5|hour", employer_name="Baraka\r\nHardware")
    assert (
        ": Cook (night) - EUR5/hour, Baraka Hardware, " in render("job_gone", "en", market=market, vacancy=vacancy).text
    )


def test_a_name_in_another_script_is_kept_where_there_is_room(market: Market) -> None:
    text = render("job_gone", "en", market=market, vacancy=usual(market, employer_name="ሰላም ዳቦ ቤት"))
    assert "ሰላም ዳቦ ቤት" in text.text
    assert (text.encoding, text.segments) == ("ucs2", 2)


def test_a_title_in_another_script_gives_way_to_the_kind_of_work_where_there_is_no_room(market: Market) -> None:
    vacancy = usual(market, title="لحام " * 20, occupation="7212")
    text = render("alert", "sw", market=market, vacancy=vacancy, digit="1")
    assert (text.encoding, text.segments) == ("gsm7", 1)
    assert f": {market.occupations.label('7212', 'sw')}, " in text.text


@every_language
def test_help_lines_come_in_whole_and_those_asked_for_first(market: Market, language: str) -> None:
    text = render("safety", language, market=market, topic="child").text
    lines = text.split("\n")[1:]
    assert lines[0] == "Childline Kenya 116"
    assert set(lines) == {f"{line.name} {line.phone}" for line in market.helplines}


def test_where_no_help_line_is_known_people_are_sent_to_the_police_or_a_health_centre(market: Market) -> None:
    text = render("safety", "en", market=replace(market, helplines=()), topic=None).text
    assert text.endswith("go to the police or a health centre.")


def test_applications_that_do_not_fit_are_left_out_whole_oldest_first(market: Market) -> None:
    rows = [{"title": f"Welder {number}", "reference": f"1{number:04}", "status": "invited"} for number in range(20)]
    lines = render("status", "en", market=market, applications=rows).text.split("\n")[1:]
    assert 3 < len(lines) < 20
    assert lines == [f"Welder {number} (1{number:04}): invited to interview" for number in range(len(lines))]


def test_the_language_is_named_in_itself(market: Market) -> None:
    assert "Kiswahili" in render("language_set", "sw", market=market, language="sw").text
    languages = [("1", "en"), ("2", "sw"), ("3", "fr")]
    text = render("which_language", "en", market=market, languages=languages).text
    assert text.endswith("\n1 English\n2 Kiswahili\n3 Francais")


def test_a_text_without_what_it_needs_is_not_sent(market: Market) -> None:
    with pytest.raises(KeyError):
        render("alert", "en", market=market, digit="1")
    with pytest.raises(KeyError):
        render("status", "en", market=market, applications=[])


def test_no_text_asks_for_money(market: Market) -> None:
    for purpose, template in TEMPLATES.items():
        assert "pay" not in template.text.lower().replace("never pay for a job", ""), purpose
