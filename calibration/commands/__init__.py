"""The words of the `calibration` command, one to a file; each module holds one click command named `command`."""
