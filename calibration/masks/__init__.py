"""Masks that figures are measured with: photographs of masks. `trainer.masks` draws those of training."""
