"""Earth's side: when commands can reach the rover, and when its orbiter passes carry data home."""
