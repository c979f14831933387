"""Forms: what a word keeps when people spell, bend or shorten it in their own way."""

from collections.abc import Iterator

from core.spelling import apart, key

_SHORTEST_ROOT = 3
_SHORTEST_SWAHILI_ROOT = 4
_SHORTEST_GENDERED_ROOT = 5
VOWELS = frozenset("aeiou")

# What English and French put at the end: of things, of doing, of who does. The longest is tried first.
_ENDINGS = sorted(
    "s es ies er ers or ing ings ed e man men woman women ess esses eur eurs euse euses eure ier iers iere ieres ien"
    " iens ienne iennes age ages ure er trice trices teur teurs ant ante ants antes ery y x".split(),
    key=lambda ending: (-len(ending), ending),
)
_GENDERS = ("os", "as", "o", "a")  # Portuguese and Spanish; too short to be an ending elsewhere
# Noun classes and the infinitive of Swahili: walinzi, ulinzi and mlinzi have one root.
_PREFIXES = ("mw", "mu", "wa", "ma", "mi", "vi", "ki", "ku", "kw", "vy", "ch", "m", "w", "u")

# How letters sound to somebody who writes by ear: the longer first, as "chofeur" is heard in chauffeur.
_SOUNDS = [
    pair.split("=")
    for pair in (
        "oi=ua tion=shn sion=shn eau=o aux=o au=o ou=u oo=u ee=i ea=i ie=i ei=e ai=e ay=e ph=f ght=t sch=sk ck=k qu=k"
        " q=k ce=se ci=si cy=si ch=sh c=k x=ks z=s y=i v=f w=u j=g r=l dh=d th=t"
    ).split()
]


def roots(word: str) -> set[str]:
    """What is left of a word without its endings, and without what Swahili puts before it; the word itself too."""
    found = {word}
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_ROOT:
            found.add(word[: -len(ending)])
            if ending == "ies":
                found.add(word[:-3] + "y")
    for ending in _GENDERS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_GENDERED_ROOT:
            found.add(word[: -len(ending)])
            break
    inner = _without_suffix(word)
    found.add(inner)
    for prefix in _PREFIXES:
        for whole in (word, inner):
            if whole.startswith(prefix) and len(whole) - len(prefix) >= _SHORTEST_SWAHILI_ROOT:
                found.add(whole[len(prefix) :])
    return found


def _without_suffix(word: str) -> str:
    """Swahili: shambani is at the shamba, and mshonaji does kushona."""
    for ending in ("ji", "ni"):
        if word.endswith(ending) and len(word) - 2 > _SHORTEST_SWAHILI_ROOT:
            return word[:-2]
    return word


def skeleton(word: str) -> str:
    """The consonants of a word, and its first letter: what is left of "teacher" in "tchr"."""
    kept = word[:1]
    for letter in word[1:]:
        if letter not in VOWELS and letter != kept[-1]:
            kept += letter
    return kept


def is_short_for(typed: str, word: str) -> bool:
    """Whether letters were left out of a word, and none put in: "drva" is dereva, and not driver."""
    letters = iter(word)
    return typed[0] == word[0] and len(typed) < len(word) and all(letter in letters for letter in typed)


def sound(word: str) -> str:
    """How a word sounds to somebody who writes by ear: "chofeur" is chauffeur, "rori" is lori."""
    heard = word
    for letters, said in _SOUNDS:
        heard = heard.replace(letters, said)
    kept = ""
    for letter in heard:
        if not kept or letter != kept[-1]:
            kept += letter
    if len(kept) > _SHORTEST_ROOT and kept[-1] in "eh":
        kept = kept[:-1]
    return kept


def keys(text: str) -> tuple[str, ...]:
    """The words of a text of a pack, as they are compared."""
    return tuple(key(apart(text)).split())


def splits(word: str) -> Iterator[tuple[str, str]]:
    """The ways to read one word as two."""
    for at in range(_SHORTEST_ROOT, len(word) - 2):
        yield word[:at], word[at:]
