"""Deciding together: ballots, methods that count them with exact ties and sensitivity, questionnaires, draws by lot."""
