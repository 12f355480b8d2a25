"""What follows a night: its head is signed, noted outside the database, and given a time stamp.

None of it is a reason to lose a night: what does not succeed is told, and the next night tries again.
"""

from __future__ import annotations

import os
from collections.abc import Mapping

from sqlalchemy import Engine

from monitor import PRODUCT, VERSION
from monitor.clock import WallClock
from monitor.config import Config
from monitor.heads import heads_file, note_heads
from monitor.signing import BadKey, signer
from monitor.stamping import StampError, obtain
from storage import manifests
from storage.witnesses import Sign, Stamped, add_stamp, unstamped_head


def signing(config: Config, environment: Mapping[str, str] | None = None) -> tuple[Sign | None, str | None]:
    """What signs the night's head, and why nothing does although it is configured."""
    name = config.evidence.signing_key_env
    if name is None:
        return None, None
    try:
        return signer(name, os.environ if environment is None else environment), None
    except BadKey as error:
        return None, f"Đầu chuỗi đêm nay không được ký: {error}."


def after_night(config: Config, engine: Engine, clock: WallClock) -> tuple[str, ...]:
    """Note the head and have it stamped; returns what did not succeed, in sentences."""
    return tuple(told for told in (_note(config, engine), _stamp(config, engine, clock)) if told)


def head_line(engine: Engine, nightly: int | None) -> str | None:
    """The head of a night, for its summary: whoever keeps the summary keeps the head."""
    digest = None if nightly is None else manifests.digest_of(engine, "nightly", nightly)
    return f"Đầu chuỗi: {digest}" if digest else None


def _note(config: Config, engine: Engine) -> str | None:
    file = heads_file(config.store.url)
    try:
        known = note_heads(engine, file)
    except OSError as error:
        return f"Không ghi được đầu chuỗi vào {file}: {error.strerror}; đêm sau sẽ ghi bù."
    if known:
        return None
    return f"Dòng cuối của {file} không có trong chuỗi của kho này: hãy chạy `tthc verify`."


def _stamp(config: Config, engine: Engine, clock: WallClock) -> str | None:
    url = config.evidence.timestamp_url
    head = unstamped_head(engine) if url else None
    if url is None or head is None:
        return None
    agent = f"{PRODUCT}/{VERSION} (lien he: {config.crawl.contact})"
    try:
        token = obtain(url, head, agent=agent, timeout=config.crawl.timeout)
    except StampError as error:
        return f"Chưa có dấu thời gian cho đầu chuỗi đêm nay: {error}; đêm sau sẽ xin lại."
    add_stamp(engine, Stamped(head, url, clock.now(), token))
    return None
