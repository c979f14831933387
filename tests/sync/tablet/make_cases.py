"""Cases about texts and the market that server and tablet must judge alike: spelling, words, places, work, skills.

`python -m tests.sync.tablet.make_cases` writes them anew, after a rule of the server or a pack has changed; those of
matching, too.
"""

import random
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson

from core import spelling, words
from core.database import Row
from core.market import Market, load
from core.places import Places
from sync import reference
from tests.source import ROOT
from tests.sync.tablet import make_matching_cases

FOLDER = Path(__file__).parent / "cases"
PACKS = {"kenya": ROOT / "markets" / "kenya", "tinyland": ROOT / "tests" / "packs" / "tinyland"}
SEED = 20261126

# What people type: scripts and their signs, apostrophes of all kinds, thousands, what editors and keypads put in.
TYPED = """
Ng'ang'a ng’ombe ng`ombe ngʼombe ng´ombe N'Diaye
l'école d’art qu’il s'il vous plaît aujourd'hui d'1 l'_ d'² xd'art l'’a DʼArt L'Île l'œuvre ſ'il
Élève façade garçon Noël À BIENTÔT Ñandú Öztürk Ærø Łódź Đà Nẵng İstanbul ılık Iğdır
Straße STRASSE GROẞ ὈΔΥΣΣΕΎΣ Ὀδυσσεύς σοφός ᾳ ΐ ΰ ﬁnance ﬃ ŉ ǰ ｆｕｌｌ　ｗｉｄｔｈ １２３
ቀዝቃዛ ውሃ ስራ፣ እፈልጋለሁ። ፩ ፲፪ ፩፣ብር ፲፣ብር ሀ፝ የቀን ሠራተኛ
مُهَنْدِس محمّد علي‎ ١٢٣٤ ۱۲۳ آب أكل إلى ؤ ئ
हिन्दी क़लम विद्यार्थी १२३ क्‍ष தமிழ் ไทยนี้ ខ្មែរ བོད་ཡིག ུ
Москва Ёлка й Київ ґ їжак שלום שָׁלוֹם 한국어 日本語 カタカナ ﾊﾝｶｸ が 中文
15,000 15.000 1,234,567 1.5 12,34 1,2345 15,000.50 9.000/= Ksh15,000 1,000,00 ١٥,٠٠٠ ½ ² ① Ⅷ 1⁄2
S.T.O.P s t o p S-T-O-P! j.o.b.s a_b_c_d a b c a.b.c a.b.c.d e stooooop JOOOBS 1111 aaa1222 __init__ a__b
boda-boda tuk tuk C++ C# R&D e-mail me@x.org www.jobs.co.ke #1 @home (Kilifi) [Nairobi] {x} <b> "fundi" 'mason'
👩‍🌾 shamba👍🏿 fundi✅ 🇰🇪 cook🍳chef zero​width soft­hyphen bom﻿bom non breaking thin space
… — – ‘quoted’ “double” «guillemets» · • ¿qué? ¡hola! ° º ª § ¶ † a·b 5° n°3
"""
TOGETHER = (
    "",
    " ",
    "\t\n",
    "  two   spaces ",
    "line\nbreak\r\nand\ttab",
    "a\x1cb\x1fc\x85d\x0be\x0cf",
    "nul\x00bell\x07del\x7f",
    "a\u2028b\u2029c\u3000d\u1680e",
    "niko na kazi ya ujenzi Nyali, 1,500 kwa siku",
    "kazi yoyote!!! haraka sana...",
    "je cherche l'emploi d'aide-cuisinier à l'hôtel",
    "x" * 1599 + "éé tail",
    "😀" * 1700,
    "a 👍 b",
    "a👍b",
    "a - b",
    "a-b c/d e\u200ff",
)


