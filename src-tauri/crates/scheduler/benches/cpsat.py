#!/usr/bin/env python3
"""Schedules iMOPSE instances with OR-tools CP-SAT, as the peer that `cargo xtask bench plan` compares with.

usage: cpsat.py SECONDS WORKERS FILE.def...      needs `pip install ortools`

Prints one JSON line a file: name, makespan, bound, status. CP-SAT gets what makes it strong: one optional interval
for each task and each person who is able, and the plan of a simple list schedule as horizon and hint.
"""

import json
import pathlib
import sys

from ortools.sat.python import cp_model


def read(path):
    """People as {skill: level}, tasks as (duration, skill, level, predecessor numbers) by number."""
    people, tasks, part = [], {}, None
    for line in path.read_text(encoding="latin-1").splitlines():
        words = line.replace(":", " ").split()
        if line.startswith(("ResourceID", "TaskID")):
            part = line.split()[0]
        elif not words or line.startswith("="):
            continue
        elif part == "ResourceID":
            people.append({skill: int(level) for skill, level in zip(words[2::2], words[3::2])})
        elif part == "TaskID":
            number, duration, skill, level = int(words[0]), int(words[1]), words[2], int(words[3])
            tasks[number] = (duration, skill, level, sorted({int(word) for word in words[4:]}))
    return people, tasks


def able(people, task):
    return [who for who, skills in enumerate(people) if skills.get(task[1], -1) >= task[2]]


def list_schedule(people, tasks):
    """Tasks by the longest way to the end, each given to whoever is free first: (start, person) by number."""
    followers = {number: [] for number in tasks}
    for number, task in tasks.items():
        for before in task[3]:
            followers[before].append(number)
    way = {}

    def length(number):
        if number not in way:
            way[number] = tasks[number][0] + max(map(length, followers[number]), default=0)
        return way[number]

    free, plan = [0] * len(people), {}
    for number in sorted(tasks, key=lambda number: -length(number)):
        task = tasks[number]
        ready = max((plan[before][0] + tasks[before][0] for before in task[3]), default=0)
        who = min(able(people, task), key=lambda person: max(free[person], ready))
        start = max(free[who], ready)
        plan[number], free[who] = (start, who), start + task[0]
    return plan


def solve(path, seconds, workers):
    people, tasks = read(path)
    plan = list_schedule(people, tasks)
    horizon = max(start + tasks[number][0] for number, (start, _) in plan.items())
    model = cp_model.CpModel()
    end = model.new_int_var(0, horizon, "end")
    starts = {number: model.new_int_var(0, horizon, f"start{number}") for number in tasks}
    diaries = [[] for _ in people]
    for number, task in tasks.items():
        chosen = []
        for who in able(people, task):
            serves = model.new_bool_var(f"{number} by {who}")
            diaries[who].append(
                model.new_optional_fixed_size_interval_var(starts[number], task[0], serves, f"{number} of {who}")
            )
            model.add_hint(serves, plan[number][1] == who)
            chosen.append(serves)
        model.add_exactly_one(chosen)
        model.add(starts[number] + task[0] <= end)
        model.add_hint(starts[number], plan[number][0])
        for before in task[3]:
            model.add(starts[before] + tasks[before][0] <= starts[number])
    for diary in diaries:
        model.add_no_overlap(diary)
    model.minimize(end)
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = workers
    status = solver.solve(model)
    known = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    makespan = int(solver.objective_value) if known else horizon
    bound = int(solver.best_objective_bound)
    return {"file": path.name, "makespan": makespan, "lower_bound": bound, "status": solver.status_name(status)}


if __name__ == "__main__":
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    for name in sys.argv[3:]:
        print(json.dumps(solve(pathlib.Path(name), float(sys.argv[1]), int(sys.argv[2]))), flush=True)
