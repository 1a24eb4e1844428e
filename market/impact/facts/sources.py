"""Where facts come from: one SELECT over the books for each kind.

A kind is added by a source here. Its SELECT is about the entries with `sequence > :after and sequence <= :upto`, and
gives

    sequence         bigint, the entry
    order_ref        text, what stands for the order (`reference`), or nothing where the fact is about no order
    organisation_id  text, or null where the fact is about no organisation
    currency         text, three letters
    booked_on        date, the entry's `effective_at` in UTC
    amounts          text, the JSON of measures (`[a-z_]+`, or with a part after a colon) to whole numbers other than 0,
                     best as `jsonb` is written: short keys first, a blank after `:` and `,`. Text costs a tenth of what
                     jsonb costs to make, and most facts are made only to be found like those that are kept

with one row for each entry, order, organisation and currency. It says the same whenever it is asked and however the
entries are cut into batches: what an entry did follows from it and from entries before it, and from columns that never
change. The check of the day asks all of them again. Facts are written from the entries that come after; a source that
is added later writes none for entries that have been passed.
"""

from dataclasses import dataclass

from market.impact.facts.prefinance_queries import PREFINANCE
from market.impact.facts.premium_queries import PREMIUMS
from market.impact.facts.purchase_queries import PURCHASES
from market.impact.facts.sale_queries import SALES
from market.impact.facts.share_queries import SHARES
from market.impact.facts.transfer_queries import TRANSFERS


@dataclass(frozen=True)
class Source:
    """One kind of facts and the SELECT that finds them."""

    kind: str
    select: str


# What the first two of them read.
SHARED = SHARES

# In the order in which the facts of one entry are numbered.
SOURCES = (
    Source("sale", SALES),
    Source("transfer", TRANSFERS),
    Source("purchase", PURCHASES),
    Source("prefinance", PREFINANCE),
    Source("premium", PREMIUMS),
)
