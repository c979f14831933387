"""Charts: bars as inline SVG, with words for who cannot see them. The table beside has all the numbers."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

WIDTH, HEIGHT = 720, 240
_LEFT, _BOTTOM, _TOP = 48, 40, 28
_STEPS = (1, 2, 5)
_INK, _LINE = "#1b1f23", "#c9d1d9"
# Told apart without colours too: full, striped, empty.
_FILLS = ("#0b5d3b", "url(#{id}-stripes)", "#fff")


@dataclass(frozen=True, slots=True)
class Group:
    """Bars that stand together: what stands below them, and a value for each series; None draws no bar."""

    label: str
    values: tuple[int | None, ...]


def bars(id: str, title: str, told: str, series: Sequence[str], groups: Sequence[Group]) -> Markup:
    """A chart of up to three series. `id` is its own on the page; `told` says in a sentence what is to be seen."""
    most = _ceiling(max((value or 0 for group in groups for value in group.values), default=0))
    room = (WIDTH - _LEFT) / max(1, len(groups))
    wide = room * 0.8 / max(1, len(series))
    high = HEIGHT - _BOTTOM - _TOP
    drawn = [
        f'<svg role="img" aria-labelledby="{id}-title {id}-told" viewBox="0 0 {WIDTH} {HEIGHT}" font-size="12"'
        f' font-family="sans-serif" fill="{_INK}"><title id="{id}-title">{escape(title)}</title>'
        f'<desc id="{id}-told">{escape(told)}</desc><defs><pattern id="{id}-stripes" width="6" height="6"'
        ' patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="6" height="6" fill="#fff"/>'
        '<rect width="3" height="6" fill="#0b5d3b"/></pattern></defs>'
    ]
    for number, name in enumerate(series):
        at = _LEFT + number * 220
        drawn.append(_bar(id, number, at, 4, 12, 12) + f'<text x="{at + 18}" y="14">{escape(name)}</text>')
    for part in (0, most // 2, most) if most > 1 else (0, most):
        y = _TOP + high - (high * part / most if most else 0)
        drawn.append(
            f'<path d="M{_LEFT} {y:.1f}H{WIDTH}" stroke="{_LINE}"/>'
            f'<text x="{_LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{part}</text>'
        )
    for place, group in enumerate(groups):
        left = _LEFT + place * room + room * 0.1
        for number, value in enumerate(group.values):
            if value:
                tall = high * value / most
                drawn.append(_bar(id, number, left + number * wide, _TOP + high - tall, wide, tall))
        middle = left + room * 0.4
        drawn.append(f'<text x="{middle:.1f}" y="{HEIGHT - 20}" text-anchor="middle">{escape(group.label)}</text>')
    return Markup("".join(drawn) + "</svg>")  # noqa: S704 - words are escaped above


def _bar(id: str, number: int, x: float, y: float, wide: float, high: float) -> str:
    fill = _FILLS[number % len(_FILLS)].format(id=id)
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{high:.1f}" fill="{fill}" stroke="#0b5d3b"'
        ' stroke-width="1"/>'
    )


def _ceiling(value: int) -> int:
    """The next round number."""
    power = 1
    while value > 0:
        for step in _STEPS:
            if value <= step * power * 2:
                return step * power * 2
        power *= 10
    return 0
