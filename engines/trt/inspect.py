"""What each layer of a built engine computes in, by TensorRT's own inspector."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from engines.trt.capabilities import Trt

_NAMES = {"Half": "fp16", "Float": "fp32", "Int8": "int8", "FP16": "fp16", "FP32": "fp32", "INT8": "int8"}


def layer_types(trt: Trt, engine: Any) -> dict[str, int]:
    """How many layers got which type; empty where this TensorRT has no inspector."""
    if not trt.can.inspector:
        return {}
    inspector = engine.create_engine_inspector()
    try:
        about = json.loads(inspector.get_engine_information(trt.module.LayerInformationFormat.JSON))
    except (json.JSONDecodeError, TypeError):
        return {}
    return dict(Counter(_type_of(layer) for layer in about.get("Layers", [])))


def _type_of(layer: Any) -> str:
    """The type of a layer's first input; the inspector writes it as `Format/Datatype` or inside a longer text."""
    if not isinstance(layer, dict):
        return "unknown"
    for tensor in [*layer.get("Inputs", []), *layer.get("Outputs", [])]:
        text = str(tensor.get("Format/Datatype", ""))
        for name, short in _NAMES.items():
            if name in text:
                return short
    return "unknown"
