"""Whether a night was compared and could look at each discrepancy; which records the lists have named.

Rows of older nights keep NULL: they were compared, and what they could not look at is told by their standing.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.migrations.versions.v0005_keeping import VIEWS

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_VIEW = "v_discrepancies"
_WITH_LOOK = VIEWS[_VIEW].replace("s.status,", "s.status, coalesce(s.look, 'seen') AS look,")


def _id() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Forward."""
    op.add_column(
        "comparison",
        sa.Column(
            "compared",
            sa.Boolean(),
            comment="the two sides could be compared; NULL: of an older program, yes",
        ),
    )
    op.add_column(
        "sighting",
        sa.Column("look", sa.String(length=16), comment="unseen: that night could not look at it; NULL: it could"),
    )
    op.create_table(
        "listed",
        sa.Column("id", _id(), nullable=False),
        sa.Column("run_id", _id(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False, comment="of the list"),
        sa.Column("member", sa.Text(), nullable=False, comment="as the list names it"),
        sa.Column("present", sa.Boolean(), nullable=False, comment="false: a whole list names it no more"),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_listed_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listed")),
        comment="From which run on a list named a member, or named it no more: one row a change.",
    )
    op.create_index(op.f("ix_listed_run_id"), "listed", ["run_id"])
    _view(_WITH_LOOK)


def downgrade() -> None:
    """One step back."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"DROP VIEW {_VIEW}")
    op.drop_table("listed")
    op.drop_column("sighting", "look")
    op.drop_column("comparison", "compared")
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"CREATE VIEW {_VIEW} AS {VIEWS[_VIEW]}")


def _view(query: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"DROP VIEW {_VIEW}")
        op.execute(f"CREATE VIEW {_VIEW} AS {query}")