def lines(cases: Any, depth: int = 1) -> bytes:
    """JSON with a case a line, so that a comparison shows which one changed."""
    if depth and isinstance(cases, dict):
        parts = [orjson.dumps(key) + b": " + lines(value, depth) for key, value in cases.items()]
        return b"{" + b",\n".join(parts) + b"}"
    if depth and isinstance(cases, list) and cases:
        return b"[\n" + b",\n".join(lines(each, 0) for each in cases) + b"\n]"
    return orjson.dumps(cases)


def texts(markets: dict[str, Market]) -> list[str]:
    """What people type, and what packs hold, in order and shuffled."""
    chance = random.Random(SEED)
    typed = TYPED.split()
    named = [name for market in markets.values() for name in _names(market)]
    letters = sorted({letter for word in typed for letter in word})
    made = [*typed, *TYPED.strip().split("\n"), *TOGETHER, *chance.sample(named, 150)]
    made += [" ".join(chance.choices(typed, k=chance.randint(2, 6))) for _ in range(150)]
    made += ["".join(chance.choices([*letters, " ", ".", "'", "\u0301"], k=chance.randint(1, 12))) for _ in range(250)]
    return list(dict.fromkeys(made))


def spelling_cases(markets: dict[str, Market]) -> list[Any]:
    """Texts, each with its key and with leaning words apart."""
    return [[text, spelling.key(text), spelling.apart(text)] for text in texts(markets)]


def words_cases(markets: dict[str, Market]) -> list[Any]:
    """Texts as they are tidied and cut, and every second word of them put together again."""
    cases = []
    for text in texts(markets):
        tidied = words.tidy(text)
        cut = words.split(tidied)
        kept = words.between(tidied, cut[::2])
        cases.append([text, tidied, [[word.typed, word.key] for word in cut], kept])
    return cases


def places_cases(markets: dict[str, Market]) -> Row:
    """Trees, each with where every place lies and what a typed name finds."""
    chance = random.Random(SEED)
    return {name: _tree(market, chance) for name, market in markets.items()}


def nearness_cases(markets: dict[str, Market]) -> Row:
    """All work of each market, how near some of it is, what lies around it, and what it is called."""
    chance = random.Random(SEED)
    cases: Row = {}
    for name, market in markets.items():
        work = market.occupations
        codes = [each.code for each in work]
        tables = [(code, other) for code in codes for other in work.near(code)]
        pairs = [tuple(chance.choices(codes, k=2)) for _ in range(300)]
        pairs += [(code, chance.choice([each for each in codes if each[:2] == code[:2]])) for code in codes[::3]]
        pairs += chance.sample(tables, min(200, len(tables)))
        some = chance.sample(codes, min(12, len(codes)))
        cases[name] = {
            "sectors": _documents(market, "sectors"),
            "documents": [_without(each, "words") for each in _documents(market, "occupations")],
            "menu": [[sector.code, [each.code for each in work.in_sector(sector.code)]] for sector in work.sectors],
            "pairs": [[one, other, work.nearness(one, other)] for one, other in pairs],
            "around": [[code, least, work.around(code, least)] for code in some for least in (0.2, 0.5, 0.75)],
            "labels": [[code, language, work.label(code, language)] for code in some for language in market.languages],
        }
    return cases


