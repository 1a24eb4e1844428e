"""A remote API of a few fixed answers: one product, one cart, one order, one certificate, one producer's desk."""

import json
from collections.abc import Callable
from typing import Any, cast

import httpx2

from tests.storefront import told
from tests.storefront.promised import complaints

PRODUCER = {
    "id": "org_montero",
    "slug": "tres-quebradas",
    "name": "Cooperativa Agraria Tres Quebradas",
    "country": "PE",
    "place": "Montero",
    "line": "agrarian",
}
NAMED = {"id": "org_montero", "slug": "tres-quebradas", "name": PRODUCER["name"], "country": "PE"}
PICTURE = {
    "id": "med_coffee",
    "url": "/v1/media/med_coffee",
    "alt": "A branch with cherries",
    "width": 800,
    "height": 600,
}
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 6"><rect width="8" height="6" fill="#4f8050"/></svg>'


def euros(amount: int) -> dict[str, object]:
    return {"amount": amount, "currency": "EUR"}


def _part(kind: str, amount: int, name: str | None, bps: int) -> dict[str, object]:
    beneficiary = {"id": f"org_{kind}", "slug": None, "name": name} if name else None
    return {
        "kind": kind,
        "label": "",
        "beneficiary": beneficiary,
        "amount": euros(amount),
        "share_bps": bps,
        "rule": "",
    }


BREAKDOWN = {
    "total": euros(890),
    "country": "FR",
    "fee_schedule": {"id": "fee_1", "version": 2},
    "parts": [
        _part("producer", 740, str(PRODUCER["name"]), 8315),
        _part("premium", 25, str(PRODUCER["name"]), 281),
        _part("federation_dues", 8, "Federación Andes–Istmo", 90),
        _part("solidarity", 4, None, 45),
        _part("market_fee", 67, "Solifair", 753),
        _part("vat", 46, None, 517),
    ],
}
VARIANT = {
    "id": "var_small",
    "label": "250 g",
    "sku": "PE-CLM-250",
    "lot": None,
    "net": {"value": "250", "unit": "g"},
    "unit_price": {**euros(3560), "per": "kg"},
    "price": euros(890),
    "premium": euros(25),
    "available": 7,
    "weight_grams": 275,
    "breakdown": BREAKDOWN,
}
CLAIM = {
    "scheme": {"code": "fairtrade", "name": "Fairtrade", "owner": "Fairtrade International"},
    "assurance_class": "third_party",
    "assurance_text": "Checked by a certification body independent of producer and buyer.",
    "covers": "whole_product",
    "display": "text",
    "certificate_id": "crt_fair",
    "number": "990417",
    "valid_until": "2027-10-20",
    "verified_at": "2026-03-12T09:00:00Z",
    "verified_by": {"id": "org_andes", "slug": "andes-istmo", "name": "Federación Andes–Istmo"},
    "method": "register_lookup",
    "text": "Fairtrade covers the whole product.",
}
CARD = {
    "id": "prod_coffee",
    "slug": "cafe-lavado-montero",
    "name": "Washed coffee from Montero, whole bean",
    "short_line": "",
    "lang": "en",
    "producer": PRODUCER,
    "category": {"code": "coffee", "label": "Coffee"},
    "origin": {"country": "PE", "region": "Piura"},
    "price": euros(890),
    "prices_differ": True,
    "picture": PICTURE,
    "claims": [CLAIM],
    "in_stock": True,
}
PRODUCT: dict[str, Any] = {
    **CARD,
    "version": 3,
    "description": "In the cup: cane sugar, orange, almond. </script><b>not markup</b>",
    "description_lang": "en",
    "description_origin": "human",
    "original_language": "es",
    "values": [{"code": "shade_grown", "label": "Grown in shade"}],
    "variants": [
        VARIANT,
        {**VARIANT, "id": "var_large", "label": "1 kg", "price": euros(3190), "available": 0},
    ],
    "producer": {**PRODUCER, "region": "Piura", "members": {"total": 412, "women": 148, "men": 251, "unknown": 13}},
    "lot": "MO-14",
}
PROOF: dict[str, Any] = {
    "id": "crt_fair",
    "scheme": {
        "code": "fairtrade",
        "name": "Fairtrade",
        "owner": "Fairtrade International",
        "assurance_class": "third_party",
        "assurance_text": CLAIM["assurance_text"],
        "register_url": "https://example.org/register",
        "certifies": ["product"],
    },
    "number": "990417",
    "holder": NAMED,
    "statement": "Small producer organisation, coffee and cocoa",
    "covers": [{"kind": "category", "ref": "coffee", "label": "Coffee"}],
    "state": "verified",
    "is_shown": True,
    "why_not_shown": None,
    "valid_from": "2025-10-20",
    "valid_to": "2027-10-20",
    "issued_by": "FLOCERT",
    "audit_on": "2025-09-02",
    "verified": {
        "by": CLAIM["verified_by"],
        "method": "register_lookup",
        "at": "2026-03-12T09:00:00Z",
        "reason": "Number and holder read in the public register.",
    },
    "public_reason": None,
    "evidence": [
        {"title": "Certificado 990417", "media_type": "application/pdf", "size": 240_000, "sha256": "ab" * 32}
    ],
    "history": [
        {
            "to_state": "submitted",
            "from_state": "draft",
            "at": "2025-11-01T09:00:00Z",
            "reason": "",
            "actor_kind": "person",
        },
        {
            "to_state": "verified",
            "from_state": "submitted",
            "at": "2026-03-12T09:00:00Z",
            "reason": "Read in the register.",
            "actor_kind": "person",
        },
    ],
    "products": [{"id": "prod_coffee", "slug": "cafe-lavado-montero", "name": CARD["name"]}],
}
WITHDRAWN = {
    **PROOF,
    "id": "crt_gone",
    "state": "withdrawn",
    "is_shown": False,
    "why_not_shown": "withdrawn",
    "public_reason": "The audit found undeclared purchases.",
    "history": [
        *PROOF["history"],
        {
            "to_state": "withdrawn",
            "from_state": "verified",
            "at": "2026-09-01T00:00:00Z",
            "reason": "Undeclared purchases.",
        },
    ],
}


