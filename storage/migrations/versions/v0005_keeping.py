"""Bodies dropped by rule, readings made again, and views for auditors who ask with SQL.

A later migration that rebuilds a table must drop the views before and create them again: SQLite refuses to
rename a table that a view looks at.
"""

from __future__ import annotations

import re

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


#: ``ISO(column)`` is a moment as ISO time of Vietnam, ``HEX(column)`` bytes in hexadecimal.
_VIEWS = {
    "v_nights": """
        SELECT id AS nightly, night, ISO(started_at) AS started_at, ISO(finished_at) AS finished_at,
            exit_code
        FROM nightly""",
    "v_runs": """
        SELECT id AS run, nightly_id AS nightly, portal, adapter, role, base_url, night,
            ISO(started_at) AS started_at, ISO(finished_at) AS finished_at,
            outcome, reason, requests, HEX(digest) AS snapshot_sha256, product
        FROM run""",
    "v_listings": """
        SELECT r.id AS run, r.portal, r.night, l.name AS list, l.title, l.stated_total, l.seen, l.passes,
            l.complete, l.reason
        FROM listing l JOIN run r ON r.id = l.run_id""",
    "v_problems": """
        SELECT r.id AS run, r.portal, r.night, substr(f.subject, 1, instr(f.subject, '|') - 1) AS kind,
            substr(f.subject, instr(f.subject, '|') + 1) AS place, f.text
        FROM run_fact f JOIN run r ON r.id = f.run_id WHERE f.kind = 'problem'""",
    "v_captures": """
        SELECT c.id AS capture, c.run_id AS run, r.portal, r.night, c.purpose, c.topic, c.visit, c.position,
            q.method, q.url, CAST(q.body AS TEXT) AS request_body, ISO(c.fetched_at) AS fetched_at,
            c.status, c.problem, c.problem_text, HEX(b.sha256) AS body_sha256, b.size AS body_size,
            b.coding AS body_coding
        FROM capture c JOIN run r ON r.id = c.run_id JOIN request q ON q.id = c.request_id
            LEFT JOIN body b ON b.id = c.body_id""",
    "v_versions": """
        SELECT v.id AS version, v.portal, v.portal_id, v.code, v.name, v.from_run_id AS from_run,
            r.night AS from_night,
            lead(r.night) OVER (PARTITION BY v.portal, v.portal_id ORDER BY v.from_run_id, v.id) AS until_night,
            v.digest IS NULL AS is_gone, HEX(v.digest) AS content_sha256, v.reader
        FROM version v JOIN run r ON r.id = v.from_run_id""",
    "v_discrepancies": """
        SELECT c.night, c.id AS comparison, s.status, s.first_seen, s.last_seen, s.nights_seen, s.basis, f.key,
            json_extract(f.content, '$.rule') AS rule, json_extract(f.content, '$.severity') AS severity,
            json_extract(f.content, '$.code') AS code, json_extract(f.content, '$.name') AS name,
            json_extract(f.content, '$.sector') AS sector, json_extract(f.content, '$.part') AS part,
            json_extract(f.content, '$.national') AS national, json_extract(f.content, '$.provincial') AS provincial,
            json_extract(f.content, '$.severity_reason') AS severity_reason
        FROM sighting s JOIN comparison c ON c.id = s.comparison_id JOIN finding f ON f.id = s.finding_id
        WHERE c.id = (SELECT max(id) FROM comparison x WHERE x.night = c.night)""",
    "v_comparisons": """
        SELECT id AS comparison, night, ISO(created_at) AS created_at, runs, complete, rules,
            HEX(digest) AS content_sha256
        FROM comparison""",
    "v_seals": """
        SELECT id AS entry, kind, subject_id AS subject, ISO(sealed_at) AS sealed_at,
            HEX(digest) AS digest, HEX(previous) AS previous
        FROM manifest""",
    "v_dropped": """
        SELECT HEX(d.sha256) AS body_sha256, d.size AS body_size, d.rule, ISO(k.at) AS dropped_at,
            d.keeping_id AS keeping
        FROM dropped d JOIN keeping k ON k.id = d.keeping_id""",
    "v_rereadings": """
        SELECT x.id AS reread, ISO(x.at) AS at, x.readers, x.rules, c.night, f.what, f.cause, f.key, f.content
        FROM reread_finding f JOIN reread x ON x.id = f.reread_id JOIN comparison c ON c.id = f.comparison_id""",
}


