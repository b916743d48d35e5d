import numpy as np
import pytest

from ragassist.evaluate.remember import RememberingEmbedder


class Counting:
    """Vectors that depend on kind, language and text; `asked` keeps what it was given."""

    name, dim, statement_dim = "counting", 3, 2

    def __init__(self):
        self.asked = []

    def _made(self, kind, texts, langs):
        self.asked.append((kind, tuple(texts)))
        return np.array([[len(kind), len(lang + text), ord(text[0])] for text, lang in zip(texts, langs, strict=True)], np.float32).reshape(
            -1, 3
        )

    def passages(self, texts, langs, titles=None):
        return self._made("passage", texts, langs)

    def questions(self, texts, langs):
        return self._made("question", texts, langs)

    def sentences(self, texts, langs):
        return self._made("sentence", texts, langs)

    def statements(self, texts, langs, titles=None):
        return self._made("statement", texts, langs)

    def count_tokens(self, text):
        return len(text)


def test_vectors_are_the_inner_ones_in_order_and_each_text_is_embedded_once_per_kind_and_language():
    inner, plain = Counting(), Counting()
    embedder = RememberingEmbedder(inner)
    for texts, langs in ((["b", "aa", "b"], ["en", "en", "en"]), (["aa", "ccc"], ["en", "en"]), (["aa"], ["zh"])):
        assert np.array_equal(embedder.passages(texts, langs), plain.passages(texts, langs))
    assert inner.asked == [("passage", ("b", "aa")), ("passage", ("ccc",)), ("passage", ("aa",))]
    assert np.array_equal(embedder.sentences(["aa"], ["en"]), plain.sentences(["aa"], ["en"]))
    assert len(inner.asked) == 4
    assert embedder.passages([], []).shape == (0, 3)
    assert (embedder.name, embedder.dim, embedder.statement_dim, embedder.count_tokens("four")) == ("counting", 3, 2, 4)


def test_the_wordings_of_a_question_are_heard_in_order_from_listen_to_listen():
    embedder = RememberingEmbedder(Counting())
    embedder.questions(["an older one"], ["en"])
    embedder.listen()
    embedder.questions(["What is it?"], ["en"])
    embedder.questions(["这是什么？"], ["zh"])
    embedder.questions(["What is it?", "这是什么？"], ["en", "zh"])
    assert embedder.wordings == ("What is it?", "这是什么？")


@pytest.mark.parametrize("keep", [True, False])
def test_a_live_run_embeds_everything_anew_and_is_heard_all_the_same(keep):
    inner = Counting()
    embedder = RememberingEmbedder(inner, keep=keep)
    embedder.questions(["x"], ["en"])
    embedder.questions(["x"], ["en"])
    assert len(inner.asked) == (1 if keep else 2)
    assert embedder.wordings == ("x",)
