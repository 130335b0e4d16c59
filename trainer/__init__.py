"""MaskInv training: backbones, losses, readers, synthetic masks, distillation, evaluation, export."""