def shown(why_not: str | None = None, *, state: str = "verified") -> dict[str, Any]:
    """Whether the label was shown at a moment."""
    moment = "2026-05-03T23:59:59Z"
    return {"at": moment, "known_at": moment, "state": state, "is_shown": why_not is None, "why_not_shown": why_not}


def held(state: str = "verified", **more: object) -> dict[str, Any]:
    """The certificate as its holder reads it."""
    public = {name: value for name, value in PROOF.items() if name not in {"products", "verified"}}
    decision = {**PROOF["verified"], "decision": "verify", "evidence_sha256": []}
    is_verified = state == "verified"
    return {
        **public,
        "state": state,
        "is_shown": is_verified,
        "why_not_shown": None,
        "submitted_at": "2025-11-01T09:00:00Z",
        "supersedes_id": None,
        "renewed_by": None,
        "can_appeal": False,
        "quantity": None,
        "decisions": [decision] if is_verified else [],
        **more,
    }


LINE = {
    "variant_id": "var_small",
    "product": {"id": "prod_coffee", "slug": CARD["slug"], "name": CARD["name"], "picture": PICTURE},
    "variant_label": "250 g",
    "quantity": 2,
    "unit_price": euros(890),
    "amount": euros(1780),
    "available": 7,
    "claims": [
        {
            "certificate_id": "crt_fair",
            "scheme": "fairtrade",
            "assurance_class": "third_party",
            "name": "Fairtrade",
            "valid_until": "2027-10-20",
        }
    ],
    "changes": [],
}
CART = {
    "id": "cart_one",
    "version": 2,
    "state": "open",
    "currency": "EUR",
    "country": "FR",
    "parcels": [{"producer": NAMED, "lines": [LINE], "goods": euros(1780), "shipping": euros(690)}],
    "goods": euros(1780),
    "shipping": euros(690),
    "total": euros(2470),
    "item_count": 2,
    "changes": [],
    "secret": None,
}
SHIPPING_CHOICES = [
    {
        "service": "standard",
        "kind": "delivery",
        "label": "Standard delivery",
        "days_min": 3,
        "days_max": 5,
        "price": euros(690),
        "is_chosen": True,
        "pickup_points": [],
    },
    {
        "service": "fetch",
        "kind": "pickup",
        "label": "Fetch it",
        "days_min": 2,
        "days_max": 2,
        "price": euros(0),
        "is_chosen": False,
        "pickup_points": [
            {
                "id": "pup_lyon",
                "name": "Le Comptoir",
                "line1": "4 quai Perrache",
                "line2": "",
                "postal_code": "69002",
                "city": "Lyon",
                "country": "FR",
                "hours": "Tue–Sat 10–19",
            }
        ],
    },
]


