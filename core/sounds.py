"""Sounds: how names are heard, so that one name written in two ways by two clerks is found to be one."""

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, permutations

from rapidfuzz import fuzz

from core import spelling

MOST_WORDS = 5  # of a name; what comes behind is not compared
ALIKE = 85  # from here on people would say of two names that they may be one
SAME = 90  # and from here on that they are

_ABSENT = 5  # points for a name that one of the two left out
_SINGLE = 80  # at most, where only one name was told: it is that of many
_INITIAL = 88  # "J" for "Joseph"
_OTHER_CONSONANTS = 20  # vowels are heard in many ways, consonants in few: Wanjiku is not Wanjiru
_LEAST_CONSONANTS = 3  # with fewer, a word's vowels are kept in its key: else Ali would be Eli

# Titles and words for "son of": no names.
_PARTICLES = frozenset(
    "al arap baba bi bin bint binti bwana de dr du el haji hajj ibn la madam mama miss mr mrs ms mzee ole wa ya".split()
)
# "Abdi Rahman" and "Abdirahman": written apart, each part is found.
_ABDI = re.compile(
    r"\bc?abd[eiu]l?\s*(?=(?:r+a[hxs]|a[sz]i[sz]|[kq]a+d|na+s|sal|ra[sz]|ha[km]|fat|ga+f|wah|mal|lat|jab))"
)

# What is written in several ways, and one way of it, word by word and in this order.
_REWRITES = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        # Names that Swahili, Somali, Arabic and English writers spell each in their own way.
        (r"^m[aou]+[hx]+[aeu]?m+[ae]+[dt]h?$", "mohamed"),
        (r"^fa+[dt]h?[iu]+m[ao]+$", "fatuma"),
        (r"^(c?a+[iy]*|e[iy])sha+h?$", "aisha"),
        (r"^c?[ou]+(s|th)ma+n+$", "osman"),
        (r"^c?[ou]+ma+r+$", "omar"),
        (r"^[hx][ou]+s+[aei]+[iy]*n+$", "husein"),
        (r"^c?abd[aou]+l+a+h?[iy]*$", "abdala"),
        (r"^s[aeou]+l[aeiy]+[bm]+a+n+i?$", "suleman"),
        (r"^[sz][aeiy]+n+[aeu]b+u?$", "zeinab"),
        (r"^[hkx]+a+d+[iy]+j+[ao]+h?$", "hadija"),
        (r"^[hx]a+l+i+m[ao]+h?$", "halima"),
        (r"^y[ou]+s+[iou]+f+u?$", "yusuf"),
        (r"^[ei]+b[rl]a+h*i+m+u?$", "ibrahim"),
        (r"^c?i+s+[ae]+$", "isa"),
        (r"^mi(ch|k)(ae|ea)l$", "mikel"),
        (r"^geof", "jef"),
        # Somali: x is h, c is the ayn, which others do not write. English words keep theirs.
        (r"^xav", "sav"),
        (r"(?<=[ei])x|(?<=^ma)x(?=$|[iw])|(?<=ro)x", "ks"),
        (r"x", "h"),
        (r"^c(?=a[abw]|ali$|ii|umar)|(?<=aa)c(?=i)|(?<=a)(?<!isa)(?<!isaa)c$", ""),
        # Consonants. Kikuyu writes c for ch, and Kalenjin women are Chep- or Jep-.
        (r"^(wa|ga|gi|ma|mu|ki|ka|kip|jep|che?p|nja)c(?=[aou])", r"\1s"),
        (r"^je(?=[bkmpr])", "se"),
        (r"ck|q|ch(?=[lr])", "k"),
        (r"ph|v", "f"),
        (r"[cs]h|c(?=[eiy])|z", "s"),
        (r"(?<=.)kh|c", "k"),
        (r"^y(?=[aeou])", "j"),
        (r"^k?h|h", ""),
        # Vowels, and the half vowels between them.
        (r"oo+|ou", "u"),
        (r"ee+", "i"),
        (r"[ae][iy]+|[iy]+e", "e"),
        (r"iy|y", "i"),
        (r"(?<=[^aeiou])u(?=[aeio])|uw|wu(?=o)", "w"),
        (r"e", "i"),
        (r"o", "u"),
        # Letters that one language hears as one and another as two.
        (r"b", "p"),
        (r"d", "t"),
        (r"g", "k"),
        (r"l", "r"),
        (r"(.)\1+", r"\1"),
    )
)


def keys(name: str) -> frozenset[str]:
    """How the words of a name sound: names that share one may be of the same person, in whatever order they stand."""
    return frozenset(word.key for word in _words(name))


def alike(first: str, second: str) -> int:
    """How much two whole names are heard as one, from 0 to 100. Order does not matter, one of them may lack a name."""
    shorter, longer = sorted((_words(first), _words(second)), key=len)
    if not shorter:
        return 0
    return round(max(_by_words(shorter, longer), _by_joined(shorter, longer)))


@dataclass(frozen=True, slots=True)
class _Word:
    """A word as it is written, as it is heard, and that without its vowels but one at the start."""

    written: str
    heard: str
    bones: str

    @property
    def key(self) -> str:
        consonants = len(self.bones) - (self.bones[:1] in tuple("aiu"))
        return self.bones if consonants >= _LEAST_CONSONANTS else self.heard


def _words(name: str) -> tuple[_Word, ...]:
    written = _ABDI.sub("abdi ", spelling.key(name)).split()
    named = [word for word in written if word not in _PARTICLES] or written
    return tuple(map(_word, dict.fromkeys(named[:MOST_WORDS])))


@lru_cache(maxsize=4096)
def _word(written: str) -> _Word:
    heard = written
    for pattern, replacement in _REWRITES:
        heard = pattern.sub(replacement, heard)
    heard = heard or written  # a lone h
    return _Word(written, heard, heard[0] + re.sub("[aiu]", "", heard[1:]))


def _by_words(shorter: tuple[_Word, ...], longer: tuple[_Word, ...]) -> float:
    """Each word of the shorter name beside that of the longer which gives the most in all."""
    table = [[_nearness(word, other) for other in longer] for word in shorter]
    pairings = (
        [row[column] for row, column in zip(table, columns, strict=True)]
        for columns in permutations(range(len(longer)), len(shorter))
    )
    best = max(pairings, key=sum)
    # The mean alone would forgive another first name for the sake of an equal family name.
    score = (sum(best) / len(best) + min(best)) / 2 - _ABSENT * (len(longer) - len(shorter))
    return min(score, _SINGLE) if len(shorter) == 1 < len(longer) else score


def _by_joined(shorter: tuple[_Word, ...], longer: tuple[_Word, ...]) -> float:
    """Where one wrote as one word what is two for the other: the names without spaces."""
    if len(longer) != len(shorter) + 1:
        return 0
    joined = (
        tuple(word for word in longer if word not in pair) + (_word(pair[0].written + pair[1].written),)
        for pair in combinations(longer, 2)
        if abs(longer.index(pair[0]) - longer.index(pair[1])) == 1
    )
    return max(_by_words(shorter, words) for words in joined)


def _nearness(word: _Word, other: _Word) -> float:
    """How near two words are, from 0 to 100: by ear first, a little by the letters."""
    if word.written == other.written:
        return 100
    if 1 in (len(word.written), len(other.written)):
        return _INITIAL if word.heard[0] == other.heard[0] else 0
    near = 0.8 * fuzz.ratio(word.heard, other.heard) + 0.2 * fuzz.ratio(word.written, other.written)
    return near if word.bones == other.bones else max(near - _OTHER_CONSONANTS, 0)
