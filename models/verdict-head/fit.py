#!/usr/bin/env python3
"""Fits the verdict head: from the figures behind each verdict to the probability of none, partial and met.

    python3 fit.py --holdfast PATH_TO_BINARY --out head.json SET [SET ...]

A SET is a folder with `documents/` and `labels.jsonl`. The program itself computes the features (`holdfast run --json`,
field `trace`), so training and use cannot drift apart. Every set is held out once; the printed figures come from those
held-out judgements, the written head from all sets together. Needs numpy. Deterministic.
"""
import argparse, json, os, subprocess, sys, tempfile
from pathlib import Path

import numpy as np

CLASSES = ["none", "partial", "met"]
PENALTY = 0.02  # L2 on the weights, per sample
STEPS, RATE = 4000, 0.05


def run(binary: str, folder: Path) -> dict:
    with tempfile.TemporaryDirectory() as scratch:
        environment = dict(os.environ, HOLDFAST_PASSPHRASE="fit the verdict head", HOLDFAST_WORKSPACE=f"{scratch}/w")
        command = [binary, "--json", "--quiet", "run", str(folder / "documents"), "--out", f"{scratch}/r"]
        done = subprocess.run(command, env=environment, capture_output=True, text=True)
        if done.returncode not in (0, 4):
            sys.exit(f"{folder.name}: {done.stdout}{done.stderr}")
        return json.loads(done.stdout)["assessment"]


def samples(binary: str, folder: Path):
    assessment = run(binary, folder)
    criteria = {criterion["id"]: criterion for criterion in assessment["criteria"]}
    rows, classes, names = [], [], None
    for line in (folder / "labels.jsonl").read_text().splitlines():
        label = json.loads(line)
        trace = criteria[label["criterion"]].get("trace", {})
        figures = {name: value for name, value in trace.items() if not name.startswith("probability_")}
        # A contradiction is found by a rule, not by the head.
        if not figures or label["verdict"] not in CLASSES:
            continue
        names = names or sorted(figures)
        rows.append([figures[name] for name in names])
        classes.append(CLASSES.index(label["verdict"]))
    return names, np.array(rows), np.array(classes)


def fit(x, y):
    mean, scale = x.mean(0), x.std(0) + 1e-6
    z = (x - mean) / scale
    weights, intercepts = np.zeros((3, x.shape[1])), np.zeros(3)
    target = np.eye(3)[y]
    moments = [np.zeros_like(weights), np.zeros_like(weights), np.zeros(3), np.zeros(3)]
    for step in range(1, STEPS + 1):
        error = (softmax(z @ weights.T + intercepts) - target) / len(y)
        gradients = [error.T @ z + PENALTY * weights, error.sum(0)]
        for at, (values, gradient) in enumerate(zip((weights, intercepts), gradients)):
            first, second = moments[2 * at], moments[2 * at + 1]
            first += 0.1 * (gradient - first)
            second += 0.001 * (gradient**2 - second)
            values -= RATE * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-9)
    return mean, scale, weights, intercepts


def softmax(logits):
    powers = np.exp(logits - logits.max(1, keepdims=True))
    return powers / powers.sum(1, keepdims=True)


def predict(model, x):
    mean, scale, weights, intercepts = model
    return softmax((x - mean) / scale @ weights.T + intercepts)


def decide(probabilities, met, none):
    verdicts = np.full(len(probabilities), 1)
    verdicts[(probabilities[:, 0] >= none) & (probabilities[:, 0] >= probabilities[:, 1])] = 0
    verdicts[probabilities[:, 2] >= met] = 2
    return verdicts


def macro_f1(truth, verdicts):
    scores = []
    for label in range(3):
        hit = ((verdicts == label) & (truth == label)).sum()
        wrong = ((verdicts == label) != (truth == label)).sum()
        scores.append(2 * hit / max(2 * hit + wrong, 1))
    return float(np.mean(scores))


def met_figures(truth, verdicts):
    hit = ((verdicts == 2) & (truth == 2)).sum()
    return hit / max((verdicts == 2).sum(), 1), hit / max((truth == 2).sum(), 1)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--holdfast", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("sets", nargs="+", type=Path)
    arguments = parser.parse_args()

    data = {folder.name: samples(arguments.holdfast, folder) for folder in arguments.sets}
    names = next(iter(data.values()))[0]
    order = json.loads(Path(__file__).with_name("head.json").read_text())["features"]
    columns = [names.index(name) for name in order]
    data = {name: (x[:, columns], y) for name, (_, x, y) in data.items()}
    held_out = {}
    for name, (x, _) in data.items():
        others = [part for other, part in data.items() if other != name] or [data[name]]
        held_out[name] = predict(fit(np.vstack([p[0] for p in others]), np.concatenate([p[1] for p in others])), x)

    truth = np.concatenate([y for _, y in data.values()])
    pooled = np.concatenate(list(held_out.values()))
    best = max(
        (
            (macro_f1(truth, verdicts), met, none)
            for met in np.arange(0.3, 0.9, 0.02)
            for none in np.arange(0.3, 0.8, 0.02)
            for verdicts in [decide(pooled, met, none)]
            # A wrong "met" is the worst error: three of four must be right on sets the head has not seen.
            if met_figures(truth, verdicts)[0] >= 0.75 and (verdicts == 2).sum() >= 20
        ),
        default=(0.0, 0.7, 0.5),
    )
    _, met, none = best
    lines = []
    for name, (x, y) in data.items():
        verdicts = decide(held_out[name], met, none)
        precision, recall = met_figures(y, verdicts)
        lines.append(f"{name}: macro-F1 {macro_f1(y, verdicts):.3f}, met precision {precision:.2f} at recall {recall:.2f}")
    verdicts = decide(pooled, met, none)
    precision, recall = met_figures(truth, verdicts)
    lines.append(f"pooled: macro-F1 {macro_f1(truth, verdicts):.3f}, met precision {precision:.2f} at recall {recall:.2f}")
    print("held out:", *lines, sep="\n  ")

    mean, scale, weights, intercepts = fit(np.vstack([x for x, _ in data.values()]), truth)
    rounded = lambda values: [float(f"{value:.6g}") for value in values]
    head = {
        "features": order,
        "mean": rounded(mean),
        "scale": rounded(scale),
        "weights": [rounded(row) for row in weights],
        "intercepts": rounded(intercepts),
        "met_threshold": round(float(met), 2),
        "none_threshold": round(float(none), 2),
        "note": f"Fitted on {len(truth)} labelled criteria of {len(data)} document sets; held out, {lines[-1]}",
    }
    Path(arguments.out).write_text(json.dumps(head, indent=1) + "\n")


if __name__ == "__main__":
    main()
