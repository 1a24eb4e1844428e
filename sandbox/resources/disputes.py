"""Disputes and early fraud warnings. They are opened by test cards or from the dashboard, never through the API."""

from sandbox.disputes import EVIDENCE, OPEN, close_dispute, submit_evidence
from sandbox.errors import refused
from sandbox.events import emit
from sandbox.listing import listing, page
from sandbox.params import Group, flag, group, merge_metadata, metadata, text
from sandbox.routing import Call, Operation
from sandbox.store import Body, Record
from sandbox.views import present

_EVIDENCE = Group((), {name: text(longest=20_000, may_be_empty=True) for name in EVIDENCE})


def _retrieve(call: Call) -> Body:
    return present(call.world, _dispute(call), call.expand)


def _list(call: Call) -> Body:
    params = call.params

    def fits(record: Record) -> bool:
        return all(record.body[key] == params[key] for key in ("charge", "payment_intent") if key in params)

    records = call.world.store.all("dispute", account=call.account)
    return page(call.world, records, params, url="/v1/disputes", fits=fits)


def _update(call: Call) -> Body:
    dispute, params = _dispute(call), call.params
    if "evidence" in params or params.get("submit"):
        if dispute.body["status"] not in OPEN:
            raise refused("This dispute is already closed", code="dispute_closed")
        dispute.body["evidence"].update({key: value or None for key, value in params.get("evidence", {}).items()})
        dispute.body["evidence_details"]["has_evidence"] = True
    if "metadata" in params:
        dispute.body["metadata"] = merge_metadata(dispute.body["metadata"], params["metadata"])
    call.world.store.touch(dispute)
    if params.get("submit", "evidence" in params):
        submit_evidence(call.world, dispute)
    else:
        emit(call.world, "charge.dispute.updated", dispute)
    return present(call.world, dispute, call.expand)


def _close(call: Call) -> Body:
    dispute = _dispute(call)
    if dispute.body["status"] not in OPEN:
        raise refused("This dispute is already closed", code="dispute_closed")
    close_dispute(call.world, dispute, is_won=False)
    return present(call.world, dispute, call.expand)


def _retrieve_warning(call: Call) -> Body:
    return present(call.world, call.record("radar.early_fraud_warning", call.path["warning"]), call.expand)


def _list_warnings(call: Call) -> Body:
    params = call.params

    def fits(record: Record) -> bool:
        return all(record.body[key] == params[key] for key in ("charge", "payment_intent") if key in params)

    records = call.world.store.all("radar.early_fraud_warning", account=call.account)
    return page(call.world, records, params, url="/v1/radar/early_fraud_warnings", fits=fits)


def _dispute(call: Call) -> Record:
    return call.record("dispute", call.path["dispute"], "dispute")


_FILTERS = listing(charge=text(), payment_intent=text())

OPERATIONS = [
    Operation("GET", "/v1/disputes", _list, _FILTERS),
    Operation("GET", "/v1/disputes/{dispute}", _retrieve),
    Operation("POST", "/v1/disputes/{dispute}", _update, group(evidence=_EVIDENCE, submit=flag(), metadata=metadata())),
    Operation("POST", "/v1/disputes/{dispute}/close", _close),
    Operation("GET", "/v1/radar/early_fraud_warnings", _list_warnings, _FILTERS),
    Operation("GET", "/v1/radar/early_fraud_warnings/{warning}", _retrieve_warning),
]
