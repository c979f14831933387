"""Intents: what a message asks for, read from its words alone."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from rapidfuzz.distance import OSA

from channels.understanding import keywords
from channels.understanding.keywords import ASIDE, CHOICE, FILLER, GUARD, JOIN, VOICE, WORK
from channels.understanding.phrases import NUMBER, Match, Token
from core import words
from core.market import Market
from core.reading import reader
from core.words import Word

# Where a message asks for several things, the first of these is what it is about. STOP comes before all of them.
FIRST_OF = (
    "safety",
    "autoreply",
    "delete_me",
    "alerts_off",
    "close_vacancy",
    "filled_vacancy",
    "repeat_vacancy",
    "withdraw",
    "lang_ask",
    "lang",
    "alerts_on",
    "abuse",
    "report",
    "complaint",
    "people",
    "status",
    "profile",
    "apply",
    "my_vacancies",
    "post_vacancy",
    "found_job",
    "human",
    "register",
    "start",
    "jobs_more",
    "help",
    "tell",
    "thanks",
)

# What a slip of the finger must not do: the caller asks back.
CHANGES = frozenset(
    "start apply withdraw lang register profile alerts_on alerts_off post_vacancy found_job confirm reject"
    " delete_me report close_vacancy filled_vacancy".split()
)

# What answers the question that is open, or else means what networks take it for.
_OPEN = {"opt_in": "confirm", "opt_out": "reject"}
_CLOSED = {"opt_in": "start", "opt_out": "stop"}

# What a message about work may be about, other than a search.
_ABOUT_ONE_JOB = frozenset(("withdraw", "report", "complaint", "status", "apply", "abuse"))

_STOP = "stop"
# "Asha" is one letter from "acha", and no wish to be left alone; in a word as long as "unsubscribe" a slip is one.
_SHORTEST_SLIPPED_STOP = 7
# What begins a message that a person wrote, whatever money it names; all but the first with a number.
_CURRENCY = "ksh"
_WRITTEN = ("post_vacancy", "apply", "withdraw", "report")
# "I said stop" and "stop it now man" are clear; in a longer message the word may stand for anything.
_MOST_WORDS_AROUND_STOP = 7
_MOST_WORDS_SEARCHED = 5
_MOST_WORDS_IN_A_NAME = 4
_MOST_DIGITS_OF_A_CHOICE = 2
_SIGNS = " .,;:!?\"'*#"
_FEWEST_DIGITS_OF_A_REFERENCE = 5


@dataclass(frozen=True, slots=True)
class Understanding:
    """What a message asks for.

    `argument` is the reference, place, name or words as typed, without the keyword; for `lang` a language code.
    Where not `certain`, the caller asks "did you mean" before it changes anything.
    """

    intent: str
    argument: str = ""
    certain: bool = True
    did_you_mean: str | None = None


def read(text: str, market: Market, language: str | None = None, question_open: bool = False) -> Understanding:
    """What the message asks for. Any text will do; `language` is that of whoever writes, where it is known.

    With a question open to the writer, YES and NO and their like answer it; STOP is STOP all the same.
    """
    message = _message(text, market, language)
    if not message.tokens:
        return Understanding("unknown")
    if told := _told(message):
        return told
    if message.is_courtesy:
        whole = message.whole()
        return _understood(whole.meaning.name, message, whole) if whole else Understanding(_pleasantry(message))
    if _is_stop(message) and not (message.says("safety") and not message.starts_with(_STOP)):
        return Understanding(_STOP)
    if choice := _choice(message):
        return choice
    if whole := message.whole():
        name = whole.meaning.name
        name = (_OPEN if question_open else _CLOSED).get(name, name)
        return _understood(name, message, whole)
    for intent in FIRST_OF:
        if (match := message.asks(intent)) and not (intent == "autoreply" and _is_written(message)):
            posts = message.asks("post_vacancy") if match.meaning.form == "maybe" else None
            if posts and posts.meaning.form == "starts":  # "POST JOB 2 masons" is about no job of that number
                return _understood("post_vacancy", message, posts)
            return _understood(intent, message, match)
    found = _hinted(message) or _search(message) or _answer(message)
    if not found:
        found = Understanding(_pleasantry(message) if message.has_pleasantry else "unknown")
    return _unless_stop_was_meant(found, message)


@dataclass(slots=True)
class _Message:
    """A message, its words and every phrase in it. What counts is from `low` up to `high`; the rest is courtesy."""

    text: str
    words: list[Word]
    tokens: list[Token]
    jobs: dict[int, int]
    places: set[int]
    matches: list[Match]
    languages: tuple[str, ...]
    low: int = 0
    high: int = 0
    is_courtesy: bool = False
    by_name: dict[str, list[Match]] = field(default_factory=dict)

    @property
    def has_pleasantry(self) -> bool:
        return self.low > 0 or self.high < len(self.tokens)

    def of(self, name: str) -> list[Match]:
        return self.by_name.get(name, [])

    def says(self, intent: str) -> Match | None:
        """The longest phrase of that intent anywhere."""
        return _longest(match for match in self.of(intent) if match.meaning.form == "says" and _is_sure(match))

    def asks(self, intent: str) -> Match | None:
        """The phrase of that intent that counts where it stands: a keyword at the beginning, else the longest."""
        matches = self.of(intent)
        if intent == "post_vacancy":
            # "I need a driver" looks for a driver; "I need a driver job" does not.
            work = {match.start for match in self.of(WORK)}
            matches = [match for match in matches if match.meaning.form == "starts" or match.end not in work]
        starts = _longest(
            match
            for match in matches
            # "post office" begins with no keyword, but with a kind of work.
            if match.meaning.form == "starts"
            and match.start in (0, self.low)
            and self.jobs.get(match.start, 0) <= match.end
            # A misspelt keyword is one only before what belongs to it.
            and (not match.slipped or _length(match) > 1 or self._signed(match.end))
        )
        asking = self.text.endswith("?")
        return starts or _longest(
            match
            for match in matches
            if (match.meaning.form == "says" or (match.meaning.form == "maybe" and not asking)) and _is_sure(match)
        )

    def _signed(self, index: int) -> bool:
        return index < len(self.tokens) and self.tokens[index].sign is not None

    def whole(self) -> Match | None:
        """The phrase that is all of the message, in the first language that has it."""
        hits = [
            match
            for match in self.matches
            if match.meaning.form == "alone"
            and match.end in (self.high, len(self.tokens))
            and match.start in (0, self.low)
        ]
        return min(
            hits, key=lambda match: (match.slipped, -_length(match), self._rank(match.meaning.language)), default=None
        )

    def starts_with(self, word: str) -> bool:
        return self.tokens[self.low].word == word

    def _rank(self, language: str) -> int:
        return self.languages.index(language) if language in self.languages else len(self.languages)


def _message(text: str, market: Market, language: str | None) -> _Message:
    lexicon = keywords.lexicon()
    known = reader(market)
    tidied = words.tidy(text)
    kept, tokens = lexicon.tokens(words.split(tidied), known)
    jobs: dict[int, int] = {}
    for match in keywords.matches(lexicon.jobs, tokens):
        jobs[match.start] = max(match.end, jobs.get(match.start, 0))
    places: set[int] = set()
    for start in range(len(tokens)):
        for end in range(start + 1, min(start + _MOST_WORDS_IN_A_NAME, len(tokens)) + 1):
            key = [word.key for word in kept[start:end]]
            if " ".join(key) in lexicon:
                continue
            if known.names_place(key):
                places.update(range(start, end))
            if known.names_work(key):
                jobs[start] = max(end, jobs.get(start, 0))
    for index, token in enumerate(tokens):
        if not token.slipped and lexicon.nearly_names_work(token.word):
            jobs.setdefault(index, index + 1)
    found = keywords.matches(lexicon.phrases, tokens, jobs)
    order = dict.fromkeys((language or market.default_language, *market.languages))
    message = _Message(tidied, kept, tokens, jobs, places, found, tuple(order))
    message.matches = found = [match for match in found if not _is_no_stop(match, tokens)]
    for match in found:
        message.by_name.setdefault(match.meaning.name, []).append(match)
    message.low, message.high = _bounds(message)
    if message.low == message.high:
        message.low, message.high, message.is_courtesy = 0, len(tokens), True
    return message


def _bounds(message: _Message) -> tuple[int, int]:
    """Where the message proper begins and ends, once greetings, thanks and please are set aside."""
    polite = [match for match in message.of(ASIDE) if not match.slipped]
    for name in ("greeting", "thanks"):
        polite += [match for match in message.of(name) if match.meaning.form == "alone" and not match.slipped]
    # In "mama fua", laundry, nobody is addressed as "mama".
    work = {index for start, end in message.jobs.items() if end - start > 1 for index in range(start, end)}
    polite = [match for match in polite if work.isdisjoint(range(match.start, match.end))]
    low, high = 0, len(message.tokens)
    while further := max((match.end for match in polite if match.start == low and match.end > low), default=0):
        low = further
    closing = [match for match in polite if match.meaning.name != "greeting"]
    while (
        low < high
        and (
            nearer := min(
                (match.start for match in closing if match.end == high and low <= match.start < high), default=high
            )
        )
        < high
    ):
        high = nearer
    return low, high


def _pleasantry(message: _Message) -> str:
    """What a message of nothing but courtesy is."""
    return next((name for name in ("thanks", "greeting") if message.of(name)), "unknown")


def _is_stop(message: _Message) -> bool:
    """Whether the message tells us to stop: alone, in a clear phrase, or as its first or last word."""
    whole = message.whole()
    if whole:
        return whole.meaning.name == _STOP
    if said := _longest(match for match in message.of(_STOP) if _is_said(match, message)):
        # "Take me off job 4521" is about that job alone.
        of_one_job = message.says("withdraw")
        return not of_one_job or _length(of_one_job) <= _length(said)
    if message.of(GUARD) or message.jobs:
        return False
    core = message.tokens[message.low : message.high]
    if message.asks(_STOP):
        return True
    return core[-1].word == _STOP and len(core) <= _MOST_WORDS_AROUND_STOP


def _is_no_stop(match: Match, tokens: list[Token]) -> bool:
    """Whether it is a single word that is only near to one that tells us to stop, and not near to STOP itself."""
    word = tokens[match.start].word
    alone = match.meaning.name == _STOP and match.slipped and _length(match) == 1
    return alone and word != _STOP and len(word) < _SHORTEST_SLIPPED_STOP


def _is_written(message: _Message) -> bool:
    """Whether a person wrote what else looks like the text of a network or of a bank: "POST cook ksh 900 per day"."""
    about_work = message.low in message.jobs or (message.jobs and message.of(WORK))
    if about_work and all(message.tokens[match.start].word == _CURRENCY for match in message.of("autoreply")):
        return True  # nothing but the name of the money speaks for a machine
    for intent in _WRITTEN:
        match = message.asks(intent)
        if match and not match.slipped:
            if intent != "post_vacancy":
                return match.meaning.form == "starts" and bool(_number(message, match))
            return match.meaning.form == "starts" or bool(message.jobs)
    return False


def _is_said(match: Match, message: _Message) -> bool:
    """Whether it is a clear phrase, and not "do not stop sending"."""
    return (
        match.meaning.form == "says"
        and _is_sure(match)
        and not any(guard.start < match.end and match.start < guard.end for guard in message.of(GUARD))
    )


def _told(message: _Message) -> Understanding | None:
    """Words for somebody else, after TELL and a number: whatever they say, they ask nothing of us."""
    for match in message.of("tell"):
        number = message.words[match.end - 1].key
        is_reference = number.isdecimal() and len(number) >= _FEWEST_DIGITS_OF_A_REFERENCE
        if match.start in (0, message.low) and not match.slipped and is_reference:
            return Understanding("tell", f"{number} {_rest(message, match)}".strip())
    return None


def _choice(message: _Message) -> Understanding | None:
    """A number and nothing else: the answer to a question, or the reference of a job, which is asked back."""
    counted = [
        index
        for index in range(message.low, message.high)
        if not any(match.start <= index < match.end for match in message.of(CHOICE))
    ]
    if len(counted) != 1:
        return None
    key = message.words[counted[0]].key
    number = keywords.lexicon().numbers.get(key, key)
    if not number.isdecimal():
        return None
    if len(number) <= _MOST_DIGITS_OF_A_CHOICE:
        return Understanding("confirm", number)
    return Understanding("apply", number, certain=False, did_you_mean="apply")


def _understood(intent: str, message: _Message, match: Match) -> Understanding:
    if intent == "found_job" and message.text.endswith("?"):
        intent = "status"  # "Did I get that job?", which in Swahili differs by the sign alone
    argument = _ARGUMENTS.get(intent, _nothing)(message, match)
    intent = "lang" if intent == "lang_ask" else intent
    unsure = intent in CHANGES and (match.slipped or match.meaning.form in ("maybe", "hints"))
    return Understanding(intent, argument, not unsure, intent if unsure else None)


def _hinted(message: _Message) -> Understanding | None:
    """What a telling word hints at, where no phrase is known and the message names no kind of work."""
    if message.jobs:
        return None
    about_work = bool(message.of(WORK))
    speaks = bool(message.of(VOICE))
    for intent in FIRST_OF:
        hints = [
            match
            for match in message.of(intent)
            # A Swahili verb says by itself who speaks; "office specialist" is nobody's sentence.
            if match.meaning.form == "hints" and not match.slipped and (speaks or match.meaning.language == "sw")
        ]
        if hints and (not about_work or intent in _ABOUT_ONE_JOB):
            return _understood(intent, message, hints[0])
    return None


def _search(message: _Message) -> Understanding | None:
    """A message that names work or a place and little else; about work in general, it asks for jobs."""
    kept, asked = _searched(message)
    named = _named_words(message)
    if not kept:
        return Understanding("jobs") if asked else None
    about = sum(index in named for index in kept)
    if about * 4 >= len(kept) or (asked and len(kept) <= _MOST_WORDS_SEARCHED):
        return Understanding("search", words.between(message.text, [message.words[index] for index in kept]))
    return Understanding("jobs") if asked else None


def _answer(message: _Message) -> Understanding | None:
    """A yes or no with words around it, where they ask for nothing else."""
    for intent in ("confirm", "reject"):
        if match := message.asks(intent):
            return _understood(intent, message, match)
    return None


def _searched(message: _Message) -> tuple[list[int], bool]:
    """The words to search for, and whether the message says that it is about work."""
    dropped: set[int] = set()
    asked = False
    for match in [*message.of(FILLER), *message.of(WORK)]:
        dropped.update(range(match.start, match.end))
        asked = asked or match.meaning.name == WORK
    for start, end in message.jobs.items():
        # "social work" is a kind of work; in "kazi ya nyumbani" the first word only says that work is meant.
        if end - start > 1 and not any(match.start == start for match in message.of(WORK)):
            dropped -= set(range(start, end))
    joins = {match.start for match in message.of(JOIN)}
    kept = [index for index in range(message.low, message.high) if index not in dropped]
    while kept and kept[-1] in joins:
        kept.pop()
    # A joining word stays only between two words that stay.
    kept = [index for index in kept if index not in joins or {index - 1, index + 1} <= set(kept)]
    while kept and kept[0] in joins:
        kept.pop(0)
    return kept, asked


def _named_words(message: _Message) -> set[int]:
    named = set(message.places)
    for start, end in message.jobs.items():
        named.update(range(start, end))
    return named


def _unless_stop_was_meant(found: Understanding, message: _Message) -> Understanding:
    """Shop, step, bus stop: ordinary words, but so near to STOP that it is better to ask."""
    core = message.words[message.low : message.high]
    near = any(OSA.distance(word.key, _STOP, score_cutoff=1) <= 1 for word in core)
    if near and len(core) <= 2:
        return Understanding(found.intent, found.argument, certain=False, did_you_mean=_STOP)
    return found


def _nothing(message: _Message, match: Match) -> str:
    return ""


def _number(message: _Message, match: Match) -> str:
    """The first number from the phrase on, else the first of the message."""
    numbers = [index for index, token in enumerate(message.tokens) if token.sign == NUMBER]
    chosen = next((index for index in numbers if index >= match.start), numbers[0] if numbers else None)
    return "" if chosen is None else message.words[chosen].key


def _rest(message: _Message, match: Match) -> str:
    """What follows a keyword at the beginning, as typed."""
    if match.meaning.form != "starts" or match.end >= len(message.words):
        return ""
    return message.text[message.words[match.end].start :].strip(_SIGNS)


def _reported(message: _Message, match: Match) -> str:
    """The number of the job, if it was told, then the words that say what is wrong, as typed: "10235 asks money"."""
    if match.meaning.form != "starts":
        return ""
    within = range(match.start, match.end)
    numbered = next((index for index in within if message.tokens[index].sign == NUMBER), None)
    number = "" if numbered is None else message.words[numbered].key
    after = message.words[match.start if numbered is None else match.end - 1].end
    return f"{number} {message.text[after:].strip(_SIGNS)}".strip()


def _language(message: _Message, match: Match) -> str:
    """The code of the language that was named last: "from English to Swahili"."""
    languages = keywords.lexicon().languages
    codes = [languages[token.word] for token in message.tokens if token.word in languages]
    return codes[-1] if codes else ""


_ARGUMENTS: dict[str, Callable[[_Message, Match], str]] = {
    "apply": _number,
    "withdraw": _number,
    "report": _reported,
    "status": _number,
    "found_job": _number,
    "close_vacancy": _number,
    "filled_vacancy": _number,
    "repeat_vacancy": _number,
    "people": _number,
    "lang": _language,
    "post_vacancy": _rest,
    "register": _rest,
}


def _longest(matches: Iterable[Match]) -> Match | None:
    return max(matches, key=lambda match: (_length(match), not match.slipped), default=None)


def _is_sure(match: Match) -> bool:
    """Whether more than one misspelt word speaks for the phrase."""
    return not match.slipped or _length(match) > 1


def _length(match: Match) -> int:
    return match.end - match.start
