"""Holds this network against the test vectors that the lab wrote: predict.py --check."""

import json
from pathlib import Path

import torch
from model import compute
from torch import nn

HERE = Path(__file__).resolve().parent

# So much may differ: absolutely, and of numbers beyond 1 or -1 in proportion.
LIMIT = 1e-5


def largest_difference(network: nn.Module) -> float:
    """Over all outputs of test-vectors.json."""
    content = json.loads((HERE / "test-vectors.json").read_text(encoding="utf-8"))
    largest = 0.0
    for vector in content["vectors"]:
        model = vector["model"]
        expected = torch.tensor(model["outputs"], dtype=torch.float64)  # [rows, outputs]
        computed = compute(network, model["inputs"]).double()[model["steps"] or [0]]
        differences = (computed - expected).abs() / expected.abs().clamp(min=1.0)
        largest = max(
            largest, float("inf") if differences.isnan().any() else differences.max().item()
        )
    return largest


def check(network: nn.Module) -> int:
    """Prints the largest difference; the program's exit code."""
    largest = largest_difference(network)
    is_within = largest <= LIMIT
    print(f"largest difference {largest:.3e}, {'within' if is_within else 'beyond'} {LIMIT:.0e}")
    return 0 if is_within else 1
