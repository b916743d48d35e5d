"""Every figure that `figures.py` measures: what its n counts, which script measures it over which data, and what it needs.

A script's `measure(**args)` returns a list of `values.Value`. Another figure is another entry here, and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

Need = Literal["nothing", "encoder", "gemma", "local model", "recordings"]
NEEDS: dict[Need, str] = {
    "nothing": "nothing but the program",
    "encoder": "the encoders that are installed with the program",
    "gemma": "EmbeddingGemma's weights (`ragassist models pull`)",
    "local model": "the local model's weights and its engine (`ragassist models pull`)",
    "recordings": "recorded replies of a model (`ragassist eval run --live --record`)",
}


@dataclass(frozen=True, slots=True)
class Figure:
    """One run of one script: a column of its table."""

    name: str
    table: str
    """The heading under which it stands; figures with one heading are columns of one table."""
    column: str
    counts: str
    """What n counts."""
    script: str
    """A file beside this one."""
    command: str
    """What a person types to see the same, from the repository's root."""
    data: tuple[str, ...] = ()
    """Files and folders of the repository that the figure depends on, besides the program and the script."""
    args: dict[str, Any] = field(default_factory=dict)
    needs: tuple[Need, ...] = ("nothing",)
    minutes: float = 0.5
    """About how long it takes on two idle cores."""

    @property
    def fast(self) -> bool:
        """Whether it needs no weights beside the packages, no recordings, and at most two minutes."""
        return self.minutes <= 2 and not {"gemma", "local model", "recordings"} & set(self.needs)


SETS = "eval/datasets"
DOCUMENTS = ("corpus", f"{SETS}/planted")
ENCODERS: tuple[tuple[str, str, Need], ...] = (
    ("none", "by rules alone", "nothing"),
    ("bundled", "bundled encoders", "encoder"),
    ("gemma", "EmbeddingGemma", "gemma"),
)
ENCODED = ENCODERS[1:]


def _claims(file: str, n: str, minutes: float, *, strict: bool = False) -> list[Figure]:
    """The claims of one file by each encoder, without a language model."""
    flag = " --strict" if strict else ""
    return [
        Figure(
            name=f"claims/{file.removesuffix('_claims')}/{encoder}",
            table=f"Claims of `{file}.jsonl`, no language model{', checked as drafts of a large model are (`strict`)' if strict else ''}",
            column=column,
            counts=n,
            script="claims.py",
            command=f"python eval/bench/claims.py {SETS}/{file}.jsonl --encoder {encoder}{flag}",
            data=(f"{SETS}/{file}.jsonl",),
            args={"file": f"{SETS}/{file}.jsonl", "encoder": encoder, "strict": strict},
            needs=(need,),
            minutes=minutes * (1 if encoder == "none" else 3),
        )
        for encoder, column, need in ENCODERS
    ]


def _over_corpus(script: str, table: str, counts: str, data: tuple[str, ...], options: str, minutes: float) -> list[Figure]:
    """A script that indexes the corpus, by each encoder."""
    name = script.removesuffix(".py")
    return [
        Figure(
            name=f"{name}/{encoder}",
            table=table,
            column=column,
            counts=counts,
            script=script,
            command=f"python eval/bench/{script} {options.format(encoder=encoder)}",
            data=(*data, *DOCUMENTS),
            args={"dataset": data[0], "documents": list(DOCUMENTS), "encoder": encoder},
            needs=(need,),
            minutes=minutes,
        )
        for encoder, column, need in ENCODED
    ]


_OVER = f"--documents {' '.join(DOCUMENTS)} --encoder {{encoder}}"

