"""SQL of lists for the bank."""

from sqlalchemy import text
from sqlalchemy.orm import Session

from kit.money import Money
from market.payouts.bank_files.rules import BankTransfer, TransferList
from models.enums import PayoutPurpose

_RUN = text("select id, period, sequence, as_of from payout_run where id = :run_id")
_TRANSFERS = text(
    """
    select p.id, p.purpose, p.amount_minor, a.holder_name, a.account_number, a.is_iban, a.bic, a.bank_name, a.country,
           o.name, o.place
    from payout p
    join payout_account a on a.id = p.payout_account_id
    join organisation o on o.id = p.beneficiary_id
    where p.run_id = :run_id and p.currency = :currency and p.rail = 'manual_bank' and p.state = 'in_transit'
    order by p.id
    """
)


def find_transfer_list(session: Session, run_id: str, currency: str) -> TransferList | None:
    """What a run sends through the bank in a currency and nobody has confirmed yet; None when there is no such run."""
    run = session.execute(_RUN, {"run_id": run_id}).one_or_none()
    if run is None:
        return None
    transfers = tuple(
        BankTransfer(
            payout_id=row.id,
            purpose=PayoutPurpose(row.purpose),
            money=Money(row.amount_minor, currency),
            holder_name=row.holder_name or row.name,
            account_number=row.account_number,
            is_iban=row.is_iban,
            bic=row.bic,
            bank_name=row.bank_name,
            country=row.country,
            town=row.place,
        )
        for row in session.execute(_TRANSFERS, {"run_id": run_id, "currency": currency})
    )
    return TransferList(run.id, run.period, run.sequence, run.as_of, currency, transfers)
