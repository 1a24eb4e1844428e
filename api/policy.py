"""Who may do what: the one table. A route names its resource and action; a pair that is not here denies everybody.

`Reach.ANY` lets the role act on every such object; `Reach.OWN` only on its own: the verb or query behind the route
then checks whose the object is and answers a foreign id exactly like a missing one.
"""

from collections.abc import Collection, Mapping

from api.policy_words import Action, Policy, Reach, Resource, Role

__all__ = ["Action", "Policy", "Reach", "Resource", "Role"]


_EVERYBODY = dict.fromkeys(Role, Reach.ANY)
_SIGNED_IN_OWN: dict[Role, Reach] = {role: Reach.OWN for role in Role if role is not Role.ANONYMOUS}
# A guest's cart or order is "own" by its secret.
_OWN = dict.fromkeys(Role, Reach.OWN)
_PRODUCER_OWN = {Role.PRODUCER: Reach.OWN}
_VERIFIER_OWN = {Role.VERIFIER: Reach.OWN}
# A federation is paid too: its members' dues. Its stewards need not be verifiers.
_PAID_OWN = {Role.PRODUCER: Reach.OWN, Role.VERIFIER: Reach.OWN, Role.STEWARD: Reach.OWN}
_OPERATOR = {Role.OPERATOR: Reach.ANY}
_WEBHOOKS = _PAID_OWN | _OPERATOR

