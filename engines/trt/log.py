"""TensorRT's log, kept: it reports most failures there and nowhere else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from engines.trt.capabilities import Trt


@dataclass
class Log:
    """What TensorRT has said since the log was opened."""

    tell: Callable[[str], None] | None = None
    """Gets everything down to information as it comes; None keeps quiet."""
    errors: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    logger: Any = None
    """What TensorRT's constructors take."""

    def why(self, fallback: str) -> str:
        """The first error, in one line."""
        return " ".join(self.errors[0].split())[:400] if self.errors else fallback


_CURRENT: dict[str, Log] = {}
_LOGGERS: dict[str, Any] = {}


def open_log(trt: Trt, tell: Callable[[str], None] | None = None) -> Log:
    """A fresh log. A process has one TensorRT logger: the library takes the first for good, and complains of others."""
    key = trt.module.__name__
    if key not in _LOGGERS:
        _LOGGERS[key] = _make_logger(trt, key)
    log = Log(tell, logger=_LOGGERS[key])
    _CURRENT[key] = log
    return log


def _make_logger(trt: Trt, key: str) -> Any:
    severity = trt.module.ILogger

    class Logger(trt.module.ILogger):  # type: ignore[name-defined, misc]  # a class of an untyped module
        def __init__(self) -> None:
            trt.module.ILogger.__init__(self)

        def log(self, level: Any, message: str) -> None:
            log = _CURRENT[key]
            if level in (severity.INTERNAL_ERROR, severity.ERROR):
                log.errors.append(message)
            elif level == severity.WARNING:
                log.warnings.append(message)
            if log.tell and level != severity.VERBOSE:
                log.tell(message)

    return Logger()
