"""Mails of long ago are deleted: they hold names, addresses and what was bought."""

from datetime import datetime

from sqlalchemy.orm import Session

from market.accounts.codes.queries import delete_old
from market.accounts.passkeys.queries import delete_old_challenges
from market.mails import queries


def forget_mails(session: Session, *, mails_before: datetime, codes_before: datetime) -> int:
    """How many mails, of those that no longer wait; and, uncounted, codes and challenges for passkeys that were over
    before then."""
    delete_old(session, before=codes_before)
    delete_old_challenges(session, before=codes_before)
    return queries.delete_old(session, before=mails_before)