def change(code: str, was: str = "", now: str = "", *, variant_id: str = "", producer_id: str = "") -> dict[str, str]:
    """A change as the API tells it: amounts in minor units, no words for people."""
    return {"variant_id": variant_id, "producer_id": producer_id, "code": code, "was": was, "now": now}


PRICE_CHANGED = change("price_changed", "890", "910", variant_id="var_small")
CHANGED_LINE = {
    **LINE,
    "changes": [PRICE_CHANGED],
}
CHANGED_CART = {
    **CART,
    "parcels": [{"producer": NAMED, "lines": [CHANGED_LINE], "goods": euros(1780), "shipping": euros(690)}],
    "changes": [PRICE_CHANGED],
}
PROMOTED_CART: dict[str, Any] = {
    **CART,
    "parcels": [
        {
            "producer": NAMED,
            "lines": [{**LINE, "discount": euros(178)}],
            "goods": euros(1780),
            "discount": euros(178),
            "shipping": euros(690),
            "shipping_choices": SHIPPING_CHOICES,
            "pickup_point": None,
            "changes": [],
        }
    ],
    "discount": euros(178),
    "total": euros(2292),
    "promotion": {"code": "SPRING", "discount_bps": 1000, "producer_id": "org_montero"},
}


def order(state: str) -> dict[str, Any]:
    """The cart above as an order; parts make the total."""
    status = "awaiting_payment" if state == "placed" else "earned"

    def share(kind: str, name: str | None, amount: int) -> dict[str, object]:
        beneficiary = {"id": f"org_{kind}", "slug": kind, "name": name, "country": "PE"} if name else None
        return {
            "kind": kind,
            "label": "",
            "beneficiary": beneficiary,
            "amount": euros(amount),
            "given_back": euros(0),
            "status": status,
            "arrived_at": None,
        }

    return {
        "id": "ord_one",
        "state": state,
        "placed_at": "2026-11-20T10:00:00Z",
        "expires_at": "2026-11-20T10:30:00Z",
        "paid_at": None if state == "placed" else "2026-11-20T10:02:00Z",
        "currency": "EUR",
        "country": "FR",
        "email": "camille@example.org",
        "full_name": "Camille Roux",
        "shipping_address": {"line1": "12 rue de la Soie", "postal_code": "69004", "city": "Lyon", "country": "FR"},
        "goods": euros(1780),
        "discount": euros(0),
        "shipping": euros(690),
        "total": euros(2470),
        "refunded": euros(0),
        "refunds": [],
        "parcels": [
            {
                "id": "pcl_one",
                "producer": NAMED,
                "state": "to_pack",
                "shipping": euros(690),
                "tracking": "",
                "shipped_at": None,
                "delivered_at": None,
                "lines": [
                    {
                        "id": "li_one",
                        "product": LINE["product"],
                        "name": CARD["name"],
                        "variant_id": "var_small",
                        "variant_label": "250 g",
                        "quantity": 2,
                        "unit_price": euros(890),
                        "amount": euros(1780),
                        "claims": LINE["claims"],
                    }
                ],
            }
        ],
        "who_gets_what": [
            share("producer", str(PRODUCER["name"]), 1480),
            share("premium", str(PRODUCER["name"]), 50),
            share("market_fee", "Solifair", 134),
            share("federation_dues", "Federación Andes–Istmo", 16),
            share("solidarity", None, 8),
            share("shipping", str(PRODUCER["name"]), 690),
            share("vat", None, 92),
        ],
        "payment": {"state": "created", "checkout_url": "http://sandbox.test/pay/cs_1" if state == "placed" else None},
    }


