"""What a promotion's code is, and what a promotion may be. Pure."""

import unicodedata
from datetime import datetime

from market.pricing.errors import BadPromotion

LONGEST_CODE = 60
_LARGEST_DISCOUNT = 9000


def fold_code(words: str) -> str:
    """The code however it was typed: `  ＳＰＲＩＮＧ ` is `spring` (NFKC, folded, without spaces around it)."""
    folded = unicodedata.normalize("NFKC", words).casefold()
    # Folding can undo a normal form: "ΐ" does.
    return unicodedata.normalize("NFKC", folded).strip()


def check_promotion(
    *,
    code: str,
    producer_id: str | None,
    is_borne_by_market: bool,
    discount_bps: int,
    max_uses: int | None,
    valid_from: datetime,
    valid_to: datetime | None,
) -> None:
    """Raises BadPromotion."""
    if not code or len(code) > LONGEST_CODE or any(not letter.isprintable() for letter in code):
        raise BadPromotion(f"a code has between 1 and {LONGEST_CODE} letters")
    if code != code.lower():
        # Cherokee folds to its capitals, which no database calls folded.
        raise BadPromotion("a code is written in small letters")
    if not 1 <= discount_bps <= _LARGEST_DISCOUNT:
        raise BadPromotion("a discount is between 0.01 % and 90 %")
    if producer_id is None and not is_borne_by_market:
        raise BadPromotion("a promotion on everybody's goods is borne by the market, or it names its producer")
    if max_uses is not None and max_uses < 1:
        raise BadPromotion("at least one use")
    if valid_to is not None and valid_to <= valid_from:
        raise BadPromotion("it ends before it begins")
