"""What follows a night: its head is signed, kept outside the database, and given a time stamp (D27)."""

from __future__ import annotations

import base64
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from sqlalchemy import Engine

from monitor import signing, stamping
from monitor.after_night import after_night, head_line
from monitor.after_night import signing as configured_signing
from monitor.clock import WallClock
from monitor.config import Config, EvidenceConfig
from monitor.heads import digest_in, heads_file, note_heads, read_heads
from monitor.signing import BadKey, check_signatures, signer
from monitor.stamping import StampError, obtain, read_roots, stamped_at
from storage import manifests, runs
from storage.verification import verify
from storage.witnesses import Signed, Stamped, signatures, stamps
from tests.monitor.authority import SEEN, Authority, Door, listening
from tests.practice import practice_config
from tests.storage.making import AT, NIGHT, sql, store

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
DIGEST = "ab" * 32
SECRET = bytes(range(32)).hex()


def config(folder: Path, **evidence: object) -> Config:
    made = practice_config(folder, "https://cong.invalid", "https://trang.invalid")
    return made.model_copy(update={"evidence": EvidenceConfig.model_validate(evidence)})


def night(engine: Engine, number: int, **how: object) -> str:
    """A night that did nothing but end; its head."""
    at = AT + timedelta(days=number)
    job, _ = runs.start_nightly(engine, NIGHT + timedelta(days=number), at)
    runs.finish_nightly(engine, job, at, 0, **how)  # type: ignore[arg-type]
    digest = manifests.digest_of(engine, "nightly", job)
    assert digest is not None
    return digest


# --- heads.txt ------------------------------------------------------------------------------


def test_every_night_adds_a_line_with_its_time_digest_and_night(tmp_path: Path) -> None:
    engine, file = store(tmp_path), tmp_path / "heads.txt"
    digests = []
    for number in range(2):
        digests.append(night(engine, number))
        assert note_heads(engine, file)
        assert note_heads(engine, file)  # again: nothing new

    assert file.read_text().splitlines() == [
        f"2026-11-20T22:30:00+07:00 {digests[0]} 2026-11-20",
        f"2026-11-21T22:30:00+07:00 {digests[1]} 2026-11-21",
    ]
    assert read_heads(file).digests == tuple(digests)


def test_a_line_that_a_kill_cost_comes_with_the_next_night(tmp_path: Path) -> None:
    engine, file = store(tmp_path), tmp_path / "heads.txt"
    first = night(engine, 0)
    note_heads(engine, file)
    rest = [night(engine, 1), night(engine, 2)]

    note_heads(engine, file)

    assert read_heads(file).digests == (first, *rest)


def test_a_torn_line_stays_alone_and_is_told(tmp_path: Path) -> None:
    engine, file = store(tmp_path), tmp_path / "heads.txt"
    first = night(engine, 0)
    note_heads(engine, file)
    with file.open("a") as out:
        out.write("2026-11-21T22:30:00+07:00 ab")
    second = night(engine, 1)

    assert note_heads(engine, file)

    assert read_heads(file).digests == (first, second)
    assert read_heads(file).unreadable == (2,)


def test_a_file_that_was_put_away_begins_anew_with_the_newest_night(tmp_path: Path) -> None:
    engine, file = store(tmp_path), tmp_path / "heads.txt"
    night(engine, 0)
    newest = night(engine, 1)

    assert note_heads(engine, file)
    assert read_heads(file).digests == (newest,)


def test_heads_of_another_store_are_told_at_the_end_of_the_night(tmp_path: Path) -> None:
    engine, ours = store(tmp_path), config(tmp_path)
    heads_file(ours.store.url).write_text(f"x {DIGEST} 2026-01-01\n")
    newest = night(engine, 0)

    told = after_night(ours, engine, WallClock())

    assert told == (
        f"Dòng cuối của {tmp_path / 'heads.txt'} không có trong chuỗi của kho này: hãy chạy `tthc verify`.",
    )
    assert read_heads(tmp_path / "heads.txt").digests == (DIGEST, newest)


def test_heads_that_cannot_be_written_cost_no_night(tmp_path: Path) -> None:
    engine, ours = store(tmp_path), config(tmp_path)
    (tmp_path / "heads.txt").mkdir()
    night(engine, 0)

    (told,) = after_night(ours, engine, WallClock())

    assert told.startswith(f"Không ghi được đầu chuỗi vào {tmp_path / 'heads.txt'}: ")
    assert head_line(engine, 1) == f"Đầu chuỗi: {manifests.head(engine)}"
    assert head_line(engine, None) is None


