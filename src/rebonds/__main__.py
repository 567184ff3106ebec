"""``python -m rebonds`` is the command ``rebonds``."""

from rebonds.cli import main

main()
