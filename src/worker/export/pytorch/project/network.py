"""The network: from token ids to an answer.

from model import load_network network = load_network() probabilities = network.answer(ids)  # ids:
[batch, time]
"""

import json
from pathlib import Path
from typing import Any, Union

import torch
from layers import build_layers, run_layers
from safetensors.torch import load_file
from torch import Tensor, nn

HERE = Path(__file__).resolve().parent


class Network(nn.Module):
    """The layers that network.json lists, one after the other."""

    def __init__(self, options: dict[str, Any]) -> None:
        super().__init__()
        self.layers = build_layers(options["layers"])

    def forward(self, ids: Tensor) -> Tensor:
        """The logits: what the last layer gives before its activation.

        ids: [batch, time]. Gives [batch, outputs], or [batch, time, outputs] of a network that
        answers at every step.
        """
        *inner, output = self.layers.values()
        x, _ = run_layers(inner, ids)
        return output.logits(x)

    def answer(self, ids: Tensor) -> Tensor:
        """The same after the last activation: probabilities, or a number."""
        *_, output = self.layers.values()
        return output.activation(self(ids))


def load_network(weights: Union[str, Path] = HERE / "model.safetensors") -> Network:
    """The network with its weights, ready to answer."""
    network = Network(json.loads((HERE / "network.json").read_text(encoding="utf-8")))
    network.load_state_dict(load_file(str(weights)))
    return network.eval()


@torch.inference_mode()
def compute(network: Network, inputs: dict[str, Any]) -> Tensor:
    """What the network gives for a test vector: [steps or 1, outputs]."""
    answer = network.answer(torch.tensor([inputs["ids"]]))
    return answer.reshape(-1, answer.shape[-1])
