"""The command line: `main()` is the program `ragassist`. One file a group of commands; nothing heavy is imported to show help."""

from ragassist.cli.program import main

__all__ = ["main"]
