"""What every writer has on the table."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from kit.money import Money
from market.impact.forms.writing import day_text, money_text
from market.mails.language import N_, say
from market.mails.rules import one_line

_HELLO = N_("Hello {name},")
_WHY_BUYER = N_("{market}, {place}. You get this because you bought there.")
_WHY_MEMBER = N_("{market}, {place}. You get this because you belong to {organisation}.")


@dataclass(frozen=True)
class Desk:
    """The language to write in, who writes, from where links lead, and the moment."""

    lang: str
    market: str
    storefront_url: str
    now: datetime

    def say(self, text: str, **facts: str) -> str:
        """`text` in the language. What anybody may have typed becomes one line of it."""
        return say(text, self.lang, {name: one_line(value) for name, value in facts.items()} or None)

    def hello(self, name: str) -> str:
        return self.say(_HELLO, name=name)

    def day(self, day: date) -> str:
        return day_text(day, self.lang)

    def money(self, money: Money) -> str:
        return money_text(money, self.lang)

    def url(self, path: str) -> str:
        """`path` begins with a slash."""
        return self.storefront_url.rstrip("/") + path

    def foot_of_buyer(self) -> str:
        return self.say(_WHY_BUYER, market=self.market, place=self.storefront_url)

    def foot_of_member(self, organisation: str) -> str:
        return self.say(_WHY_MEMBER, market=self.market, place=self.storefront_url, organisation=organisation)

    def goods(self, name: str, variant: str, quantity: int) -> str:
        """`2 × Coffee of Piura, 250 g`"""
        label = f", {variant}" if variant else ""
        return one_line(f"{quantity} × {name}{label}")

    def word(self, words: Mapping[str, str], code: str) -> str:
        """What a code is called, or the code where nobody has named it."""
        return self.say(words[code]) if code in words else code
