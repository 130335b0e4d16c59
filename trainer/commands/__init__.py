"""The words of the `trainer` command, one to a file; each holds a click command named `command`."""
