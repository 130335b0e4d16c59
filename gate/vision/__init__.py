"""What the camera sees: detection, alignment, embedding, quality, tracking. Pure numpy in, frozen dataclasses out."""
