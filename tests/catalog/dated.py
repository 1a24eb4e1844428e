"""A market in which everything that has a date begins or ends in the weeks to come, and when each of it shows."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import text
from sqlalchemy.orm import Session

from certification.display import SchemeFacts
from models.accounts import Person
from models.enums import AssuranceClass
from tests.catalog.test_claims import certify
from tests.catalog.world import World

_OPEN = SchemeFacts(AssuranceClass.THIRD_PARTY, True, True, True, True)

# What is not to be changed in a market that is in use.
_KEPT = ("certificate certificate_is_kept", "certificate quantity_is_kept", "verification append_only")


def _size(slug: str, position: int = 0) -> str:
    return (
        "(select v.id from variant v join product p on p.id = v.product_id"
        f" where p.slug = '{slug}' and v.position = {position})"
    )


def _price(slug: str, amount: int, begins: str, ends: str | None = None, position: int = 0) -> str:
    """A price from one moment to another, each so far from now."""
    until = "null" if ends is None else f":now + interval '{ends}'"
    return f"""
        insert into price (id, variant_id, currency, amount_minor, premium_minor, valid_from, valid_to)
        values ('prc_{slug}_{amount}', {_size(slug, position)}, 'EUR', {amount}, 0, :now + interval '{begins}', {until})
    """


def _until(slug: str, ends: str, position: int = 0) -> str:
    """The first price of a size ends so far from now."""
    return f"""
        update price set valid_to = :now + interval '{ends}'
        where variant_id = {_size(slug, position)} and valid_to is null
    """


def _window(slug: str, opens: int, closes: int) -> str:
    return f"""
        insert into product_window (id, product_id, kind, opens_on, closes_on)
        select 'win_{slug}', id, 'dates', :today + {opens}, :today + {closes} from product where slug = '{slug}'
    """


def _each_year(slug: str, opens: int, closes: int) -> str:
    return f"""
        insert into product_window (id, product_id, kind, opens_each, closes_each)
        select 'win_{slug}', id, 'yearly', to_char(:today + {opens}, 'MM-DD'), to_char(:today + {closes}, 'MM-DD')
        from product where slug = '{slug}'
    """


def _consent(name: str, subject: str, *, given: str, days: int, withdrawn: str | None = None, photo: str = "") -> str:
    """Norandino's, its last day so many days from now."""
    taken_back = "null" if withdrawn is None else f":now + interval '{withdrawn}'"
    return f"""
        insert into consent (id, organisation_id, subject, media_id, given_by, given_at, ends_on, withdrawn_at)
        select 'cns_{name}', id, '{subject}', nullif('{photo}', ''), 'Rosa', :now + interval '{given}',
               :today + {days}, {taken_back}
        from organisation where slug = 'norandino'
    """


def _photo(name: str, position: int) -> tuple[str, ...]:
    return (
        f"""
        insert into media (id, state, path, media_type, sha256, width, height, widths, colour, attempts, alt, owner_id,
                           size_bytes)
        select 'med_{name}', 'ready', '{name}', 'image/webp', '{name}', 9, 9, '{{9}}', '#000000', 0, '{{}}', id, 1
        from organisation where slug = 'norandino'
        """,
        f"""
        insert into product_picture (product_id, media_id, position, created_at)
        select id, 'med_{name}', {position}, :now from product where slug = 'coffee'
        """,
    )


def _grant(maker: str, begins: str, ends: str | None, accepted: str, ended: str | None) -> str:
    """All that a maker has, for the federation to offer."""
    valid_to, ended_at = ("null" if each is None else f":now + interval '{each}'" for each in (ends, ended))
    return f"""
        insert into hub_grant (id, producer_id, hub_id, covers_all, may_set_stock, may_set_price, valid_from, valid_to,
                               granted_by, accepted_at, ended_at)
        select 'hgr_{maker}', o.id, hub.id, true, false, false, :now + interval '{begins}', {valid_to}, p.id,
               :now + interval '{accepted}', {ended_at}
        from organisation o, organisation hub, person p where o.slug = '{maker}' and hub.slug = 'alianza'
    """


def _scheme(code: str, change: str) -> str:
    return f"update scheme set {change} where code = '{code}'"


def _numbered(code: str) -> str:
    return f"(select id from certificate where number = '{code}')"


def _certificate(code: str, change: str) -> str:
    return f"update certificate set {change} where number = '{code}'"


@dataclass(frozen=True)
class Dated:
    """What is written, and when it shows: so long from now, at the midnight so many days from now (UTC), or at that
    hour of a day somewhere else."""

    written: tuple[str, ...]
    shows: tuple[timedelta | int | tuple[int, str], ...]


def _after(days: float, hours: float = 0) -> timedelta:
    return timedelta(days=days, hours=hours)


