"""A scripted assistant: it answers from a table, and can crash or miss its model on request."""

from tests.evaluate.build import PATHS, RAWS, SPENT

from ragassist.errors import ModelError
from ragassist.types import DocumentMeta, DocumentRecord, Hit, Passage, Sentence

RECORDS = [
    DocumentRecord(doc_id, path, f"/x/{path}", "0" * 64, "zh", DocumentMeta(), 1, len(RAWS[doc_id])) for doc_id, path in PATHS.items()
]


class ScriptedAssistant:
    """Answers are a mapping from question to Answer or exception; every question retrieves the passage with SPENT."""

    def __init__(self, answers):
        self.answers = answers
        self.asked = []
        self.searched = ()

    def ask(self, question, lang=None, history=()):
        self.asked.append((question, tuple(history)))
        self.searched = (question, f"{question} (translated)")
        answer = self.answers[question]
        if isinstance(answer, BaseException):
            raise answer
        return answer

    def search(self, question, k):
        start = RAWS["d1"].index(SPENT)
        sentence = Sentence(start, start + len(SPENT), SPENT)
        passage = Passage("d1:00000", "d1", 0, "zh", (), sentence.start, sentence.end, SPENT, (sentence,))
        return [Hit(1, 1.0, passage, RECORDS[0])][:k]

    def raw(self, doc_id):
        return RAWS[doc_id]

    def documents(self):
        return RECORDS


def missing_recording():
    return ModelError("recordings.absent", name="a model", directory="runs", prompt="translate_question")
