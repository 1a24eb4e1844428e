"""A tagged PDF for people: the sums, the payouts, and the first of what is many."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path

from kit.money import Money
from kit.pages import PageValue, make_page
from market.payouts.periods.rules.records import Json, Record
from market.payouts.periods.words import WORDS
from market.payouts.sentence.words import LANGUAGES
from market.payouts.writing.rules import plain_amount
from models.enums import HoldReason, JournalKind

MOST_SHOWN = 500
"""Of each list that can be long; the other formats have all."""
_TEMPLATE = Path(__file__).with_name("statement.typ")
_LISTS = ("lines", "refunds", "payouts", "holds", "written_off")
_ACCOUNTS = ("reversal_in_transit", "in_transit", "dues_payable", "payable", "held", "receivable")


class PdfWriter:
    """Keeps at most MOST_SHOWN rows of each list."""

    def __init__(self, out: Path, *, lang: str, made_at: datetime):
        self._out = out
        self._lang = lang if lang in WORDS else "en"
        self._words = WORDS[self._lang]
        self._made_at = made_at
        self._head: Record = {}
        self._opening: dict[tuple[str, str], int] = {}
        self._balances: list[list[str]] = []
        self._rules: list[list[str]] = []
        self._shown: dict[str, list[list[str]]] = {name: [] for name in _LISTS}
        self._counted: dict[str, int] = dict.fromkeys(self._shown, 0)

    def write(self, record: Record, line: str) -> None:
        match record["record"]:
            case "statement":
                self._head = record
            case "opening":
                self._opening[str(record["account"]), str(record["currency"])] = _minor(record, "balance")
            case "closing":
                self._balances.append(self._balance(record))
            case "rule":
                self._rules.append(self._rule(record))
            case "line" | "share":
                self._show("lines", record)
            case "refund":
                self._show("refunds", record)
            case "payout":
                self._show("payouts", record)
            case "hold":
                self._show("holds", record)
            case "movement" if record["kind"] == JournalKind.WRITTEN_OFF:
                self._show("written_off", record)
            case _:
                pass  # every other posting, and what only adds up others, is for machines

    def _show(self, name: str, record: Record) -> None:
        self._counted[name] += 1
        if self._counted[name] <= MOST_SHOWN:
            rows = (self._line, self._refund, self._payout, self._hold, self._written_off)
            self._shown[name].append(dict(zip(_LISTS, rows, strict=True))[name](record))

    def finish(self, sha256: str) -> None:
        self._out.write_bytes(make_page(_TEMPLATE, self.data(sha256), made_at=self._made_at))

    def close(self) -> None:
        """Nothing is open."""

    def data(self, sha256: str) -> dict[str, PageValue]:
        """Everything that stands on the page, as texts."""
        last_day = date.fromisoformat(str(self._head["to"])) - timedelta(days=1)
        period = self._words["period"].format(first=self._head["from"], last=last_day)
        return {
            "lang": self._lang,
            "words": dict(self._words),
            "title": self._words["title"],
            "name": self._head["name"],
            "period": period,
            "sha256": sha256,
            "balances": self._balances,
            "rules": self._rules,
            **self._shown,
            **{f"{name}_cut": self._cut(name) for name in self._shown},
        }

    def _cut(self, name: str) -> str:
        if self._counted[name] <= MOST_SHOWN:
            return ""
        return self._words["cut"].format(shown=MOST_SHOWN, total=self._counted[name])

    def _balance(self, record: Record) -> list[str]:
        account, currency = str(record["account"]), str(record["currency"])
        name = next((kind for kind in _ACCOUNTS if account.endswith(f":{kind}")), "")
        if not name:
            name = {"premium": "premium_payable", "solidarity": "solidarity"}.get(account.partition(":")[0], "other")
        opening = plain_amount(Money(self._opening[account, currency], currency))
        return [self._words[name], currency, opening, _amount(record, "balance")]

    def _rule(self, record: Record) -> list[str]:
        return [
            self._words[str(record["kind"])],
            str(record["note"] or record["rule"] or ""),
            _amount(record, "amount"),
            str(record["currency"]),
        ]

    def _line(self, record: Record) -> list[str]:
        paid = _amount(record, "paid") if "paid" in record else ""
        what = ", ".join(str(record[name]) for name in ("name", "variant") if record[name])
        day, yours, currency = _day(record, "at"), _amount(record, "yours"), str(record["currency"])
        return [day, what, str(record["quantity"]), paid, yours, currency]

    def _refund(self, record: Record) -> list[str]:
        facts = [_day(record, "at"), str(record["name"]), str(record["reason"])]
        return [*facts, _amount(record, "yours"), str(record["currency"])]

    def _hold(self, record: Record) -> list[str]:
        reason = LANGUAGES[self._lang].hold_reasons[HoldReason(str(record["reason"]))]
        facts = [_day(record, "placed_at"), _day(record, "released_at"), reason]
        return [*facts, _amount(record, "held"), str(record["currency"])]

    def _written_off(self, record: Record) -> list[str]:
        return [_day(record, "at"), str(record["note"]), _amount(record, "amount"), str(record["currency"])]

    def _payout(self, record: Record) -> list[str]:
        state = str(record["state"])
        return [
            _day(record, "claimed_at"),
            _day(record, "sent_at"),
            self._words[str(record["purpose"])],
            self._words[str(record["rail"])],
            self._words[f"{state}_state" if f"{state}_state" in self._words else state],
            str(record["transfer"] or record["bank_reference"] or record["failure"] or ""),
            _amount(record, "netted"),
            f"{_amount(record, 'amount')} {record['currency']}",
        ]


def _minor(record: Mapping[str, Json], name: str) -> int:
    minor = record[name]
    assert isinstance(minor, int)
    return minor


def _amount(record: Mapping[str, Json], name: str) -> str:
    return plain_amount(Money(_minor(record, name), str(record["currency"])))


def _day(record: Mapping[str, Json], name: str) -> str:
    return str(record[name] or "")[:10]