SOURCES: Mapping[str, Dated] = {
    "a price that is lowered for a while": Dated(
        (
            _until("coffee", "3 days 1 hour"),
            _price("coffee", 1000, "3 days 1 hour", "50 days 2 hours"),
            _price("coffee", 1300, "50 days 2 hours"),
        ),
        (_after(3, 1), _after(33, 1), _after(50, 2)),
    ),
    "a price that was lowered lately": Dated(
        (_until("coffee", "-10 days", 1), _price("coffee", 2100, "-10 days", position=1)), (_after(20),)
    ),
    "a price that ends": Dated((_until("scarf", "7 days 3 hours"),), (_after(7, 3),)),
    "a price that was lowered step by step, the first of them long ago": Dated(
        (
            _until("steps", "-118 days"),
            _price("steps", 800, "-118 days", "-10 days"),
            _price("steps", 700, "-10 days"),
        ),
        (3, _after(20)),
    ),
    "days on which it may be ordered": Dated((_window("bar", 5, 9),), (5, 10)),
    "days of every year": Dated((_each_year("scarf", 4, 19),), (4, 20)),
    "days of a certificate": Dated(
        (
            _scheme("days", "timezone = 'America/Lima'"),
            _certificate("days", "valid_from = :today + 2, valid_to = :today + 30"),
        ),
        ((2, "America/Lima"), (31, "America/Lima")),
    ),
    "a certificate that is to be looked at again": Dated(
        (
            f"update verification set recheck_due_on = :today + 12 where certificate_id = {_numbered('again')}",
            # Verifications are only ever added: this has the standing reckoned anew.
            _scheme("again", "timezone = 'Asia/Tokyo', grace_days = 3"),
        ),
        ((16, "Asia/Tokyo"),),
    ),
    "a mandate that is withdrawn": Dated(
        (
            """update mandate set withdrawn_at = :now + interval '11 days 4 hours'
               where scheme_id = (select id from scheme where code = 'mandate')""",
        ),
        (_after(11, 4),),
    ),
    "a claim that begins and ends by decision": Dated(
        (
            _certificate(
                "decided",
                "claim_from = :now + interval '1 day 5 hours', claim_until = :now + interval '14 days 5 hours'",
            ),
        ),
        (_after(1, 5), _after(14, 5)),
    ),
    "who verified it last": Dated(
        (
            f"""
            insert into verification (id, certificate_id, federation_id, mandate_id, verifier_id, method, decision,
                                      reason, evidence_sha256, checked_at, answers)
            select 'ver_later', certificate_id, federation_id, mandate_id, verifier_id, 'register_lookup', decision,
                   'Seen on the spot.', '', :now + interval '8 days 7 hours', answers
            from verification where certificate_id = {_numbered("visited")}
            """,
        ),
        (_after(8, 7),),
    ),
    "a quantity that is used and given back": Dated(
        (
            "alter table claim_use drop constraint fk_claim_use_order_id, drop constraint fk_claim_use_order_line_id",
            _certificate("quantity", "quantity_grams = 1500"),
            """
            insert into claim_use (id, certificate_id, order_id, order_line_id, grams, used_at, released_at)
            select 'use_' || nth, c.id, 'ord', 'lin', 1300, :now + nth * interval '4 days 6 hours',
                   case when nth = 1 then :now + interval '6 days 6 hours' end
            from certificate c, generate_series(1, 10, 9) nth where c.number = 'quantity'
            """,
            f"insert into claim_balance (certificate_id, used_grams) values ({_numbered('quantity')}, 1300)",
        ),
        (_after(4, 6), _after(6, 6), _after(40, 60)),
    ),
    "figures that are agreed to": Dated(
        (
            """update organisation set members_total = 110, members_women = 50, members_men = 50, members_unknown = 10
               where slug = 'norandino'""",
            _consent("total", "members_total", given="1 day 8 hours", days=25),
            _consent("gender", "members_by_gender", given="-1 day", days=90, withdrawn="9 days 9 hours"),
        ),
        (_after(1, 8), 26, _after(9, 9)),
    ),
    "photos that are agreed to": Dated(
        (
            *_photo("face", 0),
            *_photo("behind", 1),
            _consent("face", "photo", given="2 days 3 hours", days=18, photo="med_face"),
            _consent("behind", "photo", given="-1 day", days=90, withdrawn="16 days 1 hour", photo="med_behind"),
            "update product set picture_id = 'med_face' where slug = 'coffee'",
        ),
        (_after(2, 3), 19, _after(16, 1)),
    ),
    "a hub's offer": Dated(
        (
            _grant("norandino", "2 days 10 hours", "22 days", "-1 day", None),
            _grant("kuapa", "-1 day", None, "5 days 11 hours", "28 days 1 hour"),
        ),
        (_after(2, 10), _after(22), _after(5, 11), _after(28, 1)),
    ),
    "a member that pays dues": Dated(
        (
            """
            insert into network_membership (id, network_id, member_id, is_invitation, accepted_at, ended_at)
            select 'net_kuapa', f.id, m.id, false, :now + interval '6 days 12 hours', :now + interval '35 days 1 hour'
            from organisation f, organisation m where f.slug = 'alianza' and m.slug = 'kuapa'
            """,
        ),
        (_after(6, 12), _after(35, 1)),
    ),
    "where parcels go": Dated(
        ("update shipping_rate set valid_from = :today + 3, valid_to = :today + 24 where origin_country = 'PE'",),
        (3, 25),
    ),
    "fees": Dated(
        (
            "update fee_schedule set valid_to = :today + 10",
            """
            insert into fee_schedule (id, code, version, market_fee_bps, dues_bps, solidarity_bps, valid_from,
                                      created_at)
            values ('fee_next', 'standard', 3, 900, 100, 50, :today + 11, :now)
            """,
        ),
        (11,),
    ),
    "taxes": Dated(
        (
            """
            insert into tax_rate (id, country, vat_class, rate_bps, valid_from, source)
            values ('tax_next', 'FR', 'food', 600, :today + 13, '')
            """,
            """
            insert into fee_tax_rule (id, fee, market_country, tax_status, is_domestic, rate_bps, legal_note,
                                      valid_from, source, is_confirmed)
            select 'ftr_next_' || fee, fee, market_country, tax_status, is_domestic, 2000, 'as said', :today + 17, '',
                   true
            from fee_tax_rule
            """,
        ),
        (13, 17),
    ),
    "a table of minimum prices, and rates that are a week old": Dated(
        (
            f"update variant set floor_product = 'coffee', floor_form = 'green' where id = {_size('floored')}",
            """
            insert into minimum_price (id, product, form, unit, currency, minimum, valid_from, valid_to, scheme,
                                       quality, is_organic, region, incoterm, unit_quantity, has_special_terms, status,
                                       source_url, note)
            select 'mpr_' || number, 'coffee', 'green', 'kg', 'USD', number, :today + days, :today + until, 'fairtrade',
                   '', false, 'worldwide', '', 1, false, 'confirmed', '', ''
            from (values (60, -90, 8), (80, 9, 900)) held (number, days, until)
            """,
            """
            insert into exchange_rate (base, quote, on_date, rate, source)
            select 'USD', 'EUR', :today + days, 0.9, 'ECB' from (values (-2), (7)) held (days)
            """,
        ),
        (6, 7, 9, 15),
    ),
}


