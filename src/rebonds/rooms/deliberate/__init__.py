"""The room where a group decides: sessions, ballots, results."""
