"""Flows engine: who lives from whom, how much leaks, what a shock does, what can be negotiated.

Names are loaded from their module when used: a reading on the terminal does not pay for the whole engine.
"""

from rebonds.flows import blas

blas.choose()
