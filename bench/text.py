"""Text: what folding, measuring and cutting into parts cost, against going through the text letter by letter.

The baseline knows no short cuts: it looks at every letter, decomposes it where the cheap alphabet lacks it, adds up
what it takes, and begins a new part where one is full. Lengths and parts are first checked to be the same.
"""

import statistics
import time
import unicodedata
from collections.abc import Callable, Sequence

from bench.parts import report
from core import market
from core.settings import DEFAULT_MARKET
from messages import samples
from messages.templates import render
from messages.text import ALONE, BASIC, EXTENSION, PART, fold, measure, segments
from messages.texts import TEMPLATES

LETTERS = frozenset(BASIC)
EXTENDED = frozenset(EXTENSION)
AWKWARD = (
    "“Nous cherchons un maçon sérieux” – Œuvre à Kisumu… 1\u202f200/jour, repas compris, début à 7\u00a0h précises",
    "Salaire 5€ [net] {brut ~7€} | " * 9,
    "ሥራ አለ፦ አናጺ፣ አዲስ አበባ፣ በቀን 500 ብር። 3 ቦታዎች፣ 12 አመልካቾች። ለማመልከት 1 ይላኩ። ለሥራ ገንዘብ አይክፈሉ። " * 2,
    "Kazi mpya leo 🔥👷 piga simu " * 6,
)


def main() -> int:
    """Measure, and tell."""
    found = report.begin("Text: folding, measuring, cutting into parts")
    pack = market.load(DEFAULT_MARKET)
    ours = [
        render(purpose, language, market=pack, **sample(purpose, pack, language)).text
        for purpose in TEMPLATES
        for language in pack.languages
        for sample in (samples.typical, samples.worst)
    ]
    rounds = 10 if found.quick else 50
    for name, texts in (("our texts", ours), ("awkward texts", AWKWARD)):
        folded = [fold(text) for text in texts]
        assert [slow_measure(text) for text in folded] == [tuple(measure(text)) for text in folded]
        assert [slow_segments(text) for text in folded] == [segments(text) for text in folded]
        for what, fast, slow, given in (
            ("fold", fold, slow_fold, texts),
            ("measure", measure, slow_measure, folded),
            ("segments", segments, slow_segments, folded),
        ):
            ratio, microseconds = compared(fast, slow, given, rounds)
            found.figure(f"{what}, {name}, us a text", f"{microseconds:.2f}")
            found.goal(f"{what}, {name}: share of letter by letter", ratio, "<=", 0.5)
    values = samples.typical("alert", pack, "sw")
    spent = seconds(lambda _: render("alert", "sw", market=pack, **values), [""] * 20, rounds)
    found.figure("render an alert, us", f"{spent * 1e6:.0f}")
    return found.finish()


def compared(
    fast: Callable[[str], object], slow: Callable[[str], object], texts: Sequence[str], rounds: int
) -> tuple[float, float]:
    """The median of interleaved ratios, and the microseconds that a text takes the faster one."""
    ratios, times = [], []
    rounds = rounds * 100 // len(texts)
    for _turn in range(7):
        times.append(seconds(fast, texts, rounds))
        ratios.append(times[-1] / seconds(slow, texts, max(rounds // 5, 1)))
    return statistics.median(ratios), statistics.median(times) * 1e6


def seconds(run: Callable[[str], object], texts: Sequence[str], rounds: int) -> float:
    """What one text takes of the processor: others may be busy on it."""
    begun = time.thread_time()
    for _round in range(rounds):
        for text in texts:
            run(text)
    return (time.thread_time() - begun) / rounds / len(texts)


def slow_fold(text: str) -> str:
    """Accents dropped letter by letter; marks and invisible characters, which take a table, are left as they are."""
    result = []
    for letter in text:
        if letter in LETTERS or letter in EXTENDED:
            result.append(letter)
        else:
            base = unicodedata.normalize("NFD", letter)[0]
            result.append(base if base in LETTERS else letter)
    return "".join(result)


def slow_measure(text: str) -> tuple[str, int]:
    """The alphabet and the length, added up letter by letter."""
    gsm7 = ucs2 = 0
    needs_ucs2 = False
    for letter in text:
        if letter in LETTERS:
            gsm7 += 1
        elif letter in EXTENDED:
            gsm7 += 2
        else:
            needs_ucs2 = True
        ucs2 += 2 if ord(letter) > 0xFFFF else 1
    return ("ucs2", ucs2) if needs_ucs2 else ("gsm7", gsm7)


def slow_segments(text: str) -> list[str]:
    """The parts, filled letter by letter."""
    encoding, length = slow_measure(text)
    if length <= ALONE[encoding]:
        return [text]
    parts, part, filled = [], "", 0
    for letter in text:
        units = slow_measure(letter)[1] if encoding == "gsm7" else 1 + (ord(letter) > 0xFFFF)
        if filled + units > PART[encoding]:
            parts.append(part)
            part, filled = "", 0
        part += letter
        filled += units
    return [*parts, part]


if __name__ == "__main__":
    raise SystemExit(main())
