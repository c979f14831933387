"""Staff say what texts mean that nobody understood, and take a file for the lexicon away."""

from pathlib import Path
from shutil import copytree

from core import audit, learning, lexicon_import
from tests.conversation import PACKS, Service, on_sqlite
from tests.office import at_work, costs_little


def typed(service: Service, text: str, times: int = 1, choice: str = "", language: str = "sw") -> None:
    for _time in range(times):
        learning.record(service.db, text, choice, language, service.now)


def lines(service: Service) -> list[tuple[str, str]]:
    rows = audit.recent(service.db)
    return [(row["action"], row["subject"]) for row in reversed(rows) if row["kind"] == "text"]


@on_sqlite
def test_the_most_frequent_text_is_asked_about_first_with_what_people_chose(service: Service) -> None:
    typed(service, "mtu wa fundo")
    typed(service, "mjengo boy", 3)
    typed(service, "mjengo boy", 2, "9313")
    office = at_work(service, "moderator")
    shown = office.open("/texts")
    assert "mjengo boy - Kiswahili, typed 5 times" in shown.text
    assert service.market.occupations.label("9313", "en") in shown.text
    assert "mtu wa fundo" in shown.text


@on_sqlite
def test_a_text_is_taught_and_the_next_one_is_asked_about(service: Service) -> None:
    typed(service, "mtu wa fundo")
    typed(service, "mjengo boy", 3)
    office = at_work(service, "moderator")
    office.open("/texts")
    shown = office.send("/texts/decide", text="mjengo boy", choice="9313")
    assert shown.path == "/staff/texts"
    assert "mtu wa fundo - Kiswahili, typed once" in shown.text
    assert "mjengo" not in shown.text
    shown = office.send("/texts/decide", text="mtu wa fundo", choice="none")
    assert "understood all" in shown.text
    typed(service, "mjengo boy")
    assert "understood all" in office.open("/texts").text
    assert lines(service) == [("text.taught", "9313"), ("text.taught", "none")]


@on_sqlite
def test_the_work_may_be_typed_and_what_is_not_clear_is_asked_again(service: Service) -> None:
    typed(service, "mjengo boy")
    office = at_work(service, "moderator")
    office.open("/texts")
    for work in ("", "qqqq zzzz"):
        shown = office.send("/texts/decide", text="mjengo boy", work=work)
        assert shown.status == 422
        assert "mjengo boy" in shown.text
    office.send("/texts/decide", text="mjengo boy", work=service.market.occupations.label("7112", "en"))
    assert [row["occupation"] for row in learning.lessons(service.db)] == ["7112"]


@on_sqlite
def test_a_text_that_nobody_typed_and_a_small_word_teach_nothing(service: Service) -> None:
    typed(service, "natafuta kazi")
    office = at_work(service, "moderator")
    office.open("/texts")
    assert office.send("/texts/decide", text="never typed", choice="7112").status == 422
    office.open("/texts")
    assert office.send("/texts/decide", text="natafuta kazi", choice="7112").status == 422
    assert learning.lessons(service.db) == []


@on_sqlite
def test_another_text_is_looked_at_without_its_words_in_an_address(service: Service) -> None:
    typed(service, "mtu wa fundo")
    typed(service, "mjengo boy", 3)
    office = at_work(service, "moderator")
    assert not any("fundo" in link for link in office.open("/texts").links())
    shown = office.send("/texts/look", text="mtu wa fundo")
    assert "mtu wa fundo - Kiswahili, typed once" in shown.text


@on_sqlite
def test_what_was_said_can_be_taken_back(service: Service) -> None:
    typed(service, "mjengo boy")
    office = at_work(service, "moderator")
    office.open("/texts")
    office.send("/texts/decide", text="mjengo boy", choice="9313")
    assert "mjengo boy" in office.open("/texts/lessons").text
    office.send("/texts/take-back", text="mjengo boy")
    assert "mjengo boy" in office.open("/texts").text
    assert lines(service)[-1] == ("text.untaught", "9313")


@on_sqlite
def test_the_file_goes_into_the_lexicon_of_a_pack(service: Service, tmp_path: Path) -> None:
    for text, choice in (("mjengo boy", "9313"), ("mtu wa fundo", "none")):
        typed(service, text)
        learning.teach(service.db, text, "" if choice == "none" else choice, service.now)
    office = at_work(service, "moderator")
    assert office.open("/texts/lexicon.csv").html == "code,language,words,weight\n9313,sw,mjengo boy,3\n"
    file = tmp_path / "lines.csv"
    file.write_text(office.page.html)
    pack = Path(copytree(PACKS / "markets" / "kenya", tmp_path / "kenya"))
    outcome = lexicon_import.import_occupations(pack, file)
    assert (outcome.faults, outcome.added) == ((), 1)
    assert lexicon_import.import_occupations(pack, file).unchanged == 1


@on_sqlite
def test_officers_do_not_teach_the_lexicon(service: Service) -> None:
    assert at_work(service, "officer").open("/texts").status == 403


@on_sqlite
def test_the_pages_cost_little(service: Service) -> None:
    for number in range(40):
        typed(service, f"kazi ya {'abcdefgh'[number % 8]} {'abcde'[number // 8]}", choice="7112")
    learning.teach(service.db, "kazi ya a a", "7112", service.now)
    office = at_work(service)
    for path in ("/texts", "/texts?skip=25", "/texts/lessons"):
        service.clock.forward(120)
        assert costs_little(service, office, path)


@on_sqlite
def test_what_people_typed_is_for_staff_of_the_whole_market(service: Service) -> None:
    typed(service, "amina hassan kibera")
    office = at_work(service, "moderator", "003")
    assert "/staff/texts" not in office.page.links()
    assert office.open("/texts").status == 404
    assert office.open("/texts/lexicon.csv").status == 404
