"""Permissions to sell under a scheme before it has issued a certificate."""

from datetime import date, datetime

from models.base import Table, check, moment, own_id, ref, words


class ProvisionalPermission(Table, table=True):
    """Append-only: until when (`last_day`, in the scheme's timezone) a federation lets goods be sold, not labelled."""

    __tablename__ = "provisional_permission"
    __table_args__ = (check("reason_given", "length(btrim(reason)) >= 10"),)

    id: str = own_id("ppm")
    certificate_id: str = ref("certificate.id", index=True)
    federation_id: str = ref("organisation.id")
    mandate_id: str = ref("mandate.id")
    verifier_id: str = ref("person.id")
    reason: str = words()
    last_day: date
    granted_at: datetime = moment()
