"""The network: from tokens to the probabilities of the one that follows.

from model import load_network network = load_network() logits, states = network(ids)           #
ids: [batch, time] logits, states = network(more, states)  # goes on from there
"""

import json
from pathlib import Path
from typing import Any, Optional, Union

import torch
import torch.nn.functional as F
from layers import State, build_layers, run_layers
from safetensors.torch import load_file
from torch import Tensor, nn

HERE = Path(__file__).resolve().parent


class Network(nn.Module):
    """The layers that network.json lists, one after the other."""

    def __init__(self, options: dict[str, Any]) -> None:
        super().__init__()
        self.layers = build_layers(options["layers"])
        self.is_tied = options["tieEmbeddings"]
        if self.is_tied:
            # The output uses the embeddings and has no weight of its own (Press and Wolf 2017).
            del self.output.weight

    @property
    def output(self) -> nn.Module:
        """The last layer."""
        return list(self.layers.values())[-1]

    def forward(
        self, ids: Tensor, states: Optional[list[State]] = None
    ) -> tuple[Tensor, list[State]]:
        """The logits of what follows each token, [batch, time, vocabulary], and the states after
        the last.

        ids: [batch, time]. Without states the text begins here.
        """
        embedding, *inner, output = self.layers.values()
        x, after = run_layers([embedding, *inner], ids, states)
        logits = F.linear(x, embedding.weight, output.bias) if self.is_tied else output.logits(x)
        return logits, after


def load_network(weights: Union[str, Path] = HERE / "model.safetensors") -> Network:
    """The network with its weights, ready to write."""
    network = Network(json.loads((HERE / "network.json").read_text(encoding="utf-8")))
    network.load_state_dict(load_file(str(weights)))
    return network.eval()


@torch.inference_mode()
def compute(network: Network, inputs: dict[str, Any]) -> Tensor:
    """What the network gives for a test vector: [steps, vocabulary]."""
    logits, _ = network(torch.tensor([inputs["ids"]]))
    return network.output.activation(logits[0])
