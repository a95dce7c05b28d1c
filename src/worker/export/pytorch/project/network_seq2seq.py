"""The network: an encoder reads the source, a decoder writes the target from the encoder's states.

from model import load_network network = load_network() memory, states = network.encode(source) #
source: [batch, source time] logits, states = network.decode(target, memory, states)  # target:
[batch, target time], the start first
"""

import json
from pathlib import Path
from typing import Any, Optional, Union

import torch
from layers import State, build_layers, is_recurrent, run_layers
from safetensors.torch import load_file
from torch import Tensor, nn

HERE = Path(__file__).resolve().parent

# Added to the score of padding, which leaves it no weight.
HIDDEN = -1e9


class Attention(nn.Module):
    """Looks back from each state of the decoder at all that the encoder gave.

    score = (W h) . e             Luong et al. 2015, "general" score = v . tanh(W h + U e) Bahdanau
    et al. 2015
    """

    def __init__(self, kind: str, encoder: int, decoder: int) -> None:
        super().__init__()
        self.is_additive = kind == "bahdanau"
        self.query = nn.Linear(decoder, decoder if self.is_additive else encoder, bias=False)
        self.combine = nn.Linear(encoder + decoder, decoder, bias=False)
        if self.is_additive:
            self.key = nn.Linear(encoder, decoder, bias=False)
            self.scores = nn.Linear(decoder, 1, bias=False)

    def forward(self, states: Tensor, outputs: Tensor, is_padding: Tensor) -> Tensor:
        """The states with what was seen put in, [batch, target, decoder].

        states: [batch, target, decoder], outputs: [batch, source, encoder], is_padding: [batch,
        source]
        """
        queries = self.query(states)
        if self.is_additive:
            both = queries.unsqueeze(2) + self.key(outputs).unsqueeze(
                1
            )  # [batch, target, source, decoder]
            scores = self.scores(torch.tanh(both)).squeeze(-1)
        else:
            scores = queries @ outputs.transpose(1, 2)
        weights = torch.softmax(
            scores + HIDDEN * is_padding.unsqueeze(1), dim=-1
        )  # [batch, target, source]
        return torch.tanh(self.combine(torch.cat([weights @ outputs, states], dim=-1)))


# What a decoder looks at: the encoder's outputs, and which source tokens are padding.
Memory = tuple[Tensor, Tensor]


class Network(nn.Module):
    """The encoder and the decoder that network.json lists."""

    def __init__(self, options: dict[str, Any]) -> None:
        super().__init__()
        self.encoder = build_layers(options["layers"])
        self.decoder = build_layers(options["decoder"])
        widths = options["attentionWidths"]
        self.attention = Attention(options["attention"], **widths) if widths else None

    def encode(self, source: Tensor) -> tuple[Memory, list[State]]:
        """What there is to look at, and the states that the decoder begins with. source: [batch,
        source]
        """
        outputs, states = run_layers(list(self.encoder.values()), source)
        return (outputs, source == 0), states

    def decode(
        self, target: Tensor, memory: Memory, states: Optional[list[State]]
    ) -> tuple[Tensor, list[State]]:
        """The logits of what follows each token, [batch, target, vocabulary], and the states after
        the last.
        """
        *layers, output = self.decoder.values()
        last = max(place for place, layer in enumerate(layers) if is_recurrent(layer)) + 1
        x, after = run_layers(layers[:last], target, states)
        if self.attention is not None:
            x = self.attention(x, *memory)
        x, _ = run_layers(layers[last:], x)
        return output.logits(x), after

    def forward(self, source: Tensor, target: Tensor) -> Tensor:
        """The logits when the decoder is told the right tokens so far ("teacher forcing")."""
        return self.decode(target, *self.encode(source))[0]


def load_network(weights: Union[str, Path] = HERE / "model.safetensors") -> Network:
    """The network with its weights, ready to write."""
    network = Network(json.loads((HERE / "network.json").read_text(encoding="utf-8")))
    network.load_state_dict(load_file(str(weights)))
    return network.eval()


@torch.inference_mode()
def compute(network: Network, inputs: dict[str, Any]) -> Tensor:
    """What the network gives for a test vector: [steps, vocabulary]."""
    logits = network(torch.tensor([inputs["source"]]), torch.tensor([inputs["target"]]))
    return torch.softmax(logits[0], dim=-1)
