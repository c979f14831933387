"""The reader: which work, places and pay people mean, in whatever words they type."""

import csv
from collections import Counter
from itertools import islice, product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.market import Market
from core.reading import Reader, Reading
from core.reading.reader import MOST_WORDS
from core.spelling import key

SEARCHES = Path(__file__).parent / "searches.csv"
FIRST = {"en": 0.90, "sw": 0.85, "fr": 0.88}  # of searches that name work: the first guess is right
AMONG_FIVE, COUNTY, INVENTED = 0.95, 0.95, 0.02


def first(reading: Reading) -> str:
    """The code of the surest occupation, "" where no work is meant."""
    return reading.occupations[0].code if reading.occupations else ""


def codes(reading: Reading) -> list[str]:
    return [found.code for found in reading.occupations]


def county(market: Market, reading: Reading) -> str:
    """The county of the surest place as it is compared, "" where no place is meant."""
    if not reading.places:
        return ""
    above_home = market.places.levels[market.places.levels.index(market.home_level) - 1]
    holder = market.places.ancestor(reading.places[0].place.code, above_home)
    return key(holder.name) if holder else ""


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("lorry driver", "8332"),
        ("hairdresser", "5141"),
        ("mpishi", "5120"),
        ("fundi wa magari", "7231"),
        ("mwalimu wa hesabu", "2330"),
        ("mama fua", "9121"),
        ("dada wa kazi", "9111"),
        ("fundi wa stima", "7411"),
        ("makanga", "5112"),
        ("soudeur", "7212"),
        ("infirmière", "3221"),
        ("chef de cuisine", "3434"),
    ],
)
def test_work_is_read_in_english_swahili_sheng_and_french(kenya: Reader, text: str, code: str) -> None:
    reading = kenya.read(text)
    assert first(reading) == code
    assert reading.places == ()


@pytest.mark.parametrize(
    ("text", "code", "where"),
    [
        ("maid karen", "9111", "nairobi"),
        ("job ya makanga nairobi", "5112", "nairobi"),
        ("job ya mjengo kasarani", "9313", "nairobi"),
        ("plumber kazi nakuru", "7126", "nakuru"),
        ("travail ya mlinzi à mombasa", "5414", "mombasa"),
        ("I want mtu wa kushona kitale", "7531", "trans nzoia"),
        ("je cherche un travail de plombier à Nakuru", "7126", "nakuru"),
        ("kupika hoteli Nyeri", "5120", "nyeri"),
    ],
)
def test_languages_may_be_mixed_around_work_and_place(
    kenya: Reader, market: Market, text: str, code: str, where: str
) -> None:
    reading = kenya.read(text)
    assert (first(reading), county(market, reading)) == (code, where)


@pytest.mark.parametrize(
    ("text", "code", "where"),
    [
        ("drva wa lori eldrt", "8332", "uasin gishu"),
        ("nrs", "2221", ""),
        ("tchr kilifi", "2341", "kilifi"),
        ("wld nakuru", "7212", "nakuru"),
        ("electrcian nakru", "7411", "nakuru"),
        ("mechnic mombsa", "7231", "mombasa"),
        ("plumer eldoret", "7126", "uasin gishu"),
        ("waitres", "5131", ""),
        ("electricien", "7411", ""),
    ],
)
def test_slips_and_dropped_vowels_are_forgiven(kenya: Reader, market: Market, text: str, code: str, where: str) -> None:
    reading = kenya.read(text)
    assert (first(reading), county(market, reading)) == (code, where)


@pytest.mark.parametrize(
    ("one_word", "two_words", "code"),
    [
        ("househelp", "house help", "9111"),
        ("sawmill", "saw mill", "8172"),
        ("shopkeeper", "shop keeper", "5221"),
        ("hairdresser", "hair dresser", "5141"),
        ("bodaboda", "boda boda", "8321"),
    ],
)
def test_words_may_be_joined_or_split(kenya: Reader, one_word: str, two_words: str, code: str) -> None:
    assert first(kenya.read(one_word)) == first(kenya.read(two_words)) == code


