"""Lesson (f): an error hunt 找错: an exercise, what the judge says of it, and marks for two answers.

Run it with `python examples/lessons/f_error_hunt.py`, or with a kind and a seed:
`python examples/lessons/f_error_hunt.py mixed 12`.
"""

import sys

import luohu_fiscal as lf
from luohu_fiscal.classroom.answers import Answer
from luohu_fiscal.classroom.exercise import exercise
from luohu_fiscal.classroom.markdown import markdown
from luohu_fiscal.classroom.marking import grade
from luohu_fiscal.explain import explain

kind, seed = (sys.argv[1], int(sys.argv[2])) if len(sys.argv) > 2 else ("balance", 5)
made = exercise(kind, seed, errors=2)

print("第六课　找错 An error hunt\n")
print("下面这份卷子由 luohu-fiscal exercise 生成，数字全是虚构的：\n")
print(markdown(made).split("## 本卷")[0])

print("先自己找。找完再看判断 the judge 怎么说：\n")
judged = explain(lf.reconcile(made.report))
for finding in judged.findings:
    if finding.verdict is lf.Verdict.BREACH:
        print(
            f"{finding.rule} {finding.name}：列示 {finding.stated:,f}，计算 {finding.calculated:,f}，"
            f"差额 {finding.difference:,f}{finding.unit}"
        )
        for entry in finding.explanations[:3]:
            figure = str(entry.get("figure"))
            print(
                f"    若 {figure} 格改为 {entry.get('replacement')}（{entry.get('kind')}），则成立"
            )

print("\n一个数错了，常常同时破坏几条关系：几条关系共有的那个数最可疑。\n")

first = made.key.errors[0]
right = [Answer(one.rules, one.cell, one.correct) for one in made.key.errors]
half = [Answer(frozenset([first.breaks[0].rule]), first.breaks[0].cells[0])]
print(f"甲的答卷全对，得 {grade(made.key, right).got} 分，满分 {made.key.marks} 分。")
print(f"乙只找到 {half[0].cell} 所在的一条关系，得 {grade(made.key, half).got} 分。")

print("\n思考题 Questions")
print("1. 每处错误破坏了哪些关系？")
print("2. 差额能被 9 整除 divisible by 9，说明什么？\n")

print("答 Answers")
for error in made.key.errors:
    print(
        f"1. {error.cell} {error.item}：印作 {error.printed:,f}，应为 {error.correct:,f}，"
        f"破坏 {'、'.join(sorted(error.rules))}"
    )
for error in made.key.errors:
    away = error.printed - error.correct
    divides = "能" if away % 9 == 0 else "不能"
    print(f"2. {error.cell} 差 {away:,f}，{divides}被 9 整除。")
print("   两个数字对调 transposition 的差一定能被 9 整除；反过来，能被 9 整除的不一定是对调。")
