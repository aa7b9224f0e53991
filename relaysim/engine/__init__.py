"""Many independent jobs on many processes: keyed, never lost, never counted twice. It knows nothing of what a job is."""
