"""Error rates of a recogniser, from genuine and impostor scores (vocabulary: ISO/IEC 2382-37, ISO/IEC 19795-1).

Everywhere: a higher score is more alike, and a comparison is accepted when score >= threshold.
"""
