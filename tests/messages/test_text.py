"""Text as networks carry it: alphabets against an independent table, folding as promised per language, parts."""

import unicodedata

import gsm0338  # type: ignore[import-untyped]
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from messages.text import BASIC, EXTENSION, Text, fold, measure, segments, sized

codec = gsm0338.Codec()
texts = st.text(max_size=300)
anything = st.characters(codec=None)
gsm7 = st.text(alphabet=BASIC + EXTENSION, max_size=700)
# Long texts that need UCS-2, rich in characters of two units, so that borders fall within them.
ucs2 = st.text(alphabet="aé€ሰላم😀🏽", min_size=60, max_size=300).map(lambda text: text + "ሰ")


def in_gsm7(character: str) -> bool:
    """Whether the other table has the character."""
    try:
        codec.encode(character)
    except UnicodeError:
        return False
    return True


def test_the_alphabet_is_that_of_the_standard() -> None:
    ours = set(BASIC + EXTENSION)
    theirs = {chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000 and in_gsm7(chr(code))}
    assert ours == theirs - {"\x1b"}


def test_each_character_costs_what_it_takes_on_the_wire() -> None:
    for character in BASIC + EXTENSION:
        assert measure(character) == ("gsm7", len(codec.encode(character)[0]))


@given(st.text(alphabet=BASIC + EXTENSION, max_size=300))
def test_texts_in_gsm7_are_as_long_as_their_septets(text: str) -> None:
    assert measure(text) == ("gsm7", len(codec.encode(text)[0]))


@given(texts)
def test_every_other_text_is_as_long_as_its_utf16_units(text: str) -> None:
    measured = measure(text)
    if measured.encoding == "ucs2":
        assert measured.length == len(text.encode("utf-16-be")) // 2
        assert any(character not in BASIC + EXTENSION for character in text)
    else:
        assert all(character in BASIC + EXTENSION for character in text)


@given(st.lists(texts, max_size=4))
def test_no_text_is_cheaper_for_being_joined(pieces: list[str]) -> None:
    assert measure("".join(pieces)).length >= max((measure(piece).length for piece in pieces), default=0)


@given(st.text(alphabet=anything, max_size=200))
@example("\ud83d")
@example("e\u0301\u0301")
@example("\u0345")
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet=BASIC + EXTENSION, max_size=200))
def test_what_is_in_gsm7_stays_as_it_is(text: str) -> None:
    assert fold(text) == text


@given(st.text(alphabet=anything, max_size=200))
def test_folding_leaves_nothing_that_no_phone_shows(text: str) -> None:
    for character in fold(text):
        assert character in "\n\r\f" or unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co", "Cn")


@given(texts)
def test_a_folded_text_never_needs_a_dearer_alphabet(text: str) -> None:
    if measure(text).encoding == "gsm7":
        assert measure(fold(text)).encoding == "gsm7"


# Letters outside GSM-7 by language (CLDR main letters), and what they become.
FOLDS = {
    "Luganda": ("ŋ Ŋ", "ng Ng"),
    "Chichewa": ("ŵ Ŵ", "w W"),
    "French": ("À Â È Ê Ë Î Ï Ô Ù Û Ÿ Œ â ç ê ë î ï ô û ÿ œ", "A A E E E I I O U U Y OE a c e e i i o u y oe"),
    "Portuguese": (
        "À Á Â Ã Ê Í Ò Ó Ô Õ Ú á â ã ç ê í ó ô õ ú",
        "A A A A E I O O O O U a a a c e i o o o u",
    ),
    "Spanish": ("Á Í Ó Ú á í ó ú", "A I O U a i o u"),
    "Hausa": ("ɓ ɗ ƙ ƴ Ɓ Ɗ Ƙ Ƴ ʼ", "b d k y B D K Y '"),
    "Yoruba": ("ẹ ọ ṣ Ẹ Ọ Ṣ á í ú ń ǹ ḿ ẹ́ ọ̀", "e o s E O S a i u n n m e o"),
    "Igbo": ("ị ọ ụ ṅ Ị Ọ Ụ Ṅ", "i o u n I O U N"),
    "Fula and others": ("ɔ ɛ ɲ ë ó ǎ", "o e ny e o a"),
}


@pytest.mark.parametrize("language", FOLDS)
def test_letters_of_a_language_become_plain_ones(language: str) -> None:
    letters, plain = FOLDS[language]
    assert fold(letters) == plain
    assert fold(unicodedata.normalize("NFD", letters)) == plain


@pytest.mark.parametrize("kept", ["à é è ù É Ç", "è é ù ì ò à ä ö ñ ü", "Ä Ö Ñ Ü § ß Å å Æ æ Ø ø", "€ £ ¥ ¤"])
def test_accents_that_gsm7_has_are_kept(kept: str) -> None:
    assert fold(kept) == kept
    assert measure(fold(unicodedata.normalize("NFD", kept))).encoding == "gsm7"


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("\u2018Karibu\u2019 \u201cNyumbani\u201d", "'Karibu' \"Nyumbani\""),
        ("8\u201317 \u2014 sasa\u2026", "8-17 - sasa..."),
        ("KES\u00a018\u202f000", "KES 18 000"),
        ("a\tb\u2003c", "a b c"),
        ("ng`ombe ng´ombe", "ng'ombe ng'ombe"),
        ("\u200bza\u200dro\u00ad\ufeff", "zaro"),
        ("\u202ehidden\u202c", "hidden"),
        ("a\x00b\x07c", "abc"),
    ],
)
def test_marks_of_typographers_and_keyboards_become_plain(typed: str, plain: str) -> None:
    assert fold(typed) == plain


@pytest.mark.parametrize("script", ["አማርኛ ሥራ፡ፈላጊ።", "العربية: وظيفة", "ትግርኛ", "हिन्दी", "中文", "кириллица"])
def test_other_scripts_keep_their_letters(script: str) -> None:
    assert fold(script) == script
    assert measure(script).encoding == "ucs2"


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
