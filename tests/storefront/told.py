"""What the API answers about statements, receipts and the comparison."""

from typing import Any

RECEIPT: dict[str, Any] = {
    "told": ["14.80 EUR for the goods went to Tres Quebradas on 27 November 2026, through Stripe."],
    "waiting": ["0.50 EUR wait for the next payout."],
    "told_refunds": [],
}
STATEMENT: dict[str, Any] = {
    "id": "imp_one",
    "subject": "market",
    "organisation": None,
    "period_start": "2026-07-01",
    "period_end": "2026-10-01",
    "currency": "EUR",
    "methodology": "2026-11.3",
    "state": "ready",
    "failure": None,
    "generated_at": "2026-10-02T08:00:00Z",
    "sha256": "ab" * 32,
    "supersedes": None,
    "superseded_by": None,
    "document": {
        "header": {"issuer": {"slug": "market", "name": "Solifair"}, "currency": {"code": "EUR"}, "methodology": "x"},
        "scope": {"orders": 12, "entries": 14, "producers": 2},
        "figures": [],
        "corrections": [],
    },
}


def read_figure(id_: str, value: str | None, unit: str = "EUR", **more: Any) -> dict[str, Any]:
    return {
        "id": id_,
        "name": f"Figure {id_}",
        "value": value,
        "unit": unit,
        "formula": "sum of all",
        "input_count": 14,
        "evidence": "measured",
        "evidence_label": "measured in the books",
        "method": "Sums.",
        **more,
    }


READING: dict[str, Any] = {
    "figures": [
        read_figure("M1", "12", "orders"),
        read_figure("I1a", "64.20", "percent"),
        read_figure("I5a", "6", "days", coverage={"value": "80.00", "meaning": "shares sent, against those sold"}),
        read_figure("I2c", None, withheld="no assembly has decided"),
        read_figure("I7a", "70.00", cells=[{"label": "Peru", "value": "70.00", "orders": 7}]),
    ],
    "split": [
        {"label": "Producers", "value": "70.00"},
        {"label": "<b>Market</b>", "value": "-5.00"},
        {"label": "VAT", "value": "35.00"},
    ],
    "limits": ["No figure says that a purchase caused anything."],
    "how": ["Keep it byte for byte."],
}
SERIES: dict[str, Any] = {
    "currency": "EUR",
    "months": ["2026-07-01", "2026-08-01"],
    "incomes": [
        {"slug": "tres-quebradas", "label": "Tres Quebradas", "amounts": [1000, 500], "cumulative": [1000, 1500]},
        {"slug": "", "label": "All other producers", "amounts": [0, 700], "cumulative": [0, 700]},
    ],
    "flows": [
        {
            "source": "buyers",
            "source_label": "Buyers",
            "target": "producers",
            "target_label": "Producers",
            "amount": {"amount": 7000, "currency": "EUR"},
        },
        {
            "source": "producers",
            "source_label": "Producers",
            "target": "sent",
            "target_label": "Sent to producers",
            "amount": {"amount": 7000, "currency": "EUR"},
        },
    ],
    "members": [{"slug": "tres-quebradas", "women": 180, "men": 200, "unknown": 32}],
}
COMPARISON: dict[str, Any] = {
    "start": "2025-11-01",
    "end": "2026-11-01",
    "formula": "100 × theirs / price",
    "about": "What producers get of the whole price.",
    "warning": "Shares of the extra price; not to be ranked.",
    "here": [
        {"category": None, "label": "All goods", "orders": 1234, "percent": "71.50", "withheld": None},
        {"category": "", "label": "Other goods", "orders": 3, "percent": None, "withheld": "fewer than 5 orders"},
    ],
    "elsewhere": [
        {
            "id": "durevall-2017",
            "authors": "Dick Durevall",
            "year": 2017,
            "title": "Who Benefits from Fairtrade?",
            "published_in": "Working Papers 708",
            "source": "https://example.org/708",
            "country": "SE",
            "least": "24",
            "most": "51",
            "finding": "24 to 51 %.",
            "warning": "Bounds of an estimate.",
        }
    ],
}
ANSWERS: dict[str, Any] = {
    "GET /v1/orders/ord_one/receipt": RECEIPT,
    "GET /v1/statements/imp_one": STATEMENT,
    "GET /v1/statements/imp_one/reading": READING,
    "GET /v1/statements/imp_one/series": SERIES,
    "GET /v1/comparison": COMPARISON,
}
