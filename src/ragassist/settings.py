"""One typed settings object: defaults < `ragassist.toml` < `RAGASSIST_*` environment < command line.

Nothing is read at import. An unknown name is an error that names the nearest known one. Nested names take two
underscores in the environment (`RAGASSIST_CHAT__MODEL`) and a table in the file (`[chat]` `model = "..."`).
"""

from __future__ import annotations

import difflib
import os
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator

from ragassist.errors import UsageError
from ragassist.setting_values import Address, Options, without_password

ENV_PREFIX = "RAGASSIST_"
FILE_NAME = "ragassist.toml"


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    def __repr_args__(self) -> Iterator[tuple[str | None, Any]]:
        for name, value in super().__repr_args__():
            yield name, without_password(value)


class ChatSettings(_Section):
    """The model that writes: which tier, and where a hosted one is."""

    tier: Literal["auto", "hosted", "local", "extractive"] = "auto"
    model: str = ""
    """Name the endpoint knows it by; empty means the endpoint's usual one."""
    base_url: Address = ""
    """Empty: `OPENAI_BASE_URL`, else OpenAI."""
    api_key: SecretStr = SecretStr("")
    """Empty: `OPENAI_API_KEY`."""
    timeout_s: float = Field(default=120.0, gt=0)
    at_once: int = Field(default=4, ge=1, le=32)
    """Calls of one answer that a hosted model may be sent at the same time; fewer while it says that it gets too many."""
    max_answer_tokens: int = Field(default=700, ge=16)
    extra: Options = {}
    """Further parameters sent with every request to a hosted model, as its endpoint calls them: `{"reasoning_effort": "low"}`,
    `{"enable_thinking": false}`. A table, or a JSON object in the environment."""
    llama_index: str = ""
    """The dotted name of a LlamaIndex `LLM` that answers in place of an endpoint, such as `llama_index.llms.ollama.Ollama`."""
    llama_index_options: Options = {}
    """Its keyword arguments: a table, or a JSON object in the environment."""
    size: Literal["auto", "small", "large"] = "auto"
    """How the model is used: `large` writes from all sources in one prompt, `small` chooses and renders sentences in small steps. `auto`
    goes by what `ragassist doctor --endpoint` measured, by the size in the model's name, and by where it runs."""
    reasoning_tokens: int = Field(default=0, ge=0)
    """Room for the thinking of a model that thinks, beside the answer; 0 leaves twice as much as was seen to be needed."""


class LocalSettings(_Section):
    """The model on this machine."""

    weights: Path | None = None
    """A GGUF file to use instead of the pinned one; its hash is not checked."""
    context_tokens: int = Field(default=4096, ge=512)
    threads: int = Field(default=0, ge=0)
    """0: as many as the machine has processors for this process."""
    slots: int = Field(default=1, ge=1, le=8)
    """Questions that the model works on at once, in turns of a word each. Each slot has a context of its own, and its memory."""


class JudgeSettings(_Section):
    """The model that judges: in an evaluation (`eval judge --judge model`), and the claims of an answer where one is named here."""

    model: str = ""
    """Name the endpoint knows it by; empty means the first that it lists."""
    base_url: Address = ""
    """Empty: OpenAI."""
    api_key: SecretStr = SecretStr("")
    timeout_s: float = Field(default=120.0, gt=0)


class CostSettings(_Section):
    """What hosted models cost, and how much of it is allowed. The model on this machine costs nothing."""

    input_per_million: float = Field(default=0.0, ge=0)
    """Price of a million prompt tokens, in any currency."""
    output_per_million: float = Field(default=0.0, ge=0)
    """Price of a million completion tokens, thinking among them, in the same currency."""
    max_per_answer: float = Field(default=0.0, ge=0)
    """Ceiling of what one answer may cost; 0 for none."""
    max_per_day: float = Field(default=0.0, ge=0)
    """Ceiling of what all answers of this home may cost in a day (UTC); 0 for none."""
    max_tokens_per_answer: int = Field(default=0, ge=0)
    """Ceiling of an answer's tokens, prompts and completions together; 0 for none."""
    max_tokens_per_day: int = Field(default=0, ge=0)
    """Ceiling of a day's tokens (UTC) in this home; 0 for none."""


