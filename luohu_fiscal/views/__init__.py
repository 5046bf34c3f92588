"""Values shown elsewhere: in notebooks as HTML, and as frames of pandas or polars."""
