"""Problems: each with the code and status of the contract, and only where tablets ask."""

import re

import flask
import pytest
from flask import Flask
from werkzeug.exceptions import ImATeapot, RequestedRangeNotSatisfiable
from werkzeug.test import TestResponse

from core.errors import ConflictError, InvalidError, NotFoundError, ServiceError, TooManyError, UnavailableError
from sync import problems
from sync.problems import KINDS, MOST_ERRORS, REASONS, Problem
from tests.conftest import ROOT

CONTRACT = (ROOT / "docs" / "sync.md").read_text(encoding="utf-8")


def answer(error: Exception | None = None, path: str = "/sync/v1/fails", method: str = "GET") -> TestResponse:
    """What a tablet is told where this is raised."""
    app = Flask("test", static_folder=None)
    problems.handle(app)

    @app.get("/sync/v1/fails")
    @app.get("/fails")
    def fails() -> str:
        assert error is not None
        raise error

    @app.get("/sync/v1/old")
    def old() -> flask.typing.ResponseReturnValue:
        return flask.redirect("/sync/v1/new")

    return app.test_client().open(path, method=method)


def test_the_contract_lists_every_code_with_its_status() -> None:
    table = CONTRACT.partition("## Problems")[2]
    rows = re.findall(r"^\| (\d{3}) \| `(\w+)` \|", table, re.MULTILINE)
    assert {code: int(status) for status, code in rows} == {code: kind.status for code, kind in KINDS.items()}


def test_the_contract_lists_every_reason_to_refuse_an_operation() -> None:
    listed = re.search(r"^Reasons: (.*?)\n\n", CONTRACT, re.MULTILINE | re.DOTALL)
    assert listed
    assert re.findall(r"`(\w+)`", re.sub(r"\(.*?\)", "", listed[1])) == list(REASONS)


@pytest.mark.parametrize("code", KINDS)
def test_a_problem_says_what_it_is(code: str) -> None:
    told = answer(Problem(code))
    assert told.status_code == KINDS[code].status
    assert told.content_type == "application/problem+json"
    assert told.json == {
        "type": f"urn:fursa:problem:{code}",
        "title": KINDS[code].title,
        "status": KINDS[code].status,
        "code": code,
    }


def test_a_problem_says_which_keys_are_wrong() -> None:
    told = answer(Problem("invalid", "Look at it again.", errors={"source": "required"}))
    assert told.json is not None
    assert told.json["detail"] == "Look at it again."
    assert told.json["errors"] == {"source": "required"}
    many = answer(Problem("invalid", errors={f"operations.{index}": "type" for index in range(2000)}))
    assert many.json is not None
    assert len(many.json["errors"]) == MOST_ERRORS


def test_who_must_wait_is_told_how_long() -> None:
    assert answer(Problem("too_many", retry_after=30)).headers["Retry-After"] == "30"
    assert answer(Problem("unavailable")).headers["Retry-After"] == "5"
    assert "Retry-After" not in answer(Problem("not_found")).headers


def test_who_is_unknown_is_told_how_to_be_known() -> None:
    assert answer(Problem("unauthorised")).headers["WWW-Authenticate"] == "Bearer"


class WrongCodeError(NotFoundError):
    code = "wrong_code"


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (NotFoundError("snapshot"), 404, "not_found"),
        (WrongCodeError("device"), 404, "wrong_code"),
        (TooManyError("codes", 60), 429, "too_many"),
        (UnavailableError("the disk is full"), 503, "unavailable"),
        (InvalidError("source_taken"), 422, "invalid"),
        (ImATeapot(), 418, "malformed"),
        (ZeroDivisionError("secret"), 500, "unavailable"),
        (ConflictError("secret"), 500, "unavailable"),
    ],
)
def test_errors_of_ours_become_problems(error: Exception, status: int, code: str) -> None:
    told = answer(error)
    assert told.json is not None
    assert (told.status_code, told.json["code"], told.json["status"]) == (status, code, status)
    assert "secret" not in told.text
    assert told.headers.get("Retry-After") == {"too_many": "60", "unavailable": "5"}.get(code)


def test_what_flask_refuses_is_a_problem_too() -> None:
    told = answer(path="/sync/v1/none")
    assert told.json is not None
    assert (told.status_code, told.json["code"]) == (404, "not_found")
    told = answer(path="/sync/v1/fails", method="DELETE")
    assert told.json is not None
    assert (told.status_code, told.json["code"]) == (405, "method_not_allowed")
    assert told.allow == {"GET", "HEAD", "OPTIONS"}
    told = answer(RequestedRangeNotSatisfiable(length=100))
    assert told.json is not None
    assert told.json["code"] == "range_not_satisfiable"
    assert told.headers["Content-Range"] == "bytes */100"


def test_what_is_no_failure_is_left_alone() -> None:
    assert answer(path="/sync/v1/old").status_code == 302


@pytest.mark.parametrize("error", [NotFoundError("x"), UnavailableError("x"), ImATeapot()])
def test_other_addresses_answer_as_before(error: Exception) -> None:
    told = answer(error, path="/fails")
    assert told.content_type == "text/html; charset=utf-8"
    assert told.status_code == (500 if isinstance(error, ServiceError) else 418)
    assert answer(path="/none").content_type == "text/html; charset=utf-8"
