"""The SQL that gives an indicator's sums, as it is published: whoever has the database runs it and sees the same."""

from market.impact.indicators.definition import Indicator
from market.impact.indicators.figures import measures_read, prefixes_read
from market.impact.indicators.formula import Cells
from market.impact.indicators.snapshot import RECORD_KINDS

_SUMS = """\
select {columns}, sum(r.amount) as amount
from impact_rollup r join impact_group g on g.id = r.group_id
where r.span = 'day' and r.starts_on >= :start and r.starts_on < :end and r.currency = :currency
  and ({which})
group by {columns} order by {columns}"""
_RECORDS = """\
select r ->> 'kind' as kind, r as record
from impact_statement s cross join json_array_elements(s.document::json -> 'inputs' -> 'snapshot') r
where s.id = :statement and r ->> 'kind' in ({kinds})"""


def sums_sql(indicator: Indicator) -> str:
    """One statement with the parameters `start`, `end` (dates, the end not included) and `currency`; for what stands,
    one with `statement`, since what stood then is on record in the statement alone."""
    measures = measures_read(indicator, {})
    kinds = sorted({measure.partition(".")[0] for measure in measures} & RECORD_KINDS)
    if kinds:
        return _RECORDS.format(kinds=", ".join(f"'{kind}'" for kind in kinds))
    which = [f"r.measure in ({', '.join(repr(measure) for measure in measures)})"] if measures else []
    which += [f"r.measure like '{prefix}%'" for prefix in prefixes_read(indicator)]
    columns = f"r.measure, g.{indicator.rule.by.value}" if isinstance(indicator.rule, Cells) else "r.measure"
    return _SUMS.format(columns=columns, which=" or ".join(which))
