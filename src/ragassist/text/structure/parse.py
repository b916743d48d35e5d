"""A Chinese legal sentence as the statements it makes: condition, actor, modality, action, exception, time, sanction."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Final

from ragassist.lang.zh import IDEOGRAPHS
from ragassist.text.own_name import OWN_NAME
from ragassist.text.script import simplified
from ragassist.text.structure.actor_phrases import actor_before, is_agent, strip_lead, subject_of
from ragassist.text.structure.cuts import cuts
from ragassist.text.structure.modal_words import ENDS_SERVICE, SANCTION, Modal, modals
from ragassist.text.structure.norm import Definition, Modality, Norm, Part, Time, as_said
from ragassist.text.structure.times import find_times

_LABEL: Final = re.compile(
    r"\s*(?:第\s?[一二三四五六七八九十百千零〇\d]+\s?条(?:之[一二三四五六七八九十])?(?:\s*【[^】]*】)?[ \u3000]*)?"
    r"(?:[（(][一二三四五六七八九十\d]{1,3}[）)]|[一二三四五六七八九十]{1,3}、|\d{1,2}[.．、)）](?!\d)|[①-⑳•·●■-])?\s*"
)
_CONDITION: Final = re.compile(
    r"(?:.*(?:的|情形之一的?|情形的?|情形时|情况下|情况时|条件下)$)|(?:如果?|假如|倘若|若(?!干)|一旦|凡是?|因|遇有?|对于?|就|当|除非|涉及|经|未经)(?!此|于是)[^，]*$"
    r"|(?:在|于|向|自)[^，]{2,}(?:时|后|的|期间|过程中|情形下|情况下|之后)$|[^，]{2,40}(?:之后|后|时)$",
    re.DOTALL,
)
_NO_CASE: Final = re.compile(r"对[^，]*(?:(?:并?处|给予|予以)[^，]*(?:罚款|警告|处分|处罚)|(?<![应当须])负责)$")
"""What is done to whom, and who answers for what: no case, though it begins like one."""
_BASIS: Final = re.compile(r"(?:根据|依据|依照|按照|为了?|遵循|坚持|遵守)[^，]*$")
_EXCEPTION: Final = re.compile(
    r"^(?:但是?[，]?)?(?:[^，]*除外|除[^，]*(?:以?外|之外)|除非[^，]*|[^，]*另有规定的?|[^，]*从其规定|[^，]*不适用[^，]*|[^，]*不受[^，]*限制|[^，]*不在此限)$"
)
_BEFORE: Final = re.compile(r"(?<![目以日])前$")
_WITHOUT: Final = re.compile(r"^未经[^，]*$")
_DEFINES: Final = re.compile(
    rf"(?:(?:{OWN_NAME}(?:中)?|前款|前条|上述|第[一二三四五六七八九十\d]+条)(?:所|中)?(?:称|指|述)的?)(?P<term>[^，。；：]{{1,40}}?)[，,]?\s*(?:是指|系指|指的是|指|包括|为"
    r"|(?<!不)是(?!否))(?P<meaning>(?:[^。；]|；(?=或|以及|和))+)"
    r"|(?:^|(?<=[。；：\s　）)、]))(?P<term2>[^，。；：\s　]{1,30}?)[，,]?\s*(?:是指|系指|指的是"
    r"|，指(?![导定出示引标派使挥责控明向数令认]))(?P<meaning2>(?:[^。；]|；(?=或|以及|和))+)"
    r"|(?P<meaning3>[^。；]{6,}?)[，,]?(?<![（(])(?:以下)(?:统称|简称)为?[“]?(?P<term3>[^，。；：”）)]{1,20})"
)
_NAMED_HERE: Final = re.compile(rf"(?:{OWN_NAME}|前款|前条|上述)中?(?:所|中)?(?:称|指|述)的?(?=.)")
_NOT_A_TERM: Final = re.compile(r"^(?:这|那|其|主要|就|也)|(?:目的|意思)$")
_SHORTENED: Final = re.compile(r"[（(](?:以下(?:统称|简称)|下称)(?:为)?[“\"]?(?P<term>[^”\"）)]{1,20})[”\"]?[）)]")
_BODY_ACTS: Final = re.compile(r"(?:^|(?<=，))(?:由|可由)(?=[^，]{2,})")
_MAX_OBJECT: Final = 18
_OF_A_NOUN: Final = re.compile(rf"[^，。；的]{{1,14}}的(?=[{IDEOGRAPHS}])")
_HOLDS: Final = re.compile(r"起(?:正式)?(?:施行|实施|执行|生效)$")
_GOES_ON: Final = re.compile(r"(?:[并且亦也均都还仍但又、和或]|同时)$")
_OF_THIS_TEXT: Final = re.compile(rf"^(?:{OWN_NAME}(?:所|中)?称的?|.*[将把])")


@dataclass(slots=True)
class _Clause:
    """A stretch between commas, without the comma."""

    start: int
    end: int
    text: str


@dataclass(slots=True)
class _State:
    """What a sentence has said so far that later clauses stand under."""

    text: str
    conditions: list[Part] = field(default_factory=list)
    breach: list[Part] = field(default_factory=list)
    """Conditions of the sentence's first segment: 违反第七条规定的 holds for what the next segments add."""
    exceptions: list[Part] = field(default_factory=list)
    actor: Part | None = None
    subject: Part | None = None


