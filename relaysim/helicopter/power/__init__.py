"""Power and heat of the scout: battery, panel, rotors, heater, and when the charge gives out."""
