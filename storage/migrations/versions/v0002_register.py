"""What people register: grounds, decisions about pairs; the parts of versions; the ground of a sighting."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "register_import",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False, comment="name of the file"),
        sa.Column("sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False, comment="the file as it was, zstd"),
        sa.Column("who", sa.Text(), nullable=False, comment="by whom, as given"),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_import")),
        comment="Registered legitimate differences and replaced codes: the newest import holds, older ones stay.",
    )
    op.create_table(
        "pairing",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("left", sa.Text(), nullable=False, comment="key of the national record"),
        sa.Column("right", sa.Text(), nullable=False, comment="key of the provincial record"),
        sa.Column("accepted", sa.Boolean(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False, comment="by whom, as given"),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pairing")),
        comment="What people decided about two records; of two decisions on one record the later holds.",
    )
    # Columns are added in place: the tables of a store that is years old need not be written anew.
    op.add_column(
        "version",
        sa.Column(
            "parts",
            sa.LargeBinary(),
            nullable=True,
            comment="digests of the canonical parts, with the id of the ladder",
        ),
    )
    op.add_column(
        "sighting",
        sa.Column(
            "basis",
            sa.Text(),
            nullable=False,
            server_default="",
            comment="the registered ground of an accepted one",
        ),
    )


def downgrade() -> None:
    """One step back."""
    op.drop_column("sighting", "basis")
    op.drop_column("version", "parts")
    op.drop_table("pairing")
    op.drop_table("register_import")