def withdrawal(withdrawn_at: str, **more: object) -> dict[str, Any]:
    """What a buyer is told once the certificate of the coffee has fallen."""
    return {
        "certificate_id": "crt_gone",
        "scheme": "fairtrade",
        "scheme_name": "Fairtrade",
        "number": "990417",
        "holder": PRODUCER["name"],
        "withdrawn_at": withdrawn_at,
        "told_at": "2026-11-24T10:00:00Z",
        "reason": "The audit found <undeclared> purchases.",
        "line_ids": ["li_one"],
        **more,
    }


def refund(kind: str, state: str, amount: int) -> dict[str, Any]:
    return {
        "id": f"ref_{kind}",
        "order_id": "ord_one",
        "kind": kind,
        "state": state,
        "amount": euros(amount),
        "liable": "producer",
        "reason": "The bag had burst",
        "failure": None,
        "stripe_refund_id": None,
        "created_at": "2026-11-22T10:00:00Z",
        "settled_at": None,
    }


def half_refunded() -> dict[str, Any]:
    """One of the two bags went back, and the market gave two euros of its own."""
    made = order("paid")
    halves = {"producer": 740, "premium": 25, "market_fee": 67, "federation_dues": 8, "solidarity": 4, "vat": 46}
    for share in made["who_gets_what"]:
        share["given_back"] = euros(halves.get(share["kind"], 0))
    refunds = [refund("return", "succeeded", 890), refund("goodwill", "pending", 200)]
    return {**made, "refunded": euros(1090), "refunds": refunds}


def sent(state: str = "delivered") -> dict[str, Any]:
    """The order, with its parcel on the way or there."""
    made = order("paid")
    made["parcels"][0]["state"] = state
    return made


def asked_return(state: str, answer: str = "", quantity: int = 1) -> dict[str, Any]:
    return {
        "id": "rtn_one",
        "order_id": "ord_one",
        "parcel_id": "pcl_one",
        "state": state,
        "reason": "The grind is too coarse",
        "answer": answer,
        "lines": [{"order_line_id": "li_one", "name": CARD["name"], "variant_label": "250 g", "quantity": quantity}],
        "requested_at": "2026-11-22T10:00:00Z",
        "decided_at": None,
        "received_at": None,
        "refund_id": None,
    }


def _frozen(kind: str, amount: int, note: str = "", *, payer: str = "buyer", version: int | None = None) -> object:
    rule = {"id": "rule_1", "version": version, "note": note}
    return {
        "kind": kind,
        "label": "",
        "payer": payer,
        "beneficiary": NAMED,
        "amount": euros(amount),
        "rule": rule,
    }