class EmbedSettings(_Section):
    """Which embedder fills and searches the store."""

    model: str = "auto"
    """`auto`: EmbeddingGemma where its weights are, else the encoders that come with the program. `gemma` or `bundled`: that one and no
    other. A name that ends in `.gguf` is an encoder's file, run on this machine. Anything else is the name of an embedding model at an
    OpenAI-compatible endpoint."""
    base_url: Address = ""
    api_key: SecretStr = SecretStr("")
    question_prefix: str = ""
    """What a GGUF encoder or an endpoint's model wants to read before a question, such as `query: `."""
    passage_prefix: str = ""
    """And before a passage, such as `passage: `."""
    llama_index: str = ""
    """The dotted name of a LlamaIndex `BaseEmbedding` that embeds instead."""
    llama_index_options: Options = {}
    """Its keyword arguments."""
    calibration: Path | None = None
    """What was fitted to an embedder of one's own, as the section `claims` of a file in `models/calibration`.

    Without it claims are not compared by likeness.
    """


class ChromaSettings(_Section):
    """Where the vectors are."""

    url: Address = ""
    """Empty: embedded in the home directory; else `http://host:port` of a Chroma server, or `https://host` of a service that runs them."""
    key: SecretStr = SecretStr("")
    """Of a server, or of a proxy before it, that asks for one (sent as `x-chroma-token`); only together with https, or to this machine."""
    tenant: str = "default_tenant"
    database: str = "default_database"


class ManifestSettings(_Section):
    """Where documents and their passages are."""

    url: SecretStr = SecretStr("")
    """Empty: in the home directory; else `postgresql://user:password@host:port/database`, which several homes may share. The vectors must
    be in a Chroma server then (`chroma.url`). Needs the extra `postgres`."""
    name: str = Field(default="ragassist", pattern=r"^[a-z_][a-z0-9_]{0,39}$")
    """The schema there: one for each index."""


class IngestSettings(_Section):
    """How documents are cut, and what is too large to take."""

    passage_tokens: int = Field(default=256, ge=32, le=480)
    max_file_mb: float = Field(default=100.0, gt=0)
    parse_apart: bool = True
    """Whether files that need a parser are read in a process of their own, which two limits hold for."""
    parse_seconds: float = Field(default=300.0, gt=0)
    """Longest time in which reading a file finishes no page; thirty times that for the file as a whole."""
    parse_memory_mb: int = Field(default=4096, ge=0)
    """Most memory of that process in million bytes, besides what it starts with; 0 for no limit. Held on Linux alone."""
    fetch_seconds: float = Field(default=30.0, gt=0)
    """Longest time for one page of the web, redirects included."""
    fetch_private: bool = False
    """Whether `ingest https://…` may ask machines that are not on the public internet: an intranet of one's own."""
    reader: str = ""
    """The dotted name of a LlamaIndex `BaseReader` that reads files instead."""
    reader_options: Options = {}
    """Its keyword arguments; `{path}` in one stands for the file at hand, and the reader is then made anew for each file."""
    reader_call: Options = {}
    """Keyword arguments of its `load_data`, such as `{"urls": ["{path}"]}`; without any it is given the file's path."""
    reader_suffixes: tuple[str, ...] = ()
    """Which files it reads, such as `.json`; the others are read as ever. Empty: all that are given."""

    @field_validator("reader_suffixes", mode="before")
    @classmethod
    def _listed(cls, value: object) -> object:
        """A string with commas, as the environment gives it, is a list."""
        return tuple(part.strip().lower() for part in value.split(",") if part.strip()) if isinstance(value, str) else value


class RetrieveSettings(_Section):
    """How passages are found."""

    k: int = Field(default=5, ge=1, le=1000)
    candidates: int = Field(default=60, ge=10)
    """Length of the dense and the lexical list before fusion."""
    translate: bool = True
    """Search with a translation of the question too, where a model can make one."""
    glossary: Path | None = None
    """A file of one's own terms, in the form of `text/glossary.tsv`; they win over those that come with the program."""
    rerank: str = ""
    """The dotted name of a LlamaIndex node postprocessor that puts the passages found in another order, or leaves some out."""
    rerank_options: Options = {}
    """Its keyword arguments."""
    rerank_passages: int = Field(default=30, ge=1)
    """How many of the passages found it is given."""


