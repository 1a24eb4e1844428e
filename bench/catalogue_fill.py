"""A catalogue of any size, written in SQL: what is said of it is drawn by Zipf's law from six thousand words.

Each word has a form in four languages; names, short lines and descriptions are of these, half of the products are told
in a second language. There are 30 categories in a tree, 40 countries, 40 values in a tree; a product has none to three
values, one to three variants with price and stock, mostly a picture, and a third of them a label.
"""

import random
import time
from collections.abc import Iterator
from dataclasses import dataclass

import psycopg

WORDS = 6000
LANGUAGES = ("en", "es", "fr", "pt")
CATEGORIES, ROOTS = 30, 6
VALUES, WIDER_VALUES = 40, 8
_SENTENCES = 5000
_PRODUCERS, _CERTIFICATES = 5000, 20_000

# Of what words are made up: beginnings and vowels of syllables, and how a word ends.
_BEGUN = ("b", "c", "d", "f", "g", "l", "m", "n", "p", "r", "s", "t", "v", "tr", "ch", "br", "qu", "pl")
_VOWELS = ("a", "e", "i", "o", "u", "ai", "ou", "ea")
_ENDINGS = {
    "en": ("", "l", "n", "ck"),
    "es": ("o", "a", "ón", "ita"),
    "fr": ("é", "ette", "eau", "que"),
    "pt": ("ão", "inho", "a"),
}