def test_a_digest_is_found_in_whatever_was_pasted() -> None:
    assert digest_in(DIGEST.upper()) == DIGEST
    assert digest_in(f" 2026-11-20T22:30:00+07:00 {DIGEST} 2026-11-20\n") == DIGEST
    assert [digest_in(x) for x in ("", "ab" * 31, "ab" * 33, "xy" * 32)] == [None] * 4


# --- signatures -------------------------------------------------------------------------------

PEM = KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
DER = KEY.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())


@pytest.mark.parametrize(
    "text",
    [
        PEM,
        PEM.replace("\n", "\\n"),
        SECRET,
        base64.b64encode(bytes(range(32))).decode(),
        base64.b64encode(DER).decode(),
    ],
    ids=["PEM", "PEM on one line", "hexadecimal", "base64", "DER in base64"],
)
def test_a_key_is_read_as_people_keep_keys(text: str) -> None:
    signed = signer("K", {"K": f" {text}\n"})(DIGEST)

    assert signed == Signed(DIGEST, signing.key_id(PUBLIC), PUBLIC, KEY.sign(bytes.fromhex(DIGEST)))
    assert check_signatures([signed], PUBLIC).holds


@pytest.mark.parametrize("text", ["", "   ", "nonsense", SECRET[:-2], PEM[:60], PEM.replace("M", "N")])
def test_a_key_that_is_none_is_told_without_its_text(text: str, tmp_path: Path) -> None:
    with pytest.raises(BadKey) as told:
        signer("TTHC_SIGNING_KEY", {"TTHC_SIGNING_KEY": text})
    assert "TTHC_SIGNING_KEY" in str(told.value)
    assert not text.strip() or text.strip() not in str(told.value)

    sign, why = configured_signing(config(tmp_path, signing_key_env="TTHC_SIGNING_KEY"), {"TTHC_SIGNING_KEY": text})
    assert (sign, why) == (None, f"Đầu chuỗi đêm nay không được ký: {told.value}.")


def test_a_public_key_is_read_from_pem_or_hexadecimal(tmp_path: Path) -> None:
    file = tmp_path / "key"
    for content in (
        KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
        PUBLIC.hex().encode(),
    ):
        file.write_bytes(content)
        assert signing.public_key(file) == PUBLIC
    file.write_text(PEM)
    with pytest.raises(BadKey):
        signing.public_key(file)


def test_the_head_of_a_night_is_signed_in_the_transaction_that_seals_it(tmp_path: Path) -> None:
    engine = store(tmp_path)
    digests = [night(engine, n, sign=signer("K", {"K": SECRET})) for n in range(2)]

    check = check_signatures(signatures(engine), PUBLIC)

    assert (check.good, check.bad, check.others, check.holds) == (tuple(digests), (), 0, True)
    assert verify(engine).holds
    assert SECRET.encode() not in (tmp_path / "tthc.sqlite").read_bytes() + (tmp_path / "tthc.sqlite-wal").read_bytes()
    assert bytes(range(32)) not in (tmp_path / "tthc.sqlite-wal").read_bytes()


def test_a_signature_of_another_key_or_over_another_head_does_not_hold() -> None:
    other = Ed25519PrivateKey.generate()
    public = other.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    good = signer("K", {"K": SECRET})(DIGEST)
    forged = Signed("cd" * 32, good.key_id, PUBLIC, good.signature)
    strange = Signed(DIGEST, signing.key_id(public), public, other.sign(bytes.fromhex(DIGEST)))

    assert check_signatures([good, forged, strange], PUBLIC) == signing.SignatureCheck((DIGEST,), ("cd" * 32,), 1)
    assert not check_signatures([strange], PUBLIC).holds  # the key asked for signed nothing


def test_without_a_key_in_the_configuration_nothing_is_signed_and_nothing_told(tmp_path: Path) -> None:
    assert configured_signing(config(tmp_path), {"TTHC_SIGNING_KEY": SECRET}) == (None, None)


# --- time stamps --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority()


def test_the_head_of_a_night_gets_a_time_stamp_that_its_root_confirms(authority: Authority, tmp_path: Path) -> None:
    engine = store(tmp_path)
    roots = tmp_path / "roots.pem"
    roots.write_bytes(authority.root_pem())
    with listening(authority) as door:
        ours = config(tmp_path, timestamp_url=door.url, timestamp_roots=roots)
        head = night(engine, 0)
        assert after_night(ours, engine, WallClock()) == ()
        assert after_night(ours, engine, WallClock()) == ()  # it has one

    (stamped,) = stamps(engine)
    assert (stamped.digest, stamped.authority) == (head, door.url)
    assert stamped_at(stamped, read_roots(roots)) == SEEN
    assert door.asked == [("application/timestamp-query", "tthc-monitor/0.1.0 (lien he: practice@example.org)")]
    assert verify(engine).holds


