"""What is only counted: CL37, differences of presentation (khác trình bày)."""

from __future__ import annotations

from analysis.model import Kind, Severity
from analysis.night import Tonight
from analysis.rules.rule import Desk, Findings, Grade, Remedy, Rule

COUNTED = Grade(Severity.INFO, "Chỉ khác trình bày: được đếm, không liệt kê")


def _find_cl37(_: Tonight) -> Findings:
    """Nothing of its own: each rule counts what it passed over, and the comparison adds the counts up."""
    return Findings()


PRESENTATION_ONLY = Rule(
    code="CL37",
    kind=Kind.COUNT,
    name="Khác trình bày",
    definition=(
        "Hai bên khác chữ nhưng cùng dạng chuẩn hóa (chữ hoa, dấu cách, vị trí dấu thanh, viết tắt, đánh số, cách ghi "
        "số và ngày). Chỉ cộng số lượng, không có dòng nào."
    ),
    severities=(COUNTED,),
    legal_basis="Không phải chênh lệch nội dung",
    remedy=Remedy(Desk.DIVISION, "Không phải làm gì: chỉ khác trình bày."),
    subject="mọi phần được so của một cặp thủ tục",
    needs=(),
    reads_details=False,
    find=_find_cl37,
)
