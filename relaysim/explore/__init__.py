"""A local page on which one tries places: drag a vehicle, see at once what the link, the ground and the route say."""
