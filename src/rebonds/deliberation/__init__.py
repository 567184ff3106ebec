"""Ballots, questionnaires and lots: from what people say to a result that can be checked."""
