"""A list of transfers as ISO 20022's customer credit transfer initiation, pain.001.001.09.

The same payouts give the same bytes: every moment in it is the run's own.
"""

from datetime import UTC
from xml.etree import ElementTree

from kit.money import Money
from market.payouts.bank_files.rules import (
    LONGEST_NAME,
    LONGEST_TOWN,
    BankTransfer,
    Debtor,
    TransferList,
    end_to_end_id,
    in_bank_letters,
    in_groups,
    remittance,
)
from market.payouts.writing.rules import plain_amount

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"


def pain001(listed: TransferList, debtor: Debtor) -> bytes:
    """The list as XML in UTF-8. The order of the elements is the schema's."""
    document = ElementTree.Element("Document", {"xmlns": NAMESPACE})
    initiation = _add(document, "CstmrCdtTrfInitn")
    header = _add(initiation, "GrpHdr")
    _add(header, "MsgId", listed.message_id)
    _add(header, "CreDtTm", listed.as_of.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))
    _add_sums(header, listed.transfers, listed.currency)
    _add(_add(header, "InitgPty"), "Nm", _name(debtor.name))
    for number, (is_sepa, transfers) in enumerate(in_groups(debtor, listed.transfers), 1):
        _add_payment(initiation, listed, debtor, number=number, is_sepa=is_sepa, transfers=transfers)
    ElementTree.indent(document, "  ")
    data: bytes = ElementTree.tostring(document, encoding="utf-8", xml_declaration=True)
    return data + b"\n"


def _add_payment(
    initiation: ElementTree.Element,
    listed: TransferList,
    debtor: Debtor,
    *,
    number: int,
    is_sepa: bool,
    transfers: tuple[BankTransfer, ...],
) -> None:
    payment = _add(initiation, "PmtInf")
    _add(payment, "PmtInfId", listed.payment_id(number))
    _add(payment, "PmtMtd", "TRF")
    _add_sums(payment, transfers, listed.currency)
    if is_sepa:
        _add(_add(_add(payment, "PmtTpInf"), "SvcLvl"), "Cd", "SEPA")
    # Banks carry a day that has passed out on the next day they work.
    _add(_add(payment, "ReqdExctnDt"), "Dt", listed.as_of.astimezone(UTC).date().isoformat())
    _add(_add(payment, "Dbtr"), "Nm", _name(debtor.name))
    _add(_add(_add(payment, "DbtrAcct"), "Id"), "IBAN", debtor.iban)
    _add(_add(_add(payment, "DbtrAgt"), "FinInstnId"), "BICFI", debtor.bic)
    # SEPA knows no other way of charging; elsewhere each side pays its own bank.
    _add(payment, "ChrgBr", "SLEV" if is_sepa else "SHAR")
    for transfer in transfers:
        _add_transfer(payment, listed, transfer)


def _add_transfer(payment: ElementTree.Element, listed: TransferList, transfer: BankTransfer) -> None:
    made = _add(payment, "CdtTrfTxInf")
    ids = _add(made, "PmtId")
    _add(ids, "InstrId", end_to_end_id(transfer))
    _add(ids, "EndToEndId", end_to_end_id(transfer))
    amount = _add(_add(made, "Amt"), "InstdAmt", plain_amount(transfer.money))
    amount.set("Ccy", transfer.money.currency)
    _add_bank(made, transfer)
    creditor = _add(made, "Cdtr")
    _add(creditor, "Nm", _name(transfer.holder_name))
    address = _add(creditor, "PstlAdr")
    if town := in_bank_letters(transfer.town, LONGEST_TOWN).text:
        _add(address, "TwnNm", town)
    _add(address, "Ctry", transfer.country)
    account = _add(_add(made, "CdtrAcct"), "Id")
    if transfer.is_iban:
        _add(account, "IBAN", transfer.account_number)
    else:
        _add(_add(account, "Othr"), "Id", transfer.account_number)
    _add(_add(made, "RmtInf"), "Ustrd", remittance(listed, transfer))


def _add_bank(made: ElementTree.Element, transfer: BankTransfer) -> None:
    """The creditor's bank; an IBAN says by itself which one it is."""
    if not transfer.bic:
        return
    bank = _add(_add(made, "CdtrAgt"), "FinInstnId")
    _add(bank, "BICFI", transfer.bic)
    if not transfer.is_iban:
        if name := _name(transfer.bank_name):
            _add(bank, "Nm", name)
        _add(_add(bank, "PstlAdr"), "Ctry", transfer.bic[4:6])


def _add_sums(parent: ElementTree.Element, transfers: tuple[BankTransfer, ...], currency: str) -> None:
    _add(parent, "NbOfTxs", str(len(transfers)))
    _add(parent, "CtrlSum", plain_amount(Money(sum(one.money.minor for one in transfers), currency)))


def _name(text: str) -> str:
    return in_bank_letters(text, LONGEST_NAME).text


def _add(parent: ElementTree.Element, tag: str, text: str | None = None) -> ElementTree.Element:
    element = ElementTree.SubElement(parent, tag)
    element.text = text
    return element