@dataclass(frozen=True)
class Market:
    """When it was filled."""

    now: datetime

    def moments(self, source: str) -> Iterator[datetime]:
        """When each of it shows."""
        for when in SOURCES[source].shows:
            if isinstance(when, timedelta):
                yield self.now + when
            else:
                days, zone = when if isinstance(when, tuple) else (when, "UTC")
                day = self.now.date() + timedelta(days=days)
                yield datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)


def furnish(world: World, now: datetime) -> Market:
    """Write all of it."""
    world.product("coffee", "Mild coffee", price=(1200, 2300), popularity=9)
    world.product("steps", "Coffee in steps", price=900, popularity=8)
    world.product("floored", "Coffee by the table", price=1500, popularity=7)
    world.product("scarf", "Woven scarf", category="textiles", price=3500, popularity=6)
    world.product("bar", "Bar", category="chocolate", producer_id=world.kuapa_id, origin="GH", popularity=5)
    world.ships("PE", "FR")
    world.ships("GH", "*")
    person = Person(email="v@example.org", full_name="Vera")
    world.session.add(person)
    world.session.flush()
    for code in ("days", "again", "mandate", "decided", "visited", "quantity"):
        certify(world, person.id, code, _OPEN)
    world.session.flush()
    for kept in _KEPT:
        world.session.execute(text(f"alter table {kept.replace(' ', ' disable trigger ')}"))
    _write(world.session, "update certificate set valid_to = :today + 400", now)
    for source in SOURCES.values():
        for statement in source.written:
            _write(world.session, statement, now)
    for kept in _KEPT:
        world.session.execute(text(f"alter table {kept.replace(' ', ' enable trigger ')}"))
    return Market(now)


def _write(session: Session, statement: str, now: datetime) -> None:
    values = {"now": now, "today": now.date()}
    used = {name: value for name, value in values.items() if f":{name}" in statement}
    typed = statement.replace(":now", "cast(:now as timestamptz)").replace(":today", "cast(:today as date)")
    session.execute(text(typed), used)
