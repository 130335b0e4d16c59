"""CUDA behind one thin protocol: `cuda-python` or `pycuda`, whichever is installed, and a fake for tests."""
