"""How fast the gate is, beside others, on one machine in one run: ratios of CPU time, taken in turns."""