@lru_cache(maxsize=4096)
def parse(sentence: str) -> tuple[Norm, ...]:
    """Return the statements of a Chinese sentence in order; empty for a heading or a question.

    An actor or condition named once holds for the clauses after it, up to the sentence's end. Nothing is invented: each part is a
    span of `sentence`, and what cannot be told is None.

    >>> norm = parse("第八条　提供者发现违法内容的，应当在二十四小时内向网信部门报告。")[0]
    >>> norm.modality, norm.actor.text, norm.conditions[0].text, norm.times[0].part.text
    ('must', '提供者', '提供者发现违法内容的', '二十四小时内')
    """
    read = simplified(sentence)
    if read != sentence:
        return tuple(as_said(norm, sentence) for norm in parse(read))
    label = _LABEL.match(sentence)
    begin = label.end() if label else 0
    state = _State(sentence)
    norms: list[Norm] = []
    for start, end in cuts(sentence, begin, len(sentence), "；;。！？!?"):
        state.conditions, state.exceptions = list(state.breach), []
        norms += _segment(sentence, start, end, state)
        if not state.breach and norms and norms[-1].modality == "sanction":
            state.breach = list(norms[-1].conditions)
    return tuple(norms)


def definitions(sentence: str) -> tuple[Definition, ...]:
    """Return the terms that a Chinese sentence defines or shortens, with their meanings.

    >>> [d.term.text for d in definitions("本办法所称服务提供者，是指向公众提供服务的组织、个人。")]
    ['服务提供者']
    """
    read = simplified(sentence)
    if read != sentence:
        return tuple(as_said(found, sentence) for found in definitions(read))
    found = []
    for match in _DEFINES.finditer(sentence):
        name = next(name for name in ("term", "term2", "term3") if match[name])
        meaning = name.replace("term", "meaning")
        begins, ends = match.span(name)
        mark = _LABEL.match(sentence, begins, ends)
        begins = mark.end() if mark else begins
        named = _NAMED_HERE.match(sentence, begins, ends)
        begins = named.end() if named else begins
        bracket = sentence.find("（", begins + 1, ends)
        term = _trimmed(sentence, begins, bracket if bracket > 0 else ends)
        if term.text and not _NOT_A_TERM.search(term.text):
            found.append(Definition(term, _trimmed(sentence, *match.span(meaning))))
    for match in _SHORTENED.finditer(sentence):
        opening = max(sentence.rfind(mark, 0, match.start()) for mark in "，。；：、 　")
        if "等" in sentence[opening + 1 : match.start()]:  # 拖船、驳船等船舶 is one thing
            opening = max(sentence.rfind(mark, 0, match.start()) for mark in "，。；： 　")
        if sentence[: match.start()].endswith("》"):  # the name of a text, whatever was done with it
            opening = max(opening, sentence.rfind("《", 0, match.start()) - 1)
        lead = _OF_THIS_TEXT.match(sentence[opening + 1 : match.start()])
        begins = opening + 1 + (lead.end() if lead else 0)
        found.append(Definition(_trimmed(sentence, *match.span("term")), _trimmed(sentence, begins, match.start())))
    return tuple(found)


