"""How long a suspension lasts: as long as its scheme lets it, unless an appeal against it was filed in time."""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

# By the calendar of the scheme's own country. Who objected before the limit does not lose by waiting for the answer;
# only a dismissal that is known lets the limit count again, from when it was.
_SUSPENDED_UNTIL = """
create function suspended_until(of_certificate text, since timestamptz, known_at timestamptz) returns timestamptz
language sql stable parallel safe
as $$
    select its.limit_at
    from certificate c
    join scheme s on s.id = c.scheme_id
    cross join lateral (
        select (since at time zone s.timezone + make_interval(months => s.suspension_months)) at time zone s.timezone
            as limit_at
    ) its
    where c.id = of_certificate
      and not exists (
          select
          from (
              select e.recorded_at from certification_event e
              where e.certificate_id = of_certificate and e.to_state = 'suspended' and e.effective_at = since
                and e.recorded_at <= known_at
              order by e.sequence desc limit 1
          ) step
          join verification v
            on v.certificate_id = of_certificate and v.decision = 'suspend' and v.checked_at = step.recorded_at
          join appeal a on a.verification_id = v.id
          where a.filed_at < its.limit_at and a.filed_at <= known_at
            and not (a.outcome is not distinct from 'dismissed' and a.decided_at <= known_at))
$$
"""


def upgrade() -> None:
    op.execute(_SUSPENDED_UNTIL)


def downgrade() -> None:
    op.execute("drop function suspended_until")
