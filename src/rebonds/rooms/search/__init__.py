"""Full-text search across a workspace: any registered kind with ``search_text()`` is found."""
