"""Cases of typed words that server and tablet must understand alike: how near words are, what a text means, what is
found for it.

`python -m tests.sync.tablet.make_reading_cases` writes them anew, after a rule or the pack of Kenya has changed.
"""

import csv
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import orjson
from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from channels.conversation import Session
from channels.screens.search import sought
from channels.view import View
from core import employers, search, vacancies
from core.database import Database, Row, open_database
from core.errors import InvalidError
from core.market import Market, load
from core.migrations import migrate
from core.reading import reader
from core.search import Query
from tests.source import ROOT

FOLDER = Path(__file__).parent / "cases"
PACK = ROOT / "markets" / "kenya"

NOW = 1_795_000_000  # UTC seconds: 18 November 2026
DAY = 86_400
SPOKEN = ("en", "sw", "fr")
LETTERS = "abcdefghijklmnopqrstuvwxyz"

# What no generator types: signs, other scripts, amounts in every form, names of places that are words, nothing at all.
ODD_TEXTS = """
|?|...|1|12|1500|15,000|20 000|1999|2026|0712345678|30k|30k+|elfu 15 kwa mwezi|500 bob a day|KES 15,000|Ksh.15,000/=
ksh 900 per day cook|800/- kwa siku|24 hour guard|15 mille francs par mois|$200 a month|usd 200|10.000 fc par jour
1,000 bob/week watchman|bob 500|500bob|mason 1200 daily|mpishi 15,000.00 pm|elfu ishirini|20 thousand|house 1200 kazi
S.T.O.P|w.e.l.d.e.r|W E L D E R|dri-ver|drrrriver|teeeeacher|DEREVA WA LORI|Dereva WA lori!!!|dereva, mpishi|cook/driver
cook & driver|cook+driver|cook and driver|mpishi na dereva|cuisinier et chauffeur|cook or driver or mason|cook; driver
not driver|no driving|i dont want driving i want cooking|sitaki udereva nataka kupika|pas de ménage, chauffeur|si dereva
any job|kazi|kazi yoyote|natafuta kazi|je cherche du travail|work please|anything|job job job|sina kazi niko na njaa
dada wa kazi|house help|hse help|clerk of works|social work|mama fua|fundi|fundi wa stima|mtu wa mkono|shamba boy
chofeur|drva wa lori eldrt|tchr nairobi|mgr|secuirty gard|lory drver|rori|kaz ya ulinz|educ|receptn|ergoterapeuta
housegirl|bodaboda|boda boda|lorrydriver|truckdriver nakuru|electric ian|brick layer|bricklayer kisumu|school bus driver
nairobi|Nairobi|mombasa county|busia sub county|kilifi north|old town|Oldtown|huko kisumu|niko mombasa|in nakuru|nakru
mombsa|eldoretttt|westlands nairobi|kangemi, westlands|nyali mombasa na kilifi|kitale or eldoret|turkana|wajir east
driver in mombasa|dereva mombasa|mombasa driver|cook at nyali|kupika huko malindi 500 kwa siku|welder industrial area
miraa picking maua|maua|flower farm naivasha|chief|market|bondeni|township|central|kati|bank|posta|school|soko
infirmière à Kisumu|l'école|d'usine|agent d'entretien|maçon qualifié 25000 par mois|garçon de café|femme de ménage
ng'ombe|kuchunga ng’ombe|fundi wa ng`ombe|NG'OMBE|mshonaji|kushona|walinzi|ulinzi|mlinzi wa usiku|wafagizi
😀|driver 😀 nairobi|👷 mason|ሹፌር|سائق|водитель|司机|ｄｒｉｖｅｒ|ｃｏｏｋ　１５０００
ドライバー|ﬁsherman|électricien|ELECTRICIEN
a|i|an|x|zz|qqqq|qwertyuiop|asdf jkl|xkcd cook|thethethethethethethethethethethethethe|cookcookcookcookcookcook
"""
LONG_TEXTS = (
    "hello sir my name is joseph i am a young man of 24 years looking for any job like driving or mason or security or"
    " cleaning here in nakuru or naivasha i can also cook and farm please help me thank you god bless",
    "mimi ni mama wa watoto watatu naomba kazi ya kufua nguo au kupika au kulea watoto hapa kawangware ama kibera",
    "bonjour je suis couturière avec cinq ans d'expérience, je cherche un emploi à Mombasa ou à Kilifi, merci",
    "cook " * 40,
    "mason, " * 33 + "driver",
    "x" * 2000 + " driver",
)


