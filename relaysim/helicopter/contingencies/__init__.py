"""What ends a flight early: instruments, their signals, faults, and the conditions that are watched."""