def _trimmed(text: str, start: int, end: int) -> Part:
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip(' 　“"'))
    piece = text[start:end].rstrip(' 　”"，。；')
    return Part(start, start + len(piece), piece)


def _segment(text: str, start: int, end: int, state: _State) -> list[Norm]:
    """The statements between two semicolons or full stops."""
    norms: list[Norm] = []
    waiting: list[Part] = []
    clauses = [_Clause(a, b, text[a:b]) for a, b in cuts(text, start, end, "，,：:")]
    for at, clause in enumerate(clauses):
        part = Part(clause.start, clause.end, clause.text)
        last = at == len(clauses) - 1
        if _EXCEPTION.match(clause.text) and not (last and not norms):
            _note_exception(norms, state, part)
        elif _is_condition(clause.text, last=last):
            state.conditions.append(_whole_case(text, part, waiting) if not norms else part)
            if subject := subject_of(text, clause.start, clause.end):
                state.subject = subject
        else:
            _statement(text, clause, state, norms, waiting, last=last)
    for part in waiting if not norms else ():
        if times := find_times(text, part.start, part.end):
            norms.append(_regular(part, state, [], actor_before(text, part.start, times[0].part.start), times))
    return norms


def _whole_case(text: str, part: Part, waiting: list[Part]) -> Part:
    """A case with the clauses before it that are part of it, taken out of `waiting`: 未报告，或者拖延报告的."""
    start = part.start
    while waiting and part.text.endswith("的") and not (_BASIS.match(waiting[-1].text) or _BEFORE.search(waiting[-1].text)):
        if is_agent(waiting[-1].text) or find_times(text, waiting[-1].start, waiting[-1].end):
            break
        start = waiting.pop().start
    return Part(start, part.end, text[start : part.end])


def _is_condition(clause: str, *, last: bool) -> bool:
    if last or not _CONDITION.match(clause):
        return False
    if _NO_CASE.match(clause):
        return False
    # 应当…的 states a duty as a breach or a case; 按照规定…后 is a manner of the statement that follows.
    return not (re.search(r"应当|不得|必须", clause) and not clause.endswith(("的", "时")))


def _note_exception(norms: list[Norm], state: _State, part: Part) -> None:
    if norms and not part.text.startswith(("除", "但法律")):
        norms[-1] = replace(norms[-1], exceptions=(*norms[-1].exceptions, part))
    else:
        state.exceptions.append(part)


def _statement(text: str, clause: _Clause, state: _State, norms: list[Norm], waiting: list[Part], *, last: bool) -> None:
    """Add what a clause states to `norms`: a new statement, or more of the one before."""
    part = Part(clause.start, clause.end, clause.text)
    found = _without_attributes(text, list(modals(text, clause.start, clause.end)), clause)
    sanction = SANCTION.search(text, clause.start, clause.end)
    if sanction and found and ENDS_SERVICE.match(sanction[0]) and found[0].modality in ("must", "may"):
        sanction = None
    if sanction and not (found and found[0].modality == "must_not" and not clause.text.startswith("禁止")):
        _sanction(text, clause, found, state, norms, waiting)
    elif found:
        for index, modal in enumerate(found):
            stop = found[index + 1].start if index + 1 < len(found) else clause.end
            begin = clause.start if index == 0 else found[index - 1].end
            if index and modal.modality == found[0].modality and text[begin : modal.start].strip() == "":
                continue
            norms.append(_norm(text, clause, begin, modal, stop, state, norms, waiting))
        waiting.clear()
    elif not last and _BEFORE.search(clause.text):
        waiting.append(part)
    elif norms and not _BASIS.match(clause.text) and not _only_time(text, clause):
        norms[-1] = _extended(text, norms[-1], clause)
    elif _BASIS.match(clause.text) or (not last and _only_time(text, clause)):
        waiting.append(part)
    elif times := find_times(text, clause.start, clause.end):
        actor = actor_before(text, clause.start, times[0].part.start) or subject_of(text, clause.start, clause.end)
        actor = None if actor is not None and actor.text.startswith(("（", "(")) else actor  # a note under a title, and nobody
        norms.append(_regular(part, state, waiting, actor or _carried(state, waiting), times))
    else:
        waiting.append(part)
        if is_agent(clause.text):
            state.actor = part
        elif "未" in clause.text and (subject := subject_of(text, clause.start, clause.end)):
            state.actor = subject  # 机构未经许可，不得…