# A rank by Zipf's law: the log of the rank is spread evenly.
_RANK = f"1 + floor(exp(random() * ln({WORDS - 1})))::int"
_SCRATCH = (
    "create unlogged table bench_word (rank int, lang text, word text, primary key (rank, lang))",
    "create unlogged table bench_sentence (n int, lang text, body text, primary key (n, lang))",
)
_SENTENCE = f"""
    insert into bench_sentence
    select drawn.n, w.lang, string_agg(w.word, ' ' order by drawn.place)
    from (select n, place, {_RANK} as rank from generate_series(1, {_SENTENCES}) n, generate_series(1, 10) place) drawn
    join bench_word w on w.rank = drawn.rank
    group by drawn.n, w.lang
"""
_GROUND = (
    """
    insert into organisation (id, slug, kind, name, country, region, place, languages, sector, tax_status, tax_number,
                              version)
    values ('org_m', 'market', 'market', 'Market', 'FR', '', '', '{}', '', '', '', 1),
           ('org_f', 'federation', 'federation', 'Federation', 'FR', '', '', '{}', '', '', '', 1)
    """,
    """
    insert into person (id, email, full_name, locale, is_operator) values ('usr_1', 'v@example.org', 'V', 'en', false)
    """,
    """
    insert into fee_schedule (id, code, version, market_fee_bps, dues_bps, solidarity_bps, valid_from)
    values ('fee_1', 'standard', 1, 800, 100, 50, '2024-01-01')
    """,
    """
    insert into fee_tax_rule (id, fee, market_country, tax_status, is_domestic, rate_bps, legal_note, source,
                              is_confirmed, valid_from)
    select 'ftr_' || fee, fee, 'FR', 'exporter_outside_eu', false, 0, '', '', true, '2024-01-01'
    from unnest(array['market_fee', 'federation_dues']) fee
    """,
    """
    insert into tax_rate (id, country, vat_class, rate_bps, valid_from, source)
    select 'tax_' || c.code, c.code, 'food', 550, '2024-01-01', '' from country c
    """,
    """
    insert into category (code, parent_code, labels, vat_class, position)
    select 'c' || n, case when n >= %(roots)s then 'c' || n %% %(roots)s end,
           (select jsonb_object_agg(w.lang, initcap(w.word)) from bench_word w where w.rank = 20 + n * 7), 'food', n
    from generate_series(0, %(categories)s - 1) n
    """,
    """
    insert into term (code, scheme, parent_code, labels, exact_match, position)
    select 'v' || n, 'bench', case when n >= %(wider)s then 'v' || n %% %(wider)s end,
           (select jsonb_object_agg(w.lang, initcap(w.word)) from bench_word w where w.rank = 400 + n), '{}', n
    from generate_series(0, %(values)s - 1) n
    """,
    """
    insert into organisation (id, slug, kind, name, line, relation, country, region, place, languages, sector,
                              tax_status, tax_number, version)
    select 'org_' || n, 'producer-' || n, 'producer',
           initcap((select string_agg(w.word, ' ') from bench_word w
                    where w.lang = 'es' and w.rank in (500 + n %% 5000, 700 + n * 7 %% 5000))),
           'agrarian', 'agricultural_coop', land.code, '', '', array['es'], '', 'exporter_outside_eu', '', 1
    from generate_series(1, %(producers)s) n
    join (select code, row_number() over (order by code) - 1 as place from country where code <> 'FR' limit 40) land
        on land.place = n %% 40
    """,
    """
    insert into network_membership (id, network_id, member_id, is_invitation, accepted_at)
    select 'net_' || id, 'org_f', id, true, '2026-01-01' from organisation where kind = 'producer'
    """,
    "analyze organisation, category",
)
_PRODUCTS = (
    """
    create unlogged table bench_drawn as
    select n, 1 + (random() * random() * (%(producers)s - 1))::int as producer,
           (array['en', 'en', 'es', 'fr', 'pt'])[1 + floor(random() * 5)::int] as lang,
           least(%(categories)s - 1, %(roots)s + floor(abs(ln(1 - random())) * 7)::int) as category,
           {rank} as first, {rank} as second, {rank} as third,
           1 + floor(random() * {sentences})::int as one, 1 + floor(random() * {sentences})::int as two,
           1 + floor(random() * {sentences})::int as three,
           floor(1 / (0.00002 + random() * random()))::int as popularity
    from generate_series(1, %(products)s) n
    """.replace("{rank}", _RANK).replace("{sentences}", str(_SENTENCES)),
    "analyze bench_drawn",
    """
    create unlogged table bench_told as
    select d.n, said.lang, said.is_own,
           initcap(concat_ws(' ', a.word, case when d.n %% 3 > 0 then b.word end,
                             case when d.n %% 3 = 2 then c.word end)) as name,
           one.body as short_line, concat(one.body, '. ', two.body, '. ', three.body, '.') as description
    from bench_drawn d
    cross join lateral (
        select d.lang, true as is_own
        union all
        select case d.lang when 'en' then 'fr' else 'en' end, false where d.n %% 2 = 0
    ) said
    join bench_word a on a.rank = d.first and a.lang = said.lang
    join bench_word b on b.rank = d.second and b.lang = said.lang
    join bench_word c on c.rank = d.third and c.lang = said.lang
    join bench_sentence one on one.n = d.one and one.lang = said.lang
    join bench_sentence two on two.n = d.two and two.lang = said.lang
    join bench_sentence three on three.n = d.three and three.lang = said.lang
    """,
    "analyze bench_told",
    """
    insert into media (id, state, path, media_type, sha256, size_bytes, width, height, widths, colour, alt,
                       owner_id, attempts)
    select 'med_' || n, 'ready', 'bench/' || n, 'image/jpeg', int4send(n), 900000, 1280, 960, '{320,640,960,1280}',
           '#a08060', jsonb_build_object('en', 'Picture ' || n), 'org_' || producer, 0
    from bench_drawn where n %% 10 > 0
    """,
    """
    insert into product (id, slug, handle, producer_id, category_code, name, short_line, description, language,
                         origin_country, origin_region, state, picture_id, popularity, version, published_at)
    select 'prod_' || d.n, 'product-' || d.n, 'product-' || d.n, o.id, 'c' || d.category, t.name, t.short_line,
           t.description, d.lang, o.country, '', case when d.n %% 50 = 0 then 'draft' else 'published' end,
           case when d.n %% 10 > 0 then 'med_' || d.n end, d.popularity, 1,
           timestamptz '2024-01-01' + d.n * interval '1 minute'
    from bench_drawn d
    join bench_told t on t.n = d.n and t.is_own
    join organisation o on o.id = 'org_' || d.producer
    """,
    """
    insert into product_picture (product_id, media_id, position)
    select 'prod_' || n, 'med_' || n, 0 from bench_drawn where n %% 10 > 0
    """,
    """
    insert into translation (entity_id, field, lang, body, origin)
    select 'prod_' || t.n, said.field, t.lang, said.body, 'human'
    from bench_told t
    cross join lateral (values ('name', t.name), ('short_line', t.short_line), ('description', t.description))
        said (field, body)
    where not t.is_own
    """,
    """
    insert into product_value (product_id, term_code)
    select distinct 'prod_' || n, 'v' || %(wider)s + floor(random() * random() * (%(values)s - %(wider)s))::int
    from bench_drawn, generate_series(1, n %% 4)
    """,
    """
    insert into variant (id, product_id, label, net_quantity, net_unit, weight_grams, vat_class, floor_organic,
                         position)
    select 'var_' || n || '_' || k, 'prod_' || n, k * 250 || ' g', k * 250, 'g', k * 280, 'food', false, k
    from bench_drawn, generate_series(1, 1 + n %% 3) k
    """,
    """
    insert into price (id, variant_id, currency, amount_minor, premium_minor, valid_from)
    select 'prc_' || n || '_' || k, 'var_' || n || '_' || k, 'EUR', k * (199 + floor(4000 * random() * random())::int),
           10, '2026-01-01'
    from bench_drawn, generate_series(1, 1 + n %% 3) k
    """,
    """
    insert into stock (variant_id, on_hand, reserved)
    select 'var_' || n || '_' || k, case when random() < 0.1 then 0 else 1 + n %% 40 end, 0
    from bench_drawn, generate_series(1, 1 + n %% 3) k
    """,
)
_CERTIFIED = (
    """
    insert into scheme (id, code, name, owner, assurance_class, certifies, number_pattern, timezone, register_url,
                        sell_through, grace_days, is_confirmed, codes, note, proves, spoken_names, provisional, facts,
                        checklist, display, premium_earmark, premium_cash_cap)
    select 'std_' || n, 'scheme' || n, 'Scheme ' || n, 'Owner',
           (array['third_party', 'participatory', 'public_authority'])[1 + n %% 3], '{product}', '',
           (array['UTC', 'Europe/Berlin', 'America/Lima'])[1 + n %% 3], '', 'none', 0, true, '{}', '', '{}', '{}', '{}',
           '{}', '[]', '{}', '{}', '{}'
    from generate_series(0, 9) n
    """,
    """
    insert into mandate (id, federation_id, scheme_id, countries, categories, granted_at)
    select 'man_' || n, 'org_f', 'std_' || n, '{}', '{}', '2024-01-01' from generate_series(0, 9) n
    """,
    # A third of the producers hold them all; of ten certificates six are over. A tenth names a quantity.
    """
    insert into certificate (id, scheme_id, number, holder_id, state, statement, issued_by, valid_from, valid_to,
                             claim_from, claim_until, version, quantity_grams)
    select 'crt_' || n, 'std_' || n %% 10, n::text, 'org_' || 1 + 3 * (n %% greatest(1, %(producers)s / 3)),
           case when n / 7 %% 10 < 2 then 'withdrawn' else 'verified' end, '', '',
           '2024-01-01',
           case when n / 7 %% 10 < 6 then date '2025-06-01' + n %% 300 else date '2029-01-01' + n %% 800 end,
           '2024-01-01', case when n / 7 %% 10 < 2 then timestamptz '2025-10-01' end, 1,
           case when n %% 10 = 1 then 12000000 end
    from generate_series(1, %(certificates)s) n
    """,
    "analyze certificate, product",
    # A sixth covers all its holder makes, a third one category of it, half of them some products by name.
    """
    insert into certificate_subject (certificate_id, kind, ref)
    select c.id, 'category', 'c' || %(roots)s + c.number::int %% (%(categories)s - %(roots)s)
    from certificate c where c.number::int %% 6 in (1, 2)
    union all
    select c.id, 'product', p.id
    from certificate c join product p on p.producer_id = c.holder_id
    where c.number::int %% 6 > 2 and hashtext(p.id || c.id) %% 3 = 0
    """,
    """
    insert into verification (id, certificate_id, federation_id, mandate_id, verifier_id, method, decision, reason,
                              evidence_sha256, checked_at, answers)
    select 'ver_' || number, id, 'org_f', 'man_' || substr(scheme_id, 5), 'usr_1', 'document', 'verify',
           'Read in full.', '', '2024-01-01', '{}'
    from certificate
    """,
    "insert into claim_balance select id, 5000000 from certificate where quantity_grams is not null",
)