FIGURES: tuple[Figure, ...] = (
    *_claims("planted_claims", "claims; a kind's n, its false claims", 0.4),
    *_claims("paraphrase_claims", "claims", 0.2),
    *_claims("faithful_claims", "claims", 0.5, strict=True),
    Figure(
        name="answers/core",
        table="Answers of the local model, replayed from its recorded replies",
        column="`core.jsonl`, EmbeddingGemma",
        counts="samples to which the metric applies; of the gate, its checks",
        script="replayed.py",
        command="ragassist eval run --replay && ragassist eval gate",
        data=(f"{SETS}/core.jsonl", "eval/recordings/core", "eval/gates.toml", "eval/baseline.jsonl", f"{SETS}/tasks", *DOCUMENTS),
        args={"dataset": f"{SETS}/core.jsonl", "documents": list(DOCUMENTS), "recordings": "eval/recordings/core", "gate": True},
        needs=("gemma", "recordings"),
        minutes=4,
    ),
    Figure(
        name="answers/second",
        table="Answers of the local model, replayed from its recorded replies",
        column="`second/questions.jsonl`, EmbeddingGemma",
        counts="samples to which the metric applies",
        script="replayed.py",
        command="python eval/bench/replayed.py eval/datasets/second/questions.jsonl --documents eval/datasets/second/docs "
        "--recordings eval/recordings/second",
        data=(f"{SETS}/second", "eval/recordings/second"),
        args={
            "dataset": f"{SETS}/second/questions.jsonl",
            "documents": [f"{SETS}/second/docs"],
            "recordings": "eval/recordings/second",
        },
        needs=("gemma", "recordings"),
        minutes=4,
    ),
    *(
        Figure(
            name=f"answers/{short}/quoted/{encoder}",
            table="Answers without any language model: quoted sentences",
            column=f"`{file}`, {column}",
            counts="samples to which the metric applies",
            script="replayed.py",
            command=f"python eval/bench/replayed.py {SETS}/{file} --documents {' '.join(documents)} --encoder {encoder}",
            data=(f"{SETS}/{file}", *documents),
            args={"dataset": f"{SETS}/{file}", "documents": list(documents), "encoder": encoder},
            needs=(need,),
            minutes=2,
        )
        for short, file, documents in (("core", "core.jsonl", DOCUMENTS), ("second", "second/questions.jsonl", (f"{SETS}/second/docs",)))
        for encoder, column, need in ENCODED
    ),
    *_over_corpus(
        "sentences.py", "Which sentence answers, over the corpus", "questions with a gold sentence", (f"{SETS}/corpus.jsonl",), _OVER, 2
    ),
    *_over_corpus("ceiling.py", "All gold sentences in what a model is given", "answerable questions", (f"{SETS}/corpus.jsonl",), _OVER, 2),
    *_over_corpus("steps.py", "Questions that need several passages: all gold is given", "questions", (f"{SETS}/steps.jsonl",), _OVER, 4),
    Figure(
        name="reader",
        table="A perfect reader behind an endpoint (50 tokens a second after 0.5 s)",
        column="English, EmbeddingGemma",
        counts="questions; of the sentences, sentences",
        script="reader.py",
        command="python eval/bench/reader.py --encoder gemma --lang en --n 40",
        data=(f"{SETS}/corpus.jsonl", *DOCUMENTS, "tests/openai_server.py"),
        args={"dataset": f"{SETS}/corpus.jsonl", "documents": list(DOCUMENTS), "encoder": "gemma", "lang": "en", "n": 40},
        needs=("gemma",),
        minutes=6,
    ),
    Figure(
        name="tables",
        table="Tables: the cell that a question names by row and column",
        column="bundled encoders, no language model",
        counts="questions; of the cells, cited cells",
        script="tables.py",
        command="python eval/bench/tables.py",
        data=("tests/ingest/made_tables.py",),
        needs=("encoder",),
        minutes=2,
    ),
    Figure(
        name="tasks",
        table="Document tasks, by rules alone",
        column="seven labelled regulations",
        counts="labelled items; of a precision, found ones",
        script="tasks.py",
        command="python eval/bench/tasks.py lists compare audit brief",
        data=(f"{SETS}/tasks",),
        minutes=0.5,
    ),
    *(
        Figure(
            name=f"fuzz/{files}",
            table="Damaged files of every format",
            column=f"{files:,} files, seed {seed}",
            counts="files",
            script="fuzz.py",
            command=f"python eval/bench/fuzz.py --files {files} --seed {seed}",
            data=("tests/ingest",),
            args={"files": files, "seed": seed},
            minutes=minutes,
        )
        for files, seed, minutes in ((200, 1, 1), (2000, 2, 8))
    ),
    Figure(
        name="crash",
        table="Ingest killed at random moments",
        column="SQLite and embedded Chroma",
        counts="kills",
        script="crash.py",
        command="python eval/bench/crash.py 30 --store file",
        data=("tests/store",),
        args={"n": 30},
        minutes=6,
    ),
    *(
        Figure(
            name=f"lexical/{passages}" if passages else "lexical/finding",
            table="The word index, and SQLite's FTS5 in its place",
            column=f"with {passages:,} passages" if passages else "finding",
            counts="Chinese questions",
            script="lexical.py",
            command=f"python eval/bench/lexical.py --passages {passages}",
            data=(f"{SETS}/core.jsonl", f"{SETS}/second", "corpus"),
            args={"passages": passages},
            minutes=5 if passages else 0.5,
        )
        for passages in (0, 100_000)
    ),
    Figure(
        name="ingest",
        table="Documents going in",
        column="`corpus/`",
        counts="documents",
        script="ingest.py",
        command="python eval/bench/ingest.py corpus --fake",
        data=("corpus",),
        args={"path": "corpus"},
        minutes=1,
    ),
    Figure(
        name="startup",
        table="Starting and searching",
        column="a new process each, over `corpus/`",
        counts="starts, questions",
        script="startup.py",
        command="python eval/bench/startup.py",
        data=("corpus",),
        needs=("encoder",),
        minutes=1.5,
    ),
    Figure(
        name="latency",
        table="How long a reader waits for the local model",
        column="the page's starter questions",
        counts="questions",
        script="latency.py",
        command="python eval/bench/latency.py corpus",
        data=("corpus",),
        args={"documents": ["corpus"]},
        needs=("gemma", "local model"),
        minutes=6,
    ),
    Figure(
        name="sizes",
        table="Sizes",
        column="this checkout",
        counts="files, functions, packages, tests",
        script="sizes.py",
        command="python eval/bench/sizes.py",
        data=("tests", "pyproject.toml"),
        minutes=1,
    ),
)
