"""Reads model.safetensors with the safetensors package and NumPy, and lists what is in it.

    pip install safetensors numpy
    python load.py

For a program of your own: from load import load_model
"""

import json
from pathlib import Path
from typing import Any

import numpy as np

from safetensors import safe_open

HERE = Path(__file__).resolve().parent


def load_model(
    file: Path = HERE / "model.safetensors",
) -> tuple[dict[str, np.ndarray], list[dict[str, Any]]]:
    """The weights by name, e.g. "lstm/recurrent_kernel", and the layers with all their options."""
    with safe_open(str(file), framework="np") as content:
        weights = {name: content.get_tensor(name) for name in content.keys()}
        metadata = content.metadata()
    return weights, json.loads(metadata["layers"])


def sigmoid(x: np.ndarray) -> np.ndarray:
    """1 / (1 + e^-x)"""
    return 1 / (1 + np.exp(-x))


def lstm_step(
    weights: dict[str, np.ndarray], layer: str, x: np.ndarray, h: np.ndarray, c: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """One step of an LSTM with Keras's default activations, to show the layout: x [inputs], h and c
    [units].
    """
    z = x @ weights[f"{layer}/kernel"] + h @ weights[f"{layer}/recurrent_kernel"]  # [4 x units]
    z = z + weights.get(f"{layer}/bias", 0)
    i, f, candidate, o = np.split(z, 4)  # [units] each
    c = sigmoid(f) * c + sigmoid(i) * np.tanh(candidate)
    return sigmoid(o) * np.tanh(c), c


def main() -> None:
    """Lists the layers and the weights."""
    weights, layers = load_model()
    for layer in layers:
        print(layer["name"], {key: value for key, value in layer.items() if key != "name"})
    print()
    for name, values in sorted(weights.items()):
        print(f"{name:45} {str(values.shape):>16}  from {values.min():+.4f} to {values.max():+.4f}")
    print(f"{sum(values.size for values in weights.values()):,} numbers in all")


if __name__ == "__main__":
    main()
