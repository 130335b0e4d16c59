"""Runs in .venv-peers: insightface's own alignment over saved inputs.

Usage: python insightface_norm_crop.py INPUT.npz OUTPUT.npz
"""

import sys

import numpy as np
from insightface.utils.face_align import norm_crop

saved = np.load(sys.argv[1])
np.savez(sys.argv[2], crops=[norm_crop(saved["image"], landmarks) for landmarks in saved["landmarks"]])
