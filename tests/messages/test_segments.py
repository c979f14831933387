"""Segments: the parts in which networks carry a text, by hand-made cases and by what must hold for every text."""

import gsm0338  # type: ignore[import-untyped]
import pytest
from hypothesis import given
from hypothesis import strategies as st

from messages.text import BASIC, EXTENSION, Text, measure, segments, sized

codec = gsm0338.Codec()
gsm7 = st.text(alphabet=BASIC + EXTENSION, max_size=700)
# Long texts that need UCS-2, rich in characters of two units, so that borders fall within them.
ucs2 = st.text(alphabet="aé€ሰላم😀🏽", min_size=60, max_size=300).map(lambda text: text + "ሰ")


def units(part: str, encoding: str) -> int:
    """How much of an SMS the part takes, by another table and by UTF-16 itself."""
    return len(codec.encode(part)[0]) if encoding == "gsm7" else len(part.encode("utf-16-be")) // 2


@pytest.mark.parametrize(
    ("text", "lengths"),
    [
        ("", [0]),
        ("a" * 160, [160]),
        ("a" * 161, [153, 8]),
        ("a" * 306, [153, 153]),
        ("a" * 307, [153, 153, 1]),
        ("{" * 80, [80]),
        ("{" * 81, [76, 5]),
        ("a" * 152 + "€" + "a" * 7, [152, 8]),
        ("ሰ" * 70, [70]),
        ("ሰ" * 71, [67, 4]),
        ("ሰ" * 134, [67, 67]),
        ("😀" * 35, [35]),
        ("😀" * 36, [33, 3]),
        ("{" * 70 + "ሰ", [67, 4]),
    ],
)
def test_a_text_is_cut_where_the_networks_cut_it(text: str, lengths: list[int]) -> None:
    assert [len(part) for part in segments(text)] == lengths


@given(gsm7 | ucs2 | st.text(max_size=300))
def test_the_parts_together_are_the_text(text: str) -> None:
    assert "".join(segments(text)) == text


@given(gsm7 | ucs2)
def test_each_part_fits_and_could_not_take_the_next_character(text: str) -> None:
    encoding = measure(text).encoding
    alone, most = (160, 153) if encoding == "gsm7" else (70, 67)
    parts = segments(text)
    if len(parts) == 1:
        assert units(text, encoding) <= alone
        return
    assert units(text, encoding) > alone
    for part, following in zip(parts, parts[1:], strict=False):
        assert units(part, encoding) <= most < units(part + following[0], encoding)
    assert 0 < units(parts[-1], encoding) <= most


def test_a_text_is_folded_before_it_is_sized() -> None:
    assert sized("Vous êtes “prêt”…") == Text('Vous etes "pret"...', "gsm7", 1)
    assert sized("’" * 160) == Text("'" * 160, "gsm7", 1)


def test_a_text_in_another_script_keeps_its_letters_and_costs_more() -> None:
    assert sized("ሰላም " * 20) == Text("ሰላም " * 20, "ucs2", 2)
