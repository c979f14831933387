"""Problems: what can go wrong with a request as tablets are told it (RFC 9457), each with a stable code."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from flask import Blueprint, Flask, Response, request
from werkzeug.exceptions import HTTPException

from core.errors import InvalidError, NotFoundError, ServiceError, TooManyError, UnavailableError

CONTENT_TYPE = "application/problem+json"
RETRY_SECONDS = 5
MOST_ERRORS = 20  # that one answer names

# Why an operation is refused: these are no problems of the request, and stand in its result.
REASONS = (
    "unknown_collection",
    "unknown_document",
    "read_only",
    "invalid",
    "not_in_scope",
    "gone",
    "consent_missing",
    "vacancy_closed",
    "not_pending",
    "deadline_passed",
    "limit_reached",
    "employer_blocked",
    "revoked",
)


@dataclass(frozen=True, slots=True)
class Kind:
    """One code: its HTTP status, and a sentence that says the same of every such problem."""

    status: int
    title: str


KINDS = {
    "malformed": Kind(400, "The body is not the JSON or the compression it says it is."),
    "unauthorised": Kind(401, "The token is not known: enrol again, and keep what is unsent."),
    "wiped": Kind(401, "The device was revoked and everything taken: delete what is left."),
    "not_found": Kind(404, "There is no such thing, or not any more."),
    "wrong_code": Kind(404, "The code is wrong, was used, or is too old."),
    "method_not_allowed": Kind(405, "That cannot be done here."),
    "length_required": Kind(411, "The request must say how long its body is."),
    "too_large": Kind(413, "The request is too large: send fewer operations at a time."),
    "unsupported_encoding": Kind(415, "The body may be compressed with gzip or zstd, or not at all."),
    "range_not_satisfiable": Kind(416, "The part asked for is behind the end."),
    "invalid": Kind(422, "The request is not as agreed: `errors` says which key and why."),
    "too_many": Kind(429, "There were too many of these: wait."),
    "unavailable": Kind(503, "The service cannot answer now: wait, and send the same again."),
}
_BY_STATUS = {  # of what Flask refuses by itself
    kind.status: code for code, kind in KINDS.items() if code not in ("wiped", "wrong_code")
}


class Problem(ServiceError):
    """A request that cannot be answered as asked. `errors` say which key is wrong and how, by codes of sync.fields."""

    def __init__(
        self,
        code: str,
        detail: str | None = None,
        errors: Mapping[str, str] | None = None,
        retry_after: int | None = None,
        headers: Mapping[str, str] | None = None,
        status: int | None = None,
    ) -> None:
        super().__init__(detail or KINDS[code].title)
        self.code = code
        self.detail = detail
        self.errors = dict(list((errors or {}).items())[:MOST_ERRORS])
        self.retry_after = RETRY_SECONDS if retry_after is None and code == "unavailable" else retry_after
        self.headers = dict(headers or {})
        self.status = status or KINDS[code].status


def response(problem: Problem) -> Response:
    """The answer that tells it."""
    told: dict[str, Any] = {
        "type": f"urn:fursa:problem:{problem.code}",
        "title": KINDS[problem.code].title,
        "status": problem.status,
        "code": problem.code,
    }
    if problem.detail:
        told["detail"] = problem.detail
    if problem.errors:
        told["errors"] = problem.errors
    answer = Response(orjson.dumps(told), problem.status, content_type=CONTENT_TYPE)
    answer.headers["Cache-Control"] = "no-store"
    if problem.status == 401:
        answer.headers["WWW-Authenticate"] = "Bearer"
    if problem.retry_after is not None:
        answer.headers["Retry-After"] = str(problem.retry_after)
    for name, value in problem.headers.items():
        answer.headers[name] = value
    return answer


def handle(app: Flask | Blueprint) -> None:
    """Answer what goes wrong under /sync/ so. Only an app is told of addresses that nothing answers."""
    app.register_error_handler(ServiceError, _refused)
    app.register_error_handler(HTTPException, _failed)


def _refused(error: ServiceError) -> Response:
    if not _is_ours():
        raise error
    return response(_problem(error))


def _failed(error: HTTPException) -> Response | HTTPException:
    # A redirection is an HTTPException too, and so is an answer that somebody aborted with.
    if not _is_ours() or error.code is None or error.code < 400 or error.response is not None:
        return error
    headers = {name: value for name, value in error.get_headers() if name.lower() != "content-type"}
    if error.code in _BY_STATUS:
        return response(Problem(_BY_STATUS[error.code], headers=headers))
    # What no code was made for: a mistake of the sender in HTTP itself, or one of ours, which is logged.
    code = "malformed" if error.code < 500 else "unavailable"
    return response(Problem(code, headers=headers, status=error.code))


def _is_ours() -> bool:
    return request.path.startswith("/sync/") or request.path == "/openapi.json"


def _problem(error: ServiceError) -> Problem:
    if isinstance(error, Problem):
        return error
    if isinstance(error, NotFoundError):
        code = getattr(error, "code", "not_found")
        return Problem(code if code in KINDS else "not_found")
    if isinstance(error, TooManyError):
        return Problem("too_many", retry_after=error.retry_after)
    if isinstance(error, UnavailableError):
        return Problem("unavailable")
    if isinstance(error, InvalidError):
        return Problem("invalid", errors={str(error.values.get("key", "body")): error.code})
    raise error
