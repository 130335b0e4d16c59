"""From a float32 ONNX to one with Q/DQ pairs that ONNX Runtime and TensorRT read alike, as exact as it has to be."""