TABLE: Mapping[Policy, Mapping[Role, Reach]] = {
    (Resource.SERVICE, Action.READ): _EVERYBODY,
    (Resource.ACCOUNT, Action.CREATE): _EVERYBODY,
    (Resource.SESSION, Action.CREATE): _EVERYBODY,
    (Resource.SESSION, Action.LIST): _SIGNED_IN_OWN,
    (Resource.SESSION, Action.DELETE): _SIGNED_IN_OWN,
    (Resource.SESSION, Action.UPDATE): _SIGNED_IN_OWN,
    (Resource.ME, Action.READ): _SIGNED_IN_OWN,
    (Resource.ME, Action.UPDATE): _SIGNED_IN_OWN,
    (Resource.PERSONAL_DATA, Action.READ): _SIGNED_IN_OWN,
    (Resource.PERSONAL_DATA, Action.DELETE): _SIGNED_IN_OWN,
    (Resource.SIGN_IN_CODE, Action.CREATE): _EVERYBODY,
    (Resource.PASSWORD, Action.UPDATE): _SIGNED_IN_OWN,
    (Resource.PASSKEY_CHALLENGE, Action.CREATE): _EVERYBODY,
    (Resource.PASSKEY, Action.CREATE): _SIGNED_IN_OWN,
    (Resource.PASSKEY, Action.LIST): _SIGNED_IN_OWN,
    (Resource.PASSKEY, Action.DELETE): _SIGNED_IN_OWN,
    (Resource.API_KEY, Action.CREATE): _SIGNED_IN_OWN,
    (Resource.API_KEY, Action.LIST): _SIGNED_IN_OWN,
    (Resource.API_KEY, Action.DELETE): _SIGNED_IN_OWN,
    # That the person is a steward of the organisation is asked by the verb.
    (Resource.MEMBER, Action.LIST): _PAID_OWN,
    (Resource.MEMBER, Action.UPDATE): _PAID_OWN,
    (Resource.MEMBER, Action.DELETE): _PAID_OWN,
    (Resource.MEMBER_INVITATION, Action.CREATE): _PAID_OWN,
    (Resource.MEMBER_INVITATION, Action.UPDATE): _PAID_OWN,
    # By its link, whoever has that.
    (Resource.MEMBER_INVITATION, Action.READ): _SIGNED_IN_OWN,
    (Resource.MEMBER_INVITATION, Action.RECEIVE): _SIGNED_IN_OWN,
    (Resource.CATALOG, Action.READ): _EVERYBODY,
    (Resource.PRODUCT, Action.LIST): _PRODUCER_OWN,
    (Resource.PRODUCT, Action.READ): _PRODUCER_OWN,
    (Resource.PRODUCT, Action.CREATE): _PRODUCER_OWN,
    (Resource.PRODUCT, Action.UPDATE): _PRODUCER_OWN,
    (Resource.CATALOG_IMPORT, Action.CREATE): _PRODUCER_OWN,
    (Resource.CATALOG_IMPORT, Action.LIST): _PRODUCER_OWN,
    (Resource.PRICE_PREVIEW, Action.READ): _PRODUCER_OWN,
    (Resource.STOCK_WATCH, Action.LIST): _PRODUCER_OWN,
    (Resource.STOCK_WATCH, Action.UPDATE): _PRODUCER_OWN,
    (Resource.OFFER_SHEET, Action.READ): _PRODUCER_OWN,
    (Resource.OFFER_SHEET, Action.CREATE): _PRODUCER_OWN,
    (Resource.OFFER_SHEET, Action.UPDATE): _PRODUCER_OWN,
    # A hub is any organisation but the market; that the person is a steward of it is asked by the verb.
    (Resource.HUB_GRANT, Action.LIST): _PAID_OWN,
    (Resource.HUB_GRANT, Action.CREATE): _PRODUCER_OWN,
    (Resource.HUB_GRANT, Action.UPDATE): _PAID_OWN,
    (Resource.HUB_OFFER, Action.LIST): _PAID_OWN,
    (Resource.HUB_OFFER, Action.UPDATE): _PAID_OWN,
    # Whose steward the person is, the verb asks: of the producer, or of whoever owns the fund.
    (Resource.PREFINANCE, Action.LIST): _PAID_OWN,
    (Resource.PREFINANCE, Action.CREATE): _PRODUCER_OWN,
    (Resource.PREFINANCE, Action.READ): _PAID_OWN,
    (Resource.PREFINANCE, Action.UPDATE): _PRODUCER_OWN,
    (Resource.PREFINANCE, Action.REVIEW): _PAID_OWN,
    (Resource.PREFINANCE, Action.DECIDE): _PAID_OWN,
    (Resource.PREFINANCE, Action.RECEIVE): _OPERATOR,
    # Whose steward of the parties the person is, the verb asks.
    (Resource.AGREEMENT, Action.READ): _EVERYBODY,
    (Resource.AGREEMENT, Action.LIST): _PAID_OWN,
    (Resource.AGREEMENT, Action.CREATE): _PAID_OWN,
    (Resource.AGREEMENT, Action.DECIDE): _PAID_OWN,
    (Resource.AGREEMENT, Action.SUBMIT): _PAID_OWN,
    (Resource.AGREEMENT, Action.REVIEW): _PAID_OWN,
    (Resource.AGREEMENT, Action.RECEIVE): _OPERATOR,
    (Resource.LENDING, Action.READ): _EVERYBODY,
    (Resource.LENDING, Action.UPDATE): _PAID_OWN,
    (Resource.LENDING, Action.CREATE): _OPERATOR,
    (Resource.PRODUCER, Action.READ): _EVERYBODY,
    # A round is read by everybody, once it is announced; that whoever holds it is a steward is asked by the verb, and
    # so is who may propose, vote, object and show what became of the money.
    (Resource.FUND, Action.READ): _EVERYBODY,
    (Resource.FUND, Action.CREATE): _OPERATOR,
    (Resource.FUND, Action.RECEIVE): _OPERATOR,
    (Resource.FUND, Action.UPDATE): _OPERATOR,
    # That the person is a steward of the member, or of whoever owns the fund, is asked by the verb.
    (Resource.FUND_UNIT, Action.CREATE): _PAID_OWN,
    (Resource.FUND_UNIT, Action.UPDATE): _PAID_OWN,
    (Resource.PREMIUM, Action.READ): _EVERYBODY,
    (Resource.PREMIUM, Action.CREATE): _PAID_OWN,
    (Resource.FUND_ROUND, Action.READ): _EVERYBODY,
    (Resource.FUND_ROUND, Action.LIST): _PAID_OWN,
    (Resource.FUND_ROUND, Action.CREATE): _PAID_OWN,
    (Resource.FUND_ROUND, Action.UPDATE): _PAID_OWN,
    (Resource.FUND_ROUND, Action.DECIDE): _PAID_OWN,
    (Resource.ROUND_PROPOSAL, Action.CREATE): _PAID_OWN,
    (Resource.ROUND_PROPOSAL, Action.UPDATE): _PAID_OWN,
    (Resource.BALLOT, Action.LIST): _SIGNED_IN_OWN,
    (Resource.BALLOT, Action.CREATE): _SIGNED_IN_OWN,
    # By its receipt, whoever has that.
    (Resource.BALLOT, Action.READ): _OWN,
    (Resource.BALLOT, Action.UPDATE): _OWN,
    # Whoever has a link's secret has its vote; whose steward it is that names members, the verb asks.
    (Resource.VOTING_LINK, Action.READ): _OWN,
    (Resource.VOTING_LINK, Action.SUBMIT): _OWN,
    (Resource.VOTING_LINK, Action.LIST): _PAID_OWN,
    (Resource.VOTING_LINK, Action.CREATE): _PAID_OWN,
    (Resource.VOTING_LINK, Action.UPDATE): _PAID_OWN,
    (Resource.ROUND_OBJECTION, Action.CREATE): _SIGNED_IN_OWN,
    (Resource.ROUND_GRANT, Action.UPDATE): _PAID_OWN,
    # That the person is a steward is asked by the route.
    (Resource.ORGANISATION, Action.READ): _PAID_OWN,
    (Resource.ORGANISATION, Action.UPDATE): _PAID_OWN,
    (Resource.TERM, Action.READ): _EVERYBODY,
    (Resource.TERM, Action.CREATE): _PAID_OWN,
    (Resource.TERM, Action.UPDATE): _PAID_OWN,
    (Resource.CONSENT, Action.LIST): _PAID_OWN,
    (Resource.CONSENT, Action.CREATE): _PAID_OWN,
    (Resource.CONSENT, Action.UPDATE): _PAID_OWN,
    (Resource.SCHEME, Action.READ): _EVERYBODY,
    (Resource.PROOF, Action.READ): _EVERYBODY,
    (Resource.MEDIA, Action.READ): _EVERYBODY,
    (Resource.CERTIFICATE, Action.CREATE): _PRODUCER_OWN,
    (Resource.CERTIFICATE, Action.LIST): _PRODUCER_OWN,
    (Resource.CERTIFICATE, Action.READ): _PRODUCER_OWN,
    (Resource.CERTIFICATE, Action.SUBMIT): _PRODUCER_OWN,
    (Resource.CERTIFICATE, Action.UPDATE): _PRODUCER_OWN,
    (Resource.CERTIFICATE, Action.REVIEW): _VERIFIER_OWN,
    (Resource.CERTIFICATE, Action.DECIDE): _VERIFIER_OWN,
    (Resource.APPEAL, Action.CREATE): _PRODUCER_OWN,
    (Resource.APPEAL, Action.READ): _PRODUCER_OWN | _VERIFIER_OWN,
    (Resource.APPEAL, Action.REVIEW): _VERIFIER_OWN,
    (Resource.APPEAL, Action.DECIDE): _VERIFIER_OWN,
    (Resource.PUBLIC_ALERT, Action.CREATE): _EVERYBODY,
    (Resource.PUBLIC_ALERT, Action.REVIEW): _VERIFIER_OWN,
    (Resource.PUBLIC_ALERT, Action.DECIDE): _VERIFIER_OWN,
    (Resource.MESSAGE, Action.READ): _PRODUCER_OWN | _VERIFIER_OWN,
    (Resource.MESSAGE, Action.CREATE): _PRODUCER_OWN | _VERIFIER_OWN,
    (Resource.REGISTER_CHECK, Action.CREATE): _VERIFIER_OWN,
    # Whoever is a steward is in one of these roles too; that it is of the right organisation is asked by the verb.
    (Resource.NETWORK_MEMBERSHIP, Action.LIST): _PAID_OWN,
    (Resource.NETWORK_MEMBERSHIP, Action.CREATE): _PAID_OWN,
    (Resource.NETWORK_MEMBERSHIP, Action.UPDATE): _PAID_OWN,
    (Resource.NETWORK, Action.READ): _EVERYBODY,
    # That the person is a steward is asked by the verb.
    (Resource.RECORD, Action.READ): _EVERYBODY,
    (Resource.RECORD, Action.LIST): _PAID_OWN,
    (Resource.RECORD, Action.CREATE): _PAID_OWN,
    (Resource.RECORD, Action.UPDATE): _PAID_OWN,
    (Resource.MANDATE, Action.READ): _EVERYBODY,
    (Resource.MANDATE, Action.CREATE): _OPERATOR,
    (Resource.MANDATE, Action.UPDATE): _PAID_OWN,
    (Resource.MANDATE, Action.DELETE): {**_PAID_OWN, Role.OPERATOR: Reach.ANY},
    (Resource.LISTING_CLAIM, Action.CREATE): _SIGNED_IN_OWN,
    (Resource.LISTING_CLAIM, Action.LIST): _SIGNED_IN_OWN,
    # A federation decides in its own country, an operator everywhere.
    (Resource.LISTING_CLAIM, Action.REVIEW): {Role.OPERATOR: Reach.ANY, Role.VERIFIER: Reach.OWN},
    (Resource.LISTING_CLAIM, Action.DECIDE): {Role.OPERATOR: Reach.ANY, Role.VERIFIER: Reach.OWN},
    (Resource.PROPOSAL, Action.LIST): _VERIFIER_OWN,
    (Resource.PROPOSAL, Action.DECIDE): _VERIFIER_OWN,
    (Resource.EVIDENCE, Action.CREATE): _PRODUCER_OWN,
    (Resource.EVIDENCE, Action.READ): _PRODUCER_OWN | _VERIFIER_OWN,
    (Resource.CART, Action.CREATE): _EVERYBODY,
    (Resource.CART, Action.READ): _OWN,
    (Resource.CART, Action.UPDATE): _OWN,
    (Resource.CART, Action.CHECK_OUT): _OWN,
    (Resource.ORDER, Action.READ): _OWN,
    (Resource.ORDER, Action.LIST): _SIGNED_IN_OWN,
    (Resource.ORDER, Action.UPDATE): _OWN,
    (Resource.ORDER, Action.REVIEW): _OPERATOR,
    (Resource.RETURN, Action.CREATE): _OWN,
    (Resource.RETURN, Action.READ): _OWN,
    (Resource.RETURN, Action.UPDATE): _OWN,
    (Resource.RETURN, Action.LIST): _PRODUCER_OWN,
    (Resource.RETURN, Action.DECIDE): _PRODUCER_OWN,
    (Resource.REFUND, Action.CREATE): _OPERATOR,
    (Resource.REFUND, Action.LIST): _OPERATOR,
    (Resource.REFUND, Action.UPDATE): _OPERATOR,
    (Resource.DISPUTE, Action.LIST): _OPERATOR,
    (Resource.DISPUTE, Action.DECIDE): _OPERATOR,
    (Resource.HOLD, Action.CREATE): _OPERATOR,
    (Resource.HOLD, Action.LIST): _OPERATOR,
    (Resource.HOLD, Action.UPDATE): _OPERATOR,
    (Resource.RECEIVABLE, Action.LIST): _OPERATOR,
    (Resource.RECEIVABLE, Action.UPDATE): _OPERATOR,
    (Resource.PARCEL, Action.LIST): _PRODUCER_OWN,
    (Resource.PARCEL, Action.READ): _PRODUCER_OWN,
    (Resource.PARCEL, Action.UPDATE): _PRODUCER_OWN,
    (Resource.MONEY, Action.READ): _PAID_OWN,
    (Resource.PAYOUT_ACCOUNT, Action.CREATE): _PAID_OWN,
    (Resource.PAYOUT_ACCOUNT, Action.READ): _PAID_OWN,
    (Resource.PAYOUT_ACCOUNT, Action.UPDATE): _PAID_OWN,
    (Resource.PAYOUT_ACCOUNT, Action.DELETE): _PAID_OWN,
    (Resource.PAYOUT_RUN, Action.RUN): _OPERATOR,
    (Resource.PAYOUT_RUN, Action.READ): _OPERATOR,
    (Resource.PAYOUT_RUN, Action.UPDATE): _OPERATOR,
    (Resource.LEDGER, Action.READ): _OPERATOR,
    (Resource.STATEMENT, Action.READ): _EVERYBODY,
    (Resource.STATEMENT, Action.LIST): _SIGNED_IN_OWN,
    # A buyer's own order or orders; what a producer, a network or the market may ask for is asked by the route.
    (Resource.STATEMENT, Action.CREATE): _OWN | {Role.OPERATOR: Reach.ANY},
    (Resource.STATEMENT, Action.UPDATE): _OWN | {Role.OPERATOR: Reach.ANY},
    (Resource.STRIPE_EVENT, Action.RECEIVE): _EVERYBODY,
    # A steward's own organisation's, and for operators everybody's: the verb asks.
    (Resource.WEBHOOK, Action.LIST): _WEBHOOKS,
    (Resource.WEBHOOK, Action.READ): _WEBHOOKS,
    (Resource.WEBHOOK, Action.CREATE): _WEBHOOKS,
    (Resource.WEBHOOK, Action.UPDATE): _WEBHOOKS,
    (Resource.WEBHOOK, Action.DELETE): _WEBHOOKS,
    (Resource.ALERT, Action.LIST): _OPERATOR,
    (Resource.ALERT, Action.UPDATE): _OPERATOR,
    (Resource.RECONCILIATION, Action.READ): _OPERATOR,
    (Resource.MAIL, Action.REVIEW): _OPERATOR,
    (Resource.MAIL, Action.UPDATE): _OPERATOR,
    (Resource.MAIL, Action.LIST): _SIGNED_IN_OWN,
    (Resource.MAIL, Action.READ): _SIGNED_IN_OWN,
    # In a demonstration alone; elsewhere there is none.
    (Resource.MAILBOX, Action.READ): _EVERYBODY,
    (Resource.STRIPE_EVENT, Action.LIST): _OPERATOR,
    (Resource.STRIPE_EVENT, Action.REVIEW): _OPERATOR,
    (Resource.STRIPE_EVENT, Action.RUN): _OPERATOR,
    (Resource.TASK, Action.LIST): _OPERATOR,
    (Resource.TASK, Action.RUN): _OPERATOR,
    (Resource.AUDIT_LOG, Action.LIST): _OPERATOR,
    (Resource.AUDIT_LOG, Action.REVIEW): _OPERATOR,
    (Resource.PERSON, Action.LIST): _OPERATOR,
    (Resource.PERSON, Action.READ): _OPERATOR,
    (Resource.PERSON, Action.DECIDE): _OPERATOR,
    (Resource.HEALTH, Action.READ): _OPERATOR,
    (Resource.PRICE_POLICY, Action.READ): _EVERYBODY,
    (Resource.FEE_CHANGE, Action.LIST): _OPERATOR,
    (Resource.FEE_CHANGE, Action.READ): _OPERATOR,
    (Resource.FEE_CHANGE, Action.REVIEW): _OPERATOR,
    (Resource.FEE_CHANGE, Action.CREATE): _OPERATOR,
    (Resource.FEE_CHANGE, Action.DECIDE): _OPERATOR,
}