ORDER_BREAKDOWN = {
    "order_id": "ord_one",
    "currency": "EUR",
    "country": "FR",
    "goods": euros(1780),
    "discount": euros(0),
    "shipping": euros(690),
    "total": euros(2470),
    "lines": [
        {
            "id": "li_one",
            "parcel_id": "pcl_one",
            "name": CARD["name"],
            "variant_label": "250 g",
            "quantity": 2,
            "unit_price": euros(890),
            "amount": euros(1780),
            "discount": euros(0),
            "paid": euros(1780),
            "minimum_price": {"amount": euros(900), "rule": {"id": "mp_1", "version": None, "note": "Arabica, washed"}},
            "market_price": None,
            "parts": [
                _frozen("producer", 1480, "the goods, after the shares below"),
                _frozen("market_fee", 134, "8% of goods, standard", payer="producer", version=2),
                _frozen("minimum_price_topup", 60, "Arabica, washed", payer="market"),
                _frozen("minimum_price_subsidy", -60, "Arabica, washed", payer="market"),
                _frozen("vat", 166, "VAT FR 5.5% inside the price"),
            ],
        }
    ],
    "parcels": [
        {"id": "pcl_one", "producer": NAMED, "service": "standard", "shipping": euros(690), "parts": []},
    ],
    "sums": [],
}

ME = {
    "id": "usr_one",
    "email": "rosa@example.org",
    "full_name": "Rosa Huamán",
    "locale": "es",
    "is_operator": False,
    "organisations": [
        {"id": "org_montero", "slug": "tres-quebradas", "name": PRODUCER["name"], "kind": "producer", "role": "steward"}
    ],
}
SENTENCE = (
    "On Tuesday 1 December, 412.30 EUR by bank transfer to your account ending in 9012, after 8.90 EUR for refunds."
)
MONEY: dict[str, Any] = {
    "currency": "EUR",
    "payable": {"goods": euros(42120), "premium": euros(1250)},
    "held": euros(500),
    "in_transit": euros(0),
    "owed_back": euros(890),
    "paid_total": euros(120000),
    "refused_by_bank": None,
    "next_payout": {
        "sentence": SENTENCE,
        "earliest_on": "2026-12-01",
        "latest_on": None,
        "route": "manual_bank",
        "amount": euros(41230),
        "netted": euros(890),
        "why_not": None,
    },
    "recent": [],
}


def payout(state: str = "in_transit", rail: str = "manual_bank") -> dict[str, Any]:
    return {
        "id": "pyt_one",
        "run_id": "run_one",
        "period": "2026-W48",
        "organisation_id": "org_montero",
        "organisation_slug": "tres-quebradas",
        "organisation_name": PRODUCER["name"],
        "purpose": "goods",
        "rail": rail,
        "amount": euros(41230),
        "netted": euros(890),
        "state": state,
        "transfer_id": None,
        "bank_reference": "2026112700012345" if state == "paid" else None,
        "failure": None,
        "created_at": "2026-11-24T10:00:00Z",
        "paid_at": "2026-11-25T10:00:00Z" if state == "paid" else None,
    }


def account(rail: str = "manual_bank", state: str = "active", **more: object) -> dict[str, Any]:
    return {
        "id": "pac_one",
        "rail": rail,
        "currency": "EUR",
        "country": "PE",
        "state": state,
        "holder_name": "Cooperativa Tres Quebradas",
        "last_digits": "9012",
        "bic": "BCPLPEPL",
        "bank_name": "Banco de Crédito del Perú",
        "stripe_account_id": None,
        "requirements": [],
        "created_at": "2026-11-20T10:00:00Z",
        "refreshed_at": None,
        "closed_at": None,
        **more,
    }


def accounts(*found: object, rail: str = "manual_bank", is_confirmed: bool = True) -> dict[str, object]:
    road = {"rail": rail, "source": "cross-border payouts: for platforms in the US only", "is_confirmed": is_confirmed}
    return {"new_account": road, "data": list(found)}


def parcel(state: str = "to_pack") -> dict[str, Any]:
    """The parcel as its producer sees it."""
    made = order("paid")
    return {
        "id": "pcl_one",
        "order_id": "ord_one",
        "state": state,
        "placed_at": made["placed_at"],
        "paid_at": made["paid_at"],
        "full_name": "Camille Roux",
        "shipping_address": made["shipping_address"],
        "weight_grams": 550,
        "tracking": "",
        "shipped_at": None,
        "delivered_at": None,
        "lines": made["parcels"][0]["lines"],
    }


