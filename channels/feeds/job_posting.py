"""A vacancy as a JobPosting of schema.org: for search engines on its page, and for other systems in an export."""

from datetime import datetime
from html import escape
from typing import Any

import orjson

from core.database import Row
from core.market import Market
from messages import wording
from translations import gettext as _
from translations import speaking

_UNITS = {"hour": "HOUR", "day": "DAY", "week": "WEEK", "month": "MONTH"}


def job_posting(market: Market, vacancy: Row, public_url: str, language: str) -> dict[str, Any]:
    """The JobPosting of an open vacancy, a row with `employer_name`, as plain data for JSON-LD.

    `public_url` is where people reach this service, without a slash at the end. It reads no database, so an export may
    call it for each of many vacancies. What it says of pay, places and times is what Google asks for.
    """
    with speaking(language):
        posting: dict[str, Any] = {
            "@context": "https://schema.org/",
            "@type": "JobPosting",
            "title": vacancy["title"],
            "description": _description(market, vacancy, language),
            "identifier": {"@type": "PropertyValue", "name": "Fursa", "value": vacancy["reference"]},
            "datePosted": _moment(market, vacancy["opened_at"] or vacancy["created_at"]).date().isoformat(),
            "validThrough": _moment(market, vacancy["deadline"]).isoformat(),
            "hiringOrganization": {"@type": "Organization", "name": vacancy["employer_name"]},
            "jobLocation": {"@type": "Place", "address": _address(market, vacancy["place"])},
            "occupationalCategory": _category(market, vacancy["occupation"]),
            "totalJobOpenings": vacancy["posts"],
            "directApply": vacancy["contact"] == "service",
            "url": f"{public_url}/jobs/{vacancy['reference']}",
        }
        if vacancy["pay"]:
            posting["baseSalary"] = {
                "@type": "MonetaryAmount",
                "currency": market.currency,
                "value": {
                    "@type": "QuantitativeValue",
                    "value": vacancy["pay"],
                    "unitText": _UNITS[vacancy["pay_period"]],
                },
            }
        if vacancy["pay_period"] == "day":
            posting["employmentType"] = "PER_DIEM"  # the one kind of employment that pay tells
        if vacancy["starts_on"]:
            posting["jobStartDate"] = vacancy["starts_on"]
        if skills := skill_labels(market, vacancy, language):
            posting["skills"] = ", ".join(skills)
    return posting


def how_to_apply(market: Market, vacancy: Row) -> str:
    """What to do to apply, in the language being spoken."""
    if vacancy["contact"] != "service":
        return _("The employer wants to be called or visited. Enter with your phone number, and you see how.")
    return _(
        "Apply here, or dial {service_code}, or send {apply} {reference} by SMS to {short_code}. It is free."
    ).format(
        service_code=market.service_code,
        apply=wording.keyword("apply"),
        reference=vacancy["reference"],
        short_code=market.short_code,
    )


def skill_labels(market: Market, vacancy: Row, language: str) -> list[str]:
    """The skills that are asked for, as people read them; free words as they are."""
    return [market.skills.label(skill, language) for skill in orjson.loads(vacancy["skills"])]


def _description(market: Market, vacancy: Row, language: str) -> str:
    """A few paragraphs of HTML: all that the page says."""
    place = market.places[vacancy["place"]].name
    paragraphs = [
        f"{vacancy['title']}, {place}. {vacancy['employer_name']}.",
        wording.pay(market, vacancy["pay"], vacancy["pay_period"]),
        wording.odds(market, vacancy["posts"], vacancy["applications"], vacancy["deadline"]),
        ", ".join(skill_labels(market, vacancy, language)),
        how_to_apply(market, vacancy),
        _("Never pay for a job."),
    ]
    return "".join(f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs if paragraph)


def _category(market: Market, occupation: str) -> dict[str, Any]:
    title = market.occupations[occupation].title if occupation in market.occupations else occupation
    return {
        "@type": "CategoryCode",
        "inCodeSet": {"@type": "CategoryCodeSet", "name": "ISCO-08"},
        "codeValue": occupation,
        "name": title,
    }


def _address(market: Market, code: str) -> dict[str, str]:
    """The place as a postal address: within its area where it is smaller than one, else as a region."""
    address = {"@type": "PostalAddress", "addressCountry": market.country}
    if code == market.places.root.code:
        return address
    area = market.area(code)
    address["addressRegion"] = market.places[area].name
    if area != code:
        address["addressLocality"] = market.places[code].name
    return address


def _moment(market: Market, at: int) -> datetime:
    return datetime.fromtimestamp(at, market.time_zone)