@pytest.mark.parametrize(
    ("one", "several"),
    [
        ("mlinzi", "walinzi"),
        ("muuguzi", "wauguzi"),
        ("mpishi", "wapishi"),
        ("mason", "masons"),
        ("secretary", "secretaries"),
        ("couturière", "couturières"),
        ("coiffeuse", "coiffeuses"),
    ],
)
def test_many_do_the_work_of_one(kenya: Reader, one: str, several: str) -> None:
    assert first(kenya.read(one)) == first(kenya.read(several)) != ""


@pytest.mark.parametrize(
    ("text", "code"),
    [("it support", "3512"), ("cust service", "4225"), ("sec guard", "5414")],
)
def test_abbreviations_are_read(kenya: Reader, text: str, code: str) -> None:
    assert first(kenya.read(text)) == code


@pytest.mark.parametrize(
    ("text", "work"),
    [
        ("nataka kazi ya mlinzi", "mlinzi"),
        ("naomba kazi ya kupika tafadhali", "kupika"),
        ("nataka kazi ya udereva", "udereva"),
        ("hi am looking for a job as a cook please", "cook"),
        ("slt je ch taf de maçon", "maçon"),
    ],
)
def test_what_people_say_around_work_changes_nothing(kenya: Reader, text: str, work: str) -> None:
    assert first(kenya.read(text)) == first(kenya.read(work)) != ""


@pytest.mark.parametrize("text", ["nataka kazi ya", "slt je ch taf de", "hello any work please", "natafuta kazi"])
def test_fillers_alone_mean_nothing(kenya: Reader, text: str) -> None:
    assert kenya.read(text) == Reading()


@pytest.mark.parametrize(
    ("text", "code", "unwanted"),
    [
        ("sitaki ulinzi nataka kuendesha gari", "8322", "5414"),
        ("si kazi ya ndani, dereva", "8322", "9111"),
        ("hapana dereva, mpishi", "5120", "8322"),
        ("not driver, cook", "5120", "8322"),
        ("driver but not boda", "8322", "8321"),
        ("je ne veux pas cuisiner, je veux conduire", "8322", "5120"),
        ("pas cuisinier, maçon", "7112", "5120"),
    ],
)
def test_work_that_is_not_wanted_is_not_meant(kenya: Reader, text: str, code: str, unwanted: str) -> None:
    reading = kenya.read(text)
    assert first(reading) == code
    assert unwanted not in codes(reading)


@pytest.mark.parametrize("text", ["no experience driver", "driver no experience", "driver with no experience"])
def test_no_experience_is_no_refusal(kenya: Reader, text: str) -> None:
    assert first(kenya.read(text)) == "8322"


@pytest.mark.parametrize(
    ("text", "both"),
    [
        ("cook n cleaner embu", ["5120", "9112"]),
        ("welder / plumber kisumu", ["7212", "7126"]),
        ("dereva au mlinzi embu", ["8322", "5414"]),
        ("plombier ou électricien", ["7126", "7411"]),
        ("kupika na kufua", ["5120", "9121"]),
    ],
)
def test_two_kinds_of_work_are_both_found(kenya: Reader, text: str, both: list[str]) -> None:
    assert set(both) <= set(codes(kenya.read(text)))
    assert set(both) <= set(kenya.read(text).work)


@pytest.mark.parametrize(
    ("text", "code", "where"),
    [
        ("miraa picking maua", "9211", "meru"),  # maua is flowers, too
        ("mason in engineer town", "7112", "nyandarua"),
        ("civil engineer", "2142", ""),
        ("storekeeper godown mombasa road", "4321", "nairobi"),
        ("secretary in kikuyu", "4120", "kiambu"),
        ("shop assistant in soy", "5223", "uasin gishu"),
    ],
)
def test_a_word_that_is_a_place_as_well_is_read_by_where_it_stands(
    kenya: Reader, market: Market, text: str, code: str, where: str
) -> None:
    reading = kenya.read(text)
    assert (first(reading), county(market, reading)) == (code, where)


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("house help ruaka", "kiambu"),
        ("luthuli phone repair", "nairobi"),
        ("moi university cook", "uasin gishu"),
        ("watchman near gikomba", "nairobi"),
        ("kilindini porter", "mombasa"),
        ("mbale vihiga", "vihiga"),
        ("majengo mombasa", "mombasa"),
    ],
)
def test_estates_streets_and_institutions_imply_their_county(
    kenya: Reader, market: Market, text: str, where: str
) -> None:
    assert county(market, kenya.read(text)) == where


