"""The layers of the lab in PyTorch. Sequences are [batch, time, width], vectors [batch, width].

Options have Keras's names, as network.json lists them. Where PyTorch's own layer has the same
equations it is used; where it has others (the GRU above all), the layer is written out step by
step.
"""

from typing import Any, Callable, Optional

import torch
import torch.nn.functional as F
from torch import Tensor, nn

Options = dict[str, Any]
# h of a recurrent layer, and c of an LSTM: [batch, units] each.
State = tuple[Tensor, ...]

ACTIVATIONS: dict[str, Callable[[Tensor], Tensor]] = {
    "linear": lambda x: x,
    "tanh": torch.tanh,
    "sigmoid": torch.sigmoid,
    # Keras 2's and TensorFlow.js's; Keras 3 and PyTorch's Hardsigmoid divide by 6 instead of 5.
    "hardSigmoid": lambda x: torch.clamp(0.2 * x + 0.5, 0.0, 1.0),
    "relu": torch.relu,
    "elu": F.elu,
    "selu": F.selu,
    "softplus": F.softplus,
    "softsign": F.softsign,
    "softmax": lambda x: torch.softmax(x, dim=-1),
}


class Dense(nn.Linear):
    """y = f(x W^T + b), at each step where x is a sequence."""

    def __init__(self, options: Options) -> None:
        super().__init__(options["inputs"], options["units"], bias=options["useBias"])
        self.activation = ACTIVATIONS[options["activation"]]

    def logits(self, x: Tensor) -> Tensor:
        """What the layer gives before its activation."""
        return super().forward(x)

    def forward(self, x: Tensor) -> Tensor:
        return self.activation(self.logits(x))


class LayerNormalization(nn.Module):
    """Mean 0 and variance 1 over the last axis, then a learned scale and shift where the layer has
    them.
    """

    def __init__(self, options: Options) -> None:
        super().__init__()
        self.shape, self.epsilon = (options["inputs"],), options["epsilon"]
        self.weight = nn.Parameter(torch.ones(self.shape)) if options["scale"] else None
        self.bias = nn.Parameter(torch.zeros(self.shape)) if options["center"] else None

    def forward(self, x: Tensor) -> Tensor:
        return F.layer_norm(x, self.shape, self.weight, self.bias, self.epsilon)


class SequenceDropout(nn.Module):
    """Dropout with one draw for all steps: whole features are dropped (SpatialDropout1D)."""

    def __init__(self, rate: float) -> None:
        super().__init__()
        self.rate = rate

    def forward(self, x: Tensor) -> Tensor:
        if not self.training or self.rate == 0:
            return x
        return x * F.dropout(torch.ones_like(x[:, :1]), self.rate)  # [batch, 1, width]


class GlobalMaxPooling1D(nn.Module):
    """The largest number of each column: [batch, time, width] to [batch, width]."""

    def forward(self, x: Tensor) -> Tensor:
        return x.max(dim=1).values


class GlobalAveragePooling1D(nn.Module):
    """The mean of each column: [batch, time, width] to [batch, width]."""

    def forward(self, x: Tensor) -> Tensor:
        return x.mean(dim=1)


class Cells(nn.Module):
    """A recurrent layer step by step, for what nn.RNN, nn.LSTM and nn.GRU do not compute: other
    activations, dropout of the state, and the GRU that resets the state before the product (Cho et
    al. 2014), where nn.GRU does it after.

    The weights lie as PyTorch's: the gates one below the other, i, f, g, o of an LSTM and z, r, h
    of a GRU.
    """

    gates = {"SimpleRNN": 1, "LSTM": 4, "GRU": 3}

    def __init__(self, options: Options) -> None:
        super().__init__()
        self.kind, self.units = options["type"], options["units"]
        self.activation = ACTIVATIONS[options["activation"]]
        self.gate = ACTIVATIONS[options.get("recurrentActivation", "linear")]
        self.state_dropout = options["recurrentDropout"]
        rows = self.gates[self.kind] * self.units
        self.weight_ih = nn.Parameter(torch.empty(rows, options["inputs"]))
        self.weight_hh = nn.Parameter(torch.empty(rows, self.units))
        self.bias = nn.Parameter(torch.zeros(rows)) if options["useBias"] else None
        nn.init.xavier_uniform_(self.weight_ih)
        nn.init.orthogonal_(self.weight_hh)

    def forward(self, x: Tensor, state: State) -> tuple[Tensor, State]:
        """h after every step, [batch, time, units], and the whole state after the last."""
        steps = F.linear(x, self.weight_ih, self.bias).unbind(dim=1)  # [batch, gates x units] each
        # One draw for all steps, as in Keras (Gal and Ghahramani 2016).
        mask = F.dropout(torch.ones_like(state[0]), self.state_dropout, self.training)
        kinds = {"SimpleRNN": self.simple_step, "LSTM": self.lstm_step, "GRU": self.gru_step}
        step = kinds[self.kind]
        outputs: list[Tensor] = []
        for part in steps:
            state = step(part, (state[0] * mask, *state[1:]))
            outputs.append(state[0])
        return torch.stack(outputs, dim=1), state

    def simple_step(self, part: Tensor, state: State) -> State:
        """h' = f(W x + U h + b); part is W x + b."""
        (h,) = state
        return (self.activation(part + F.linear(h, self.weight_hh)),)

    def lstm_step(self, part: Tensor, state: State) -> State:
        """c' = f c + i g, h' = o tanh(c')"""
        h, c = state
        i, f, g, o = (part + F.linear(h, self.weight_hh)).chunk(4, dim=1)
        c = self.gate(f) * c + self.gate(i) * self.activation(g)
        return self.gate(o) * self.activation(c), c

    def gru_step(self, part: Tensor, state: State) -> State:
        """g = tanh(W x + U (r h) + b), h' = z h + (1 - z) g"""
        (h,) = state
        gates, candidate = part.split([2 * self.units, self.units], dim=1)
        of_gates, of_candidate = self.weight_hh.split([2 * self.units, self.units])
        z, r = self.gate(gates + F.linear(h, of_gates)).chunk(2, dim=1)
        g = self.activation(candidate + F.linear(r * h, of_candidate))
        return (z * h + (1 - z) * g,)


