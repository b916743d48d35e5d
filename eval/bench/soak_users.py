"""The users of a soak: they ask, think and ask again, on the endpoint or on the page; those of the page upload and remove documents too.

A request that is cut off while its process is away is asked again when the process is back, as a person would, and counted as retried;
any other failure is an error.
"""

from __future__ import annotations

import json
import random
import re
import threading
import time
from collections import Counter
from typing import Any

import httpx
from soak_processes import Served

WAREHOUSES = 60
CODE = re.compile(r"K\d{4}")
TIMEOUT_S = 120.0
INDEXED_WITHIN_S = 180.0
UPLOADS_ONE_IN = 8
KEPT_UPLOADS = 2


def text_of(n: int) -> str:
    return f"仓库K{1000 + n}盘点办法\n\n仓库K{1000 + n}每{n + 2}年盘点一次，由第{n + 3}科负责登记。\n"


def question_of(n: int) -> str:
    return f"仓库K{1000 + n}每几年盘点一次？"


class Tally:
    """What came of all requests."""

    def __init__(self) -> None:
        self.lock, self.outcomes, self.errors = threading.Lock(), Counter[str](), Counter[str]()
        self.first_s: list[float] = []
        self.whole_s: dict[str, list[float]] = {"api": [], "page": []}
        self.seen_s: list[float] = []
        """Seconds from an upload's receipt to its being found on the page."""
        self.uploaded: dict[str, bool] = {}
        """Upload by name: whether it is to be there at the end."""

    def count(self, what: str) -> None:
        with self.lock:
            self.outcomes[what] += 1

    def note(self, door: str, n: int, answer: str, first_s: float | None, whole_s: float) -> None:
        codes = set(CODE.findall(answer))
        right = codes == {f"K{1000 + n}"} and f"每{n + 2}年" in answer
        self.count("right" if right else "crossed" if codes - {f"K{1000 + n}"} else "without an answer")
        with self.lock:
            if first_s is not None:
                self.first_s.append(first_s)
            self.whole_s[door].append(whole_s)

    def failed(self, door: str, error: Exception) -> None:
        with self.lock:
            self.outcomes["error"] += 1
            self.errors[f"{door}: {type(error).__name__}: {str(error)[:160]}"] += 1


class _User(threading.Thread):
    """One person: waits, does something, waits."""

    door = ""

    def __init__(self, number: int, served: Served, stop: threading.Event, tally: Tally, pause_s: float) -> None:
        super().__init__()
        self.number, self.served, self.stop, self.tally, self.pause_s = number, served, stop, tally, pause_s
        self.chance = random.Random(number)

    def run(self) -> None:
        self.stop.wait(self.chance.uniform(0, self.pause_s))
        while not self.stop.is_set():
            self.until_done(self.act_on(self.chance.randrange(WAREHOUSES)))
            self.stop.wait(self.chance.uniform(0.5, 1.5) * self.pause_s)

    def act_on(self, n: int) -> Any:  # a function without arguments
        return lambda: self.ask(n)

    def until_done(self, act: Any) -> bool:
        """Do something, again when it was cut off by a restart; false when it failed."""
        while True:
            began = time.monotonic()
            try:
                act()
                return True
            except Exception as error:  # noqa: BLE001  # whatever it was, it is counted
                time.sleep(0.2)  # a process that was killed is noted first
                if not self.served.was_away(began):
                    self.tally.failed(self.door, error)
                    return False
            self.tally.count("cut by a restart, asked again")
            self.served.wait_up()
            self.again()

    def again(self) -> None:
        """Reconnect."""

    def ask(self, n: int) -> None:
        raise NotImplementedError


class ApiUser(_User):
    """Asks the endpoint and reads the stream."""

    door = "api"

    def ask(self, n: int) -> None:
        began, first, said, whole = time.monotonic(), None, "", False
        body = {"model": "ragassist", "stream": True, "messages": [{"role": "user", "content": question_of(n)}]}
        with httpx.stream("POST", f"{self.served.url}/v1/chat/completions", json=body, timeout=TIMEOUT_S) as reply:
            reply.raise_for_status()
            for line in reply.iter_lines():
                whole = whole or line == "data: [DONE]"
                if line.startswith("data: {"):
                    chunk = json.loads(line[6:])
                    if "error" in chunk:
                        raise RuntimeError(str(chunk["error"]))
                    piece = ((chunk.get("choices") or [{}])[0].get("delta") or {}).get("content") or ""
                    first = first or (time.monotonic() - began if piece else None)
                    said += piece
        if not whole:
            raise RuntimeError("the stream broke off")
        self.tally.note("api", n, said, first, time.monotonic() - began)


