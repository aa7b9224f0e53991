"""Contact plans: who can send to whom, when, how fast and how far away, and the files of other simulators.

`contact` is one window in one direction, `plan` a checked set of them, `checks` and `suspicion` what is wrong or odd with one.
`ion_file`, `hdtn_file` and `tvg_file` each write and read a format; `formats` chooses among them. `seconds` brings windows to
whole seconds, `ranges` a plan's light times to ION's ranges, `flown` the contacts of a run to a plan.
"""
