"""Face networks, one to a file, found by name in `trainer.backbones.registry`."""
