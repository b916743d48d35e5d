"""Whether a claim says what its evidence says: one house for every check, with its findings as data.

`Verifier.verify` is the one door. It reads a claim and its evidence once (`view`), runs the list of checks over them (`checks`), and
makes a verdict of what they found (`score`); `say` puts a finding into words. Nothing here writes an answer or looks for evidence.
"""
