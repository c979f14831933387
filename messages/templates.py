"""Templates: what a text says of a job and a person, in their language and within the SMS it may cost."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from core.database import Row
from core.market import Market
from messages import wording
from messages.text import Text, fold, is_gsm7, sized
from messages.texts import DROPPED, TEMPLATES, Template
from translations import gettext as _
from translations import language as spoken
from translations import speaking

# Each of these takes the room of two in GSM-7. Without them a fact is as long as its number of characters.
_CHEAPER = str.maketrans(dict(zip("[]{}~|\\", "()()-//", strict=True)) | {"^": "", "€": "EUR"})
_PICTURES = ("So", "Sk", "Me")  # emoji, their shades of skin, and the frames of keycaps


_loose_end = re.compile(r"([ ,;:/(&-]+[a-z]{1,3})*[ ,;:/(&-]*\Z")  # "and the", "ya", "de la"


def render(purpose: str, language: str, /, *, market: Market, **values: Any) -> Text:
    """The text of a purpose, shortened to its budget.

    `vacancy`, or `vacancies` with a digit each in `digits`, are rows with `employer_name`; `status`, `alerts`,
    `language`, `work` (an occupation) and `ready` are codes; `meets_at` is UTC seconds; `applications` are rows of
    `applications.of_profile`; `languages` are pairs of a digit and a code; `topic` is that of the helplines to name
    first, if any. Other values stand in the text as they are.
    Raises KeyError where a value is missing or a list is empty.
    """
    template = TEMPLATES[purpose]
    with speaking(language):
        draft = _drafted(template, market, values)
        text = draft.text()
        if is_over(template, text):
            # Letters that GSM-7 lacks halve the room, so they go before anything else, unless the language needs them.
            cheaper = draft.in_gsm7()
            text = _fitted(cheaper if cheaper.text().encoding == "gsm7" else draft)
    return text


def is_over(template: Template, text: Text) -> bool:
    """Whether the text costs more than its template may."""
    return text.segments > (template.gsm7 if text.encoding == "gsm7" else template.ucs2)


@dataclass(frozen=True, slots=True)
class _Draft:
    """What a text is put together from: single values, facts of each vacancy, lines of a list."""

    template: Template
    fields: dict[str, str]
    jobs: list[dict[str, str]]
    lines: list[str]

    def text(self) -> Text:
        """The text as it now stands."""
        values = dict(self.fields)
        if self.lines:
            values["lines"] = "\n".join(self.lines)
        if self.jobs:
            described = [", ".join(filter(None, (job[name] for name in self.template.job))) for job in self.jobs]
            lines = (
                f"{job['digit']} {what}, {job['odds']} ({job['reference']})"
                for job, what in zip(self.jobs, described, strict=True)
            )
            values = {**self.jobs[0], **values, "job": described[0], "jobs": "\n".join(lines)}
        return sized(_(self.template.text).format(**values))

    def shortened(self, name: str, most: int) -> "_Draft":
        """The draft with that fact of at most so many characters."""
        cut = _abbreviated if name == "place" else _cut
        fields, *jobs = (
            {**facts, name: cut(facts[name], most)} if name in facts else facts for facts in (self.fields, *self.jobs)
        )
        return replace(self, fields=fields, jobs=jobs)

    def in_gsm7(self) -> "_Draft":
        """The draft without what only UCS-2 can say. A job is then called by its kind of work."""
        fields, *jobs = (
            {name: _gsm7_part(value) for name, value in facts.items()} for facts in (self.fields, *self.jobs)
        )
        jobs = [{**job, "title": job["title"] or job["work"]} for job in jobs]
        return replace(self, fields=fields, jobs=jobs, lines=[_gsm7_part(line) for line in self.lines])


def _drafted(template: Template, market: Market, values: Mapping[str, Any]) -> _Draft:
    fields = {"service_code": market.service_code}
    for name, value in values.items():
        if name == "status":
            fields[name] = wording.status(value)
        elif name == "alerts":
            fields[name] = wording.alerts(value)
        elif name == "language":
            fields[name] = wording.language_name(value)
        elif name == "fit":
            fields[name] = wording.fitting(value)
        elif name == "standing":
            fields[name] = wording.standing(value)
        elif name == "why":
            fields[name] = wording.why_held(value)
        elif name == "meets_at":
            fields["when"] = _clean(wording.moment(market, value))
        elif name == "work":
            fields["does"] = _clean(market.occupations.label(value, spoken()))
        elif name == "ready":
            fields["words"] = _clean(wording.ready(value, values.get("phone", "")))
        elif isinstance(value, str | int):
            fields[name] = _clean(str(value))
    vacancies = values.get("vacancies") or ([values["vacancy"]] if "vacancy" in values else [])
    digits = values.get("digits") or [values.get("digit", "")] * len(vacancies)
    jobs = [{**_facts(market, vacancy), "digit": digit} for vacancy, digit in zip(vacancies, digits, strict=True)]
    return _Draft(template, fields, jobs, [_clean(line) for line in _lines(market, values)])


def _facts(market: Market, vacancy: Row) -> dict[str, str]:
    pay, work = vacancy["pay"], market.occupations.label(vacancy["occupation"], spoken())
    facts = {
        "reference": vacancy["reference"],
        "title": vacancy["title"],
        "work": work,
        "employer": vacancy["employer_name"],
        "place": market.places[vacancy["place"]].name,
        "pay": wording.short_pay(market, pay, vacancy["pay_period"]) if pay else wording.pay(market, None, None),
        "odds": wording.odds(market, vacancy["posts"], vacancy["applications"], vacancy["deadline"]),
    }
    cleaned = {name: _clean(value) for name, value in facts.items()}
    return {**cleaned, "title": cleaned["title"] or cleaned["work"]}


def _lines(market: Market, values: Mapping[str, Any]) -> Iterator[str]:
    for row in values.get("applications", ()):
        yield f"{_cut(row['title'], 30)} ({row['reference']}): {wording.application(row)}"
    for digit, code in values.get("languages", ()):
        yield f"{digit} {wording.language_name(code)}"
    if "topic" in values:
        for line in sorted(market.helplines, key=lambda line: line.topic != values["topic"]):
            yield f"{line.name} {line.phone}"
        if not market.helplines:
            yield _("In an emergency go to the police or a health centre.")


def _fitted(draft: _Draft) -> Text:
    """The text within its budget, as far as its template allows it to be shortened."""
    text = draft.text()
    for name, least in draft.template.shorten:
        longest = max((len(facts[name]) for facts in (draft.fields, *draft.jobs) if name in facts), default=0)
        for most in range(longest - 1, least - 1, -1) if least else (DROPPED,):
            if not is_over(draft.template, text):
                return text
            shorter = draft.shortened(name, most)
            if shorter != draft:
                draft = shorter
                text = draft.text()
    while is_over(draft.template, text) and len(draft.lines) > 1:
        draft = replace(draft, lines=draft.lines[:-1])
        text = draft.text()
    return text


def _cut(value: str, most: int) -> str:
    """At most so many characters, cut after a word that says something; a long word ends with a full stop."""
    if len(value) <= most:
        return value
    if most == DROPPED:
        return ""
    words = _loose_end.sub("", value[: most + 1].rpartition(" ")[0])
    return words if 2 * len(words) >= most else _abbreviated(value, most)


def _abbreviated(value: str, most: int) -> str:
    """At most so many characters, with a full stop where some are missing: "Kenyatta" would be another place."""
    if len(value) <= most or most == DROPPED:
        return value[:most]
    return value[: most - 1].rstrip() + "."


def _clean(value: str) -> str:
    """The value on one line, in cheap letters, without pictures: an emoji says little and halves the room."""
    folded = fold(value).translate(_CHEAPER)
    if not is_gsm7(folded):
        folded = "".join(each for each in folded if unicodedata.category(each) not in _PICTURES)
    return " ".join(folded.split())


def _gsm7_part(value: str) -> str:
    return " ".join("".join(filter(is_gsm7, value)).split())
