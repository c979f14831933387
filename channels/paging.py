"""Paging: a page as parts that each fit what one network carries in one message."""

from collections.abc import Sequence
from dataclasses import dataclass

from messages.text import fold, measure
from translations import gettext as _

BACK, HOME, MORE = "0", "00", "98"


@dataclass(frozen=True, slots=True)
class Limits:
    """The longest message: GSM-7 septets, and UCS-2 units where a letter outside GSM-7 is in it.

    `exits`: whether pages name the ways back and home, as they must where no word can be typed instead.
    """

    gsm7: int = 160
    ucs2: int = 70
    exits: bool = True

    def fit(self, text: str) -> bool:
        """Whether the text is short enough."""
        encoding, length = measure(text)
        return length <= (self.gsm7 if encoding == "gsm7" else self.ucs2)


def parts(
    text: str, lines: Sequence[str], back: bool, home: bool, limits: Limits, notice: str = "", at: int = 0
) -> list[tuple[str, int]]:
    """The page in parts, each with the number of choice lines shown up to its end.

    `text` is above, `lines` are choices ("1 Find work"), one a line and never torn apart unless one alone is too
    long. Every part but the last ends with "98 More", every part but the first with "0 Back". Where `back` is true
    the first says so too; where `home` is true and there is room, the only part does. `notice` stands above what
    part number `at` begins with, or above all where the page has only one part.
    """
    text, lines, notice = fold(text), [fold(line) for line in lines], fold(notice)
    to_back = fold(f"{BACK} {_('Back')}") if limits.exits else ""
    footers = [to_back if back else ""]
    if home and limits.exits:
        footers.insert(0, fold(f"{to_back}  {HOME} {_('Home')}"))
    for footer in footers:
        whole = "\n".join(piece for piece in (notice, text, *lines, footer) if piece)
        if limits.fit(whole):
            return [(whole, len(lines))]
    more = fold(f"{MORE} {_('More')}")
    return _torn(text, lines, more, to_back, back, limits, notice, at)


def _torn(
    text: str, lines: list[str], more: str, to_back: str, back: bool, limits: Limits, notice: str, at: int
) -> list[tuple[str, int]]:
    """The parts of a page that is too long for one."""
    middle = f"{more}  {to_back}".rstrip()
    pieces = [
        (piece, number) for number, line in enumerate((text, *lines)) for piece in _pieces(line, f"\n{middle}", limits)
    ]
    notices = [(piece, 0) for piece in _pieces(notice, f"\n{middle}", limits)]
    if not at:
        pieces = notices + pieces
    done: list[tuple[str, int]] = []
    part, shown = "", 0
    while pieces:
        piece, number = pieces.pop(0)
        longer = f"{part}\n{piece}" if part else piece
        first_footer, footer = (more, "") if not done and not back else (middle, to_back)
        if part and not limits.fit(_with(longer, first_footer if pieces else footer)):
            done.append((_with(part, first_footer), shown))
            pieces.insert(0, (piece, number))
            if len(done) == at:
                pieces = notices + pieces
            part = ""
            continue
        part, shown = longer, max(shown, number)
    return [*done, (_with(part, to_back if done or back else ""), shown)]


def _with(part: str, footer: str) -> str:
    return f"{part}\n{footer}" if footer else part


def _pieces(text: str, room_for: str, limits: Limits) -> list[str]:
    """The text's lines, each torn between words (or, where one word fills a part, inside it) so that it fits."""
    pieces = []
    for line in text.split("\n"):
        if limits.fit(line + room_for):  # as nearly every line does
            pieces.append(line)
            continue
        piece = ""
        for word in line.split(" "):
            longer = f"{piece} {word}" if piece else word
            if limits.fit(longer + room_for):
                piece = longer
                continue
            if piece:
                pieces.append(piece)
            while not limits.fit(word + room_for):
                cut = next(size for size in range(len(word), 0, -1) if size == 1 or limits.fit(word[:size] + room_for))
                pieces.append(word[:cut])
                word = word[cut:]
            piece = word
        pieces.append(piece)
    return [piece for piece in pieces if piece]
