"""The chain of seals, and signatures and time stamps over it. Nothing is sealed here: the first seal does that."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "manifest",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
            comment="1, 2, 3 ... without a gap",
        ),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("subject_id", sa.BigInteger(), nullable=False, comment="the row that it seals; 0: everything before"),
        sa.Column("sealed_at", sa.BigInteger(), nullable=False),
        sa.Column(
            "previous",
            sa.LargeBinary(length=32),
            nullable=True,
            comment="digest of the entry before it; NULL: the first",
        ),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column(
            "packed",
            sa.LargeBinary(length=16),
            nullable=False,
            comment="beginning of the SHA-256 of the content as it is kept",
        ),
        sa.Column("content", sa.LargeBinary(), nullable=False, comment="what it seals, canonical JSON, zstd"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_manifest")),
        sa.UniqueConstraint("digest", name=op.f("uq_manifest_digest")),
        comment="The chain: each entry seals the rows that one transaction completed.",
    )
    with op.batch_alter_table("manifest", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_manifest_kind_subject_id"), ["kind", "subject_id"], unique=False)

    op.create_table(
        "signature",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("manifest_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key_id", sa.String(length=64), nullable=False, comment="SHA-256 of the public key, hexadecimal"),
        sa.Column("public_key", sa.LargeBinary(length=32), nullable=False),
        sa.Column(
            "signature", sa.LargeBinary(length=64), nullable=False, comment="Ed25519 over the digest of the entry"
        ),
        sa.ForeignKeyConstraint(["manifest_id"], ["manifest.id"], name=op.f("fk_signature_manifest_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signature")),
        comment="Signed heads of nights; the secret key is never here.",
    )
    op.create_table(
        "time_stamp",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("manifest_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("authority", sa.Text(), nullable=False),
        sa.Column("obtained_at", sa.BigInteger(), nullable=False),
        sa.Column("token", sa.LargeBinary(), nullable=False, comment="the answer of the authority (RFC 3161), DER"),
        sa.ForeignKeyConstraint(["manifest_id"], ["manifest.id"], name=op.f("fk_time_stamp_manifest_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_time_stamp")),
        comment="Time stamps over heads of nights.",
    )


def downgrade() -> None:
    """One step back: what was sealed is sealed no longer."""
    op.drop_table("time_stamp")
    op.drop_table("signature")
    with op.batch_alter_table("manifest", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_manifest_kind_subject_id"))

    op.drop_table("manifest")