@pytest.mark.parametrize("text", ["IT support", "welders arc and gas", "cook", "mlinzi wa usiku", "chef de cuisine"])
def test_no_place_is_invented(kenya: Reader, text: str) -> None:
    assert kenya.read(text).places == ()


@pytest.mark.parametrize(("text", "where"), [("any job in kisumu", "kisumu"), ("nakuru", "nakuru")])
def test_a_place_alone_names_no_work(kenya: Reader, market: Market, text: str, where: str) -> None:
    reading = kenya.read(text)
    assert (reading.occupations, reading.work) == ((), ())
    assert (reading.said, reading.rest) == ("", "")
    assert county(market, reading) == where


def test_two_places_are_found_in_the_order_they_are_named(kenya: Reader) -> None:
    assert [found.place.name for found in kenya.read("cook in nakuru or kisumu").places[:2]] == ["Nakuru", "Kisumu"]


@pytest.mark.parametrize(
    ("text", "said", "rest"),
    [
        ("I want a Plumber in Nakuru", "Plumber", ""),
        ("Plumber Zxqvw Nakuru", "Plumber Zxqvw", "Zxqvw"),
        ("cook 15000 per month", "cook", ""),
        ("cook, cleaner", "cook, cleaner", ""),
        ("qwertyu zxcvb", "qwertyu zxcvb", "qwertyu zxcvb"),
        ("not a driver", "", ""),
    ],
)
def test_it_is_told_what_was_said_of_work_and_what_of_it_is_not_known(
    kenya: Reader, text: str, said: str, rest: str
) -> None:
    reading = kenya.read(text)
    assert key(reading.said) == key(said)
    assert reading.rest == rest


def test_one_kind_of_work_is_taken_several_are_offered_and_none_is_guessed_of_noise(kenya: Reader) -> None:
    assert kenya.read("cook").work == ("5120",)
    assert kenya.read("cook").sure_work == "5120"
    assert len(kenya.read("fundi").work) > 1
    assert kenya.read("fundi").sure_work is None
    assert kenya.read("qwertyu zxcvb").work == ()
    assert kenya.read("qwertyu zxcvb").sure_work is None


@pytest.mark.parametrize(
    ("text", "guessed", "is_sure"),
    [
        ("cook", False, True),
        ("drva", False, True),  # one slip is forgiven
        ("recepshonist", True, False),  # two are not
        ("qwertyu", False, False),
    ],
)
def test_a_far_guess_is_never_sure(kenya: Reader, text: str, guessed: bool, is_sure: bool) -> None:
    reading = kenya.read(text)
    assert (reading.guessed, reading.is_sure) == (guessed, is_sure)


def test_a_name_is_not_taken_for_misspelt_work_where_people_give_names(kenya: Reader, market: Market) -> None:
    reading = kenya.read("Jane Wanjiku 1995 Thika welder", exact=True)
    assert reading.work == ("7212",)
    assert reading.rest == "Jane Wanjiku 1995"
    assert county(market, reading) == "kiambu"
    assert not reading.guessed


@pytest.mark.parametrize("typed", ["wleder", "electrcian"])
def test_misspelt_work_is_forgiven_only_where_no_names_are_given(kenya: Reader, typed: str) -> None:
    assert first(kenya.read(typed)) != ""
    assert kenya.read(typed, exact=True).occupations == ()


