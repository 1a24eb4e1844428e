"""Indicators of members, decisions, claims, prefinance and funds, and of what happened after the period."""

from functools import partial

from market.impact.indicators.definition import Coverage, Evidence, Indicator, Unit
from market.impact.indicators.formula import Classes, Share, Total, terms
from market.impact.indicators.wording import BOOKS, LEDGER, NET, NO_SALE

_MOVED = "Summed over the funds, entry by entry of the period; published by fund, not by order."
_NO_FUND = "the books hold no movement of a fund in the period"
_WOMEN_COVERAGE = Coverage(
    Share(terms("members.women", "members.men"), terms("members.women", "members.men", "members.unknown")),
    "members of whom the organisation states women or men",
    least=50,
)
_of_members = partial(
    Indicator,
    needs="members",
    when_absent="no producer of the period agreed to publish its members by gender",
    method="Sums over the organisations that sold something in the period and agreed to publish their numbers.",
    source="Organisations' own statements, as they stood when this statement was made.",
    evidence=Evidence.REPORTED,
)
_of_families = partial(
    Indicator,
    needs="families.families",
    when_absent="no producer of the period agreed to say how many families stand behind it",
    source="Organisations' own statements, as they stood when this statement was made.",
    evidence=Evidence.REPORTED,
    since="2026-11.4",
)
_of_votes = partial(
    Indicator,
    needs="round",
    when_absent="no vote was closed in the period",
    source="The registers of votes, which are kept apart from the ballots.",
)
_of_funds = partial(
    Indicator, needs="fund", when_absent=_NO_FUND, method=_MOVED, source="The ledger accounts of the funds."
)

MEMBERS = (
    _of_members(
        id="I6a",
        name="Women among the members of producer organisations",
        unit=Unit.PERCENT,
        formula="100 × women / (women + men)",
        rule=Share(terms("members.women"), terms("members.women", "members.men")),
        denominator="Members of whom the organisation states women or men.",
        exclusions="Organisations that did not agree; members whose gender is not stated (I6b).",
        coverage=_WOMEN_COVERAGE,
    ),
    _of_members(
        id="I6b",
        name="Members whose gender is not stated",
        unit=Unit.PERCENT,
        formula="100 × not stated / all members",
        rule=Share(terms("members.unknown"), terms("members.women", "members.men", "members.unknown")),
        denominator="All members of these organisations.",
        exclusions="Organisations that did not agree.",
        note="Not stated is a value, and is spread over nobody.",
    ),
    _of_families(
        id="I6c",
        name="Producing families behind producer organisations",
        unit=Unit.FAMILIES,
        formula="families stated",
        rule=Total(terms("families.families")),
        method="Sums over the organisations that sold something in the period and agreed to publish their numbers.",
        exclusions="Organisations that did not agree, or that fewer than five families stand behind (I6d).",
        note="Each organisation says whom it counts as a family; nobody surveyed them.",
        coverage=Coverage(
            Share(terms("families.told"), terms("families.producers")),
            "producers of the period that say how many families they are",
            least=50,
        ),
    ),
    _of_families(
        id="I6d",
        name="Producers of the period whose families are not known",
        unit=Unit.PRODUCERS,
        formula="producers of the period - those that say how many families they are",
        rule=Total(terms("families.producers", "-families.told")),
        method="Counted among the producers that the facts of the period name.",
        exclusions="Producers with fewer than 5 orders, whom the facts do not name.",
        note="Not known is a value, and nobody is guessed.",
    ),
)


