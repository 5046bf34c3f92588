"""What a budget says, as frozen types: each module builds on the ones before it, and none looks back.

vocabulary, shown ─▶ figures ─▶ items ─▶ budgets ─▶ accounts ─▶ report
concepts, indicators, periods, scopes: what the words of an account mean, with their data
"""