# Of a hundredth of the products on sale.
_LABELLED = """
    select count(distinct claim.product_id) * 1.0 / greatest(1, (
        select count(*) from product where state = 'published' and hashtext(id) %% 100 = 0))
    from product_claims(array(
        select id from product where state = 'published' and hashtext(id) %% 100 = 0), now()) claim
"""


@dataclass(frozen=True)
class Filled:
    """What is there now, and how long it took in seconds; `shelving` of these did what triggers do otherwise."""

    products: int
    producers: int
    certificates: int
    labelled: float
    seconds: float
    shelving: float


def fill_catalogue(database_url: str, products: int) -> Filled:
    """Write so many products into a migrated, empty database; below 100,000 with fewer producers and certificates.

    All is drawn the same each time. Triggers and foreign keys rest meanwhile; the shelf is built at the end.
    """
    sizes = {
        "products": products,
        "producers": max(30, min(_PRODUCERS, products // 20)),
        "certificates": max(100, min(_CERTIFICATES, products // 5)),
        "categories": CATEGORIES,
        "roots": ROOTS,
        "values": VALUES,
        "wider": WIDER_VALUES,
    }
    begun = time.perf_counter()
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute("set session_replication_role = replica")
        for statement in _SCRATCH:
            connection.execute(statement)
        with connection.cursor().copy("copy bench_word from stdin") as copy:
            for row in _words():
                copy.write_row(row)
        for statement in (_SENTENCE, "analyze bench_word, bench_sentence", *_GROUND, *_PRODUCTS, *_CERTIFIED):
            connection.execute("select setseed(0.5)")
            connection.execute(statement, sizes)
        connection.execute("drop table bench_drawn, bench_told, bench_sentence")
        connection.execute("set session_replication_role = origin")
        connection.execute("analyze")
        written = time.perf_counter()
        connection.execute("select rebuild_shelf()")
        connection.execute("select rebuild_search_words()")
        shelving = time.perf_counter() - written
        connection.execute("vacuum analyze")
        labelled = connection.execute(_LABELLED, {}).fetchone()
    assert labelled is not None
    return Filled(
        products,
        sizes["producers"],
        sizes["certificates"],
        float(labelled[0]),
        time.perf_counter() - begun,
        shelving,
    )


def _words() -> Iterator[tuple[int, str, str]]:
    """The rank, language and form of each word: sounded alike in all four, and no two alike in one."""
    source, taken = random.Random(17), set[str]()
    for rank in range(1, WORDS + 1):
        stem = ""
        while not stem or stem in taken:
            stem = "".join(source.choice(_BEGUN) + source.choice(_VOWELS) for _ in range(source.choice((1, 2, 2, 3))))
        taken.add(stem)
        for lang in LANGUAGES:
            yield rank, lang, stem + source.choice(_ENDINGS[lang])
