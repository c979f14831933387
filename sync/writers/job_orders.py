"""Job orders from tablets: vacancies that employers asked an officer for, which the office looks at like any other."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from core import audit, edits, employers, job_orders, moderation, phones, spelling, vacancies
from core.database import Row
from core.errors import InvalidError
from messages import employers as letters
from messages import opt_outs, quiet
from sync.documents import COLLECTIONS, Checked
from sync.merge import BOTH_CHANGED, Loss, Merged, joined
from sync.writing import (
    APPLIED,
    Operation,
    Outcome,
    Push,
    RefusedError,
    checked,
    columns,
    merged,
    note,
    others,
    outcome,
)

COLLECTION = COLLECTIONS["job_orders"]
NOT_PENDING = "not_pending"
MOST_DAYS = 366  # from now on that people may apply
DAY_SECONDS = 24 * 3600
MOST_ASKED = 20  # orders of an officer in a day after which no number is texted: a stolen tablet reaches no crowd

_ENDED = ("refused", "filled", "expired", "closed")
_REFUSED = {"vacancy_ended": "vacancy_closed"}  # reasons that the core calls otherwise


def write(push: Push, operation: Operation) -> Outcome:
    """Post a vacancy, change or withdraw it while it waits. Raises RefusedError."""
    standing = _held(push, operation.id)
    if standing is None:
        return _post(push, operation)
    if standing["officer_id"] != push.officer_id:
        raise RefusedError("not_in_scope")
    if standing["removed"]:
        if operation.fields is None:
            return Outcome(APPLIED, standing["version"])
        raise RefusedError("gone")
    if operation.fields is None:
        return _withdraw(push, standing)
    before = job_orders.document(standing)
    found = checked(push, _changing(operation), before)
    theirs = others(push, COLLECTION, operation.id, operation.base)
    joint = merged(push, COLLECTION, before, found, theirs)
    _settle(push, found, joint, before)
    if standing["status"] != "pending" and not push.by_staff:
        _leave(joint, before)
    fields = columns(COLLECTION, before, joint)
    more = fields.pop("more", None)
    if fields:
        with _refusing():
            moderation.edit(push.db, push.market, standing["vacancy_id"], push.actor, push.now, **fields)
    after = job_orders.document(job_orders.by_id(push.db, operation.id) or standing)
    if more is not None:
        after = job_orders.document(job_orders.say_also(push.db, standing, more, push.now))
    edits.note(push.db, COLLECTION.name, operation.id, after["version"], fields, push.author)
    note(push, COLLECTION, after, joint, theirs)
    return outcome(push, operation, found, joint, theirs, before, after, None)


def _held(push: Push, order_id: str) -> Row | None:
    """The order, which nobody else changes until the transaction ends."""
    order = job_orders.by_id(push.db, order_id)
    if order is None:
        return None
    # In the order in which the office takes them: else both would wait for each other.
    push.db.run("UPDATE employer SET level = level WHERE id = :id", id=order["employer_id"])
    push.db.run("UPDATE vacancy SET status = status WHERE id = :id", id=order["vacancy_id"])
    push.db.run("UPDATE job_order SET version = version WHERE id = :id", id=order_id)
    return job_orders.by_id(push.db, order_id)


def _changing(operation: Operation) -> Operation:
    """Without what can only be told once, where a tablet tells the whole order again."""
    if operation.base:
        return operation
    fields = {name: value for name, value in (operation.fields or {}).items() if name not in COLLECTION.fixed}
    return replace(operation, fields=fields)


def _leave(joint: Merged, before: Mapping[str, Any]) -> None:
    """What the office has looked at is theirs to change: they find there what the officer wishes."""
    for name in sorted(joint.fields.keys() & COLLECTION.fields):
        joint.losses.append(Loss(name, joint.fields.pop(name), before.get(name), NOT_PENDING))


def _withdraw(push: Push, standing: Row) -> Outcome:
    """One that waits is closed; of one that has ended the tablet only keeps nothing any more."""
    if standing["status"] not in _ENDED:
        if standing["status"] != "pending" and not push.by_staff:
            raise RefusedError(NOT_PENDING)
        vacancies.end(push.db, push.market, standing["vacancy_id"], "closed", push.now)
        audit.note(push.db, push.now, push.actor, "vacancy.closed", "vacancy", standing["vacancy_id"])
    return Outcome(APPLIED, job_orders.remove(push.db, standing, push.now))


def _post(push: Push, operation: Operation) -> Outcome:
    if operation.base or operation.fields is None:
        raise RefusedError("gone" if operation.base else "unknown_document")
    found = checked(push, operation)
    joint = Merged()
    joint.fields = {**found.known, "skills": joined([], found.known.get("skills", []), False)}
    _settle(push, found, joint, {})
    if "deadline" not in joint.fields:
        raise RefusedError("invalid", found.faults)
    given = joint.fields
    told = {name: given.pop(name) for name in COLLECTION.fixed & given.keys()}
    with _refusing():
        if given["deadline"] <= push.now:
            raise InvalidError("deadline_passed")
        employer = _employer(push, told, given)
        vacancy = moderation.submit(
            push.db, push.market, employer, push.now, actor=push.actor, source="tablet", **given
        )
    order = job_orders.add(
        push.db,
        push.now,
        officer_id=push.officer_id,
        vacancy_id=vacancy["id"],
        order_id=operation.id,
        more=found.more,
    )
    after = job_orders.document(order)
    for name in sorted(told):
        if spelling.key(told[name]) != spelling.key(after[name] or ""):
            joint.losses.append(Loss(name, told[name], after[name], BOTH_CHANGED))
    return outcome(push, operation, found, joint, {}, {}, after, None)


def _employer(push: Push, told: Mapping[str, Any], given: Mapping[str, Any]) -> Row:
    """Who has this phone, if they may post one more; else a new employer, who is asked whether the number is theirs.

    Where an officer brings very many in a day, staff see and call those who were not asked.
    """
    db, market, now = push.db, push.market, push.now
    standing = employers.of_phone(db, told["phone"])
    moderation.check_room(db, standing, given.get("posts", 1))
    if standing:
        if standing["contact_name"] is None and told.get("contact_name"):
            standing = employers.change(db, market, standing["id"], now, contact_name=told["contact_name"])
            audit.note(db, now, push.actor, "employer.changed", "employer", standing["id"], fields=["contact_name"])
        return standing
    occupations = market.occupations
    employer = employers.add(
        db,
        market,
        now,
        name=told["employer"],
        place=given["place"],
        sector=told.get("sector") or occupations[given["occupation"]].sector or occupations.sectors[-1].code,
        phone=told["phone"],
        contact_name=told.get("contact_name"),
    )
    audit.note(db, now, push.actor, "employer.added", "employer", employer["id"])
    is_flood = job_orders.posted(db, push.officer_id, now - DAY_SECONDS) >= MOST_ASKED
    if not is_flood and not opt_outs.is_out(db, told["phone"]):
        opens = quiet.open_from(market, market.unit_of(given["place"]).code, now)
        letters.ask_to_confirm(db, market, employer, now, not_before=opens)
    return employer


def _settle(push: Push, found: Checked, joint: Merged, before: Mapping[str, Any]) -> None:
    """Of fields that only make sense together, keep none that does not; what is left out is kept for staff."""
    fields, after = joint.fields, {**before, **joint.fields}
    if after.get("pay") is None and after.get("pay_period"):  # how often nothing is paid says nothing
        fields.pop("pay_period", None)
        if before.get("pay_period"):
            fields["pay_period"] = None
    elif fields.keys() & {"pay", "pay_period"} and (fault := _pay_fault(push, after)):
        _leave_out(found, joint, before, fault, ("pay", "pay_period"))
    if fields.keys() & {"contact", "contact_detail"} and (fault := _contact_fault(push, after)):
        _leave_out(found, joint, before, fault, ("contact", "contact_detail"))
    if fields.get("deadline", 0) > push.now + MOST_DAYS * DAY_SECONDS:
        _leave_out(found, joint, before, ("deadline", "out_of_range"), ("deadline",))


def _pay_fault(push: Push, after: Mapping[str, Any]) -> tuple[str, str] | None:
    pay, period, terms = after.get("pay"), after.get("pay_period"), push.market.pay
    if pay and not period:
        return "pay_period", "required"
    if pay and not terms.least <= terms.per_month(pay, str(period)) <= terms.most:
        return "pay", "out_of_range"
    return None


def _contact_fault(push: Push, after: Mapping[str, Any]) -> tuple[str, str] | None:
    how, detail = after.get("contact", "service"), after.get("contact_detail")
    if how != "service" and not detail:
        return "contact_detail", "required"
    if how == "call":
        try:
            phones.normalise(detail, push.market.country)  # kept as it was told: that is how people dial it
        except InvalidError:
            return "contact_detail", "malformed_phone"
    return None


def _leave_out(
    found: Checked, joint: Merged, before: Mapping[str, Any], fault: tuple[str, str], names: tuple[str, ...]
) -> None:
    found.faults[fault[0]] = fault[1]
    for name in names:
        if name in joint.fields:
            value = joint.fields.pop(name)
            if name != fault[0]:  # that one is kept with its fault
                joint.losses.append(Loss(name, value, before.get(name), fault[1]))


@contextmanager
def _refusing() -> Iterator[None]:
    """What the core refuses, as a tablet and staff are told it."""
    try:
        yield
    except InvalidError as error:
        raise RefusedError(_REFUSED.get(error.code, error.code), None, **error.values) from None
