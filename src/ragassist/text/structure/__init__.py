"""The parts of a legal sentence: who must, may or must not do what, on which condition, by when, under which sanction."""

from ragassist.text.structure.norm import Definition, Modality, Norm, Part, Time, TimeKind, TimeUnit
from ragassist.text.structure.parse import definitions, parse
from ragassist.text.structure.times import find_times

__all__ = ["Definition", "Modality", "Norm", "Part", "Time", "TimeKind", "TimeUnit", "definitions", "find_times", "parse"]
