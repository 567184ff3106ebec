"""Room « Travailler ensemble »: people, workspaces, and what every other room stands on."""
