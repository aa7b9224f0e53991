"""For how long a helicopter would be silent, wherever it lands around the rover's way."""