@dataclass(frozen=True, slots=True)
class Words:
    """What texts are made of: the pack's own words."""

    entries: list[tuple[str, str]]  # language and words
    small: dict[tuple[str, str], list[str]]  # by language and role
    places: list[str]

    @classmethod
    def of(cls, market: Market) -> "Words":
        """Those of the languages that are spoken most."""
        entries = [(row["language"], row["words"]) for row in _rows("lexicon.csv") if row["language"] in SPOKEN]
        small: dict[tuple[str, str], list[str]] = {}
        for row in _rows("speech.csv"):
            if row["language"] in SPOKEN:
                small.setdefault((row["language"], row["role"]), []).append(row["words"])
        return cls(entries, small, [name for place in market.places for name in (place.name, *place.aliases)])


def typed_texts(market: Market, seed: int, count: int) -> Iterator[str]:
    """Texts as people type them, made of words of the pack: other ones for each seed."""
    random, words = Random(seed), Words.of(market)
    for _number in range(count):
        language, called = random.choice(words.entries)
        before, behind = ([random.choice(words.small[language, "filler"])] for _ in range(2))
        where = [random.choice(words.small[language, "in"])] if random.random() < 0.5 else []
        where.append(random.choice(words.places))
        pay = [random.choice(("15k", "500 bob a day", "elfu 20", "KES 18,000", "900/= daily", "12000 per month"))]
        other = random.choice([each for spoken, each in words.entries if spoken == language])
        role = random.choice(("join", "join", "want", "not"))
        two = [called, random.choice(words.small[language, role]), other]
        refused = [
            random.choice(words.small[language, "not"]),
            other,
            random.choice(words.small[language, "want"]),
            called,
        ]
        shapes: list[list[str]] = [
            [called],
            [called],
            [*before, called],
            [*before, called, *behind],
            [called, *where],
            [*before, called, *where],
            [*where, called],
            [called, *pay],
            [*before, called, *where, *pay],
            two,
            [*two, *where],
            [called, ", ", other],
            refused,
            [*before, *where],
            [*where],
        ]
        yield _slipped(random, " ".join(random.choice(shapes)))


def _slipped(random: Random, text: str) -> str:
    """The text as fingers in a hurry leave it, or just as it is."""
    words = text.split()
    for index in range(len(words)):
        if random.random() < 0.25:
            words[index] = _bent(random, words[index])
    joined = " ".join(words)
    if random.random() < 0.06 and len(words) > 1:
        joined = joined.replace(" ", "", 1)
    return random.choice((joined, joined, joined, joined.upper(), joined.capitalize()))


def _bent(random: Random, word: str) -> str:
    at = random.randrange(len(word))
    ways = (
        word[:at] + word[at + 1 :],
        word[:at] + word[at] + word[at:],
        word[:at] + word[at : at + 2][::-1] + word[at + 2 :],
        word[:at] + random.choice(LETTERS) + word[at + 1 :],
        word[:at] + random.choice(LETTERS) + word[at:],
        word[:1] + "".join(letter for letter in word[1:] if letter.lower() not in "aeiou"),
        word[: max(4, len(word) - random.randrange(1, 5))],
        word[:at] + 4 * word[at] + word[at + 1 :],
        word[:at] + " " + word[at:],
        random.choice((word + "s", word + "ni", "m" + word, "ku" + word, word.replace("ph", "f").replace("c", "k"))),
    )
    return random.choice(ways)


def texts(market: Market) -> list[str]:
    """The texts that are understood alike."""
    odd = ODD_TEXTS.replace("\n", "|").split("|")
    return list(dict.fromkeys((*odd, *LONG_TEXTS, *typed_texts(market, 1, 420))))


def understood(market: Market, text: str) -> Row:
    """What the server understands."""
    reading = reader(market).read(text)
    pay = reading.pay
    return {
        "text": text,
        "work": list(reading.work),
        "occupations": [found.code for found in reading.occupations],
        "is_sure": reading.is_sure,
        "sure_work": reading.sure_work,
        "calls_work": reading.calls_work,
        "places": [found.place.code for found in reading.places],
        "pay": [pay.amount, pay.period, pay.start, pay.end] if pay else None,
        "said": reading.said,
        "rest": reading.rest,
    }


