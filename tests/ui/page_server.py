"""Serves a page over a small library until standard input ends: `python page_server.py HOME`. Says the address and Gradio's version."""

from __future__ import annotations

import json
import sys
from pathlib import Path

RULES = "滨海市数据中心办法\n\n第一条 本办法自2024年3月1日起施行。\n\n第二条 新建数据中心的年用电量不得超过3亿千瓦时。\n"


def main() -> None:
    import gradio
    from tests.ui.library_assistant import LibraryAssistant

    from ragassist.ui.page import launch

    home = Path(sys.argv[1])
    home.mkdir(parents=True, exist_ok=True)
    (home / "办法.txt").write_text(RULES, encoding="utf8")
    with LibraryAssistant(home / "home") as ours:
        ours.ingest([home / "办法.txt"])
        blocks = launch(ours, port=0, prevent_thread_lock=True)
        sys.stdout.write(json.dumps({"url": blocks.local_url, "gradio": gradio.__version__}) + "\n")
        sys.stdout.flush()
        sys.stdin.read()
        blocks.close(verbose=False)


if __name__ == "__main__":
    main()
