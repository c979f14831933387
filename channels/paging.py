"""Paging: a page as parts that each fit what one network carries in one message."""

from collections.abc import Sequence
from dataclasses import dataclass

from messages.text import fold, measure
from translations import gettext as _

BACK, HOME, MORE = "0", "00", "98"


@dataclass(frozen=True, slots=True)
class Limits:
    """The longest message: GSM-7 septets, and UCS-2 units where a letter outside GSM-7 is in it."""

    gsm7: int = 160
    ucs2: int = 70

    def fit(self, text: str) -> bool:
        """Whether the text is short enough."""
        encoding, length = measure(text)
        return length <= (self.gsm7 if encoding == "gsm7" else self.ucs2)


def parts(text: str, lines: Sequence[str], back: bool, home: bool, limits: Limits) -> list[tuple[str, int]]:
    """The page in parts, each with the number of choice lines shown up to its end.

    `text` is above, `lines` are choices ("1 Find work"), one a line and never torn apart unless one alone is too
    long. Every part but the last ends with "98 More". Where `back` is true each says so; where `home` is true
    and there is room, the only part does.
    """
    text, lines = fold(text), [fold(line) for line in lines]
    to_back = fold(f"{BACK} {_('Back')}") if back else ""
    footers = [to_back]
    if home:
        footers.insert(0, fold(f"{to_back}  {HOME} {_('Home')}"))
    for footer in footers:
        whole = "\n".join(piece for piece in (text, *lines, footer) if piece)
        if limits.fit(whole):
            return [(whole, len(lines))]
    more = fold(f"{MORE} {_('More')}")
    return _torn(text, lines, f"{more}  {to_back}" if back else more, to_back, limits)


def _torn(text: str, lines: list[str], more: str, footer: str, limits: Limits) -> list[tuple[str, int]]:
    """The parts of a page that is too long for one."""
    done: list[tuple[str, int]] = []
    part = ""
    pieces = [(piece, 0) for piece in _pieces(text, f"\n{more}", limits)]
    pieces += [
        (piece, number)
        for number, line in enumerate(lines, 1)
        for piece in _pieces(line, f"\n{more}", limits)
    ]
    shown = 0
    for index, (piece, number) in enumerate(pieces):
        longer = f"{part}\n{piece}" if part else piece
        last = index == len(pieces) - 1
        if part and not limits.fit(_with(longer, footer if last else more)):
            done.append((_with(part, more), shown))
            longer = piece
        part, shown = longer, number
    return [*done, (_with(part, footer), shown)]


def _with(part: str, footer: str) -> str:
    return f"{part}\n{footer}" if footer else part


def _pieces(text: str, room_for: str, limits: Limits) -> list[str]:
    """The text's lines, each torn between words (or, where one word fills a part, inside it) so that it fits."""
    pieces = []
    for line in text.split("\n"):
        piece = ""
        for word in line.split(" "):
            longer = f"{piece} {word}" if piece else word
            if limits.fit(longer + room_for):
                piece = longer
                continue
            if piece:
                pieces.append(piece)
            while not limits.fit(word + room_for):
                cut = next(
                    size
                    for size in range(len(word), 0, -1)
                    if size == 1 or limits.fit(word[:size] + room_for)
                )
                pieces.append(word[:cut])
                word = word[cut:]
            piece = word
        pieces.append(piece)
    return [piece for piece in pieces if piece]
