"""Which gateway carries our messages, as the settings say."""

from core.errors import SetupError
from core.settings import Settings
from messages.gateway import Gateway


def chosen_gateway(chosen: Settings, short_code: str) -> Gateway | None:
    """The gateway; None where none is chosen, and messages then wait. Raises SetupError naming what is missing.

    Phones show FURSA_SENDER, or else the market's `short_code`, so that people can answer.
    The simulator is spoken to as Africa's Talking, at the address in `at_url`.
    """
    if chosen.gateway is None:
        return None
    if chosen.gateway == "kannel":
        return _kannel(chosen, chosen.sender or short_code)
    return _africastalking(chosen, chosen.sender or short_code)


def _africastalking(chosen: Settings, sender: str) -> Gateway:
    from channels.gateways.africastalking.client import AfricasTalking  # loaded by those who send: it is slow to load

    needed = {"AT_USERNAME": chosen.at_username, "AT_API_KEY": chosen.at_api_key}
    if chosen.gateway == "simulator":
        needed |= {"FURSA_AT_URL": chosen.at_url}
    _require(chosen, needed)
    return AfricasTalking(chosen.at_username or "", chosen.at_api_key or "", chosen.at_url, chosen.at_most, sender)


def _kannel(chosen: Settings, sender: str) -> Gateway:
    from channels.gateways.kannel.client import Kannel

    url, user, password = chosen.kannel_url, chosen.kannel_user, chosen.kannel_password
    needed = {
        "FURSA_KANNEL_URL": url,
        "FURSA_KANNEL_USER": user,
        "FURSA_KANNEL_PASSWORD": password,
        "FURSA_PUBLIC_URL": chosen.public_url,  # where the delivery reports go
        "FURSA_CALLBACK_KEY": "set" if chosen.callback_keys else None,
    }
    _require(chosen, needed)
    return Kannel(url or "", user or "", password or "", chosen.public_url or "", chosen.callback_keys[0], sender)


def _require(chosen: Settings, needed: dict[str, str | None]) -> None:
    missing = [name for name, value in needed.items() if not value]
    if missing:
        raise SetupError(f"FURSA_GATEWAY={chosen.gateway} needs {', '.join(missing)} too. Set what is missing.")