@pytest.mark.parametrize(
    ("text", "amount", "period"),
    [
        ("nurse 30k+ mombasa", 30_000, None),
        ("nurse 30,000 mombasa", 30_000, None),
        ("mason 500 bob a day", 500, "day"),
        ("mlinzi elfu 15 kwa mwezi ruaka", 15_000, "month"),
    ],
)
def test_pay_is_read_beside_work(kenya: Reader, text: str, amount: int, period: str | None) -> None:
    reading = kenya.read(text)
    assert reading.pay and (reading.pay.amount, reading.pay.period) == (amount, period)
    assert first(reading) == first(kenya.read(text.split()[0]))


def test_pay_alone_is_no_work(kenya: Reader) -> None:
    reading = kenya.read("15k kwa mwezi")
    assert reading.pay and reading == Reading(pay=reading.pay)


@pytest.mark.parametrize("text", ["", " ", "...", "😂", "\u200b", "\x00", ",,, / &"])
def test_a_text_without_words_means_nothing(kenya: Reader, text: str) -> None:
    assert kenya.read(text) == Reading()


@pytest.mark.parametrize(
    ("text", "work", "place"),
    [
        ("procuro emprego de cozinheira em Lagoa", "5120", "S"),
        ("trablhador rural agua fria", "9211", "N-1"),
        ("የቀን ሠራተኛ ፀሐይ", "9211", "S-1"),
        ("ስራ ገበሬ ሐይቅ", "6111", "S"),
        ("não quero lavrador, quero pastor", "9212", ""),
        ("lagoa São Tomás", "", "N-2"),  # the village, for São Tomás holds it
        ("lagoa", "", "S"),
        ("ስራ", "", ""),
    ],
)
def test_another_market_is_read_by_its_own_words_and_script(tinyland: Reader, text: str, work: str, place: str) -> None:
    reading = tinyland.read(text)
    assert first(reading) == work
    assert (reading.places[0].place.code if reading.places else "") == place


def test_a_word_for_two_kinds_of_work_offers_both(tinyland: Reader) -> None:
    assert set(tinyland.read("ajudante").work) == {"5120", "9211"}


def test_a_hint_is_sure_and_yet_calls_no_work(tinyland: Reader) -> None:
    hint, call = tinyland.read("panela"), tinyland.read("cozinheira")
    assert (hint.work, hint.is_sure, hint.calls_work) == (("5120",), True, False)
    assert (call.work, call.is_sure, call.calls_work) == (("5120",), True, True)


def test_it_is_known_whether_words_are_a_name_of_work_or_of_a_place(tinyland: Reader) -> None:
    assert all(word in tinyland for word in ("cozinheira", "ሠራተኛ", "fria"))
    assert "procuro" not in tinyland
    assert tinyland.names_work(["trabalhador", "rural"])
    assert not any(tinyland.names_work(words) for words in (["trabalhador"], ["panela"], ["procuro"], []))
    assert tinyland.names_place(["agua", "fria"])
    assert not any(tinyland.names_place(words) for words in (["agua"], ["cozinheira"], []))


@pytest.fixture(scope="module")
def shares(kenya: Reader, market: Market) -> dict[str, Counter[str]]:
    """How much of the searches is read right, by language."""
    counts: dict[str, Counter[str]] = {}
    with SEARCHES.open(encoding="utf-8", newline="") as table:
        for row in csv.DictReader(table):
            reading, right = kenya.read(row["text"]), {*row["isco"].split()}
            wanted, found = {key(name) for name in row["county"].split("|") if name}, county(market, reading)
            count = counts.setdefault(row["lang"], Counter())
            if right:
                count.update(named=1, first=first(reading) in right, five=not right.isdisjoint(codes(reading)))
            if wanted:
                count.update(placed=1, county=found in wanted)
            else:
                count.update(unplaced=1, invented=bool(reading.places))
    return counts


@pytest.mark.parametrize("language", FIRST)
def test_the_work_of_most_searches_is_read_right(shares: dict[str, Counter[str]], language: str) -> None:
    count = shares[language]
    assert count["first"] >= FIRST[language] * count["named"] > 0
    assert count["five"] >= AMONG_FIVE * count["named"]


