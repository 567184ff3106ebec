"""The sub-commands of ``rebonds``, one module each, imported when they are used."""
