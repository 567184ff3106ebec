"""Reports of the flows engine: a territory, a pair, a shock, a negotiation."""
