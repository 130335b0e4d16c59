"""The administrators' window: one page to a file, listed in `contents`."""
