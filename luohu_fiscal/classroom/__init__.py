"""For the classroom 课堂: budgets with planted errors to hunt, and the marking of what was found.

    kind, seed ──exercise──▶ Exercise (sheet, figures, answer key) ──grade──▶ Mark

Everything is invented but the law: `ledger` draws three books and a debt that are consistent by
construction, `plant` changes single printed numbers and has the judge say what that breaks, and
`marking` compares a student's answers with the key.  The same kind, seed and number of errors give the
same bytes.

>>> from luohu_fiscal.classroom.exercise import exercise
>>> made = exercise("balance", 7, errors=2)
>>> [sorted({one.rule for one in error.breaks}) for error in made.key.errors]
[['LF103', 'LF104'], ['LF102']]
"""
