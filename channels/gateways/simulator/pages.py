"""The addresses of the simulated gateway: Africa's Talking's own for the service, and a few for phones and tests."""

import hmac
import time
from typing import Any

from flask import Blueprint, Response, jsonify, request

from channels.gateways.forms import form
from channels.gateways.simulator import behaviour
from channels.gateways.simulator.network import Simulator
from channels.gateways.told import LONGEST_TEXT, clean
from core.errors import InvalidError


def blueprint(simulator: Simulator) -> Blueprint:
    """`/simulator/...`. For the demo alone: whoever reaches it reads every message."""
    pages = Blueprint("simulator", __name__, url_prefix="/simulator")

    def is_known() -> bool:
        given = request.headers.get("apiKey", "").encode("utf-8", "replace")
        return simulator.behaviour.stopped != "key" and hmac.compare_digest(given, simulator.api_key.encode())

    @pages.post("/version1/messaging")
    def messaging() -> Response:
        if not is_known():
            return _plain("The supplied authentication is invalid", 401)
        if simulator.behaviour.stopped == "rate":
            return _plain("Too many requests", 429)
        fields = form(request.environ) or {}
        for name in ("username", "to", "message"):
            if not fields.get(name):
                return _plain(f"Request is missing required form field '{name}'", 400)
        sender = fields.get("from") or simulator.short_code
        answer = simulator.send(fields["message"], sender, fields["to"].split(","), fields.get("enqueue") == "1")
        time.sleep(simulator.behaviour.answer_seconds)
        if simulator.happens(simulator.behaviour.lost_answers):
            return _plain("Gateway Timeout", 504)
        return _json(answer, 201)

    @pages.get("/version1/user")
    def user() -> Response:
        if not is_known():
            return _plain("The supplied authentication is invalid", 401)
        return _json({"UserData": {"balance": simulator.balance()}})

    @pages.get("/phones/<phone>")
    def received(phone: str) -> Response:
        return _json(simulator.received(phone))

    @pages.post("/sms")
    def text() -> Response:
        fields = form(request.environ) or {}
        try:
            simulator.text(fields.get("from", ""), clean(fields.get("text", ""), LONGEST_TEXT))
        except InvalidError as error:
            return _json({"error": error.code}, 400)
        return _json({}, 202)

    @pages.post("/settings")
    def settings() -> Response:
        try:
            simulator.behaviour = behaviour.read(request.get_json(silent=True))
        except InvalidError as error:
            return _json({"error": error.code, **error.values}, 400)
        return _json(simulator.behaviour)

    @pages.after_request
    def never_kept(response: Response) -> Response:
        response.headers["Cache-Control"] = "no-store"
        return response

    return pages


def _json(data: Any, status: int = 200) -> Response:
    response = jsonify(data)
    response.status_code = status
    return response


def _plain(text: str, status: int) -> Response:
    return Response(text, status, mimetype="text/plain")
