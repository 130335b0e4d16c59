"""`python -m trainer`, for `torchrun -m trainer train …`."""

from trainer.cli import main

if __name__ == "__main__":  # worker processes import this module, too
    main()
