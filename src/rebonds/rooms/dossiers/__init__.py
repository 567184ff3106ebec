"""Room « Enquêter »: dossiers, witnesses and their words, findings, controversies, inspirations, readings, reports."""