def _own_layer(options: Options) -> nn.RNNBase:
    """nn.LSTM or nn.RNN with one bias: PyTorch adds two, and the second one stays 0 here."""
    sizes = {"input_size": options["inputs"], "hidden_size": options["units"]}
    common = {**sizes, "bias": options["useBias"], "batch_first": True}
    is_lstm = options["module"] == "nn.LSTM"
    layer = nn.LSTM(**common) if is_lstm else nn.RNN(nonlinearity=options["activation"], **common)
    if options["useBias"]:
        nn.init.zeros_(layer.bias_hh_l0)
        layer.bias_hh_l0.requires_grad_(False)
    return layer


class Recurrent(nn.Module):
    """A SimpleRNN, an LSTM or a GRU with Keras's options around it."""

    def __init__(self, options: Options) -> None:
        super().__init__()
        self.units = options["units"]
        self.tensors = 2 if options["type"] == "LSTM" else 1
        self.returns_sequences = options["returnSequences"]
        self.goes_backwards = options["goBackwards"]
        self.dropout = SequenceDropout(options["dropout"])
        self.rnn = Cells(options) if options["module"] == "cells" else _own_layer(options)

    def forward(self, x: Tensor, state: Optional[State] = None) -> tuple[Tensor, State]:
        """What the next layer reads (h of every step in the order of reading, or of the last), and
        the state.
        """
        x = self.dropout(x.flip(1) if self.goes_backwards else x)
        if state is None:
            state = (x.new_zeros(x.shape[0], self.units),) * self.tensors
        outputs, state = self.run(x, state)
        return (outputs if self.returns_sequences else state[0]), state

    def run(self, x: Tensor, state: State) -> tuple[Tensor, State]:
        """All steps: [batch, time, units]."""
        if isinstance(self.rnn, Cells):
            return self.rnn(x, state)
        # PyTorch's own layers want the state as [layers, batch, units], and of an LSTM as a pair.
        deep = tuple(one.unsqueeze(0).contiguous() for one in state)
        outputs, after = self.rnn(x, deep if self.tensors == 2 else deep[0])
        return outputs, tuple(one.squeeze(0) for one in (after if self.tensors == 2 else (after,)))


class Bidirectional(nn.Module):
    """Two recurrent layers, one of which reads from the end; what they give is merged."""

    def __init__(self, options: Options) -> None:
        super().__init__()
        self.mode = options["mergeMode"]
        self.forward_layer = Recurrent(options["layer"])
        self.backward_layer = Recurrent({**options["layer"], "goBackwards": True})

    def forward(self, x: Tensor, state: Optional[State] = None) -> tuple[Tensor, State]:
        """What the next layer reads, in the order of the text, and both states side by side."""
        ahead, ahead_state = self.forward_layer(x)
        back, back_state = self.backward_layer(x)
        if self.backward_layer.returns_sequences:
            back = back.flip(1)
        states = tuple(torch.cat(pair, dim=1) for pair in zip(ahead_state, back_state))
        return self.merge(ahead, back), states

    def merge(self, ahead: Tensor, back: Tensor) -> Tensor:
        """Both answers as one."""
        if self.mode == "concat":
            return torch.cat([ahead, back], dim=-1)
        if self.mode == "mul":
            return ahead * back
        return ahead + back if self.mode == "sum" else (ahead + back) / 2


def build_layer(options: Options) -> nn.Module:
    """The layer of an entry of network.json."""
    kind = options["type"]
    if kind == "TimeDistributed":
        return build_layer(options["layer"])  # all of them work on the last axis alone
    if kind in Cells.gates:
        return Recurrent(options)
    makers: dict[str, Callable[[], nn.Module]] = {
        "Embedding": lambda: nn.Embedding(options["inputs"], options["units"]),
        "Bidirectional": lambda: Bidirectional(options),
        "Dense": lambda: Dense(options),
        "LayerNormalization": lambda: LayerNormalization(options),
        "Dropout": lambda: nn.Dropout(options["rate"]),
        "SpatialDropout1D": lambda: SequenceDropout(options["rate"]),
        "Flatten": lambda: nn.Flatten(),
        "GlobalMaxPooling1D": GlobalMaxPooling1D,
        "GlobalAveragePooling1D": GlobalAveragePooling1D,
    }
    return makers[kind]()


def build_layers(entries: list[Options]) -> nn.ModuleDict:
    """The layers in their order, by their place and name, e.g. "1_lstm"."""
    return nn.ModuleDict(
        {
            f"{place}_{options['name']}": build_layer(options)
            for place, options in enumerate(entries)
        }
    )


def is_recurrent(layer: nn.Module) -> bool:
    """Whether the layer has a state to hand on."""
    return isinstance(layer, (Recurrent, Bidirectional))


def run_layers(
    layers: list[nn.Module], x: Tensor, states: Optional[list[State]] = None
) -> tuple[Tensor, list[State]]:
    """Runs layers one after the other; states are those that the recurrent ones begin with, in
    their order.
    """
    given, after = list(states or []), []
    for layer in layers:
        if is_recurrent(layer):
            x, state = layer(x, given.pop(0) if given else None)
            after.append(state)
        else:
            x = layer(x)
    return x, after
