"""Where the rover should go to hear a silent helicopter again."""