class AnswerSettings(_Section):
    """How an answer is made."""

    unsupported: Literal["drop", "mark"] = "drop"
    """What happens to a sentence that its source does not support: left out, or shown and marked."""
    compose: Literal["auto", "generate", "select"] = "auto"
    """How sentences come about: one prompt (`generate`, for large models) or chosen and translated (`select`, for small ones)."""
    strictness: Literal["careful", "balanced", "bold"] = "balanced"
    """How sure it must be that something found answers before it is shown; `answer/sufficient.py` has what each costs."""
    passages: int = Field(default=10, ge=1, le=100)
    """Passages whose sentences are considered."""
    evidence_tokens: int = Field(default=0, ge=0)
    """Budget of the sources in the model's prompt; 0 goes by the model: 8,000 for a large one, 1,500 for a small one."""
    steps: bool = True
    """Whether a question with parts, a comparison or several dates is searched in several steps."""
    timeout_s: float = Field(default=300.0, ge=0)
    """Longest time for a whole answer; after it, what is verified is shown. 0 for none."""


class UiSettings(_Section):
    """The chat page."""

    host: str = "127.0.0.1"
    port: int = Field(default=7860, ge=0, le=65535)
    root_path: str = Field(default="", pattern=r"^(/[\w.~-]+)*$")
    """Under which path a proxy shows the page, such as `/assistant`; the proxy takes it off before it passes a request on."""
    auth: Path | None = None
    """A file of users, one `name:scrypt$...` a line (`ragassist chat --add-user NAME` writes them). Empty: nobody signs in."""
    auth_header: str = ""
    """The request header in which a proxy names the user, such as `X-Forwarded-User`. Empty: none is believed."""
    trusted_proxies: tuple[str, ...] = ("127.0.0.1", "::1")
    """Addresses or networks whose `auth_header` is believed; one string, separated by commas, will do."""
    max_upload_mb: float = Field(default=50.0, gt=0)
    """The largest file the page takes; `ingest.max_file_mb` limits it too."""
    concurrency: int = Field(default=8, ge=1, le=64)
    """Questions answered at the same time."""
    queue: int = Field(default=16, ge=0, le=200)
    """Questions that may wait for their turn; one more is told to come back."""
    at_once: int = Field(default=4, ge=0)
    """Questions of each reader answered at the same time, while their others wait; a reader is who signed in, or else one visit. 0 for all
    that `concurrency` allows but one."""
    per_minute: int = Field(default=120, ge=0)
    """Questions that each reader may ask in any minute; 0 for as many as they like."""

    @field_validator("trusted_proxies", mode="before")
    @classmethod
    def _listed(cls, value: object) -> object:
        """A string with commas, as the environment gives it, is a list."""
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value


class ApiSettings(_Section):
    """The OpenAI-compatible endpoint."""

    host: str = "127.0.0.1"
    port: int = Field(default=7861, ge=0, le=65535)
    key: SecretStr = SecretStr("")
    """What clients must send as their API key; empty for none, which only loopback addresses get."""
    keys: Path | None = None
    """A file of users' keys, one `name:sha256$...` a line (`ragassist serve --add-key NAME` writes them); each sees their own uploads."""
    per_minute: int = Field(default=0, ge=0)
    """Requests that each user may send in any minute; 0 for as many as they like."""
    at_once: int = Field(default=0, ge=0)
    """Requests of each user that are taken at the same time; one more is told to come back. 0 for as many as they like."""
    concurrency: int = Field(default=0, ge=0, le=32)
    """Questions answered at the same time; more wait in turns by user. 0 goes by the model: 32, or where it runs on this machine three
    more than it has slots."""
    queue: int = Field(default=128, ge=0)
    """Questions that may wait for their turn; one more is told to come back."""
    hosts: tuple[str, ...] = ()
    """Names under which the server may be called without a key besides localhost, such as `host.docker.internal`."""
    origins: tuple[str, ...] = ()
    """Origins of web pages that may call it (CORS), such as `https://chat.example`; `*` for all."""
    background: Literal["model", "decline"] = "model"
    """What becomes of a chat front end's own prompts (titles, tags, follow-ups): passed to the language model, or declined."""

    @field_validator("hosts", "origins", mode="before")
    @classmethod
    def _listed(cls, value: object) -> object:
        """A string with commas, as the environment gives it, is a list."""
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value


class McpSettings(_Section):
    """The Model Context Protocol server over HTTP; keys, hosts and origins are those of `api`."""

    host: str = "127.0.0.1"
    port: int = Field(default=7862, ge=0, le=65535)


