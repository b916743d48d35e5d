"""`python -m ragassist` is the program `ragassist`."""

import sys

from ragassist.cli import main

sys.exit(main())
