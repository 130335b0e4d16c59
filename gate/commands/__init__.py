"""The words of the `gate` command, one to a file; each module holds one click command named `command`."""
