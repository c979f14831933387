"""The demo as a WSGI application, made in the process that serves it."""

import logging

from flask import Flask

from core import logs, upkeep
from core.settings import Settings


def create(chosen: Settings) -> Flask:
    """The service with the phone in the browser and the key "demo". Raises SetupError."""
    import wsgi  # when called, because wsgi loads the commands, and one of them starts this

    logs.start(logging.WARNING)
    app = wsgi.create_app(chosen, demo=True)
    upkeep.start(app.extensions["fursa"]["db"], app.extensions["fursa"]["market"])
    return app
