"""A run over files: gather, load, judge, resume; settings, baseline and progress.

`pipeline.check` is what the command line calls.
"""
