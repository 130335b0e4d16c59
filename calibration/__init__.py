"""Error rates and the operating points made from them; calibration sets."""
