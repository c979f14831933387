"""How well the simulated gateway works: delays, refusals, lost answers, lost and reordered reports."""

from dataclasses import dataclass, field, fields
from typing import Any

from marshmallow import Schema, ValidationError
from marshmallow.fields import Dict, Float, Integer, String
from marshmallow.validate import OneOf, Range, Regexp

from core.errors import InvalidError

STOPS = ("", "key", "sender", "credit", "rate")
REFUSALS = {
    401: "RiskHold",
    402: "InvalidSenderId",
    403: "InvalidPhoneNumber",
    404: "UnsupportedNumberType",
    405: "InsufficientBalance",
    406: "UserInBlacklist",
    407: "CouldNotRoute",
    409: "DoNotDisturbRejection",
    500: "InternalServerError",
    501: "GatewayError",
    502: "RejectedByGateway",
}


@dataclass(frozen=True)
class Behaviour:
    """What goes wrong. A share is 0 (never) to 1 (always); the defaults are a gateway on a good day."""

    answer_seconds: float = 0.0  # before the gateway answers a call
    report_seconds: float = 1.0  # from accepting a message to its first report, and from that to the last
    stopped: str = ""  # refuses every call: a wrong "key" or "sender", no "credit", too high a "rate"
    refused: float = 0.0  # share of the numbers refused, with `refused_code`
    refused_code: int = 407
    refuse: dict[str, int] = field(default_factory=dict)  # by number (E.164): always refused, with this code
    lost_answers: float = 0.0  # share of the calls that are obeyed, and answered with an error of a proxy
    undelivered: float = 0.0  # share of the messages that reach no phone; the last report says Failed
    lost_reports: float = 0.0  # share of the messages without reports
    reordered_reports: float = 0.0  # share of the messages whose last report comes first


def _share() -> Float:
    return Float(validate=Range(0, 1))


def _seconds() -> Float:
    return Float(validate=Range(0, 60))


class _Behaviour(Schema):
    answer_seconds = _seconds()
    report_seconds = _seconds()
    stopped = String(validate=OneOf(STOPS))
    refused = _share()
    refused_code = Integer(validate=OneOf(list(REFUSALS)))
    refuse = Dict(keys=String(validate=Regexp(r"\+[1-9][0-9]{6,14}\Z")), values=Integer(validate=OneOf(list(REFUSALS))))
    lost_answers = _share()
    undelivered = _share()
    lost_reports = _share()
    reordered_reports = _share()


_schema = _Behaviour()
assert set(_schema.fields) == {each.name for each in fields(Behaviour)}


def read(settings: Any) -> Behaviour:
    """The behaviour that these settings ask for; what they do not name is as on a good day.

    Raises InvalidError "settings_malformed" with the faults by name.
    """
    try:
        return Behaviour(**_schema.load(settings))
    except ValidationError as error:
        raise InvalidError("settings_malformed", faults=error.messages) from None
