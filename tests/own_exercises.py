"""Exercises of a scenario's own, one of each kind, as an instructor would write them."""

GOOD = """\
paragraphs:
  - chapter: "05"
    text: |
      {{ company }} earns **{{ headlines.npv | money }}** with its {{ word.set_ups }}.

exercises:
  - id: 05-51
    title: What the plan is worth
    kind: number
    unit: money
    tolerance: 1%
    prompt: |
      How much more is the plan worth than doing nothing?
    key: headlines.npv - plans.do_nothing.npv
    hints:
      - Look at the present value.
    solution: |
      **{{ headlines.npv | money }}**.
    mistakes:
      - name: the other way round
        answer: -headlines.npv
        because: |
          Compare the other way round.
  - id: 05-52
    title: One of three
    kind: choice
    prompt: What grows?
    options:
      - text: The revenue.
        right: headlines.revenue_growth > 0
      - text: The number of products.
        right: headlines.complexity_reduction < 0
    hints: [Look at the table.]
    solution: The revenue.
    mistakes:
      - answer: b
        because: It falls.
  - id: 05-53
    title: All that is true
    kind: several
    prompt: What is true?
    options: [Revenue grows., The share falls., The margin rises.]
    key: [a, c]
    hints: [There are two.]
    solution: The first and the last.
    mistakes:
      - answer: [a]
        because: There is one more.
  - id: 05-54
    title: In order
    kind: ranking
    prompt: Which is the largest?
    options:
      - {text: The cost of research., value: assumptions.research_cost}
      - {text: The cost of development., value: assumptions.development_cost}
      - {text: The cost of mentoring., value: assumptions.mentoring_cost}
    hints: [Look at the ledger.]
    solution: Development first.
    mistakes:
      - answer: [a, b, c]
        because: Development costs more.
  - id: 05-55
    title: In your words
    kind: essay
    least_words: 3
    prompt: What would you tell sales?
    rubric: [It names the price., It names a customer.]
    hints: [Think of their bonus.]
    solution: That the price is not the topic.
  - id: 05-01
    title: In the place of the first
    kind: number
    unit: fraction
    tolerance: 0.01
    prompt: By how much does the revenue grow?
    key: headlines.revenue_growth
    hints: [It is a target.]
    solution: "{{ headlines.revenue_growth | percent }}."
"""
