"""`fursa phone`: a feature phone in the terminal."""

import re
import sys
from typing import NoReturn

import click

from channels.paging import Limits
from channels.phone import NO_ANSWER
from channels.phone.terminal import Call, CallFailedError, Reply, draw
from core import market, settings


@click.command()
@click.argument("number")
@click.option("--url", default="http://127.0.0.1:8000", show_default=True, help="Where the service answers.")
@click.option("--key", default="demo", show_default=True, help="The key in the address of its callback.")
@click.option("--code", default=None, help="The service code to dial. [default: that of the market]")
def phone(number: str, url: str, key: str, code: str | None) -> None:
    """Call the service from the phone NUMBER, such as +254712345678.

    Answers are read line by line. `end` or Ctrl-D ends the call.
    """
    number = re.sub(r"[\s().-]", "", number)
    if not re.fullmatch(r"\+[1-9][0-9]{7,14}", number):
        raise click.BadParameter("begins with + and the country's code", param_hint="NUMBER")
    if not url.startswith(("http://", "https://")):
        raise click.BadParameter("begins with http:// or https://", param_hint="--url")
    chosen = settings.read()
    if code is None:
        code = market.load(chosen.market).service_code
    limits = Limits(chosen.ussd_gsm7, chosen.ussd_ucs2)
    call = Call(url, key, number, code)
    click.echo(f"{number} calls {code}")
    try:
        talk(call, limits)
    except CallFailedError as error:
        fail(error)


def talk(call: Call, limits: Limits) -> None:
    """Dial, then answer until either side ends the call. Raises CallFailedError."""
    reply = show(call.send(), limits)
    while reply.is_open:
        answer = read_answer()
        if answer is None:
            click.echo("You ended the call.")
            call.end("Incomplete")
            return
        reply = show(call.answer(answer), limits)
    call.end("Success")


def show(reply: Reply, limits: Limits) -> Reply:
    """Print the screen, and hand it on."""
    click.echo(draw(reply, limits))
    return reply


def read_answer() -> str | None:
    """The next line, None where the caller ends the call. What comes from a pipe is printed as if typed."""
    click.echo("> ", nl=False)
    line = sys.stdin.readline()
    answer = line.rstrip("\r\n")
    if not line or not sys.stdin.isatty():
        click.echo(answer)
    return None if not line or answer.strip().lower() == "end" else answer


def fail(error: CallFailedError) -> NoReturn:
    """Say what a phone would show, and why, and exit."""
    click.echo(NO_ANSWER, err=True)
    click.echo(str(error), err=True)
    raise SystemExit(1)


commands = [phone]