# Acts of which also the refused attempts are kept, by whoever is signed in.
AUDITED: frozenset[Policy] = frozenset(
    {
        (Resource.CERTIFICATE, Action.DECIDE),
        (Resource.PROPOSAL, Action.DECIDE),
        (Resource.APPEAL, Action.CREATE),
        (Resource.APPEAL, Action.DECIDE),
        (Resource.REGISTER_CHECK, Action.CREATE),
        (Resource.PUBLIC_ALERT, Action.DECIDE),
        (Resource.LISTING_CLAIM, Action.DECIDE),
        (Resource.PREFINANCE, Action.DECIDE),
        (Resource.NETWORK_MEMBERSHIP, Action.CREATE),
        (Resource.NETWORK_MEMBERSHIP, Action.UPDATE),
        (Resource.MANDATE, Action.CREATE),
        (Resource.MANDATE, Action.UPDATE),
        (Resource.MANDATE, Action.DELETE),
        (Resource.FUND_ROUND, Action.DECIDE),
        (Resource.PERSONAL_DATA, Action.DELETE),
        (Resource.PASSWORD, Action.UPDATE),
        (Resource.PASSKEY, Action.CREATE),
        (Resource.PASSKEY, Action.DELETE),
        (Resource.FEE_CHANGE, Action.DECIDE),
        (Resource.PERSON, Action.DECIDE),
        (Resource.MEMBER, Action.UPDATE),
        (Resource.MEMBER, Action.DELETE),
        (Resource.MEMBER_INVITATION, Action.CREATE),
    }
)

