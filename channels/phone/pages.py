"""The page with the simulated phone: the phone itself runs in the browser, this serves it."""

import json
from collections.abc import Callable
from dataclasses import asdict
from importlib import resources
from typing import Any

import phonenumbers
from flask import Blueprint, Response, render_template_string, request

from channels.paging import Limits
from channels.phone import NETWORK_CODE, NO_ANSWER
from core.errors import InvalidError
from core.market import Market
from core.phones import normalise
from messages.text import BASIC, EXTENSION

CALLBACK = "/africastalking/demo/ussd"
INBOXES = "/simulator/phones/"
TEXTS = "/simulator/sms"
PHONES = 3
LIMITS = Limits()

# Letters under the digits are decoration: names are typed on the computer's keyboard.
KEYS = (
    ("1", ""), ("2", "abc"), ("3", "def"),
    ("4", "ghi"), ("5", "jkl"), ("6", "mno"),
    ("7", "pqrs"), ("8", "tuv"), ("9", "wxyz"),
    ("*", ""), ("0", "+"), ("#", ""),
)  # fmt: skip
SPOKEN = {"*": "star", "#": "hash"}

HEADERS = {
    # Everything the page needs comes from here; the icon alone is written in the page.
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


def blueprint(market: Market, state: Callable[[str], dict[str, Any]], limits: Limits = LIMITS) -> Blueprint:
    """`/phone` for one market. `state` tells what the service knows about a phone number (E.164).

    Its messages come from the simulated gateway, and go there.
    """
    pages = Blueprint("phone", __name__)
    template = _read("phone.html")
    assets = {
        "phone.css": (_read("phone.css"), "text/css"),
        "phone.js": (_read("phone.js"), "text/javascript"),
    }
    setup = {
        "callback": CALLBACK,
        "inboxes": INBOXES,
        "texts": TEXTS,
        "serviceCode": market.service_code,
        "shortCode": market.short_code,
        "networkCode": NETWORK_CODE,
        "callingCode": str(phonenumbers.country_code_for_region(market.country)),
        "phones": _phones(market.country),
        "noAnswer": NO_ANSWER,
        "basic": BASIC,
        "extension": EXTENSION,
        "limits": asdict(limits),
    }

    @pages.get("/phone")
    def page() -> str:
        return render_template_string(template, setup=setup, keys=KEYS, spoken=SPOKEN)

    @pages.get("/phone/<any('phone.css', 'phone.js'):name>")
    def asset(name: str) -> Response:
        body, mimetype = assets[name]
        return Response(body, mimetype=mimetype)

    @pages.post("/phone/state")
    def known() -> Response:
        # The number comes in the form, never in the address, which would be logged.
        try:
            number = normalise(request.form.get("phoneNumber", ""), market.country)
        except InvalidError as error:
            return _json({"error": error.code}, status=400)
        return _json(state(number))

    @pages.after_request
    def protect(response: Response) -> Response:
        response.headers.update(HEADERS)
        return response

    return pages


def _phones(country: str) -> list[str]:
    """A few valid mobile numbers of the country, in E.164."""
    example = phonenumbers.example_number_for_type(country, phonenumbers.PhoneNumberType.MOBILE)
    assert example is not None, f"no mobile numbers are known for {country}"
    near = (f"+{example.country_code}{(example.national_number or 0) + step}" for step in range(0, 10_000, 111))
    return [number for number in near if phonenumbers.is_valid_number(phonenumbers.parse(number))][:PHONES]


def _json(data: dict[str, Any], status: int = 200) -> Response:
    """In the order given, which is the order in which the page lists it."""
    return Response(json.dumps(data, ensure_ascii=False, default=str), status, mimetype="application/json")


def _read(name: str) -> str:
    return resources.files("channels.phone").joinpath(name).read_text(encoding="utf-8")
