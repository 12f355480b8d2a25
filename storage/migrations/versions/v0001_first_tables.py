"""The first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "body",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False, comment="bytes before our compression"),
        sa.Column("coding", sa.String(length=8), nullable=False, comment="zstd or raw"),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_body")),
        sa.UniqueConstraint("sha256", name=op.f("uq_body_sha256")),
        comment="Bodies as they came over the wire, each kept once for ever.",
    )
    op.create_table(
        "comparison",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("night", sa.Date(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("runs", sa.Text(), nullable=False, comment="JSON {portal: run id}"),
        sa.Column("complete", sa.Boolean(), nullable=False, comment="every witness of CL01 was read whole"),
        sa.Column("rules", sa.String(length=32), nullable=False, comment="version of the rules"),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column(
            "content",
            sa.LargeBinary(),
            nullable=False,
            comment="the comparison without its discrepancies, zstd JSON",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comparison")),
        comment="One night's comparison.",
    )
    with op.batch_alter_table("comparison", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_comparison_night"), ["night"], unique=False)

    op.create_table(
        "finding",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False, comment="the discrepancy as JSON"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding")),
        sa.UniqueConstraint("digest", name=op.f("uq_finding_digest")),
        comment="Distinct wordings of discrepancies, each kept once.",
    )
    with op.batch_alter_table("finding", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_finding_key"), ["key"], unique=False)

    op.create_table(
        "header_block",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column(
            "fields",
            sa.Text(),
            nullable=False,
            comment="JSON [[name, value or null], ...]; null: see the capture",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_header_block")),
        sa.UniqueConstraint("sha256", name=op.f("uq_header_block_sha256")),
        comment="Header fields that answers share; what changes each time stands in the capture.",
    )
    op.create_table(
        "nightly",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("night", sa.Date(), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("finished_at", sa.BigInteger(), nullable=True),
        sa.Column("exit_code", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nightly")),
        comment="One nightly job: it crawls, compares and reports.",
    )
    op.create_table(
        "request",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.LargeBinary(length=32), nullable=False, comment="SHA-256 of method, URL, body"),
        sa.Column("method", sa.String(length=8), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request")),
        sa.UniqueConstraint("key", name=op.f("uq_request_key")),
        comment="What was asked; the same on every night, kept once.",
    )
    op.create_table(
        "run",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("nightly_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("portal", sa.String(length=64), nullable=False),
        sa.Column("adapter", sa.String(length=64), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("base_url", sa.Text(), nullable=False),
        sa.Column("night", sa.Date(), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("settings", sa.Text(), nullable=False, comment="what this visit was told, as JSON"),
        sa.Column("product", sa.String(length=64), nullable=False),
        sa.Column("finished_at", sa.BigInteger(), nullable=True),
        sa.Column("finish", sa.Text(), nullable=True, comment="how the crawl process closed"),
        sa.Column(
            "outcome",
            sa.String(length=16),
            nullable=True,
            comment="complete, partial, failed, closed; NULL: never closed = failed",
        ),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("requests", sa.Integer(), nullable=True),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=True, comment="digest of the snapshot"),
        sa.ForeignKeyConstraint(["nightly_id"], ["nightly.id"], name=op.f("fk_run_nightly_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run")),
        comment="One visit to one portal.",
    )
    with op.batch_alter_table("run", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_run_portal_night"), ["portal", "night"], unique=False)

    op.create_table(
        "sighting",
        sa.Column("comparison_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("finding_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("first_seen", sa.Date(), nullable=False),
        sa.Column("last_seen", sa.Date(), nullable=False),
        sa.Column("nights_seen", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["comparison_id"], ["comparison.id"], name=op.f("fk_sighting_comparison_id")),
        sa.ForeignKeyConstraint(["finding_id"], ["finding.id"], name=op.f("fk_sighting_finding_id")),
        sa.PrimaryKeyConstraint("comparison_id", "finding_id", name=op.f("pk_sighting")),
        comment="How each discrepancy stood on each night.",
    )
    op.create_table(
        "capture",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("run_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("purpose", sa.String(length=8), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("visit", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("fetched_at", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("header_block_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "header_values",
            sa.Text(),
            nullable=True,
            comment="JSON list of the values that the block leaves open",
        ),
        sa.Column("body_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("problem", sa.String(length=32), nullable=True),
        sa.Column("problem_text", sa.Text(), nullable=True),
        sa.Column("problem_where", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_capture_body_id")),
        sa.ForeignKeyConstraint(["header_block_id"], ["header_block.id"], name=op.f("fk_capture_header_block_id")),
        sa.ForeignKeyConstraint(["request_id"], ["request.id"], name=op.f("fk_capture_request_id")),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_capture_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_capture")),
        comment="A visit to one page: the evidence, good or bad.",
    )
    with op.batch_alter_table("capture", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_capture_run_id_purpose_topic"), ["run_id", "purpose", "topic"], unique=False
        )

    op.create_table(
        "change",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("run_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("portal_id", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False, comment="the change as JSON, zstd"),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_change_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change")),
        comment="What changed in one source since its last complete night.",
    )
    with op.batch_alter_table("change", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_change_run_id"), ["run_id"], unique=False)

    op.create_table(
        "listing",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("run_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("stated_total", sa.Integer(), nullable=True),
        sa.Column("seen", sa.Integer(), nullable=False),
        sa.Column("passes", sa.Integer(), nullable=False),
        sa.Column("complete", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_listing_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listing")),
        comment="What each list of a run promised, and whether all of it was seen.",
    )
    with op.batch_alter_table("listing", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_listing_run_id"), ["run_id"], unique=False)

    op.create_table(
        "run_fact",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("run_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False, comment="problem, note, unread, gone, front"),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_run_fact_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run_fact")),
        comment="Problems and notes of a run.",
    )
    with op.batch_alter_table("run_fact", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_run_fact_run_id"), ["run_id"], unique=False)

    op.create_table(
        "version",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("portal", sa.String(length=64), nullable=False),
        sa.Column("portal_id", sa.Text(), nullable=False),
        sa.Column("from_run_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "digest",
            sa.LargeBinary(length=32),
            nullable=True,
            comment="of the content; NULL: gone from a complete list",
        ),
        sa.Column("content", sa.LargeBinary(), nullable=True, comment="the procedure as JSON, zstd; NULL: gone"),
        sa.Column("reader", sa.String(length=32), nullable=False, comment="adapter and version of its page objects"),
        sa.ForeignKeyConstraint(["from_run_id"], ["run.id"], name=op.f("fk_version_from_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_version")),
        comment="A procedure's content from a run on; it holds until the next row of the same record.",
    )
    with op.batch_alter_table("version", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_version_code"), ["code"], unique=False)
        batch_op.create_index(batch_op.f("ix_version_from_run_id"), ["from_run_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_version_portal_portal_id_id"), ["portal", "portal_id", "id"], unique=False)


def downgrade() -> None:
    """One step back."""
    with op.batch_alter_table("version", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_version_portal_portal_id_id"))
        batch_op.drop_index(batch_op.f("ix_version_from_run_id"))
        batch_op.drop_index(batch_op.f("ix_version_code"))

    op.drop_table("version")
    with op.batch_alter_table("run_fact", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_run_fact_run_id"))

    op.drop_table("run_fact")
    with op.batch_alter_table("listing", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_listing_run_id"))

    op.drop_table("listing")
    with op.batch_alter_table("change", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_change_run_id"))

    op.drop_table("change")
    with op.batch_alter_table("capture", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_capture_run_id_purpose_topic"))

    op.drop_table("capture")
    op.drop_table("sighting")
    with op.batch_alter_table("run", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_run_portal_night"))

    op.drop_table("run")
    op.drop_table("request")
    op.drop_table("nightly")
    op.drop_table("header_block")
    with op.batch_alter_table("finding", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_finding_key"))

    op.drop_table("finding")
    with op.batch_alter_table("comparison", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_comparison_night"))

    op.drop_table("comparison")
    op.drop_table("body")