# What a session left open somewhere must not be enough for: who acts has signed in, or proved it again, lately.
STEP_UP: frozenset[Policy] = frozenset(
    {
        (Resource.PASSWORD, Action.UPDATE),
        (Resource.PASSKEY, Action.CREATE),
        (Resource.PERSONAL_DATA, Action.DELETE),
        (Resource.CERTIFICATE, Action.DECIDE),
        (Resource.PROPOSAL, Action.DECIDE),
        (Resource.APPEAL, Action.DECIDE),
        (Resource.PUBLIC_ALERT, Action.DECIDE),
        (Resource.FUND_ROUND, Action.DECIDE),
        (Resource.PREFINANCE, Action.DECIDE),
        (Resource.FEE_CHANGE, Action.DECIDE),
        (Resource.PERSON, Action.DECIDE),
        # Whoever ends a membership withdraws the mandates that came with it.
        (Resource.NETWORK_MEMBERSHIP, Action.UPDATE),
        (Resource.MANDATE, Action.CREATE),
        (Resource.MANDATE, Action.UPDATE),
        (Resource.MANDATE, Action.DELETE),
        (Resource.MEMBER, Action.UPDATE),
        (Resource.MEMBER, Action.DELETE),
        (Resource.MEMBER_INVITATION, Action.CREATE),
    }
)

_READING = frozenset({Action.READ, Action.LIST, Action.REVIEW})


def allowing_roles(roles: Collection[Role], policy: Policy) -> frozenset[Role]:
    """Which of the caller's roles allow this; none for no roles, and none for a pair that the table does not name."""
    return frozenset(roles) & frozenset(TABLE.get(policy, {}))


def scope_for(policy: Policy) -> str:
    """The scope an API key needs: `order:read`, `catalog_import:write`."""
    resource, action = policy
    return f"{resource}:{'read' if action in _READING else 'write'}"


SCOPES: frozenset[str] = frozenset(scope_for(policy) for policy in TABLE)
