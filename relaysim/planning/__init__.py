"""Where to land and where to drive: answers for those who plan, from the link model along planned routes."""
