"""A second reading of running text: each account as a whole, words as costs and sums as evidence.

amounts ──mentions──▶ features ──grammar──▶ moves ──search──▶ the cheapest reading ──bind──▶ drafts
"""
