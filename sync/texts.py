"""Texts that officers read out to people, in every language of a market."""

from collections.abc import Iterator, Sequence

from translations import gettext as _
from translations import speaking


def read_out(languages: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """Each text in each language: its name, the language, and the text. Consent is named after its purpose."""
    for language in languages:
        with speaking(language):
            # Word for word what people are asked on their own phones: it is one consent.
            service = _(
                "Fursa finds work near you, free. We keep what you tell us for that;"
                " only employers you apply to see your name."
            )
            alerts = _(
                "Job alerts come by SMS and are free for you. You choose how often they come, and you can stop them"
                " any time. Would you like them?"
            )
        yield "consent.service", language, service
        yield "consent.alerts", language, alerts
