"""Spelling: how words that somebody typed are compared with words that a pack holds."""

import re
import unicodedata

_APOSTROPHES = re.compile("['`´ʼ‘’]")
# French: "d'une" is two words; the Swahili "ng'ombe" is one.
_ELIDED = re.compile(r"\b(d|l|j|n|s|m|t|c|qu)['\u2019](?=[^\W\d])", re.IGNORECASE)
_BETWEEN_ASCII_WORDS = re.compile("[^a-z0-9]+")

# Accents and cedillas have combining class 200 and above. Signs below it are letters of their script
# (a vowel sign, a virama), and dropping them would make different words equal.
_FIRST_ACCENT_CLASS = 200


def key(text: str) -> str:
    """The text without what people type differently: case, accents, apostrophes, punctuation, double spaces.

    Two texts with one key are the same words. Letters and digits of every script stay.
    """
    if text.isascii():
        return _BETWEEN_ASCII_WORDS.sub(" ", text.lower().replace("'", "").replace("`", "")).strip()
    # Apostrophes go twice: NFKD turns one into a space and an accent, and takes another out of a letter.
    decomposed = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", text)).casefold()
    decomposed = _APOSTROPHES.sub("", decomposed)
    kept = "".join(
        letter if letter.isalnum() or unicodedata.category(letter)[0] == "M" else " "
        for letter in decomposed
        if unicodedata.combining(letter) < _FIRST_ACCENT_CLASS
    )
    return unicodedata.normalize("NFC", " ".join(kept.split()))


def apart(text: str) -> str:
    """The text with a space for the apostrophe of French words that lean on the next: "d'école" becomes "d école"."""
    return _ELIDED.sub(r"\1 ", text) if "'" in text or "\u2019" in text else text
