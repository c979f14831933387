"""A scripted service behind a real HTTP server: what both simulated phones call in these tests."""

import queue
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask, abort, request
from werkzeug.serving import make_server

from channels.gateways.simulator import pages
from channels.gateways.simulator.behaviour import Behaviour
from channels.gateways.simulator.network import Simulator
from channels.phone.pages import blueprint
from core.market import Market

PATIENCE_SECONDS = 10
POLL_SECONDS = 0.02  # how long a test waits at most for its server to stop


class ScriptedService:
    """Answers each USSD request by its `text`, and keeps what it was sent, as the gateway would send it."""

    def __init__(self, market: Market) -> None:
        self.code = market.service_code
        self.replies = {"": "CON Karibu\n1 Jobs\n2 Name", "1": "CON Two jobs", "2": "CON Your name?"}
        self.asked: list[dict[str, str]] = []
        self.ended: list[dict[str, str]] = []
        self.known: dict[str, dict[str, Any]] = {}
        self.texted: queue.Queue[dict[str, str]] = queue.Queue()
        self.answering = threading.Event()  # cleared: every answer is still on its way
        self.answering.set()
        app = Flask(__name__)
        app.add_url_rule("/africastalking/demo/ussd", view_func=self.answer, methods=["POST"])
        app.add_url_rule("/africastalking/demo/ussd/ended", view_func=self.note_end, methods=["POST"])
        app.register_blueprint(blueprint(market, lambda phone: self.known.get(phone, {"registered": False})))
        self.app = app
        self.server = make_server("127.0.0.1", 0, app, threaded=True)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.gateway = Simulator(self.url, "demo", market.short_code, behaviour=Behaviour(lost_reports=1.0))
        app.register_blueprint(pages.blueprint(self.gateway))
        app.add_url_rule("/africastalking/demo/sms", view_func=self.note_text, methods=["POST"])

    def answer(self) -> tuple[str, dict[str, str]]:
        self.asked.append(request.form.to_dict())
        self.answering.wait(PATIENCE_SECONDS)
        reply = self.replies.get(request.form["text"])
        if reply is None:
            abort(500)
        return reply, {"Content-Type": "text/plain; charset=utf-8"}

    def note_end(self) -> str:
        self.ended.append(request.form.to_dict())
        return ""

    def note_text(self) -> str:
        self.texted.put(request.form.to_dict())
        return ""

    def texts(self) -> list[str]:
        """The `text` of each request so far."""
        return [each["text"] for each in self.asked]


@pytest.fixture
def service(market: Market) -> Iterator[ScriptedService]:
    """A scripted service that listens on a port of its own."""
    service = ScriptedService(market)
    thread = threading.Thread(target=service.server.serve_forever, args=(POLL_SECONDS,))
    thread.start()
    yield service
    service.answering.set()
    service.gateway.close()
    service.server.shutdown()
    thread.join()
    service.server.server_close()