OPERATOR = {**ME, "is_operator": True, "organisations": []}


def alert(**more: object) -> dict[str, Any]:
    return {
        "id": "alt_one",
        "kind": "refund_returned",
        "sentence": "The buyer's bank did not take 8.90 EUR.",
        "subject_id": "ref_lines",
        "times": 1,
        "raised_at": "2026-11-24T10:00:00Z",
        "last_raised_at": "2026-11-24T10:00:00Z",
        "resolved_at": None,
        "resolved_by": None,
        "resolution": "",
        **more,
    }


def mail(state: str, **more: object) -> dict[str, Any]:
    return {
        "id": f"mail_{state}",
        "kind": "receipt",
        "about": "ord_one",
        "address": "camille@example.org",
        "language": "fr",
        "subject": "" if state == "waiting" else "Votre commande de 14,80 EUR : qui reçoit quoi",
        "state": state,
        "tries": 2,
        "answer": "550: no such <mailbox>" if state == "given_up" else "",
        "created_at": "2026-11-24T10:00:00Z",
        "next_try_at": "2026-11-24T11:00:00Z" if state == "waiting" else None,
        "sent_at": "2026-11-24T10:00:00Z" if state == "sent" else None,
        **more,
    }


MAIL_TEXTS = {"text": "Bonjour <Camille>,\n", "html": "<!doctype html><p style='color:red'>Bonjour</p>"}


TRACE = {
    "order_id": "ord_one",
    "state": "paid",
    "total": euros(2470),
    "lines": ["2 × Washed coffee from Montero, whole bean 250 g of Tres Quebradas at 17.80 EUR: 14.80 EUR producer."],
    "told": [
        {"at": "2026-11-20T10:02:00Z", "sentence": "Paid 24.70 EUR, charge ch_1.", "about": "pay_one"},
        {"at": "2026-11-22T10:00:00Z", "sentence": "8.90 EUR were given back.", "about": "ref_lines"},
    ],
    "stands": ["Tres Quebradas earned 14.80 EUR of goods: 14.80 EUR waiting for a payout."],
    "entries": [
        {
            "id": "jrn_one",
            "kind": "order_paid",
            "at": "2026-11-20T10:02:00Z",
            "note": "",
            "legs": [
                {"account": "stripe:pending", "amount": euros(2470)},
                {"account": "producer:org_montero:payable", "amount": euros(-2470)},
            ],
        }
    ],
    "goods": [
        {
            "id": "li_one",
            "parcel_id": "pcl_one",
            "name": CARD["name"],
            "variant_label": "250 g",
            "quantity": 3,
            "units_back": 1,
            "amount": euros(1780),
        },
        {
            "id": "li_two",
            "parcel_id": "pcl_one",
            "name": "Cacao nibs",
            "variant_label": "",
            "quantity": 1,
            "units_back": 0,
            "amount": euros(700),
        },
    ],
    "parcels": [{"id": "pcl_one", "producer": PRODUCER["name"], "state": "shipped", "shipping": euros(690)}],
}


def hold(**more: object) -> dict[str, Any]:
    return {
        "id": "hld_one",
        "reason": "manual",
        "order_id": "ord_one",
        "organisation_id": None,
        "note": "The buyer reports mould",
        "placed_at": "2026-11-24T10:00:00Z",
        "released_at": None,
        "release_note": "",
        **more,
    }


def dispute(status: str = "lost", charged_to: str | None = None) -> dict[str, Any]:
    return {
        "id": "dsp_one",
        "order_id": "ord_one",
        "stripe_dispute_id": "du_1",
        "status": status,
        "reason": "product_not_received",
        "amount": euros(2470),
        "withdrawn": euros(2470),
        "reinstated": euros(0),
        "charged_to": charged_to,
        "due_at": None,
        "created_at": "2026-11-22T10:00:00Z",
        "closed_at": "2026-11-24T10:00:00Z" if status == "lost" else None,
    }