def _without_attributes(text: str, found: list[Modal], clause: _Clause) -> list[Modal]:
    """The words of modality without a bare 应 that only describes a noun: 不得冲销投保人应缴的保险费, 其他应承担的工作."""
    kept: list[Modal] = []
    until = clause.start
    for modal in found:
        if modal.start < until:
            continue
        describes = _OF_A_NOUN.match(text, modal.end, clause.end) if text[modal.start : modal.end] == "应" else None
        before = text[kept[-1].end if kept else clause.start : modal.start]
        within = kept and kept[-1].modality in ("must", "must_not") and "的" not in before and not _GOES_ON.search(before)
        if describes and (within or before.endswith(("其他", "其它"))):
            until = describes.end()
        else:
            kept.append(modal)
    return kept


def _regular(part: Part, state: _State, waiting: list[Part], actor: Part | None, times: list[Time]) -> Norm:
    """A statement without a word of modality: what a body does every year or within a term, it must; else it says what is so."""
    due = actor is not None and is_agent(actor.text) and any(time.kind in ("every", "within", "before", "at_once") for time in times)
    return _made("must" if due else "is", part, state, waiting, actor=actor, action=part, times=times)


def _only_time(text: str, clause: _Clause) -> bool:
    """Whether the clause says when, and leaves what to the next one."""
    if _HOLDS.search(clause.text):  # 本办法自五月起施行 is whole: nothing is left to say
        return False
    times = [time for time in find_times(text, clause.start, clause.end) if time.kind not in ("lasting", "at_least", "at_most")]
    return sum(time.part.end - time.part.start for time in times) >= 0.7 * len(clause.text)


def _norm(
    text: str, clause: _Clause, begin: int, modal: Modal, stop: int, state: _State, norms: list[Norm], waiting: list[Part]
) -> Norm:  # fmt: skip
    """A statement with a word of modality; `begin` is where its words before that word begin."""
    actor = actor_before(text, begin, modal.start)
    forbids_first = modal.modality in ("must_not", "encouraged") and modal.start <= strip_lead(text, begin, modal.start)
    actor = _without_time(text, actor, stop) if actor is not None else None
    if actor is None and (norms or waiting or not forbids_first):
        actor = _carried(state, waiting)
    if actor is not None and not is_agent(actor.text) and text[begin] in "并且":
        actor = _carried(state, waiting) or actor  # 并留存日志不少于六个月: who did the former does this too
    if actor is not None and (is_agent(actor.text) or state.actor is None):
        state.actor = actor
    action = _trimmed(text, modal.end, stop)
    if not action.text:
        action = _trimmed(text, begin, stop)
    times = find_times(text, clause.start if begin == clause.start else begin, stop)
    for part in waiting:
        times = [*find_times(text, part.start, part.end), *times]
    return _made(
        modal.modality, Part(begin, stop, text[begin:stop]), state, waiting, actor=actor, action=action, times=times,
        modal=Part(modal.start, modal.end, text[modal.start : modal.end]),
    )  # fmt: skip


def _without_time(text: str, actor: Part, stop: int) -> Part | None:
    """Who, without a time that stands between them and the word of modality; None where only the time stands there: 三年内不得再次申请."""
    time = next((each.part for each in find_times(text, actor.start, stop) if each.part.start < actor.end <= each.part.end), None)
    return actor if time is None else _trimmed(text, actor.start, time.start) if time.start > actor.start else None


