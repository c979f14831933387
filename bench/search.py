"""Search: how often the reader finds the work and the place that people mean, how fast, and in how much memory.

`--queries FILE...` are searches with the columns lang, text, isco (acceptable codes, the best first), county (`A|B`
where either will do) and kind; without, those of the tests. `--labels FILE...` are tables of occupation labels, with
the columns of `fursa market import-occupations`; without, the lexicon of the market itself. Of each table a fifth of
the alternative labels is held out, and searched for among the others.
"""

import csv
import random
import statistics
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.parts import lexicon as lexicon_memory
from bench.parts import report
from bench.parts.labels import Bm25, Ngrams
from bench.parts.report import Report
from core import lexicon, lexicon_import, pack
from core import market as markets
from core.market import Market
from core.reading import Reader, reader
from core.reading.forms import keys
from core.reading.work import Work
from core.settings import DEFAULT_MARKET
from core.spelling import key

SEARCHES = Path(__file__).parent.parent / "tests" / "core" / "reading" / "searches.csv"
FIRST = {"en": 0.85, "sw": 0.80, "fr": 0.80}  # of searches that name work: the first guess is right
AMONG_FIVE, COUNTY, INVENTED = 0.95, 0.95, 0.02
PREFERRED = 3  # the weight of what work is called
LONGEST = 10_000  # characters
MOST_LABELS, FEW_LABELS = 1500, 300


def main() -> int:
    """Measure, and tell."""
    found = report.begin("Search", "queries", "labels")
    market = markets.load(DEFAULT_MARKET)
    began = time.perf_counter()
    known = reader(market)
    load = time.perf_counter() - began
    for path in found.files["queries"] or [SEARCHES]:
        searches(found, market, known, path)
    speed(found, known)
    found.figure("the reader is ready after", f"{load:.2f} s")
    found.goal("seconds until the reader is ready", load, "<=", 1.0)
    found.goal("megabytes that the reader takes", lexicon_memory.megabytes(), "<=", 30.0)
    if found.files["labels"]:
        for path in found.files["labels"]:
            held_out(found, path.stem, labels_of(path))
    else:
        entries = lexicon.entries(market.folder, (each.code for each in market.occupations))
        held_out(
            found,
            "the lexicon itself",
            [Held((" ".join(words),), code, weight == 3) for words, code, weight in entries],
        )
    return found.finish()


def searches(found: Report, market: Market, known: Reader, path: Path) -> None:
    """The searches of a file: a table by language and by kind, and every mistake."""
    counts: dict[tuple[str, str], Counter[str]] = {}
    for row in csv.DictReader(path.open(encoding="utf-8")):
        result = judged(market, known, row)
        for group in (("language", row["lang"]), ("kind", row["kind"])):
            counts.setdefault(group, Counter()).update(result)
    total = sum((count for (what, _), count in counts.items() if what == "language"), Counter[str]())
    for (what, name), count in sorted(counts.items()):
        parts = [f"{count['all']} searches"]
        if count["named"]:
            parts.append(f"first {share(count, 'first', 'named'):.1%}, of five {share(count, 'five', 'named'):.1%}")
        if count["placed"]:
            parts.append(f"county {share(count, 'county', 'placed'):.1%}")
        found.figure(f"{path.stem}, {what} {name}", ", ".join(parts))
    for language, bound in FIRST.items():
        if (count := counts.get(("language", language), Counter()))["named"]:
            found.goal(f"{path.stem}, {language}: first guess right", share(count, "first", "named"), ">=", bound)
            found.goal(f"{path.stem}, {language}: right among five", share(count, "five", "named"), ">=", AMONG_FIVE)
    found.goal(f"{path.stem}: county right", share(total, "county", "placed"), ">=", COUNTY)
    found.goal(f"{path.stem}: counties invented", share(total, "invented", "unplaced"), "<=", INVENTED)


def judged(market: Market, known: Reader, row: dict[str, str]) -> Counter[str]:
    """What is right about one search; a mistake is printed."""
    reading = known.read(row["text"])
    codes = [each.code for each in reading.occupations]
    right = row["isco"].split()
    counties = [county(market, each.place.code) for each in reading.places]
    wanted = [key(each) for each in row["county"].split("|") if each]
    result = Counter({"all": 1})
    if right:
        result += Counter(
            named=1, first=int(codes[:1] != [] and codes[0] in right), five=int(bool({*codes[:5]} & {*right}))
        )
    if wanted:
        result += Counter(placed=1, county=int(bool(counties) and counties[0] in wanted))
    else:
        result += Counter(unplaced=1, invented=int(bool(counties)))
    if result["named"] > result["first"] or result["placed"] > result["county"] or result["invented"]:
        guesses = " ".join(f"{each.code} {each.score:.2f}" for each in reading.occupations[:4])
        meant = f"{row['isco'] or '-'} {row['county'] or '-'}"
        print(f"mistake: {row['lang']} {row['kind']}: {row['text']} = {meant}; read {guesses or '-'}, {counties[:1]}")
    return result


