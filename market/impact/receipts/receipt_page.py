"""A receipt as a tagged PDF, to keep."""

from datetime import datetime
from pathlib import Path

from kit.pages import PageValue, make_page
from market.impact.forms.language import LANGUAGES, say
from market.impact.forms.writing import day_text, money_text
from market.impact.receipts.rules import Receipt, Share
from market.impact.receipts.tell import tell
from market.impact.receipts.words import PAGE

_TEMPLATE = Path(__file__).with_name("receipt.typ")


def receipt_page(receipt: Receipt, *, lang: str, now: datetime, api_url: str) -> bytes:
    """The file, in English where we have no words in `lang`. `now`: the moment at which the books were read.

    It is not signed: it names the order's facts by their hashes, and where it is proved that a signed statement has
    them.
    """
    known = lang if lang in LANGUAGES else "en"
    return make_page(_TEMPLATE, page_data(receipt, lang=known, now=now, api_url=api_url), made_at=now)


def page_data(receipt: Receipt, *, lang: str, now: datetime, api_url: str) -> dict[str, PageValue]:
    """Everything that stands on the page, as texts."""
    told = tell(receipt, lang)
    words = {name: say(text, lang) for name, text in PAGE.items()}
    gift = money_text(receipt.given_by_market, lang) if receipt.given_by_market.minor else ""
    return {
        "lang": lang,
        "words": words,
        "order": receipt.order_id,
        "buyer": receipt.buyer.name if receipt.buyer else "",
        "paid_on": day_text(receipt.paid_at.date(), lang),
        "shares": [_row(share, lang) for share in receipt.shares],
        "bar": _bar(receipt, lang),
        "total": money_text(receipt.total, lang),
        "refunded": money_text(-receipt.refunded, lang) if receipt.refunded.minor else "",
        "gift": words["gift"].format(amount=gift) if gift else "",
        "left": money_text(receipt.left, lang),
        "moved": [*told.moved, *told.waiting],
        "refunds": list(told.refunds),
        "reference": say(PAGE["reference"], lang, {"reference": receipt.reference}),
        "facts": [[str(fact.entry), fact.on.isoformat(), fact.leaf.hex()] for fact in receipt.facts],
        "proofs": [
            f"{api_url}/v1/statements/{statement_id}/inclusion?order={receipt.reference}"
            for statement_id in receipt.statement_ids
        ],
        "is_proved": all(fact.statement_id for fact in receipt.facts),
        "exact": words["exact"].format(day=day_text(now.date(), lang)) if receipt.is_exact else "",
    }


def _row(share: Share, lang: str) -> list[str]:
    back = money_text(-share.given_back, lang) if share.given_back.minor else ""
    sent = money_text(share.sent, lang) if share.sent.minor else ""
    return [share.label, share.party.name if share.party else "", money_text(share.amount, lang), back, sent]


def _bar(receipt: Receipt, lang: str) -> dict[str, PageValue]:
    """Parts as thousandths of the bar; what was put in comes first, left of where the parts begin."""
    shares = sorted((one for one in receipt.shares if one.amount.minor), key=lambda one: one.amount.minor > 0)
    whole = sum(abs(share.amount.minor) for share in shares)
    told = [f"{share.label} {money_text(share.amount, lang)}" for share in shares]
    return {
        "widths": [1000 * abs(share.amount.minor) // whole for share in shares],
        "below": sum(share.amount.minor < 0 for share in shares),
        "alt": say(PAGE["bar"], lang, {"parts": "; ".join(told)}),
    }
