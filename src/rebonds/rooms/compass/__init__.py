"""The room of the compass of models: a workspace's own, and its strategies beside it."""