class LogSettings(_Section):
    """What servers write down."""

    format: Literal["text", "json"] = "text"
    level: Literal["debug", "info", "warning", "error"] = "warning"
    """At `info` each question is a line: door, user, outcome, seconds, model; not its words."""
    questions: bool = False
    """Whether those lines hold the question too."""
    audit: Path | None = None
    """A file that notes who asked what and which documents were cited, chained by hashes. Empty: none."""
    traces: Address = Field(default="", pattern=r"^(https?://[^@?#]+)?$")
    """Address of an OpenTelemetry collector (OTLP over gRPC), such as `http://localhost:4317`, that gets a trace of each question, without
    its words unless `questions` is on. Empty: nothing is sent. Needs the extra `otel`."""


class Settings(_Section):
    """Everything that can be set. Build it with keyword arguments, or with `Settings.load()` as the program does."""

    home: Path = Path(".ragassist")
    """The index: documents, vectors, word index, caches. Two homes never see each other."""
    cache: Path = Field(default_factory=lambda: Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser() / "ragassist")
    """Model weights, shared by all homes."""
    chat: ChatSettings = ChatSettings()
    local: LocalSettings = LocalSettings()
    judge: JudgeSettings = JudgeSettings()
    cost: CostSettings = CostSettings()
    embed: EmbedSettings = EmbedSettings()
    chroma: ChromaSettings = ChromaSettings()
    manifest: ManifestSettings = ManifestSettings()
    ingest: IngestSettings = IngestSettings()
    retrieve: RetrieveSettings = RetrieveSettings()
    answer: AnswerSettings = AnswerSettings()
    ui: UiSettings = UiSettings()
    api: ApiSettings = ApiSettings()
    mcp: McpSettings = McpSettings()
    log: LogSettings = LogSettings()

    @classmethod
    def load(
        cls,
        overrides: Mapping[str, Any] | None = None,
        *,
        environ: Mapping[str, str] | None = None,
        directory: Path | None = None,
    ) -> Settings:
        """Return the settings in force: defaults, then the file, then the environment, then `overrides`.

        Args:
            overrides: dotted names to values, as the command line gives them (`{"ui.port": 7861}`); None values are skipped.
            environ: instead of `os.environ`.
            directory: where `ragassist.toml` is looked for; the working directory by default.

        Raises:
            UsageError: an unknown name, a value of the wrong type or out of range, a file that is not TOML.
        """
        environ = os.environ if environ is None else environ
        path = (directory or Path()) / FILE_NAME
        values: dict[str, Any] = {}
        if path.is_file():
            try:
                values = tomllib.loads(path.read_text(encoding="utf8"))
            except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
                raise UsageError("setting.not_toml", file=FILE_NAME, error=error) from error
        for name, value in environ.items():
            if name.startswith(ENV_PREFIX):
                _put(values, name.removeprefix(ENV_PREFIX).lower().split("__"), value)
        for name, value in (overrides or {}).items():
            if value is not None:
                _put(values, name.split("."), value)
        try:
            return cls.model_validate(values)
        except ValidationError as error:
            raise _explain(error) from error


def _put(values: dict[str, Any], keys: list[str], value: object) -> None:
    for key in keys[:-1]:
        inner = values.setdefault(key, {})
        if not isinstance(inner, dict):
            raise UsageError("setting.inside", name=".".join(keys), key=key)
        values = inner
    values[keys[-1]] = value


def names(section: type[BaseModel] = Settings, prefix: str = "") -> Iterator[str]:
    """Yield every setting's dotted name, in the order of the file."""
    for name, field in section.model_fields.items():
        inner = field.annotation
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            yield from names(inner, f"{prefix}{name}.")
        else:
            yield prefix + name


def _explain(error: ValidationError) -> UsageError:
    first = error.errors()[0]
    name = ".".join(str(part) for part in first["loc"])
    if first["type"] == "extra_forbidden":
        near = difflib.get_close_matches(name, list(names()), n=1, cutoff=0.5)
        return UsageError("setting.absent_near", name=name, near=near[0]) if near else UsageError("setting.absent", name=name)
    value = "(secret)" if name.endswith("key") or name == "manifest.url" else repr(without_password(first["input"]))
    variable = ENV_PREFIX + name.replace(".", "__").upper()
    return UsageError("setting.value", name=name, value=value, said=first["msg"].lower(), file=FILE_NAME, variable=variable)
