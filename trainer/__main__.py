"""`python -m trainer`, for `torchrun -m trainer train …`."""

from trainer.cli import main

main()
