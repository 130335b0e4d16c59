"""TensorRT 8.5 to 11 and TensorRT-RTX behind one seam: what differs between versions is in `capabilities`."""
