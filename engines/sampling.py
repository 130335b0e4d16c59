"""Networks that take pixels from computed places (GridSample), as a recogniser behind a realigner does.

Small errors of a place are large ones of a template, so builders leave these parts exact.
"""

from __future__ import annotations

from collections.abc import Collection

import onnx


def behind_places(model: onnx.ModelProto, *, until: Collection[str] = ()) -> set[str]:
    """Names of the nodes from which the places come.

    Args:
        model: all of whose nodes have names.
        until: operators at which to stop: they and what lies before them are left out.
    """
    made_by = {output: node for node in model.graph.node for output in node.output}
    found: set[str] = set()
    wanted = [name for node in samplers(model) for name in node.input[1:]]
    while wanted:
        node = made_by.get(wanted.pop())
        if node is not None and node.op_type not in until and node.name not in found:
            found.add(node.name)
            wanted += node.input
    return found


def from_samplers(model: onnx.ModelProto, *, to: Collection[str]) -> set[str]:
    """Names of the nodes that take pixels from places, and of all after them up to the first layer that sees those.

    Args:
        model: as above, its nodes in order.
        to: operators that are layers; the first ones are among the names.
    """
    found = {node.name for node in samplers(model)}
    pixels = {name for node in samplers(model) for name in node.output}
    for node in model.graph.node:
        if pixels.intersection(node.input):
            found.add(node.name)
            if node.op_type not in to:
                pixels.update(node.output)
    return found


def samplers(model: onnx.ModelProto) -> list[onnx.NodeProto]:
    """The nodes that take pixels from computed places."""
    return [node for node in model.graph.node if node.op_type == "GridSample"]
