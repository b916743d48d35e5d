"""The words for how a sentence stands after checking, in English and in Chinese: a part of the catalogue in `catalogue.py`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class StateWords:
    """This part of the interface in one language."""

    # what the marks mean, in plain words
    legend: str
    legend_verified: str
    legend_rough: str
    legend_unsupported: str
    legend_verified_name: str
    legend_rough_name: str
    legend_unsupported_name: str
    # a rough sentence
    rough: str
    rough_said: str
    sentence_rough: str
    chip_rough: str
    original_of: str
    rough_translation: str
    answer_ready_rough: str
    view_rough: str
    view_unsupported: str
    # what was read by machine
    read_by_machine: str
    read_unsurely: str
    unread_pages: str
    # in files
    export_note_rough: str


STATES_EN: dict[str, str] = dict(  # noqa: C408  # a catalogue reads better without quotation marks around its names
    legend="What the marks mean",
    legend_verified="says what its source says.",
    legend_rough="figures, dates, names and negation agree with the source; the wording is not confirmed, so the original stands below it.",
    legend_unsupported="its source does not say it, or not all of it; do not rely on it.",
    legend_verified_name="Checked",
    legend_rough_name="Machine rendering",
    legend_unsupported_name="Not supported",
    rough="Machine rendering, wording not confirmed",
    rough_said="Figures, dates, names and negation agree with the document. The wording could not be confirmed: compare it with "
    "the original.",
    sentence_rough="wording not confirmed",
    chip_rough="Source {n}, the original of this machine rendering, whose wording is not confirmed. Show it",
    original_of="Original [{n}]",
    rough_translation="Figures, dates, names and negation agree; the wording is not confirmed.",
    answer_ready_rough="Answer complete. Sources: {n}. Sentences whose wording is not confirmed: {rough}.",
    view_rough="The answer renders the marked sentence by machine, and its wording is not confirmed: what counts is what stands here.",
    view_unsupported="The marked sentence does not support what the answer says of it.",
    read_by_machine="Read by machine from a picture.",
    read_unsurely="Read by machine, and two readings do not agree: please compare it with the picture.",
    unread_pages="Pages {pages} of this document hold no text and were not searched.",
    export_note_rough="machine rendering, wording not confirmed",
)

STATES_ZH: dict[str, str] = dict(  # noqa: C408
    legend="标记的含义",
    legend_verified="与原文说法一致。",
    legend_rough="数字、日期、名称和否定与原文一致；措辞未经证实，因此下方附有原句。",
    legend_unsupported="原文并未这样说，或未说全，请勿采信。",
    legend_verified_name="已核对",
    legend_rough_name="机器转述",
    legend_unsupported_name="原文不支持",
    rough="机器转述，措辞未经证实",
    rough_said="数字、日期、名称和否定与原文一致；措辞未能证实，请与原句对照。",
    sentence_rough="措辞未经证实",
    chip_rough="来源 {n}，这句机器转述的原句，措辞未经证实。点击查看",
    original_of="原句 [{n}]",
    rough_translation="数字、日期、名称和否定一致；措辞未经证实。",
    answer_ready_rough="回答完毕，来源 {n} 处，其中 {rough} 句的措辞未经证实。",
    view_rough="回答中对标出的这一句是机器转述，措辞未经证实，请以此处原文为准。",
    view_unsupported="标出的这一句不支持回答中的说法。",
    read_by_machine="由机器从图像中识别。",
    read_unsurely="由机器识别，两次识别结果不一致，请与图像对照。",
    unread_pages="此文件第 {pages} 页没有文字，未检索。",
    export_note_rough="机器转述，措辞未经证实",
)
