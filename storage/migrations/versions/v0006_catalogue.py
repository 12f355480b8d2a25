"""Imported publication decisions (danh mục công bố) and their rows."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def _id() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "catalogue_import",
        sa.Column("id", _id(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("series", sa.Text(), nullable=False, comment="the decision or list; its newest import holds"),
        sa.Column("file", sa.Text(), nullable=False, comment="name of the file"),
        sa.Column("sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("coding", sa.String(length=8), nullable=False, comment="zstd or raw"),
        sa.Column("content", sa.LargeBinary(), nullable=False, comment="the file as it was"),
        sa.Column("reading", sa.Text(), nullable=False, comment="what was given with it, its doubts and notes, JSON"),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False, comment="by whom, as given"),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalogue_import")),
        comment="Publication decisions and lists that were imported; one without rows takes its series back.",
    )
    op.create_table(
        "catalogue_row",
        sa.Column("id", _id(), nullable=False),
        sa.Column("import_id", _id(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False, comment="where in the file"),
        sa.Column("code", sa.Text(), nullable=False, comment="as written"),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "content", sa.LargeBinary(), nullable=False, comment="cells as written, reading and doubts, JSON, zstd"
        ),
        sa.ForeignKeyConstraint(["import_id"], ["catalogue_import.id"], name=op.f("fk_catalogue_row_import_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalogue_row")),
        comment="Rows of imported decisions, word for word and as they were understood.",
    )
    with op.batch_alter_table("catalogue_import", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_catalogue_import_series"), ["series"], unique=False)
    with op.batch_alter_table("catalogue_row", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_catalogue_row_import_id"), ["import_id"], unique=False)


def downgrade() -> None:
    """One step back."""
    op.drop_table("catalogue_row")
    op.drop_table("catalogue_import")
