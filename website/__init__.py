"""What the documentation site is made with, beside MkDocs: the pages that the package itself writes."""