def skills_cases(markets: dict[str, Market]) -> Row:
    """The skills of each market, what typed texts name of them, and which of them are one."""
    chance = random.Random(SEED)
    cases: Row = {}
    for name, market in markets.items():
        skills = market.skills
        codes = [each.code for each in skills]
        called = list(skills.words(codes))
        own = ["Ng'ombe care", "ng’ombe  CARE", "Mwongozo wa wageni", "mwongozo-wa wageni!", "?"]

        def some(most: int, *among: str) -> list[str]:
            return list(dict.fromkeys(chance.choices(among, k=chance.randint(0, most))))  # noqa: B023  # called here

        typed = [*called[:: max(1, len(called) // 150)], *own, "", ",;,\n", "ac", "ac dc", "a " * 70 + called[0]]
        shared = [word for each in _documents(market, "skills") for word in each["yields"]]
        typed += shared
        for _ in range(150):
            parts = (" ".join(some(3, *called, *own, "na", "and", "zzz")) for _ in range(chance.randint(1, 3)))
            typed.append(chance.choice((", ", "; ", "\n", " ,,")).join(parts))
        held = [(some(4, *codes, *called, *own), some(5, *codes, *called, *own)) for _ in range(40)]
        for _ in range(120):  # of few, so that some are the same
            few = [*chance.sample(codes, 2), *chance.sample(called, 2), *own]
            held.append((some(4, *few), some(4, *few, *(way for code in few for way in skills.words([code])))))
        held += [
            ([code], [word]) for word in shared for code in codes if word in map(spelling.key, skills.words([code]))
        ]
        cases[name] = {
            "documents": _documents(market, "skills"),
            "read": [[text, skills.read(text)] for text in dict.fromkeys(typed)],
            "held": [[asked, has, skills.held(asked, has)] for asked, has in held],
            "words": [[those, list(skills.words(those))] for those, _ in held[:20]],
        }
    return cases


def made() -> dict[str, bytes]:
    """The files by name."""
    markets = {name: load(folder) for name, folder in PACKS.items()}
    return {
        "spelling.json": lines(spelling_cases(markets)),
        "words.json": lines(words_cases(markets)),
        "places.json": lines(places_cases(markets), 2),
        "nearness.json": lines(nearness_cases(markets), 2),
        "skills.json": lines(skills_cases(markets), 2),
        "matching.json": lines(make_matching_cases.cases(markets), 3),
    }


def _tree(whole: Market, chance: random.Random) -> Row:
    """A tree of a few areas, and of all places that share a name with another."""
    shared = [place.code for those in whole.places.names().values() if len(those) > 1 for place in those]
    areas = [place.code for place in whole.places if whole.area(place.code) == place.code]
    kept = {code for area in areas[-4:] for code in whole.places.under(area)}
    kept |= {ring for code in (*kept, *chance.sample(shared, len(shared) // 2)) for ring in whole.places.rings(code)}
    places = Places(whole.places.levels, [place for place in whole.places if place.code in kept])
    market = replace(whole, places=places)
    names = list(places.names())
    typed = [*names, "", "x", "nowhere at all", *(place.name.upper() for place in places)]
    for name in chance.sample(names, min(300, len(names))):
        at = chance.randrange(len(name))
        slips = (name[:at] + name[at + 1 :], name[:at] + chance.choice("aeiou") + name[at:], name + "x")
        typed += [*slips, f"{slips[0]} {chance.choice(places.levels)}", f"{name} sub county", f"{name} town"]
    return {
        "levels": places.levels,
        "home_level": whole.home_level,
        "documents": _documents(market, "places"),
        "where": [
            [place.code, places.rings(place.code), market.area(place.code), _codes(places.children(place.code))]
            for place in places
        ],
        "under": [[code, places.under(code)] for code in (places.root.code, *chance.sample(sorted(kept), 3))],
        "find": [[text, _codes(places.find(text))] for text in dict.fromkeys(typed)],
    }


def _codes(things: Iterable[Any]) -> list[str]:
    return [thing.code for thing in things]


def _names(market: Market) -> list[str]:
    labels = [label for each in (*market.occupations, *market.skills) for label in each.labels.values()]
    return [*labels, *(name for place in market.places for name in (place.name, *place.aliases))]


def _documents(market: Market, collection: str) -> list[Row]:
    return [document for name, document in reference.documents(market) if name == collection]


def _without(document: Row, field: str) -> Row:
    return {name: value for name, value in document.items() if name != field}


def main() -> None:
    """Write the files."""
    FOLDER.mkdir(exist_ok=True)
    for name, content in made().items():
        (FOLDER / name).write_bytes(content + b"\n")


if __name__ == "__main__":
    main()
