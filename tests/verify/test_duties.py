"""Who bears a duty: told only where both sides name somebody who does."""

from __future__ import annotations

import pytest

from ragassist.verify.checks.duties import duties
from ragassist.verify.view import Part


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("A prompt survey shall be made before the season ends.", "捕捞季结束前应当及时开展调查。"),
        ("Boats named without leave shall be renamed within seven days; after that the port shall rename them.",
         "未经核准命名的，应当在七日内更名，逾期由港口更名。"),
        ("For night crossings, pilots shall be chosen to conduct special reviews of the route.", "对夜间航行，应当挑选引航员专门审查航线。"),
        ("The formalities for cancellation shall be completed within ten days.", "登记事项变更的，应当在十日内办理注销手续。"),
    ],
)  # fmt: skip
def test_nobody_is_taken_for_the_bearer_of_a_duty_who_is_not_named_as_one(claim: str, source: str) -> None:
    assert not duties(Part(claim), Part(source))


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("The captain must supervise the port.", "港口管理单位应当督促靠港渡轮的船长。"),
        ("The captain shall inform the port before leaving.", "港务局应当在离港前通知船长。"),
    ],
)
def test_a_bearer_who_is_only_concerned_by_the_duty_is_told(claim: str, source: str) -> None:
    assert [finding.code for finding in duties(Part(claim), Part(source))] == ["role.duty"]
