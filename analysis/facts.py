"""What one procedure says, whichever representation it has: structured fields or a page's running text.

Every function answers ``None`` where the source does not show the part at all,
which is never the same as an empty answer.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from analysis.model import DossierDocument, LegalBasis, Procedure
from analysis.readers.legal import canonical_number, references
from analysis.readers.letters import n1_lines, n3_signs
from analysis.texts import canonical_step, canonical_text, is_blank

# --- texts --------------------------------------------------------------------


def steps_text(procedure: Procedure) -> str | None:
    """Trình tự thực hiện as one text, a step a paragraph."""
    if procedure.steps is None:
        return None
    told = ("\n".join(t for t in (s.name, s.text) if not is_unfilled(t)) for s in procedure.steps)
    return "\n".join(t for t in told if t)


#: Answers by which a page says that there is nothing to say.
_NOTHING = frozenset(
    {
        *("", "không", "không có", "không quy định", "không yêu cầu", "không có yêu cầu", "không có thông tin"),
        *("không có yêu cầu, điều kiện", "không có yêu cầu điều kiện", "không yêu cầu điều kiện", "không áp dụng"),
        *("không quy định yêu cầu, điều kiện", "không có quy định", "không có điều kiện"),
    }
)
#: Words that stand where nothing was entered yet.
_UNFILLED = frozenset(
    {"", "không có thông tin", "đang cập nhật", "chưa cập nhật", "chưa có thông tin", "đang hoàn thiện", "n/a"}
)
#: The letters that such answers begin with; ð stands for đ on some pages.
_FIRST_LETTERS = frozenset("kđðcn")
#: Blanks and signs around such an answer included.
_LONGEST_NOTHING = 60


def says_nothing(text: str | None) -> bool:
    """Whether a text is blank or one of the answers that mean "nothing" (Không, Không có ...)."""
    return _is_one_of(text, _NOTHING | _UNFILLED)


def is_unfilled(text: str | None) -> bool:
    """Whether a text is blank or stands for one that nobody has entered yet ("Đang cập nhật", "...")."""
    return _is_one_of(text, _UNFILLED)


def _is_one_of(text: str | None, answers: frozenset[str]) -> bool:
    if text is None or len(text) > _LONGEST_NOTHING:
        return text is None or is_blank(text)
    first = text.lstrip()[:1].casefold()
    if first.isalnum() and first not in _FIRST_LETTERS:  # most texts are told apart by that
        return False
    return canonical_text(text).strip(" .;:-") in answers


def conditions_text(procedure: Procedure) -> str | None:
    """Yêu cầu, điều kiện; an answer that means "nothing" is the empty text."""
    if procedure.conditions is None:
        return None
    return "" if says_nothing(procedure.conditions) else procedure.conditions


#: Where a sentence, a line or a bullet inside a line ends. A number before the full stop is an enumeration.
#: The sign comes first so that the search can run over all other letters.
_END = re.compile(r"[.;:\n+*•·-](?:(?<=\n)|(?<=[^\W\d][.;:]|[)\]\"”’%][.;:]|\d[;:])(?= |$)|(?<!\S.)(?<=[+*•·-])(?=\s))")


def sentences(text: str) -> Counter[str]:
    """The sentences of a text in canonical form, without numbering: what stays when lines are joined or moved."""
    return Counter(_sentences(text))


def _sentences(text: str) -> list[str]:
    lines = n3_signs(n1_lines(text)).split("\n")
    pieces = (paper_key(piece).strip("() ") for line in lines for piece in _END.split(line))
    return [piece for piece in pieces if _says_something(piece)]


def same_said(one: str, other: str) -> bool:
    """Whether two texts say the same: the same sentences in any order, or the same words cut into lines elsewhere."""
    ours, theirs = _sentences(one), _sentences(other)
    return Counter(ours) == Counter(theirs) or _run_on(ours) == _run_on(theirs)


def _run_on(pieces: list[str]) -> str:
    """All words in one run: a line may have been broken in the middle of a sentence."""
    return "".join(re.findall(r"\w+", " ".join(pieces)))


def apart(one: str, other: str) -> tuple[str, str]:
    """Two texts without the lines that both have word for word: what is left is all that can differ."""
    ours, theirs = Counter(one.split("\n")), Counter(other.split("\n"))
    shared = ours & theirs
    return "\n".join((ours - shared).elements()), "\n".join((theirs - shared).elements())


def _says_something(piece: str) -> bool:
    """Not a lone mark or number of an enumeration."""
    return len(piece) > 3 or (piece.isalpha() and len(piece) > 1)


# --- sets ---------------------------------------------------------------------


def subjects(procedure: Procedure) -> tuple[str, ...] | None:
    """Đối tượng thực hiện, one name each."""
    if procedure.subjects is None:
        return None
    return tuple(name for t in procedure.subjects for name in _pieces(t.name, ",;\n") if not says_nothing(name))


def results(procedure: Procedure) -> tuple[str, ...] | None:
    """Kết quả thực hiện, one name each."""
    if procedure.results is None:
        return None
    return tuple(name for t in procedure.results for name in _pieces(t.name, ";\n") if not says_nothing(name))


def _pieces(text: str, separators: str) -> Iterator[str]:
    """A text cut at separators that stand outside brackets."""
    depth = start = 0
    for i, letter in enumerate(text):
        if letter in "(":
            depth += 1
        elif letter in ")":
            depth = max(0, depth - 1)
        elif letter in separators and (depth == 0 or letter == "\n"):
            yield text[start:i].strip()
            start = i + 1
            depth = 0 if letter == "\n" else depth
    yield text[start:].strip()


# --- ways of filing -------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Channels:
    """Cách thức thực hiện: the ways of filing, and the lines in which none was recognised."""

    known: frozenset[str]  # DIRECT, ONLINE, POSTAL
    unread: tuple[str, ...] = ()


_CHANNEL_WORDS = (
    ("ONLINE", re.compile(r"trực tuyến|cổng dịch vụ công|qua mạng|môi trường mạng|vneid")),
    ("POSTAL", re.compile(r"bưu chính|bưu điện")),
    ("DIRECT", re.compile(r"trực tiếp|bộ phận một cửa|bộ phận tiếp nhận|trung tâm phục vụ hành chính công")),
)


def channels(procedure: Procedure) -> Channels | None:
    """The ways of filing that are shown."""
    if procedure.methods is None:
        return None
    known = {m.channel for m in procedure.methods if m.channel}
    unread = []
    for method in procedure.methods:
        if method.channel or is_blank(method.text):
            continue
        named = channels_in(method.text)
        known |= named
        if not named:
            unread.append(method.text)
    return Channels(frozenset(known), tuple(unread))


def channels_in(text: str) -> frozenset[str]:
    """The ways of filing that a text names; a denied one ("không nộp trực tuyến") makes it unreadable."""
    clean = canonical_text(text)
    if "không" in clean.split():
        return frozenset()
    return frozenset(name for name, words in _CHANNEL_WORDS if words.search(clean))


# --- papers ---------------------------------------------------------------------


def papers(procedure: Procedure) -> tuple[DossierDocument, ...] | None:
    """Every paper of every case (trường hợp), in the order of the page; lines without a name are left out."""
    if procedure.dossier is None:
        return None
    return tuple(d for case in procedure.dossier for d in case.documents if is_paper(d.name))


_OF_SETS = re.compile(r"(?:số lượng hồ sơ|số bộ hồ sơ|số bộ)(?!\w)")
_HEADING = re.compile(
    r"(?:a\) ?)?(?:thành phần(?:,? số lượng)? hồ sơ|hồ sơ(?: đăng ký)?(?: bao)? gồm|hồ sơ gồm có|tên giấy tờ)"
)


def is_paper(name: str) -> bool:
    """Whether a line of the dossier names a paper: not nothing, and not how many dossiers are wanted."""
    if says_nothing(name):
        return False
    key = paper_key(name[:200])
    return len(name) > 200 or not (_OF_SETS.match(key) or _HEADING.fullmatch(key))


def dossier_words(procedure: Procedure) -> Counter[str]:
    """Every sentence that a source says about the dossier, wherever it put it: names of papers and of cases, notes."""
    told = [text for case in procedure.dossier or () for text in (case.name, *(d.name for d in case.documents))]
    told += [text for _, text in procedure.extra or ()]
    return sentences("\n".join((*told, procedure.dossier_count or "", procedure.note or "")))


def paper_key(name: str) -> str:
    """The form in which two names of papers are one: wording, numbering, bullets and closing signs are gone."""
    return _short_key(name) if len(name) <= _SHORT else closed(canonical_step(name))


def closed(canon: str) -> str:
    """A canonical name without closing signs, where anything is left of it."""
    return canon.strip(" .;,:)") if canon.startswith(")") else canon.rstrip(" .;,:") or canon


#: Names up to this length are remembered: every look at a dossier asks for the keys of all its papers again.
_SHORT = 500
_short_key = lru_cache(maxsize=4096)(lambda name: closed(canonical_step(name)))


def has_form(document: DossierDocument) -> bool | None:
    """Whether a paper comes with a form that can be fetched; None when the page does not show forms."""
    return None if document.forms is None else any(f.path or f.id for f in document.forms)


_COUNT = re.compile(r"[0-9]{1,2}")
_SETS = re.compile(r"(?<!\w)(?:số lượng(?: hồ sơ)?|số bộ hồ sơ) ?:? ?[0-9]{1,2} bộ(?: hồ sơ)?[ .;)]*$")


def dossier_sets_text(procedure: Procedure) -> str | None:
    """Where a source says how many dossiers (số bộ hồ sơ) are wanted: in a place of its own, or among the papers."""
    if procedure.dossier_count is not None:
        return procedure.dossier_count
    lines = (text for case in procedure.dossier or () for text in (case.name, *(d.name for d in case.documents)))
    found = next((text for text in lines if "bộ" in text and _SETS.search(canonical_text(text))), None)
    return found or _sets_in_steps(procedure)


_SETS_IN_STEPS = re.compile(r"(?<!\w)(?:lập(?: thành)?|nộp|gửi|gồm) [0-9]{1,2} bộ hồ sơ(?!\w)")


def _sets_in_steps(procedure: Procedure) -> str | None:
    """ "lập 01 bộ hồ sơ" among the steps, where every such word names the same number."""
    if not any("bộ hồ sơ" in s.text for s in procedure.steps or ()):
        return None
    found = set(_SETS_IN_STEPS.findall(canonical_text(steps_text(procedure) or "")))
    numbers = {number for text in found for number in _COUNT.findall(text)}
    return min(found) if len(numbers) == 1 else None


def dossier_sets(procedure: Procedure) -> int | None:
    """Số bộ hồ sơ, where the text names exactly one number."""
    numbers = {int(n) for n in _COUNT.findall(canonical_text(dossier_sets_text(procedure) or ""))}
    return numbers.pop() if len(numbers) == 1 else None


# --- legal bases ----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Basis:
    """One instrument (văn bản) as a source cites it; ``number`` is empty where none can be read."""

    number: str
    text: str


def bases(procedure: Procedure) -> tuple[Basis, ...] | None:
    """Căn cứ pháp lý: every instrument that the list names, in its order, each once.

    An instrument that stands only in the title of another ("sửa đổi một số điều của ...") is not cited by that.
    """
    if procedure.legal_bases is None:
        return None
    return tuple(dict.fromkeys(b for line in procedure.legal_bases for b in _cited(line)))


def _cited(line: LegalBasis) -> Iterator[Basis]:
    number = canonical_number(line.number) if line.number else None
    if number:
        yield Basis(number, line.name if number in line.name else f"{line.number.strip()} {line.name}".strip())
        return
    again = canonical_text(line.number) in canonical_text(line.name)  # a field for the number that repeats the name
    for text in n1_lines(line.name if again else f"{line.number} {line.name}").split("\n"):
        for piece in _pieces(text, ";"):
            numbers = _first_numbers(piece)
            yield from (Basis(found, piece) for found in numbers)
            if not numbers and not says_nothing(piece):
                yield Basis("", piece)


#: What may stand between two instruments of one enumeration: no title of either.
_BETWEEN = re.compile(
    r"(?:[\s,()\-.:]|và|số|của|năm|ngày|tháng|[0-9/]+|được|đã|sửa đổi|bổ sung|bởi|tại|theo|một số điều|"
    r"nghị định|thông tư|liên tịch|luật|bộ luật|quyết định|nghị quyết|pháp lệnh|chính phủ|quốc hội|thủ tướng|"
    r"bộ trưởng|bộ tư pháp|bộ tài chính)*"
)
_AMENDS = re.compile(r"điều (?:của|tại)")


def _first_numbers(piece: str) -> tuple[str, ...]:
    """The numbers that a piece enumerates, up to the first title."""
    clean = canonical_text(piece)
    found: list[str] = []
    end = 0
    for reference in references(piece):
        at = clean.find(reference.number.lower(), end)
        between = clean[end : max(at, end)]
        if found and (at < 0 or not _BETWEEN.fullmatch(between) or _AMENDS.search(between)):
            break
        found.append(reference.number)
        end = at + len(reference.number) if at >= 0 else end
    return tuple(dict.fromkeys(found))
