"""The mission as SimPy processes: drives, flights, sessions, Earth; and what they leave behind.

`simulate` starts everything; each process lives in the file named after it; `recorder` is told what
happens, and is the only one that counts or formats.
"""
