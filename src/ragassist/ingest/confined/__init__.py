"""Reads files of formats that need a parser in a process of their own, with limits to its memory and its time.

A file that would fill the memory, never end, or bring its parser down costs that process alone: the one who asked is told why, and the
next file is read in a new one. The process is given no key and no password. It is a limit, not a sandbox: it runs as the same user.
"""
