"""A small network in front of a recogniser that lays a masked face where a bare one would lie.

Under a mask the detector guesses nose and mouth, and guesses them too high, so that masked crops are turned, shifted
and scaled by pixels against bare ones. Where masks are drawn on photographs it is known by how much.
"""
