"""Passive liveness networks: their official weights, read without torch and written as ONNX."""