class PageUser(_User):
    """Asks on the page through Gradio's own client, uploads as the page does, and removes with the page's button."""

    door = "page"

    def __init__(self, number: int, served: Served, stop: threading.Event, tally: Tally, pause_s: float) -> None:
        super().__init__(number, served, stop, tally, pause_s)
        self._client: Any = None
        self._uploads: list[int] = []
        self._made = 0

    def again(self) -> None:
        self._client = None

    def _call(self, *values: object, endpoint: str) -> Any:  # JSON
        from gradio_client import Client

        if self._client is None:
            self._client = Client(self.served.url, verbose=False, httpx_kwargs={"timeout": TIMEOUT_S})
        return self._client.submit(*values, api_name=endpoint).result(timeout=TIMEOUT_S)

    def act_on(self, n: int) -> Any:
        if self.chance.randrange(UPLOADS_ONE_IN):
            return lambda: self.ask(n)
        if len(self._uploads) >= KEPT_UPLOADS:
            gone = self._uploads.pop(0)
            return lambda: self.remove(gone)
        self._made += 1
        fresh = 1000 + 100 * self.number + self._made
        if not self.until_done(lambda: self.upload(fresh)):
            return lambda: None
        self._uploads.append(fresh)
        received = time.monotonic()
        if self.until_done(lambda: self.find(fresh, there=True)):
            with self.tally.lock:
                self.tally.seen_s.append(time.monotonic() - received)
            self.tally.count("uploaded and found")
        return lambda: self.ask(fresh)

    def ask(self, n: int) -> None:
        began = time.monotonic()
        found = self._call(question_of(n), endpoint="/ask")
        self.tally.note("page", n, found["answer"], None, time.monotonic() - began)

    def upload(self, n: int) -> None:
        headers = {"sec-fetch-site": "same-origin"}
        reply = httpx.post(f"{self.served.url}/uploads?name=up-{n}.txt", content=text_of(n).encode(), headers=headers, timeout=TIMEOUT_S)
        reply.raise_for_status()
        if reply.json().get("problem"):
            raise RuntimeError(reply.json()["problem"])
        with self.tally.lock:
            self.tally.uploaded[f"up-{n}.txt"] = True

    def find(self, n: int, *, there: bool) -> str:
        """Wait until the upload is listed, or is not any more, and return its id or ""."""
        until = time.monotonic() + INDEXED_WITHIN_S
        while time.monotonic() < until:
            listed = [each["doc_id"] for each in self._call(endpoint="/documents") if each["file"].endswith(f"up-{n}.txt")]
            if bool(listed) == there:
                return listed[0] if listed else ""
            time.sleep(2)
        raise RuntimeError(f"an upload is still {'not listed' if there else 'listed'} after {INDEXED_WITHIN_S:.0f} s")

    def remove(self, n: int) -> None:
        with self.tally.lock:  # from now on it may be there or not, until the page has carried it out
            self.tally.uploaded.pop(f"up-{n}.txt", None)
        config = httpx.get(f"{self.served.url}/config", timeout=TIMEOUT_S).json()
        page = next(each["id"] for each in config["components"] if each["type"] == "html")
        if not any(each["file"].endswith(f"up-{n}.txt") for each in self._call(endpoint="/documents")):
            return  # a removal that was cut off was carried out
        asked = {"lang": "en", "act": "remove", "doc_id": self.find(n, there=True)}
        body = {"session_hash": f"soak{self.number}", "component_id": page, "fn_name": "library_status", "data": asked}
        reply = httpx.post(f"{self.served.url}/gradio_api/component_server", json=body, timeout=TIMEOUT_S)
        reply.raise_for_status()
        if reply.json()["problem"]:
            raise RuntimeError(reply.json()["problem"])
        time.sleep(12)  # until it can no longer be taken back
        self.find(n, there=False)
        with self.tally.lock:
            self.tally.uploaded[f"up-{n}.txt"] = False
        self.tally.count("removed and gone")
