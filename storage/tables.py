"""The tables. Nothing is overwritten: rows are added, and a run is closed once.

Types are those that SQLite and PostgreSQL both take (D35). Times are whole
microseconds since 1970 in UTC, digests are 32 raw bytes.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Moment(TypeDecorator[datetime]):
    """An aware datetime as whole microseconds since 1970, UTC."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """To the database."""
        if value is None:
            return None
        return (value - _EPOCH) // timedelta(microseconds=1)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """From the database."""
        return None if value is None else _EPOCH + timedelta(microseconds=value)


#: An integer key that counts up on both databases.
Id = BigInteger().with_variant(Integer, "sqlite")

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

nightly = Table(
    "nightly",
    metadata,
    Column("id", Id, primary_key=True),
    Column("night", Date, nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("finished_at", Moment),
    Column("exit_code", Integer),
    comment="One nightly job: it crawls, compares and reports.",
)

run = Table(
    "run",
    metadata,
    Column("id", Id, primary_key=True),
    Column("nightly_id", ForeignKey("nightly.id")),
    Column("portal", String(64), nullable=False),
    Column("adapter", String(64), nullable=False),
    Column("role", String(16), nullable=False),
    Column("base_url", Text, nullable=False),
    Column("night", Date, nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("settings", Text, nullable=False, comment="what this visit was told, as JSON"),
    Column("product", String(64), nullable=False),
    Column("finished_at", Moment),
    Column("finish", Text, comment="how the crawl process closed"),
    Column("outcome", String(16), comment="complete, partial, failed, closed; NULL: never closed = failed"),
    Column("reason", Text),
    Column("requests", Integer),
    Column("digest", LargeBinary(32), comment="digest of the snapshot"),
    Index(None, "portal", "night"),
    Index(None, "portal", "outcome", "finished_at"),
    comment="One visit to one portal.",
)

body = Table(
    "body",
    metadata,
    Column("id", Id, primary_key=True),
    Column("sha256", LargeBinary(32), nullable=False, unique=True),
    Column("size", Integer, nullable=False, comment="bytes before our compression"),
    Column("coding", String(8), nullable=False, comment="zstd or raw"),
    Column("data", LargeBinary, nullable=False),
    comment="Bodies as they came over the wire, each kept once for ever.",
)

request = Table(
    "request",
    metadata,
    Column("id", Id, primary_key=True),
    Column("key", LargeBinary(32), nullable=False, unique=True, comment="SHA-256 of method, URL, body"),
    Column("method", String(8), nullable=False),
    Column("url", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    comment="What was asked; the same on every night, kept once.",
)

header_block = Table(
    "header_block",
    metadata,
    Column("id", Id, primary_key=True),
    Column("sha256", LargeBinary(32), nullable=False, unique=True),
    Column("fields", Text, nullable=False, comment="JSON [[name, value or null], ...]; null: see the capture"),
    comment="Header fields that answers share; what changes each time stands in the capture.",
)

capture = Table(
    "capture",
    metadata,
    Column("id", Id, primary_key=True),
    Column("run_id", ForeignKey("run.id"), nullable=False),
    Column("purpose", String(8), nullable=False),
    Column("topic", Text, nullable=False),
    Column("visit", Integer, nullable=False),
    Column("position", Integer, nullable=False),
    Column("request_id", ForeignKey("request.id"), nullable=False),
    Column("fetched_at", Moment, nullable=False),
    Column("status", Integer),
    Column("header_block_id", ForeignKey("header_block.id")),
    Column("header_values", Text, comment="JSON list of the values that the block leaves open"),
    Column("body_id", ForeignKey("body.id")),
    Column("problem", String(32)),
    Column("problem_text", Text),
    Column("problem_where", Text),
    Index(None, "run_id", "purpose", "topic"),
    comment="A visit to one page: the evidence, good or bad.",
)

listing = Table(
    "listing",
    metadata,
    Column("id", Id, primary_key=True),
    Column("run_id", ForeignKey("run.id"), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("stated_total", Integer),
    Column("seen", Integer, nullable=False),
    Column("passes", Integer, nullable=False),
    Column("complete", Boolean, nullable=False),
    Column("reason", Text, nullable=False),
    comment="What each list of a run promised, and whether all of it was seen.",
)

run_fact = Table(
    "run_fact",
    metadata,
    Column("id", Id, primary_key=True),
    Column("run_id", ForeignKey("run.id"), nullable=False, index=True),
    Column("kind", String(16), nullable=False, comment="problem, note, unread, gone, front"),
    Column("subject", Text, nullable=False),
    Column("text", Text, nullable=False),
    comment="Problems and notes of a run.",
)

version = Table(
    "version",
    metadata,
    Column("id", Id, primary_key=True),
    Column("portal", String(64), nullable=False),
    Column("portal_id", Text, nullable=False),
    Column("from_run_id", ForeignKey("run.id"), nullable=False, index=True),
    Column("code", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("digest", LargeBinary(32), comment="of the content; NULL: gone from a complete list"),
    Column("content", LargeBinary, comment="the procedure as JSON, zstd; NULL: gone"),
    Column("reader", String(32), nullable=False, comment="adapter and version of its page objects"),
    Column("parts", LargeBinary, comment="digests of the canonical parts, with the id of the ladder"),
    Index(None, "portal", "portal_id", "from_run_id", "id", "code", "name", "digest"),
    Index(None, "code", "name"),
    comment="A procedure's content from a run on; it holds until the next row of the same record.",
)

comparison = Table(
    "comparison",
    metadata,
    Column("id", Id, primary_key=True),
    Column("night", Date, nullable=False, index=True),
    Column("created_at", Moment, nullable=False),
    Column("runs", Text, nullable=False, comment="JSON {portal: run id}"),
    Column("complete", Boolean, nullable=False, comment="every witness of CL01 was read whole"),
    Column("rules", String(32), nullable=False, comment="version of the rules"),
    Column("digest", LargeBinary(32), nullable=False),
    Column("content", LargeBinary, nullable=False, comment="the comparison without its discrepancies, zstd JSON"),
    Column("compared", Boolean, comment="the two sides could be compared; NULL: of an older program, yes"),
    comment="One night's comparison.",
)

finding = Table(
    "finding",
    metadata,
    Column("id", Id, primary_key=True),
    Column("digest", LargeBinary(32), nullable=False, unique=True),
    Column("key", Text, nullable=False, index=True),
    Column("content", Text, nullable=False, comment="the discrepancy as JSON"),
    comment="Distinct wordings of discrepancies, each kept once.",
)

sighting = Table(
    "sighting",
    metadata,
    Column("comparison_id", ForeignKey("comparison.id"), primary_key=True),
    Column("finding_id", ForeignKey("finding.id"), primary_key=True),
    Column("status", String(32), nullable=False),
    Column("first_seen", Date, nullable=False),
    Column("last_seen", Date, nullable=False),
    Column("nights_seen", Integer, nullable=False),
    Column("basis", Text, nullable=False, server_default="", comment="what an accepted one, or an end, rests on"),
    Column("look", String(16), comment="unseen: that night could not look at it; NULL: it could"),
    comment="How each discrepancy stood on each night.",
)

listed = Table(
    "listed",
    metadata,
    Column("id", Id, primary_key=True),
    Column("run_id", ForeignKey("run.id"), nullable=False, index=True),
    Column("name", Text, nullable=False, comment="of the list"),
    Column("member", Text, nullable=False, comment="as the list names it"),
    Column("present", Boolean, nullable=False, comment="false: a whole list names it no more"),
    comment="From which run on a list named a member, or named it no more: one row a change.",
)

change = Table(
    "change",
    metadata,
    Column("id", Id, primary_key=True),
    Column("run_id", ForeignKey("run.id"), nullable=False, index=True),
    Column("portal_id", Text, nullable=False),
    Column("content", LargeBinary, nullable=False, comment="the change as JSON, zstd"),
    comment="What changed in one source since its last complete night.",
)

register_import = Table(
    "register_import",
    metadata,
    Column("id", Id, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("file", Text, nullable=False, comment="name of the file"),
    Column("sha256", LargeBinary(32), nullable=False),
    Column("content", LargeBinary, nullable=False, comment="the file as it was, zstd"),
    Column("who", Text, nullable=False, comment="by whom, as given"),
    Column("note", Text, nullable=False),
    comment="Registered legitimate differences and replaced codes: the newest import holds, older ones stay.",
)

pairing = Table(
    "pairing",
    metadata,
    Column("id", Id, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("left", Text, nullable=False, comment="key of the national record"),
    Column("right", Text, nullable=False, comment="key of the provincial record"),
    Column("accepted", Boolean, nullable=False),
    Column("who", Text, nullable=False, comment="by whom, as given"),
    Column("note", Text, nullable=False),
    comment="What people decided about two records; of two decisions on one record the later holds.",
)

catalogue_import = Table(
    "catalogue_import",
    metadata,
    Column("id", Id, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("series", Text, nullable=False, index=True, comment="the decision or list; its newest import holds"),
    Column("file", Text, nullable=False, comment="name of the file"),
    Column("sha256", LargeBinary(32), nullable=False),
    Column("coding", String(8), nullable=False, comment="zstd or raw"),
    Column("content", LargeBinary, nullable=False, comment="the file as it was"),
    Column("reading", Text, nullable=False, comment="what was given with it, its doubts and notes, JSON"),
    Column("rows", Integer, nullable=False),
    Column("who", Text, nullable=False, comment="by whom, as given"),
    Column("note", Text, nullable=False),
    comment="Publication decisions and lists that were imported; one without rows takes its series back.",
)

catalogue_row = Table(
    "catalogue_row",
    metadata,
    Column("id", Id, primary_key=True),
    Column("import_id", ForeignKey("catalogue_import.id"), nullable=False, index=True),
    Column("place", Text, nullable=False, comment="where in the file"),
    Column("code", Text, nullable=False, comment="as written"),
    Column("name", Text, nullable=False),
    Column("content", LargeBinary, nullable=False, comment="cells as written, reading and doubts, JSON, zstd"),
    comment="Rows of imported decisions, word for word and as they were understood.",
)

manifest = Table(
    "manifest",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False, comment="1, 2, 3 ... without a gap"),
    Column("kind", String(16), nullable=False),
    Column("subject_id", BigInteger, nullable=False, comment="the row that it seals; 0: everything before"),
    Column("sealed_at", Moment, nullable=False),
    Column("previous", LargeBinary(32), comment="digest of the entry before it; NULL: the first"),
    Column("digest", LargeBinary(32), nullable=False, unique=True),
    Column("packed", LargeBinary(16), nullable=False, comment="beginning of the SHA-256 of the content as it is kept"),
    Column("content", LargeBinary, nullable=False, comment="what it seals, canonical JSON, zstd"),
    Index(None, "kind", "subject_id"),
    comment="The chain: each entry seals the rows that one transaction completed.",
)

signature = Table(
    "signature",
    metadata,
    Column("id", Id, primary_key=True),
    Column("manifest_id", ForeignKey("manifest.id"), nullable=False),
    Column("key_id", String(64), nullable=False, comment="SHA-256 of the public key, hexadecimal"),
    Column("public_key", LargeBinary(32), nullable=False),
    Column("signature", LargeBinary(64), nullable=False, comment="Ed25519 over the digest of the entry"),
    comment="Signed heads of nights; the secret key is never here.",
)

time_stamp = Table(
    "time_stamp",
    metadata,
    Column("id", Id, primary_key=True),
    Column("manifest_id", ForeignKey("manifest.id"), nullable=False),
    Column("authority", Text, nullable=False),
    Column("obtained_at", Moment, nullable=False),
    Column("token", LargeBinary, nullable=False, comment="the answer of the authority (RFC 3161), DER"),
    comment="Time stamps over heads of nights.",
)

keeping = Table(
    "keeping",
    metadata,
    Column("id", Id, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("rules", Text, nullable=False, comment="the rules as configured, JSON"),
    Column("bodies", Integer, nullable=False, comment="how many bodies were dropped"),
    Column("size", BigInteger, nullable=False, comment="bytes of the store that they took"),
    comment="One time at which bodies were dropped by rule.",
)

dropped = Table(
    "dropped",
    metadata,
    Column("id", Id, primary_key=True),
    Column("keeping_id", ForeignKey("keeping.id"), nullable=False, index=True),
    Column("sha256", LargeBinary(32), nullable=False, index=True),
    Column("size", Integer, nullable=False, comment="bytes before our compression"),
    Column("rule", String(16), nullable=False),
    comment="Bodies whose bytes were dropped (body.coding = dropped); digest and size stay.",
)

reread = Table(
    "reread",
    metadata,
    Column("id", Id, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("first_night", Date, nullable=False),
    Column("last_night", Date, nullable=False),
    Column("portal", String(64), nullable=False, comment="empty: all"),
    Column("product", String(64), nullable=False),
    Column("rules", String(32), nullable=False, comment="version of the rules then"),
    Column("readers", Text, nullable=False, comment="JSON {adapter: version of its page objects then}"),
    Column("runs", Integer, nullable=False),
    comment="Archived runs read again: what came out stands beside what was kept, never in its place.",
)

reread_version = Table(
    "reread_version",
    metadata,
    Column("id", Id, primary_key=True),
    Column("reread_id", ForeignKey("reread.id"), nullable=False, index=True),
    Column("run_id", ForeignKey("run.id"), nullable=False),
    Column("portal_id", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("digest", LargeBinary(32), comment="of what was read now; NULL: nothing"),
    Column("content", LargeBinary, comment="the procedure as JSON, zstd; NULL: nothing"),
    Column("reader", String(32), nullable=False),
    Column("stored_version_id", ForeignKey("version.id"), comment="what was kept; NULL: nothing"),
    comment="Records that read otherwise than they were kept.",
)

reread_finding = Table(
    "reread_finding",
    metadata,
    Column("id", Id, primary_key=True),
    Column("reread_id", ForeignKey("reread.id"), nullable=False, index=True),
    Column("comparison_id", ForeignKey("comparison.id"), nullable=False),
    Column("key", Text, nullable=False),
    Column("what", String(8), nullable=False, comment="new or gone"),
    Column("cause", String(8), nullable=False, comment="reading or rules"),
    Column("content", Text, nullable=False, comment="the discrepancy as JSON"),
    comment="How a night's comparison would differ today, and why.",
)

__all__ = [
    "body",
    "capture",
    "catalogue_import",
    "catalogue_row",
    "change",
    "comparison",
    "dropped",
    "finding",
    "header_block",
    "keeping",
    "listed",
    "listing",
    "manifest",
    "metadata",
    "nightly",
    "pairing",
    "register_import",
    "request",
    "reread",
    "reread_finding",
    "reread_version",
    "run",
    "run_fact",
    "sighting",
    "signature",
    "time_stamp",
    "version",
]