def test_a_stamp_that_failed_is_told_and_the_next_night_asks_again(authority: Authority, tmp_path: Path) -> None:
    engine = store(tmp_path)
    with listening(authority) as door:
        ours = config(tmp_path, timestamp_url=door.url)
        night(engine, 0)
        door.status = 503
        (told,) = after_night(ours, engine, WallClock())
        assert told == (f"Chưa có dấu thời gian cho đầu chuỗi đêm nay: {door.url} trả lời 503; đêm sau sẽ xin lại.")
        assert stamps(engine) == []
        door.status = 200
        second = night(engine, 1)
        assert after_night(ours, engine, WallClock()) == ()

    assert [s.digest for s in stamps(engine)] == [second]  # it covers the night before


def wrong(door: Door, authority: Authority) -> dict[str, tuple[int, str, bytes | None]]:
    return {
        "trả lời 302": (302, door.kind, None),
        r"không phải dấu thời gian \(text/html": (200, "text/html", b"<html>"),
        "không phải dấu thời gian$": (200, door.kind, b"\x30\x00"),
        "65537 byte": (200, door.kind, bytes(70_000)),
        "là cho một yêu cầu khác": (200, door.kind, old_answer(authority)),
    }


def old_answer(authority: Authority) -> bytes:
    """An answer to another question, as somebody might send it again."""
    with listening(authority) as other:
        return obtain(other.url, "cd" * 32, agent="x", timeout=5)


def test_an_answer_that_is_no_stamp_over_this_head_is_refused(authority: Authority) -> None:
    with listening(authority) as door:
        for says, how in wrong(door, authority).items():
            door.status, door.kind, door.body = how
            with pytest.raises(StampError, match=says):
                obtain(door.url, DIGEST, agent="x", timeout=5)


def test_an_authority_that_does_not_answer_is_told(authority: Authority) -> None:
    with listening(authority) as door:
        url = door.url
    with pytest.raises(StampError, match="không hỏi được"):
        obtain(url, DIGEST, agent="x", timeout=5)


def test_a_name_that_leads_inside_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stamping.socket, "getaddrinfo", lambda *_, **__: [(2, 1, 6, "", ("10.1.2.3", 443))])

    with pytest.raises(StampError, match=r"tên miền tsa\.example dẫn vào địa chỉ nội bộ 10\.1\.2\.3"):
        obtain("https://tsa.example/tsr", DIGEST, agent="x", timeout=5)


def test_a_stamp_under_another_root_or_over_another_head_does_not_hold(authority: Authority, tmp_path: Path) -> None:
    roots = {}
    for label, each in (("ours", authority), ("other", Authority())):
        roots[label] = tmp_path / label
        roots[label].write_bytes(each.root_pem())
    with listening(authority) as door:
        good = Stamped(DIGEST, door.url, AT, obtain(door.url, DIGEST, agent="x", timeout=5))

    check = stamping.check_stamps([good], read_roots(roots["ours"]))
    assert (check.good, check.bad, check.holds) == (((DIGEST, SEEN),), (), True)
    assert not stamping.check_stamps([good], read_roots(roots["other"])).holds
    moved = Stamped("cd" * 32, good.authority, AT, good.token)
    assert not stamping.check_stamps([moved], read_roots(roots["ours"])).holds
    for cut in (0, 1, len(good.token) // 2, len(good.token) - 1):
        short = Stamped(DIGEST, good.authority, AT, good.token[:cut])
        assert not stamping.check_stamps([short], read_roots(roots["ours"])).holds
    with pytest.raises(StampError):
        read_roots(tmp_path / "nowhere")


def test_a_signature_or_stamp_that_is_taken_away_is_missed(authority: Authority, tmp_path: Path) -> None:
    engine = store(tmp_path)
    with listening(authority) as door:
        night(engine, 0, sign=signer("K", {"K": SECRET}))
        after_night(config(tmp_path, timestamp_url=door.url), engine, WallClock())

    sql(tmp_path, "delete from signature")
    sql(tmp_path, "update time_stamp set token = x'00'")

    assert [(d.table, d.row) for d in verify(engine).damages] == [("signature", 1), ("time_stamp", 1)]