def county(market: Market, place: str) -> str:
    """The name of the area that holds a place, as it is compared; "" for what is wider."""
    level = market.places.levels[max(market.places.levels.index(market.home_level) - 1, 0)]
    holder = market.places.ancestor(place, level)
    return key(holder.name) if holder else ""


def share(count: Counter[str], part: str, whole: str) -> float:
    """How much of the whole a part is."""
    return count[part] / count[whole] if count[whole] else 0.0


def speed(found: Report, known: Reader) -> None:
    """Reading: the usual search, and the worst text."""
    texts = [row["text"] for row in csv.DictReader(SEARCHES.open(encoding="utf-8"))]
    usual = statistics.median(fastest(known.read, text) for text in texts)
    cold = statistics.median(times(known.read, [f"{text} zqx{number}" for number, text in enumerate(texts)]))
    found.figure("reading a search, p50", f"{1e3 * usual:.2f} ms, {1e3 * cold:.2f} ms with a word never met")
    found.goal("milliseconds to read a search, p50", 1e3 * usual, "<=", 1.0)
    rng = random.Random(7)
    words = " ".join(rng.choice(texts) for _ in range(LONGEST // 10))
    letters = "".join(rng.choice("abdeikmnorstuw ") for _ in range(LONGEST))
    awful = {
        "words": words[:LONGEST],
        "letters": letters,
        "one word": letters.replace(" ", "")[:LONGEST],
        "misspelt words": " ".join(f"{text[:4]}x{text[4:]}" for text in words.split())[:LONGEST],
        "driver": ("driver " * LONGEST)[:LONGEST],
        "signs": (",/&+;.| " * LONGEST)[:LONGEST],
    }
    worst = max(fastest(lambda each: fresh(known, each), text) for text in awful.values())
    found.figure("reading the worst text of 10,000 characters", f"{1e3 * worst:.1f} ms")
    found.goal("the worst text against the median search", worst / cold, "<=", 20.0)


def fresh(known: Reader, text: str) -> object:
    """Read with nothing remembered of earlier texts."""
    known.work.vocabulary.guesses.cache_clear()
    return known.read(text)


def fastest(read: Callable[[str], object], text: str) -> float:
    """Seconds, the best of three."""
    return min(times(read, [text] * 3))


def times(read: Callable[[str], object], texts: Sequence[str]) -> list[float]:
    """Seconds for each."""
    spent = []
    for text in texts:
        began = time.perf_counter()
        read(text)
        spent.append(time.perf_counter() - began)
    return spent


@dataclass(frozen=True, slots=True)
class Held:
    """One label: its names (two where it holds both genders), its occupation, whether it is the preferred one."""

    names: tuple[str, ...]
    code: str
    preferred: bool

    @property
    def text(self) -> str:
        """The label as it stands in the table."""
        return "/".join(self.names)


def labels_of(path: Path) -> list[Held]:
    """The labels of a table, as an import reads them."""
    rows = pack.read_table(path, (), [], optional=None, is_foreign=True) or []
    found: list[Held] = []
    for row in rows:
        if labels := lexicon_import.read_labels([row], "xx"):
            names = tuple(label.words for label in labels)
            found.append(Held(names, labels[0].code, labels[0].weight == PREFERRED))
    return found


def held_out(found: Report, name: str, labels: list[Held]) -> None:
    """A fifth of the alternative labels, searched for among the rest, three ways."""
    rng = random.Random(7)
    others = [number for number, label in enumerate(labels) if not label.preferred]
    out = set(rng.sample(others, len(others) // 5))
    train = [label for number, label in enumerate(labels) if number not in out]
    test = [labels[number] for number in sorted(out)]
    test = rng.sample(test, min(len(test), FEW_LABELS if found.quick else MOST_LABELS))
    work = Work(
        ((words, label.code, PREFERRED) for label in train for each in label.names if (words := keys(each))),
        frozenset(),
    )
    as_they_stand = [(label.text, label.code) for label in train]
    bm25, ngrams = Bm25(as_they_stand), Ngrams(as_they_stand)
    right: Counter[str] = Counter()
    for label in test:
        guesses = {"ours": ours(work, label.names), "BM25": bm25.first(label.text), "n-grams": ngrams.first(label.text)}
        right.update(way for way, guess in guesses.items() if guess == label.code)
    shares = {way: right[way] / len(test) for way in ("ours", "BM25", "n-grams")}
    told = ", ".join(f"{way} {value:.1%}" for way, value in shares.items())
    found.figure(f"{name}: first guess right, {len(test):,} held-out labels among {len(train):,}", told)
    for way in ("BM25", "n-grams"):
        found.goal(f"{name}: first guess right, against {way}", shares["ours"] / shares[way], ">=", 1.0)


def ours(work: Work, names: Sequence[str]) -> str | None:
    """The first guess of the reader's index for any of some names."""
    best: dict[str, float] = {}
    for name in names:
        for code, score in work.rank([work.vocabulary.guesses(word) for word in keys(name)]).items():
            best[code] = max(score, best.get(code, 0.0))
    return max(best, key=best.__getitem__, default=None)


if __name__ == "__main__":
    raise SystemExit(main())
