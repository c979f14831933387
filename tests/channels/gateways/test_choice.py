"""Which gateway carries our messages, as the settings say."""

from dataclasses import replace
from typing import Any

import pytest

from channels.gateways.africastalking.client import AfricasTalking
from channels.gateways.choice import chosen_gateway
from channels.gateways.kannel.client import Kannel
from core.errors import SetupError
from core.settings import Settings
from messages.gateway import Recipient
from tests.channels.gateways.conftest import ScriptedGateway

ACCOUNT = {"at_username": "shamba", "at_api_key": "a-key"}
KANNEL = {
    "kannel_url": "http://127.0.0.1:13013/cgi-bin/sendsms",
    "kannel_user": "app",
    "kannel_password": "secret",
    "public_url": "https://jobs.example.org",
    "callback_keys": ("k" * 32,),
}


def settings(gateway: str | None, **more: Any) -> Settings:
    return replace(Settings(), gateway=gateway, **more)


def test_no_gateway_is_a_choice_too() -> None:
    assert chosen_gateway(settings(None, **ACCOUNT), "20384") is None


def test_africas_talking_takes_as_many_as_it_is_told() -> None:
    gateway = chosen_gateway(settings("africastalking", at_most=500, **ACCOUNT), "20384")
    assert isinstance(gateway, AfricasTalking)
    assert gateway.most == 500


def test_the_simulator_is_spoken_to_as_africas_talking() -> None:
    gateway = chosen_gateway(settings("simulator", at_url="http://127.0.0.1:8000/simulator", **ACCOUNT), "20384")
    assert isinstance(gateway, AfricasTalking)


def test_kannel_takes_one_at_a_time() -> None:
    gateway = chosen_gateway(settings("kannel", **KANNEL), "20384")
    assert isinstance(gateway, Kannel)
    assert gateway.most == 1


@pytest.mark.parametrize(
    ("chosen", "missing"),
    [
        (settings("africastalking"), "needs AT_USERNAME, AT_API_KEY too"),
        (settings("africastalking", at_username="shamba"), "needs AT_API_KEY too"),
        (settings("simulator", **ACCOUNT), "needs FURSA_AT_URL too"),
        (settings("kannel"), "FURSA_KANNEL_URL, FURSA_KANNEL_USER, FURSA_KANNEL_PASSWORD, FURSA_PUBLIC_URL"),
        (settings("kannel", **{**KANNEL, "callback_keys": ()}), "needs FURSA_CALLBACK_KEY too"),
    ],
)
def test_what_a_gateway_needs_is_named(chosen: Settings, missing: str) -> None:
    with pytest.raises(SetupError, match=missing):
        chosen_gateway(chosen, "20384")


def test_phones_show_the_sender_that_is_set_or_else_the_number_to_answer_to(gateway: ScriptedGateway) -> None:
    account = {**ACCOUNT, "at_url": gateway.url}
    for chosen in (settings("africastalking", sender="FURSA", **account), settings("africastalking", **account)):
        client = chosen_gateway(chosen, "20384")
        assert client is not None
        client.send("Habari", None, [Recipient(1, "+254712345678")])
    assert [asked.form["from"] for asked in gateway.asked] == ["FURSA", "20384"]