def _rows(name: str) -> list[dict[str, str]]:
    with (PACK / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


# Where and what the vacancies are: enough of each that lists are longer than a phone shows, and some alone.
_PLACES = (
    *("003.011.kilifi", "003.011", "003.016", "001.001", "001", "047.287.buruburu", "047.274.westlands", "047.274"),
    *("047.274.kangemi", "042", "032", "047", "003", "KE"),
)
_WORK = (
    *("7112", "7111", "7131", "7212", "7223", "7231", "8332", "8322", "8321", "5120", "9412", "5131", "9111", "9112"),
    *("5414", "2221", "3221", "5141", "7531", "5223", "2512", "6111", "9211", "9313", "4110", "2341"),
)
_EMPLOYERS = (
    "Juhudi Works",
    "Baraka Logistics",
    "Tumaini Academy",
    "Bahari Hotel",
    "Maji Mazuri Farm",
    "Ng'ombe Dairy",
)
_OWN_SKILLS = ("forklift licence", "night shifts", "own tools", "Kiswahili sanifu")
_TITLES = ("Forklift hand", "Night guard", "Kitchen porter", "Couturière", "Trainee", "Fundi wa mkono", "Team leader")

_NOBODY: Row = {"place": None, "occupation": None, "least_pay": None, "skills": []}
_SEEKERS: tuple[Row, ...] = (
    {"place": "003.011.kilifi", "occupation": "7112", "least_pay": 15_000, "skills": []},
    {"place": "047.287.buruburu", "occupation": "7212", "least_pay": None, "skills": ["own tools", "forklift licence"]},
    _NOBODY,
)
_SOUGHT = """
mason|mason kilifi|masn in mombasa|mpishi|mpishi huko malindi|cook kilifi north|cook kisumu|driver|lorry driver nakuru
dereva wa lori 20k|boda boda westlands|nurse|nurse nairobi|muuguzi kilifi|house help|dada wa kazi buruburu|security gard
welder industrial area|welder|fundi wa magari|chauffeur|tailor mombasa|couturiere|software developer|teacher kisumu
forklift|forklift hand mombasa|FORK|night guard baraka|juhudi|juhudi kilifi|baraka logistics driver|tumaini academy
maji mazuri|ng'ombe|ngombe dairy kilifi|bahari hotel cook|team leader|trainee nairobi|kilifi|mombasa|nairobi|busia
turkana|kazi|kazi yoyote|harvester baraka|unknownword|unknownword kilifi|forklift unknownword|cook and driver
sitaki udereva nataka kupika|own tools|kiswahili sanifu nairobi|astronaut|judge mombasa|shop attendant kangemi|12|12345
farm|shamba boy kisumu|cleaner bahari|kitchen porter malindi 500 bob a day|night|hotel mombasa
"""


def search_cases(market: Market) -> Row:
    """What is found among some vacancies for what people type, by what the screens of a phone make of it."""
    with tempfile.TemporaryDirectory() as folder:
        db = open_database(f"sqlite:///{folder}/fursa.db")
        migrate(db)
        _offer(db, market, Random(2))
        rows = db.all("SELECT document, body FROM changes WHERE collection = 'vacancies' ORDER BY document")
        known = [{"id": row["document"], **orjson.loads(row["body"])} for row in rows]
        references = [vacancy["id"] for vacancy in known]
        texts = [*_SOUGHT.replace("\n", "|").strip("|").split("|"), references[3], references[40], "10009"]
        cases = [
            {"profile": number, "text": text, **_found(db, market, profile, text)}
            for number, profile in enumerate(_SEEKERS)
            for text in texts
        ]
        db.close()
    return {"now": NOW, "profiles": list(_SEEKERS), "cases": cases, "vacancies": known}


def _offer(db: Database, market: Market, random: Random) -> None:
    hiring = [employers.add(db, market, NOW, name=name, place="KE", sector="repair")["id"] for name in _EMPLOYERS]
    coded = [skill.code for skill in market.skills]
    for number in range(160):
        opened = NOW - 40 * DAY + number * 6 * 3600
        work = random.choice(_WORK)
        told = random.random()
        title = random.choice(_TITLES) if told < 0.25 else market.occupations.label(work, random.choice(SPOKEN))
        asked = random.choices((*_OWN_SKILLS, *coded[:40]), k=random.randrange(1, 3)) if random.random() < 0.4 else []
        pay = random.choice((None, 500, 800, 15_000, 18_000, 30_000))
        vacancy = vacancies.add(
            db,
            market,
            opened,
            vacancy_id=f"vacancy-{number:04}",
            employer_id=random.choice(hiring),
            title=title,
            occupation=work,
            place=random.choice(_PLACES),
            deadline=NOW - DAY if number > 100 and number % 11 == 0 else NOW + 14 * DAY,
            pay=pay,
            pay_period=None if pay is None else "day" if pay < 1000 else "month",
            skills=tuple(dict.fromkeys(asked)),
        )
        vacancies.open(db, market, vacancy["id"], opened)


def _found(db: Database, market: Market, profile: Row, text: str) -> Row:
    person = {**profile, "id": "", "language": "en", "skills": orjson.dumps(profile["skills"]).decode()}
    person["place"] = profile["place"] or market.places.root.code
    person["occupation"] = profile["occupation"] or ""
    view = View(db, market, "+254712345678", "sms", [person], Session(), NOW)
    try:
        screen, about = sought(view, text)
    except InvalidError:
        return {"query": None, "found": [], "widened": ""}
    if screen == "job":
        return {"query": None, "found": [vacancies.by_id(db, about)["reference"]], "widened": ""}
    if screen == "which_work":
        _text, codes, place, words = about
        about = [codes[0], place, words]
    query = Query(about[0], about[1], tuple(about[2].split()))
    result = search.search(db, market, person, query, NOW)
    return {
        "query": {"occupation": query.occupation, "place": query.place, "words": list(query.words)},
        "found": [match.vacancy["reference"] for match in result.matches],
        "scores": [match.score for match in result.matches],
        "widened": result.widened,
    }


def ratio_cases(market: Market) -> list[Row]:
    """How near two words are, as they stand and with slips between."""
    random = Random(3)
    called = sorted({word for _language, words in Words.of(market).entries for word in words.split()})
    pairs = [("", ""), ("", "a"), ("ab", "ba"), ("abc", "ca"), ("é", "e"), ("a b", "ab"), ("aaaa", "aaa")]
    for _number in range(200):
        first, other = random.choice(called), random.choice(called)
        near = first
        for _slip in range(random.randrange(4)):
            near = _bent(random, near)
        pairs += [(first, near)] if random.random() < 0.7 else [(first, other)]
    return [nearness(first, second) for first, second in pairs]


def nearness(first: str, second: str) -> Row:
    """How near two words are: what is the same of 100, and the slips between, counted up to each of some numbers."""
    slips = [OSA.distance(first, second, score_cutoff=cutoff) for cutoff in (None, 0, 1, 2, 3)]
    return {"words": [first, second], "ratio": fuzz.ratio(first, second), "osa": slips}


def terms(market: Market) -> Row:
    """What a tablet needs to read that stands in none of the pack's tables."""
    return {
        "languages": list(market.languages),
        "levels": list(market.places.levels),
        "home_level": market.home_level,
    }


def lines(cases: Any) -> bytes:
    """JSON that shows in a comparison which case changed."""
    if isinstance(cases, dict):
        parts = [orjson.dumps(key) + b": " + lines(value) for key, value in cases.items()]
        return b"{" + b",\n".join(parts) + b"}"
    if isinstance(cases, list) and cases and isinstance(cases[0], dict):
        return b"[\n" + b",\n".join(map(orjson.dumps, cases)) + b"\n]"
    return orjson.dumps(cases)


def main() -> None:
    """Write the files."""
    market = load(PACK)
    readings = [understood(market, text) for text in texts(market)]
    made = {
        "ratio": ratio_cases(market),
        "reading": {"terms": terms(market), "cases": readings},
        "search": search_cases(market),
    }
    for name, cases in made.items():
        (FOLDER / f"{name}.json").write_bytes(lines(cases) + b"\n")


if __name__ == "__main__":
    main()
