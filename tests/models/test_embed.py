from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import numpy as np
import pytest

from ragassist.errors import ModelError
from ragassist.models.embed import Embedder, embedder
from ragassist.models.embed_bundled import BundledEmbedder
from ragassist.models.embed_hosted import BATCH
from ragassist.settings import EmbedSettings, Settings

PASSAGES = {
    "zh": [
        "水库的闸门在汛期由值班人员每小时检查一次，水位超过警戒线时必须立即向下游村镇发出通知，并做好人员转移的准备。",
        "这家面包店只用当地种植的小麦，每天凌晨三点开始和面，六点出炉第一批面包，常常不到中午就卖完了。",
        "图书馆规定每位读者最多可以同时借阅十本书，期限为四周，逾期不还的按天收取少量费用。",
    ],
    "en": [
        "In the flood season the staff on duty inspect the sluice gates every hour, and villages downstream must be told at once when the water rises above the warning line.",
        "The bakery uses only wheat grown nearby; kneading starts at three in the morning, the first loaves come out at six and are often gone by noon.",
        "Each reader may borrow up to ten books from the library for four weeks, and pays a small daily charge for returning them late.",
    ],
}
QUESTIONS = {
    "zh": ["水位过高时要通知谁？", "面包几点出炉？", "一次最多能借几本书？"],
    "en": ["Who is told when the water is too high?", "When does the bread come out?", "How many books can one borrow?"],
}


@pytest.fixture(scope="module")
def bundled() -> Embedder:
    return embedder(Settings())


@pytest.mark.parametrize("asked", ["zh", "en"])
@pytest.mark.parametrize("written", ["zh", "en"])
def test_a_question_finds_its_passage_in_either_language(bundled: Embedder, asked: str, written: str) -> None:
    likeness = bundled.questions(QUESTIONS[asked], [asked] * 3) @ bundled.passages(PASSAGES[written], [written] * 3).T
    assert likeness.argmax(axis=1).tolist() == [0, 1, 2]


def test_the_right_passage_wins_over_a_wrong_one_in_the_questions_own_language(bundled: Embedder) -> None:
    pool = bundled.passages([PASSAGES["zh"][0], *PASSAGES["en"][1:]], ["zh", "en", "en"])
    assert (bundled.questions(QUESTIONS["en"][:1], ["en"]) @ pool.T).argmax() == 0


def test_sentences_meet_across_languages(bundled: Embedder) -> None:
    zh = bundled.sentences(PASSAGES["zh"], ["zh"] * 3)
    en = bundled.sentences(PASSAGES["en"], ["en"] * 3)
    assert (zh @ en.T).argmax(axis=1).tolist() == [0, 1, 2]


@pytest.mark.parametrize("text", ["", "\0", "\ud800", "😀", "字" * 600, "word " * 600])
def test_any_text_has_a_vector_of_length_one(bundled: Embedder, text: str) -> None:
    for vectors in (bundled.passages([text], ["zh"]), bundled.questions([text], ["zh"])):
        assert vectors.shape == (1, bundled.dim)
        assert vectors.dtype == np.float32
        assert np.linalg.norm(vectors) == pytest.approx(1, abs=1e-4)


def test_a_vector_does_not_depend_on_its_neighbours(bundled: Embedder) -> None:
    together = bundled.passages(PASSAGES["zh"] + PASSAGES["en"], ["zh"] * 3 + ["en"] * 3)
    alone = bundled.passages(PASSAGES["en"][2:], ["en"])
    assert together[5] @ alone[0] > 0.999


def test_no_texts_no_vectors(bundled: Embedder) -> None:
    assert bundled.passages([], []).shape == (0, bundled.dim)
    assert bundled.sentences([], []).shape[0] == 0


def test_several_threads_get_what_one_gets() -> None:
    BundledEmbedder().questions(["?"], ["en"])  # left out here where encoders are left out, and not in a thread
    fresh = BundledEmbedder()
    found: dict[int, np.ndarray] = {}

    def ask(i: int) -> None:
        found[i] = fresh.questions(QUESTIONS["en"], ["en"] * 3)

    threads = [threading.Thread(target=ask, args=(i,)) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for i in range(1, 4):
        np.testing.assert_allclose(found[i], found[0], atol=1e-4)


def test_the_name_tells_the_centring(bundled: Embedder, monkeypatch: pytest.MonkeyPatch) -> None:
    before = bundled.name
    monkeypatch.setattr("ragassist.models.embed_bundled._centring_file", lambda: b"another")
    assert BundledEmbedder().name != before


def test_tokens_grow_with_the_text(bundled: Embedder) -> None:
    assert bundled.count_tokens("") < bundled.count_tokens("人工智能") < bundled.count_tokens("人工智能" * 50)


class _Endpoint(BaseHTTPRequestHandler):
    requests: ClassVar[list[list[str]]] = []
    status = 200

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        type(self).requests.append(body["input"])
        entries = [{"object": "embedding", "index": i, "embedding": [3.0, float(len(text)), 4.0]} for i, text in enumerate(body["input"])]
        answer = {"object": "list", "model": body["model"], "data": entries[::-1], "usage": {"prompt_tokens": 1, "total_tokens": 1}}
        if self.status != 200:
            answer = {"error": {"message": "no such model"}}
        payload = json.dumps(answer).encode()
        self.send_response(self.status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(payload)))
        self.end_headers()
        self.wfile.write(payload)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def endpoint() -> Iterator[tuple[str, type[_Endpoint]]]:
    handler = type("Handler", (_Endpoint,), {"requests": []})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.005}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/v1", handler
    server.shutdown()
    server.server_close()


def test_hosted_embeddings_come_in_batches_in_the_order_given(endpoint: tuple[str, type[_Endpoint]]) -> None:
    url, handler = endpoint
    hosted = embedder(Settings(embed=EmbedSettings(model="some-model", base_url=url)))
    texts = ["x" * (i % 7) for i in range(BATCH + 3)]
    vectors = hosted.passages(texts, ["en"] * len(texts))
    assert hosted.name == "some-model"
    assert hosted.dim == vectors.shape[1] == 3
    assert [len(batch) for batch in handler.requests[:2]] == [BATCH, 3]
    np.testing.assert_allclose(vectors[6] / vectors[6][0] * 3, [3, 6, 4], rtol=1e-5)


def test_an_endpoint_that_refuses_is_one_error_that_says_what_to_check(endpoint: tuple[str, type[_Endpoint]]) -> None:
    url, handler = endpoint
    handler.status = 404
    with pytest.raises(ModelError, match=r"'some-model'.*RAGASSIST_EMBED__BASE_URL"):
        embedder(Settings(embed=EmbedSettings(model="some-model", base_url=url))).questions(["who?"], ["en"])