def test_the_county_of_most_searches_is_read_right_and_hardly_any_is_invented(
    shares: dict[str, Counter[str]],
) -> None:
    total = sum(shares.values(), Counter[str]())
    assert total["county"] >= COUNTY * total["placed"] > 0
    assert total["invented"] <= INVENTED * total["unplaced"]


# Whatever is typed. Words of the pack and the signs between them find more ways through the reader than noise does.
NOISE = st.text(max_size=10_000)
SPOKEN = "cook driver lori eldrt mombasa road nakuru maua engineer not sitaki nataka na and in , / . 15k 500 bob day it"
PHRASES = st.lists(st.sampled_from(SPOKEN.split()) | st.text(max_size=8), max_size=50).map(" ".join)
TEXTS = NOISE | PHRASES


@settings(max_examples=150)
@given(text=TEXTS, exact=st.booleans())
def test_any_text_is_read_to_a_few_scored_findings(kenya: Reader, market: Market, text: str, exact: bool) -> None:
    reading = kenya.read(text, exact)
    assert kenya.read(text, exact) == reading
    assert all(market.occupations.get(found.code) for found in reading.occupations)
    assert all(market.places.get(found.place.code) for found in reading.places)
    for scores in ([found.score for found in reading.occupations], [found.score for found in reading.places]):
        assert len(scores) <= 5
        assert all(0 < score <= 1 for score in scores)
        assert scores == sorted(scores, reverse=True)
    assert set(reading.work) <= set(codes(reading))
    assert reading.pay is None or reading.pay.amount > 0


def meaning(reading: Reading) -> tuple[object, ...]:
    """What is read, without the words as they were typed."""
    pay = reading.pay and (reading.pay.amount, reading.pay.period)
    return reading.occupations, reading.places, pay, reading.guessed


@settings(max_examples=150)
@given(text=PHRASES, at=st.integers(0, 200), sign=st.sampled_from("\u200b\u200d\u00ad\ufeff\x07"))
def test_an_invisible_character_changes_nothing(kenya: Reader, text: str, at: int, sign: str) -> None:
    # At the beginning of a word: elsewhere it may keep a letter apart from its accent.
    words = text.split(" ")
    words.insert(at % (len(words) + 1), "")
    plain = " ".join(words)
    words[at % len(words)] = sign + words[at % len(words)]
    assert meaning(kenya.read(" ".join(words))) == meaning(kenya.read(plain))


def test_an_invisible_character_within_a_word_changes_nothing(kenya: Reader) -> None:
    assert meaning(kenya.read("dri\u200bver nak\u00aduru 1\u200b5k")) == meaning(kenya.read("driver nakuru 15k"))


@settings(max_examples=150)
@given(text=st.lists(st.sampled_from(SPOKEN.split()) | st.text("abekrwéçñяк", max_size=8), max_size=50).map(" ".join))
def test_capitals_change_nothing(kenya: Reader, text: str) -> None:
    plain = meaning(kenya.read(text))
    assert all(meaning(kenya.read(other)) == plain for other in (text.upper(), text.title(), text.swapcase()))


def test_of_a_long_text_only_the_first_words_are_looked_at(kenya: Reader) -> None:
    words = ["".join(letters) for letters in islice(product("bdkmr", "aeiou", repeat=3), 10_000)]
    assert len(set(words)) == 10_000
    guesses = kenya.work.vocabulary.guesses
    guesses.cache_clear()
    reading = kenya.read(" ".join(words))
    assert guesses.cache_info().misses <= MOST_WORDS
    assert reading == kenya.read(" ".join(words[:MOST_WORDS]))


def test_a_word_that_is_typed_over_and_over_is_looked_up_once(kenya: Reader) -> None:
    guesses = kenya.work.vocabulary.guesses
    guesses.cache_clear()
    assert first(kenya.read("drvr " * 2_000)) == first(kenya.read("drvr"))
    assert guesses.cache_info().misses == 1
