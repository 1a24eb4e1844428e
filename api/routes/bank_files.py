"""Lists of transfers for the bank, for operators."""

import base64
from typing import Annotated

from fastapi import Query
from starlette.responses import Response

from api.deps import DatabaseDep, IdPath, SettingsDep, expect_id
from api.policy import Action, Resource
from api.routing import Routes
from market.payouts.bank_files.make_bank_file import BankFileFormat, make_bank_file
from market.payouts.bank_files.rules import Debtor

routes = Routes(prefix="/v1/payout-runs", tags=["bank_files"])


@routes.get("/{run_id}/bank-file", policy=(Resource.PAYOUT_RUN, Action.READ), response_class=Response)
def read(
    run_id: IdPath,
    database: DatabaseDep,
    settings: SettingsDep,
    currency: Annotated[str, Query(pattern="^[A-Z]{3}$", description="One currency: banks take no others in a list")],
    format: Annotated[  # noqa: A002  # the word of the query
        BankFileFormat, Query(description="pain001 is ISO 20022's pain.001.001.09, checked against its schema")
    ] = BankFileFormat.PAIN001,
) -> Response:
    """The transfers of a run that wait to be confirmed. The same payouts give the same bytes; `Repr-Digest` has their
    SHA-256."""
    debtor = Debtor(settings.bank_debtor_name, settings.bank_debtor_iban, settings.bank_debtor_bic)
    with database.reading() as session:
        made = make_bank_file(
            session, run_id=expect_id("run", run_id), currency=currency, written_as=format, debtor=debtor
        )
    headers = {
        "Content-Disposition": f'attachment; filename="{made.name}"',
        "Repr-Digest": f"sha-256=:{base64.b64encode(made.sha256).decode()}:",
    }
    return Response(made.data, media_type=made.media_type, headers=headers)
