"""A scripted assistant: it answers from a table, and can crash or miss its model on request."""

from tests.evaluate.build import PATHS, RAWS, SPENT

from ragassist.answer.events import ModelFailed, PassagesFound, QuestionSearched
from ragassist.answer.evidence import Question
from ragassist.errors import ModelError
from ragassist.types import DocumentMeta, DocumentRecord, Hit, Passage, Sentence

RECORDS = [
    DocumentRecord(doc_id, path, f"/x/{path}", "0" * 64, "zh", DocumentMeta(), 1, len(RAWS[doc_id])) for doc_id, path in PATHS.items()
]


class ScriptedAssistant:
    """Answers are a mapping from question to Answer or exception; every question retrieves the passage with SPENT.

    A question that is in `failing` is answered although its model failed on the way.
    """

    def __init__(self, answers, failing=()):
        self.answers = answers
        self.failing = failing
        self.asked = []

    def ask(self, question, *, history=(), listener=None):
        self.asked.append((question, tuple(history)))
        listener(QuestionSearched(Question(question, "en", "en", f"{question} (translated)")))
        answer = self.answers[question]
        if isinstance(answer, BaseException):
            raise answer
        start = RAWS["d1"].index(SPENT)
        sentence = Sentence(start, start + len(SPENT), SPENT)
        passage = Passage("d1:00000", "d1", 0, "zh", (), sentence.start, sentence.end, SPENT, (sentence,))
        listener(PassagesFound((Hit(1, 1.0, passage, RECORDS[0]),)))
        if question in self.failing:
            listener(ModelFailed(missing_recording()))
        return answer

    def raw(self, doc_id):
        return RAWS[doc_id]

    def documents(self):
        return RECORDS


def missing_recording():
    return ModelError("recordings.absent", name="a model", directory="runs", prompt="translate_question")