def _sql(query: str) -> str:
    iso = r"strftime('%Y-%m-%dT%H:%M:%S', \1 / 1000000, 'unixepoch', '+7 hours') || '+07:00'"
    query = re.sub(r"ISO\(([\w.]+)\)", iso, query)
    return re.sub(r"HEX\(([\w.]+)\)", r"nullif(lower(hex(\1)), '')", query)


VIEWS = {name: _sql(query.strip()) for name, query in _VIEWS.items()}


def upgrade() -> None:
    """Forward."""
    _keeping()
    _reread()
    if op.get_bind().dialect.name == "sqlite":
        for name, query in VIEWS.items():
            op.execute(f"CREATE VIEW {name} AS {query}")


def _keeping() -> None:
    op.create_table(
        "keeping",
        sa.Column("id", _ID, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("rules", sa.Text(), nullable=False, comment="the rules as configured, JSON"),
        sa.Column("bodies", sa.Integer(), nullable=False, comment="how many bodies were dropped"),
        sa.Column("size", sa.BigInteger(), nullable=False, comment="bytes of the store that they took"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_keeping")),
        comment="One time at which bodies were dropped by rule.",
    )
    op.create_table(
        "dropped",
        sa.Column("id", _ID, nullable=False),
        sa.Column("keeping_id", _ID, nullable=False),
        sa.Column("sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False, comment="bytes before our compression"),
        sa.Column("rule", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["keeping_id"], ["keeping.id"], name=op.f("fk_dropped_keeping_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dropped")),
        comment="Bodies whose bytes were dropped (body.coding = dropped); digest and size stay.",
    )
    op.create_index(op.f("ix_dropped_keeping_id"), "dropped", ["keeping_id"])
    op.create_index(op.f("ix_dropped_sha256"), "dropped", ["sha256"])


def _reread() -> None:
    op.create_table(
        "reread",
        sa.Column("id", _ID, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("first_night", sa.Date(), nullable=False),
        sa.Column("last_night", sa.Date(), nullable=False),
        sa.Column("portal", sa.String(length=64), nullable=False, comment="empty: all"),
        sa.Column("product", sa.String(length=64), nullable=False),
        sa.Column("rules", sa.String(length=32), nullable=False, comment="version of the rules then"),
        sa.Column("readers", sa.Text(), nullable=False, comment="JSON {adapter: version of its page objects then}"),
        sa.Column("runs", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reread")),
        comment="Archived runs read again: what came out stands beside what was kept, never in its place.",
    )
    op.create_table(
        "reread_version",
        sa.Column("id", _ID, nullable=False),
        sa.Column("reread_id", _ID, nullable=False),
        sa.Column("run_id", _ID, nullable=False),
        sa.Column("portal_id", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), comment="of what was read now; NULL: nothing"),
        sa.Column("content", sa.LargeBinary(), comment="the procedure as JSON, zstd; NULL: nothing"),
        sa.Column("reader", sa.String(length=32), nullable=False),
        sa.Column("stored_version_id", _ID, comment="what was kept; NULL: nothing"),
        sa.ForeignKeyConstraint(["reread_id"], ["reread.id"], name=op.f("fk_reread_version_reread_id")),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_reread_version_run_id")),
        sa.ForeignKeyConstraint(
            ["stored_version_id"], ["version.id"], name=op.f("fk_reread_version_stored_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reread_version")),
        comment="Records that read otherwise than they were kept.",
    )
    op.create_index(op.f("ix_reread_version_reread_id"), "reread_version", ["reread_id"])
    op.create_table(
        "reread_finding",
        sa.Column("id", _ID, nullable=False),
        sa.Column("reread_id", _ID, nullable=False),
        sa.Column("comparison_id", _ID, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("what", sa.String(length=8), nullable=False, comment="new or gone"),
        sa.Column("cause", sa.String(length=8), nullable=False, comment="reading or rules"),
        sa.Column("content", sa.Text(), nullable=False, comment="the discrepancy as JSON"),
        sa.ForeignKeyConstraint(["comparison_id"], ["comparison.id"], name=op.f("fk_reread_finding_comparison_id")),
        sa.ForeignKeyConstraint(["reread_id"], ["reread.id"], name=op.f("fk_reread_finding_reread_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reread_finding")),
        comment="How a night's comparison would differ today, and why.",
    )
    op.create_index(op.f("ix_reread_finding_reread_id"), "reread_finding", ["reread_id"])


def downgrade() -> None:
    """One step back; bodies that were dropped do not come back."""
    if op.get_bind().dialect.name == "sqlite":
        for name in VIEWS:
            op.execute(f"DROP VIEW {name}")
    for table in ("reread_finding", "reread_version", "reread", "dropped", "keeping"):
        op.drop_table(table)