TOGETHER = (
    Indicator(
        id="I8",
        name="Members' purchases made from members",
        unit=Unit.PERCENT,
        formula="100 × bought from members / bought by members",
        rule=Share(terms("purchase.from_members"), terms("purchase.member_purchases")),
        needs="purchase",
        when_absent="no organisation of a network bought here for itself in the period",
        method=BOOKS,
        source="Orders that a person placed for an organisation.",
        denominator="What members of the network bought in this market, as organisations.",
        exclusions="What members buy elsewhere: nobody records it here.",
    ),
    _of_votes(
        id="I9a",
        name="Turnout of votes",
        unit=Unit.PERCENT,
        formula="100 × who voted / who could vote",
        rule=Share(terms("round.voted"), terms("round.eligible")),
        method="Sums over the votes that were closed in the period.",
        denominator="Everybody who could vote, in each of these votes.",
    ),
    _of_votes(
        id="I9b",
        name="Votes that reached their quorum",
        unit=Unit.PERCENT,
        formula="100 × votes with quorum / votes closed",
        rule=Share(terms("round.quorum_met"), terms("round.records")),
        method="Counted.",
        denominator="Votes closed in the period.",
        note="A vote without quorum decides nothing.",
    ),
)
CLAIMS = (
    Indicator(
        id="I10a",
        name="Sold with a verified claim",
        unit=Unit.PERCENT,
        formula="100 × goods with at least one verified claim / all goods, both without VAT",
        rule=Share(terms("sale.claimed"), terms(*NET)),
        needs="sale",
        when_absent=NO_SALE,
        method=BOOKS,
        source="The claims that each order line carried when it was sold.",
        denominator="What buyers paid for goods, without VAT and shipping.",
        exclusions="Claims that nobody verified, or that did not hold at the moment of the sale.",
    ),
    Indicator(
        id="I10b",
        name="Sold with a verified claim, by how it is assured",
        unit=Unit.MONEY,
        formula="goods without VAT, by class of assurance",
        rule=Classes("sale.claimed:"),
        needs="sale.claimed",
        when_absent="nothing was sold with a verified claim",
        method=BOOKS,
        source="The claims that each order line carried when it was sold.",
        exclusions="Claims that nobody verified, or that did not hold at the moment of the sale.",
        note="A line with claims of several classes counts in each of them, so the cells may exceed I10a.",
    ),
    Indicator(
        id="I10c",
        name="Sold with a claim whose certificate was withdrawn since",
        unit=Unit.MONEY,
        formula="goods without VAT whose claims rested on certificates that were withdrawn after the sale",
        rule=Total(terms("certificate_withdrawn.value")),
        needs="certificate_withdrawn",
        when_absent="no certificate behind a claim of the period has been withdrawn since",
        method=BOOKS,
        source="The decisions of federations, as they stood when this statement was made.",
        note="The claim was right to show when the goods were sold, as far as anybody knew.",
    ),
)
FUNDS = (
    Indicator(
        id="I11a",
        name="Prefinance granted",
        unit=Unit.MONEY,
        formula="prefinance paid out",
        rule=Total(terms("prefinance.granted")),
        needs="prefinance",
        when_absent="no prefinance was granted or repaid in the period",
        method=BOOKS,
        source="The market's ledger.",
    ),
    Indicator(
        id="I11b",
        name="Prefinance repaid",
        unit=Unit.MONEY,
        formula="prefinance repaid",
        rule=Total(terms("prefinance.repaid")),
        needs="prefinance",
        when_absent="no prefinance was granted or repaid in the period",
        method=BOOKS,
        source="The market's ledger.",
    ),
    Indicator(
        id="I11c",
        name="Prefinance outstanding",
        unit=Unit.MONEY,
        formula="prefinance not repaid yet",
        rule=Total(terms("prefinance_outstanding.amount")),
        needs="prefinance_outstanding",
        when_absent="no prefinance is outstanding",
        method="The balance when this statement was made.",
        source="The market's ledger.",
    ),
    Indicator(
        id="I12a",
        name="Contributed to the solidarity fund by prices",
        unit=Unit.MONEY,
        formula="solidarity part of what was sold",
        rule=Total(terms("sale.solidarity")),
        needs="sale",
        when_absent=NO_SALE,
        method=BOOKS,
        source=LEDGER,
    ),
    _of_funds(
        id="I12b",
        name="Paid into funds",
        unit=Unit.MONEY,
        formula="what funds received, repaid investments with it, less what refunds took back",
        rule=Total(terms("fund.in")),
    ),
    _of_funds(
        id="I12c",
        name="Paid out of funds",
        unit=Unit.MONEY,
        formula="what funds gave and invested, and paid of prices, less what refunds gave back",
        rule=Total(terms("fund.out")),
        exclusions="Administration, which is a figure of its own.",
    ),
    _of_funds(
        id="I12d",
        name="Administration of funds",
        unit=Unit.MONEY,
        formula="what running the funds cost",
        rule=Total(terms("fund.admin")),
    ),
    Indicator(
        id="I12e",
        name="Balance of funds",
        unit=Unit.MONEY,
        formula="what the funds hold, kept aside for orders included",
        rule=Total(terms("fund_balance.amount")),
        needs="fund_balance",
        when_absent="the books hold no fund",
        method="The balance when this statement was made.",
        source="The ledger accounts of the funds.",
    ),
)
LATER = (
    Indicator(
        id="M4",
        name="Given back after the period, of what was sold in it",
        unit=Unit.MONEY,
        formula="refunds, disputes and corrections booked after the period, for orders paid in it",
        rule=Total(terms("given_back_later.gross", "given_back_later.shipping")),
        needs="given_back_later",
        when_absent="nothing that was sold in the period has been given back after it",
        method=BOOKS,
        source=LEDGER,
        note="These amounts lower the figures of the period in which they were booked, not those above.",
    ),
)