RUN = {
    "id": "run_one",
    "period": "2026-W48",
    "sequence": 1,
    "as_of": "2026-11-24T10:00:00Z",
    "triggered_by": "usr_one",
    "created_at": "2026-11-24T10:00:00Z",
    "payouts": 1,
}
RECONCILIATION = {
    "day": "2026-11-24",
    "as_of": "2026-11-25T10:00:00Z",
    "is_well": True,
    "movements": [
        {
            "type": "charge",
            "count": 3,
            "without_entry": 0,
            "amount": euros(7410),
            "fee": euros(210),
            "net": euros(7200),
        }
    ],
    "totals": [
        {
            "stripe": euros(7200),
            "books": euros(7200),
            "under_way": euros(0),
            "difference": euros(0),
            "reserved": euros(0),
        }
    ],
    "differences": [],
}

Handler = Callable[[httpx2.Request], httpx2.Response]


def page_of(*items: object) -> dict[str, object]:
    return {"data": list(items), "has_more": False, "next_cursor": None}


def problem(status: int, code: str, **more: object) -> httpx2.Response:
    body = {"type": f"http://api.test/problems/{code}", "title": "Refused.", "status": status, "code": code, **more}
    return httpx2.Response(status, content=json.dumps(body), headers={"content-type": "application/problem+json"})


