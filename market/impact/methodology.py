"""The words of a statement that are about all of it: what it does not show, and how it is verified."""

from market.impact.facts.rules import POOLED
from market.impact.indicators.catalogue import VERSION as VERSION

LIMITS = (
    "No figure says that a purchase caused anything in anybody's life; they say who was paid what, and when.",
    "Nothing here is about household income, wages inside an organisation, or the environment: none was surveyed.",
    "A transfer is counted on the day the market sent it; the receiving bank may take further days.",
    "A refund lowers the figures of the period in which it was booked; what was given back later stands beside (M4).",
    "Days are calendar days in UTC. A period that includes the day of the statement holds what was booked until then.",
    f"In the facts, {POOLED} at that time have no name, country, line, structure or sector of their own.",
    "The facts hold no buyer, address or product; the order reference cannot be turned back into an order number.",
    "What stands (members, balances, withdrawn certificates) is as it stood when the statement was made.",
)

HOW_TO_VERIFY = (
    "Keep the document and its inputs and run `solifair impact verify statement.json --inputs facts.jsonl`, offline.",
    "It checks the signature, hashes every fact, and computes every figure again from the facts.",
    "The document is canonical JSON (RFC 8785), signed by the market (eddsa-jcs-2022) with a key of its did:web.",
    "`inputs.root` is a Merkle tree (RFC 6962) over the days and the snapshot; each day's root is one over its facts.",
    'A buyer finds their own facts: `order` begins SHA-256 of "solifair order/" and the order\'s id.',
    "docs/impact-statement.md says all of it, so that anybody can write a verifier of their own.",
)
