"""The Rebonds kit: what the product says in its own words, in French and English, as files to edit."""
