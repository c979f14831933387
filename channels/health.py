"""Health: whether the process is up, whether it can serve, and what it has counted."""

from collections.abc import Callable

from flask import Blueprint, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import Collector

from core.errors import ServiceError

Check = Callable[[], None]


def blueprint(
    checks: dict[str, Check], notes: dict[str, str] | None = None, more_metrics: Collector | None = None
) -> Blueprint:
    """`GET /healthz`, `/readyz`, `/metrics`. Each check raises ServiceError when its part cannot serve.

    `notes` stand in `/readyz` beside the checks, and make no failure; `more_metrics` are told beside the process's own.
    """
    health = Blueprint("health", __name__)

    @health.get("/healthz")
    def healthz() -> dict[str, str]:
        return {"status": "ok"}

    @health.get("/readyz")
    def readyz() -> tuple[dict[str, str], int]:
        parts = {name: _state(check) for name, check in checks.items()}
        return {**parts, **(notes or {})}, 200 if set(parts.values()) <= {"ok"} else 503

    @health.get("/metrics")
    def metrics() -> Response:
        body = generate_latest() + (generate_latest(more_metrics) if more_metrics else b"")
        return Response(body, content_type=CONTENT_TYPE_LATEST)

    return health


def _state(check: Check) -> str:
    try:
        check()
    except ServiceError:
        return "failed"  # the reason is for the administrator: `fursa check` tells it
    return "ok"
