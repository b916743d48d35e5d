"""Many users at once against a scripted model, while documents come and go: errors, crossed answers, memory, file handles.

    python eval/bench/soak.py [--minutes 60] [--users 64] [--page 16]

Runs the endpoint and the page as two processes over one home, as in `deploy/`, with a scripted model behind the OpenAI protocol and an
embedder of random directions, so that what is measured is the program and not a model. Each simulated user asks about a warehouse of
their own choice, waits, and asks again; an answer that names another warehouse, or another number than its document has, is a crossed one.
The script itself is the writer: every few seconds a document is added and an older one removed. Prints seconds to the first piece of an
answer (endpoint) and to the whole (both), and memory and handles of both processes at the end of the first fifth and at the end.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.openai_server import OpenAIServer, Request  # noqa: E402
from tests.store.fakes import HashEmbedder  # noqa: E402
from tests.store.servers import free_port  # noqa: E402

from ragassist import Assistant, Settings  # noqa: E402

WAREHOUSES = 60
CODE = re.compile(r"K\d{4}")


def text_of(n: int) -> str:
    return f"仓库K{1000 + n}盘点办法\n\n仓库K{1000 + n}每{n + 2}年盘点一次，由第{n + 3}科负责登记。\n"


def scripted(request: Request) -> str:
    """The source that names the warehouse which the question names, as a large model would quote it."""
    said = request.body["messages"][-1]["content"]
    asked = CODE.findall(said)
    lines = re.findall(r"^\[(\d+)\] (.*)$", said, re.MULTILINE)
    for number, line in lines:
        if asked and asked[-1] in line and "每" in line:
            return f"{line} [{number}]"
    return "NOT_IN_SOURCES" if lines else "是"


def settings_of(home: Path, model: str) -> Settings:
    chat = {"tier": "hosted", "base_url": model, "api_key": "none", "model": "scripted", "size": "large"}
    return Settings(home=home, chat=chat, ui={"queue": 64}, log={"level": "error"})


def serve(door: str, home: Path, model: str, port: int) -> None:
    """Be one of the two processes."""
    with Assistant(settings_of(home, model), embedder=HashEmbedder()) as ours:
        if door == "api":
            from ragassist.api.server import serve as listen

            listen(ours, host="127.0.0.1", port=port)
        else:
            from ragassist.ui.page import launch

            launch(ours, host="127.0.0.1", port=port)


class Tally:
    """What came of all questions."""

    def __init__(self) -> None:
        self.lock, self.outcomes, self.errors = threading.Lock(), Counter(), Counter()
        self.first_s: list[float] = []
        self.whole_s: dict[str, list[float]] = {"api": [], "page": []}

    def note(self, door: str, n: int, answer: str, first_s: float | None, whole_s: float) -> None:
        with self.lock:
            if first_s is not None:
                self.first_s.append(first_s)
            self.whole_s[door].append(whole_s)
            codes = set(CODE.findall(answer))
            right = codes == {f"K{1000 + n}"} and f"每{n + 2}年" in answer
            self.outcomes["right" if right else "crossed" if codes - {f"K{1000 + n}"} else "without an answer"] += 1

    def failed(self, door: str, error: Exception) -> None:
        with self.lock:
            self.outcomes["error"] += 1
            self.errors[f"{door}: {type(error).__name__}: {str(error)[:120]}"] += 1


def question_of(n: int) -> str:
    return f"仓库K{1000 + n}每几年盘点一次？"


def api_user(url: str, stop: threading.Event, tally: Tally, chance: random.Random, pause_s: float) -> None:
    with httpx.Client(timeout=120) as client:
        while not stop.wait(chance.uniform(0.5, 1.5) * pause_s):
            n, began, first, said = chance.randrange(WAREHOUSES), time.monotonic(), None, ""
            try:
                body = {"model": "ragassist", "stream": True, "messages": [{"role": "user", "content": question_of(n)}]}
                with client.stream("POST", f"{url}/v1/chat/completions", json=body) as reply:
                    reply.raise_for_status()
                    for line in reply.iter_lines():
                        if line.startswith("data: {"):
                            choices = json.loads(line[6:]).get("choices") or [{}]
                            piece = (choices[0].get("delta") or {}).get("content") or ""
                            first = first or (time.monotonic() - began if piece else None)
                            said += piece
                tally.note("api", n, said, first, time.monotonic() - began)
            except Exception as error:  # noqa: BLE001  # whatever it was, it is counted
                tally.failed("api", error)


def page_user(url: str, stop: threading.Event, tally: Tally, chance: random.Random, pause_s: float) -> None:
    from gradio_client import Client

    try:
        client = Client(url, verbose=False)
    except Exception as error:  # noqa: BLE001  # whatever it was, it is counted
        tally.failed("page", error)
        return
    while not stop.wait(chance.uniform(0.5, 1.5) * pause_s):
        n, began = chance.randrange(WAREHOUSES), time.monotonic()
        try:
            found = client.predict(question_of(n), api_name="/ask")
            tally.note("page", n, found["answer"], None, time.monotonic() - began)
        except Exception as error:  # noqa: BLE001  # whatever it was, it is counted
            tally.failed("page", error)


def size_of(pid: int) -> tuple[float, int]:
    """Memory in MB and open handles of a process."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1000, len(list(Path(f"/proc/{pid}/fd").iterdir()))


