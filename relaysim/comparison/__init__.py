"""Two runs side by side, or a run beside what really happened: what differs, by how much, and which link carries it."""
