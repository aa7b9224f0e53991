"""Contact plans: who can send to whom, when, how fast and how far away, and the files of other simulators.

`contact` is one window in one direction, `plan` a checked set of them.
"""
