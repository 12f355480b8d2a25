"""Indexes for questions about the past: what held at a run, which reading answers for a day, words of a name."""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    with op.batch_alter_table("version", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_version_portal_portal_id_id"))
        batch_op.drop_index(batch_op.f("ix_version_code"))
        batch_op.create_index(
            batch_op.f("ix_version_portal_portal_id_from_run_id_id_code_name_digest"),
            ["portal", "portal_id", "from_run_id", "id", "code", "name", "digest"],
            unique=False,
        )
        batch_op.create_index(batch_op.f("ix_version_code_name"), ["code", "name"], unique=False)
    with op.batch_alter_table("run", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_run_portal_outcome_finished_at"), ["portal", "outcome", "finished_at"], unique=False
        )


def downgrade() -> None:
    """One step back."""
    with op.batch_alter_table("run", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_run_portal_outcome_finished_at"))
    with op.batch_alter_table("version", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_version_code_name"))
        batch_op.drop_index(batch_op.f("ix_version_portal_portal_id_from_run_id_id_code_name_digest"))
        batch_op.create_index(batch_op.f("ix_version_code"), ["code"], unique=False)
        batch_op.create_index(batch_op.f("ix_version_portal_portal_id_id"), ["portal", "portal_id", "id"], unique=False)
