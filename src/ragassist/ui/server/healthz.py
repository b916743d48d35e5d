"""What `/healthz` says: whether the documents can be read, how many there are, and which model tier answers. No names, no secrets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ragassist.ui.server.page_services import PageAssistant


def health(assistant: PageAssistant) -> tuple[int, dict[str, Any]]:
    """HTTP status (200, or 503 when the documents cannot be read or no tier can be chosen) and the JSON body."""
    from ragassist import __version__

    try:
        documents = len(assistant.documents())
        tier = assistant.choice.tier
    except Exception:  # noqa: BLE001  # whatever it is: a probe wants to know that, not why
        return 503, {"status": "failing", "documents": 0, "tier": "", "version": __version__}
    return 200, {"status": "ok", "documents": documents, "tier": tier, "version": __version__}