def write_until(stop: threading.Event, home: Path, model: str, source: Path, tally: Tally) -> int:
    """Add a document and remove an older one, again and again; returns how often."""
    changes = 0
    with Assistant(settings_of(home, model), embedder=HashEmbedder()) as ours:
        while not stop.wait(5):
            changes += 1
            fresh = source / f"more-{changes}.txt"
            fresh.write_text(f"港口K9{changes:03}办法\n\n港口每天装卸{changes}箱货物。\n", encoding="utf8")
            try:
                ours.ingest([fresh])
                if changes > 3:
                    ours.remove([str(source / f"more-{changes - 3}.txt")])
            except Exception as error:  # noqa: BLE001  # whatever it was, it is counted
                tally.failed("writer", error)
    return changes


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--users", type=int, default=64)
    parser.add_argument("--page", type=int, default=16, help="how many of them use the page")
    parser.add_argument("--pause", type=float, default=10.0, help="seconds a user waits between two questions, at the mean")
    parser.add_argument("--serve", nargs=4, metavar=("DOOR", "HOME", "MODEL", "PORT"), help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.serve:
        serve(args.serve[0], Path(args.serve[1]), args.serve[2], int(args.serve[3]))
        return 0
    with tempfile.TemporaryDirectory() as scratch, OpenAIServer(["scripted"]) as model:
        home, source = Path(scratch) / "home", Path(scratch) / "source"
        source.mkdir()
        model.answer = scripted
        for n in range(WAREHOUSES):
            (source / f"warehouse-{n}.txt").write_text(text_of(n), encoding="utf8")
        with Assistant(settings_of(home, model.url), embedder=HashEmbedder()) as ours:
            ours.ingest([source])
        ports = {"api": free_port(), "page": free_port()}
        environ = os.environ | {"PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
        serving = {
            door: subprocess.Popen(
                [sys.executable, __file__, "--serve", door, str(home), model.url, str(port)], env=environ, stderr=subprocess.DEVNULL
            )
            for door, port in ports.items()
        }
        try:
            for port in ports.values():
                wait_for(f"http://127.0.0.1:{port}/healthz")
            return run(args, ports, serving, home, model, source)
        finally:
            for process in serving.values():
                process.send_signal(signal.SIGTERM)
            for process in serving.values():
                process.wait(timeout=60)


def wait_for(url: str) -> None:
    until = time.monotonic() + 180
    while time.monotonic() < until:
        try:
            if httpx.get(url, timeout=5).status_code == 200:
                return
        except httpx.HTTPError:
            time.sleep(0.5)
    raise SystemExit(f"{url} did not come up")


def run(
    args: argparse.Namespace,
    ports: dict[str, int],
    serving: dict[str, subprocess.Popen[bytes]],
    home: Path,
    model: OpenAIServer,
    source: Path,
) -> int:
    stop, tally, changes = threading.Event(), Tally(), []
    writer = threading.Thread(target=lambda: changes.append(write_until(stop, home, model.url, source, tally)))
    users = [
        threading.Thread(
            target=page_user if i < args.page else api_user,
            args=(f"http://127.0.0.1:{ports['page' if i < args.page else 'api']}", stop, tally, random.Random(i), args.pause),
        )
        for i in range(args.users)
    ]
    for thread in (*users, writer):
        thread.start()
    began, early = time.monotonic(), {}
    while time.monotonic() - began < args.minutes * 60:
        time.sleep(2)
        model.requests.clear()
        if not early and time.monotonic() - began > args.minutes * 12:
            early = {door: size_of(process.pid) for door, process in serving.items()}
    late = {door: size_of(process.pid) for door, process in serving.items()}
    stop.set()
    for thread in (*users, writer):
        thread.join()
    for door in serving:
        (mb, handles), (mb_late, handles_late) = early[door], late[door]
        print(f"{door}: memory {mb:.0f} -> {mb_late:.0f} MB, handles {handles} -> {handles_late}")
    print(
        f"questions: {dict(tally.outcomes)}; {changes[0]} documents added, {max(0, changes[0] - 3)} removed; load {os.getloadavg()[0]:.1f}"
    )
    for name, seconds in (
        ("first piece (api)", tally.first_s),
        ("whole (api)", tally.whole_s["api"]),
        ("whole (page)", tally.whole_s["page"]),
    ):
        if len(seconds) > 1:
            cuts = statistics.quantiles(seconds, n=20)
            print(f"{name}: median {statistics.median(seconds):.2f} s, p95 {cuts[18]:.2f} s, n {len(seconds)}")
    for error, count in tally.errors.most_common(10):
        print(f"  {count} x {error}")
    return int(bool(tally.outcomes["error"] or tally.outcomes["crossed"]))


if __name__ == "__main__":
    raise SystemExit(main())
