"""Radio: from a profile of the ground to a path loss, and from a path loss to a margin.

ground              what the surface is made of, and the impedance a grazing wave meets
free_space          loss with nothing in the way
two_ray             loss over a flat, smooth ground
profile             the ground between two antennas
march_grid          the grid a profile is marched over
parabolic_equation  loss over real terrain: the full wave, in the vertical plane
p526                loss over real terrain by diffraction (with bullington and smooth_sphere, its two parts)
wave_*, pade_step   the compiled kernels of parabolic_equation (importing it compiles them or loads them)
propagation         the models by name: built_in_models, and those that other packages add (propagation_model: what one is)
antenna             gain by direction (pattern_file: from a table)
body_loss           what a vehicle's own body takes, by bearing
budget              the ordered terms between transmitter and receiver, the modes, the margin
design_control_table, spread   the budget as telecom engineers keep it
modulations         bit errors by signal over noise, by name
packets, frames     packet errors by signal above the sensitivity; goodput, latency, retries
normal              the normal distribution
"""