def _carried(state: _State, waiting: list[Part]) -> Part | None:
    """Who the clause speaks of when it names nobody: the clause just before, the condition's subject, or the last actor."""
    near = next((part for part in reversed(waiting) if is_agent(part.text)), None)
    if near is None and waiting and _BEFORE.search(waiting[-1].text):
        near = subject_of(state.text, waiting[-1].start, waiting[-1].end)
    return near or state.subject or state.actor


def _sanction(text: str, clause: _Clause, found: list[Modal], state: _State, norms: list[Norm], waiting: list[Part]) -> None:
    part = Part(clause.start, clause.end, clause.text)
    if norms and norms[-1].modality == "sanction" and not _BODY_ACTS.search(clause.text):
        whole = Part(norms[-1].part.start, clause.end, text[norms[-1].part.start : clause.end])
        old = norms[-1].sanction
        told = Part(old.start, clause.end, text[old.start : clause.end]) if old else part
        norms[-1] = replace(
            norms[-1], part=whole, sanction=told, action=told, times=(*norms[-1].times, *find_times(text, clause.start, clause.end))
        )
        return
    by = _BODY_ACTS.match(clause.text)
    acted = SANCTION.search(text, clause.start, clause.end)
    actor = actor_before(text, clause.start + (by.end() if by else 0), found[0].start if found else acted.start() if acted else clause.end)
    if actor is not None and (not is_agent(actor.text) or actor.text.startswith("对")):
        actor = None
    if by and actor is not None:
        state.actor = actor
    begin = actor.end if actor is not None else clause.start
    begin += 1 if text[begin : begin + 1] in ("并", "且") else 0
    told = _trimmed(text, begin, clause.end)
    modal = next((Part(m.start, m.end, text[m.start : m.end]) for m in found), None)
    actor = actor or (state.actor if state.breach else None)
    norms.append(
        _made(
            "sanction",
            part,
            state,
            waiting,
            actor=actor,
            action=told,
            times=find_times(text, clause.start, clause.end),
            modal=modal,
            sanction=told,
        )
    )
    waiting.clear()


def _made(
    modality: Modality, part: Part, state: _State, waiting: list[Part], *, actor: Part | None, action: Part, times: list[Time],
    modal: Part | None = None, sanction: Part | None = None,
) -> Norm:  # fmt: skip
    """A statement under the conditions and exceptions that the sentence has named so far."""
    conditions = [*state.conditions, *(part for part in waiting if _WITHOUT.match(part.text))]
    first = min([part.start, *(condition.start for condition in state.conditions if condition.start >= part.start)])
    return Norm(
        Part(first, part.end, state.text[first : part.end]),
        modality,
        modal,
        actor,
        actor is not None and is_agent(actor.text),
        action,
        _object(action),
        tuple(dict.fromkeys(conditions)),
        tuple(state.exceptions),
        tuple(times),
        sanction,
    )


def _extended(text: str, norm: Norm, clause: _Clause) -> Norm:
    """`norm` with a clause that goes on with its action."""
    action = norm.action
    longer = Part(action.start, clause.end, text[action.start : clause.end]) if action else Part(clause.start, clause.end, clause.text)
    whole = Part(norm.part.start, clause.end, text[norm.part.start : clause.end])
    times = (*norm.times, *find_times(text, clause.start, clause.end))
    sanction = longer if norm.sanction is not None else None
    return replace(norm, part=whole, action=longer, object=_object(longer), times=times, sanction=sanction)


def _object(action: Part) -> Part | None:
    """The noun at the end of a short action, as 安全评估 of 开展安全评估; None when it is not plain."""
    words = re.search(
        r"(?:提交|报送|报告|公示|公布|公开|建立|健全|制定|开展|组织|进行|履行|办理|申请|取得|签订|保存|留存|提供|收集|使用|采集|泄露|出售|删除|标注|添加|设置|设立|配备|发布|处理)(?P<noun>(?![、之或并和后前])[^，。；的]{2,18})$",
        action.text,
    )
    return Part(action.start + words.start("noun"), action.end, words["noun"]) if words and len(words["noun"]) <= _MAX_OBJECT else None