class CannedApi:
    """Answers by method and path, and keeps what it was asked."""

    def __init__(self) -> None:
        self.requests: list[httpx2.Request] = []
        self.answers: dict[str, Any] = {
            "GET /v1/products": {
                **page_of(CARD),
                "facets": {"category": [{"value": "coffee", "label": "Coffee", "count": 1}]},
            },
            "GET /v1/products/cafe-lavado-montero": PRODUCT,
            "GET /v1/organisations/tres-quebradas/record": {},
            "GET /v1/products/cafe-lavado-montero/ended-claims": page_of(),
            "GET /v1/producers/tres-quebradas/ended-claims": page_of(),
            "GET /v1/me/addresses": page_of(),
            "GET /v1/producers": page_of({**PRODUCER, "short_line": "412 families."}),
            "GET /v1/producers/tres-quebradas": {
                **PRODUCER,
                "short_line": "412 families.",
                "story": "The plots lie high.",
            },
            "GET /v1/certificates/crt_fair": PROOF,
            "GET /v1/certificates/crt_gone": WITHDRAWN,
            "GET /v1/certificates/crt_fair/shown": shown(),
            "GET /v1/certificates/crt_fair/review": {**PROOF, "state": "submitted"},
            "GET /v1/schemes": page_of(PROOF["scheme"]),
            "GET /v1/statements": page_of(),
            **told.ANSWERS,
            "POST /v1/carts": {**CART, "parcels": [], "item_count": 0, "secret": "crs_secret"},
            "GET /v1/carts/cart_one": CART,
            "PUT /v1/carts/cart_one/lines/var_small": CART,
            "POST /v1/carts/cart_one/checkout": {
                "order_id": "ord_one",
                "secret": "ors_secret",
                "checkout_url": "http://sandbox.test/pay/cs_1",
            },
            "POST /v1/carts/cart_one/accept-changes": CART,
            "GET /v1/orders": page_of(order("paid")),
            "GET /v1/notices": page_of(),
            "GET /v1/orders/ord_one": order("paid"),
            "GET /v1/orders/ord_one/breakdown": ORDER_BREAKDOWN,
            "GET /v1/orders/ord_one/returns": page_of(),
            "GET /v1/me": ME,
            "GET /v1/sessions": page_of(
                {
                    "id": "sess_one",
                    "agent": "Firefox",
                    "created_at": "2026-11-20T10:00:00Z",
                    "last_seen_at": "2026-11-20T10:00:00Z",
                    "expires_at": "2026-12-20T10:00:00Z",
                    "is_current": True,
                }
            ),
            "GET /v1/me/passkeys": page_of(
                {
                    "id": "psk_one",
                    "name": "Lost phone",
                    "created_at": "2026-11-20T10:00:00Z",
                    "last_used_at": None,
                }
            ),
            "POST /v1/sessions": {"token": "sol_ses_new", "expires_at": "2026-12-20T10:00:00Z", "person": {}},
            "GET /v1/organisations/org_montero/parcels": page_of(),
            "GET /v1/organisations/org_montero/money": MONEY,
            "GET /v1/organisations/org_montero/payouts": page_of(),
            "GET /v1/organisations/org_montero/fee-preview": {"month": "2026-10", "coming": None, "tried": []},
            "GET /v1/organisations/org_montero/returns": page_of(),
            "GET /v1/organisations/org_montero/payout-accounts": accounts(account()),
            "GET /v1/organisations/org_montero/prefinance": {"data": [], "has_more": False, "next_cursor": None},
            "GET /v1/organisations/org_montero/commission-invoices": {
                "data": [{"month": "2026-10", "number": "TRES-QUEBRADAS-2026-10"}]
            },
            "GET /v1/ledger/accounts": page_of(
                {"code": "producer:org_montero:payable", "kind": "liability", "balance": euros(-1480)}
            ),
            "GET /v1/ledger/violations": page_of(),
            "GET /v1/alerts": page_of(alert()),
            "GET /v1/mails": page_of(mail("waiting"), mail("given_up"), mail("sent")),
            "GET /v1/me/mails": page_of(mail("sent")),
            "GET /v1/me/mails/mail_sent": {**mail("sent"), **MAIL_TEXTS},
            "GET /v1/mailbox": page_of(mail("kept")),
            "GET /v1/mailbox/mail_kept": {**mail("kept"), **MAIL_TEXTS},
            "GET /v1/orders/ord_one/trace": TRACE,
            "GET /v1/refunds": page_of(refund("lines", "returned", 890), refund("return", "succeeded", 890)),
            "GET /v1/holds": page_of(hold()),
            "GET /v1/disputes": page_of(dispute()),
            "GET /v1/payout-runs": page_of(RUN),
            "GET /v1/payout-runs/run_one": {**RUN, "items": [payout()]},
            "GET /v1/reconciliations/2026-11-24": RECONCILIATION,
            "GET /v1/organisations/org_montero/products": page_of(),
            "GET /v1/organisations/org_montero/stock-alerts": page_of(),
            "GET /v1/organisations/org_montero/catalog-imports": page_of(),
            "GET /v1/organisations/org_montero/certificates": page_of(),
            "GET /v1/organisations/org_montero/certificates/crt_fair": held(),
            "GET /v1/organisations/org_montero/reminders": {"data": []},
            "GET /v1/certificates/crt_fair/messages": {"data": []},
            "GET /v1/certificates/crt_fair/appeals": {"data": []},
        }

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        self.requests.append(request)
        answer = self._answer(request)
        if answer.is_success and (found := complaints(request)):
            raise AssertionError(f"{request.method} {request.url} would be refused: {found}")
        return answer

    def _answer(self, request: httpx2.Request) -> httpx2.Response:
        if request.url.path == "/v1/media/med_coffee":
            kept = {"cache-control": "public, max-age=31536000, immutable", "etag": '"5e"'}
            return httpx2.Response(200, content=SVG, headers={"content-type": "image/svg+xml", **kept})
        answer = self.answers.get(f"{request.method} {request.url.path}")
        if answer is None:
            return problem(404, "not_found")
        if isinstance(answer, httpx2.Response):
            return answer
        if callable(answer):
            return cast("httpx2.Response", answer(request))
        if isinstance(answer, Exception):
            raise answer
        return httpx2.Response(200, content=json.dumps(answer), headers={"content-type": "application/json"})

    def asked(self, method: str, path: str) -> list[httpx2.Request]:
        """The requests of this kind, in order."""
        return [one for one in self.requests if one.method == method and one.url.path == path]
