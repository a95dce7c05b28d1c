"""The optimizer and the learning rate of the experiment, in PyTorch.

PyTorch's optimizers are Keras's but for where the tiny epsilon stands, which hardly changes a step.
"""

import math
from typing import Any

import torch
from torch import nn

Options = dict[str, Any]


def build_optimizer(network: nn.Module, options: Options) -> torch.optim.Optimizer:
    """The optimizer of "training.optimizer" for all weights that are trained."""
    weights: list[nn.Parameter] = [
        weight for weight in network.parameters() if weight.requires_grad
    ]
    rate, kind = options["learningRate"], options["type"]
    if kind == "sgd":
        return torch.optim.SGD(weights, lr=rate)
    if kind == "momentum":
        return torch.optim.SGD(
            weights, lr=rate, momentum=options["momentum"], nesterov=options["nesterov"]
        )
    if kind == "adagrad":
        start = options["initialAccumulatorValue"]
        return torch.optim.Adagrad(weights, lr=rate, initial_accumulator_value=start, eps=1e-7)
    if kind == "rmsprop":
        return torch.optim.RMSprop(
            weights,
            lr=rate,
            alpha=options["rho"],
            eps=options["epsilon"],
            momentum=options["momentum"],
            centered=options["centered"],
        )
    common = {"lr": rate, "betas": (options["beta1"], options["beta2"]), "eps": options["epsilon"]}
    if kind == "nadam":
        # Dozat 2016, whose share of momentum grows with every step.
        return torch.optim.NAdam(weights, momentum_decay=1.0, **common)
    if kind == "adamw":
        return torch.optim.AdamW(weights, weight_decay=options["weightDecay"], **common)
    return torch.optim.Adam(weights, **common)


class LearningRate:
    """The rate of each step by "training.schedule"."""

    def __init__(
        self, options: Options, initial: float, steps_per_epoch: int, total_steps: int
    ) -> None:
        self.options, self.initial = options, initial
        self.steps_per_epoch, self.total_steps = steps_per_epoch, total_steps
        # On a plateau: the rate after the reductions so far, the best loss, and epochs since then.
        self.plateau = {"rate": initial, "best": math.inf, "waited": 0, "cooldown": 0}

    def at(self, done: int) -> float:
        """After so many steps. It rises in a line over the steps of the warm-up."""
        warmup = self.options["warmupSteps"]
        return self.scheduled(done) * (done / warmup if done < warmup else 1)

    def scheduled(self, done: int) -> float:
        """Without the warm-up."""
        options, since = self.options, max(0, done - self.options["warmupSteps"])
        if options["type"] == "step":
            return self.initial * options["factor"] ** (
                done // (self.steps_per_epoch * options["epochs"])
            )
        if options["type"] == "exponential":
            intervals = since / (options["decaySteps"] or self.steps_per_epoch)
            return self.initial * options["decayRate"] ** (
                math.floor(intervals) if options["staircase"] else intervals
            )
        if options["type"] == "cosine":
            steps = options["decaySteps"] or max(1, self.total_steps - options["warmupSteps"])
            cosine = (1 + math.cos(math.pi * min(1, since / steps))) / 2
            return self.initial * ((1 - options["alpha"]) * cosine + options["alpha"])
        return self.plateau["rate"]

    def epoch_ended(self, measured: dict[str, float]) -> None:
        """Hears what an epoch came to; on a plateau the rate is reduced, as Keras's
        ReduceLROnPlateau does it.
        """
        if self.options["type"] != "reduceOnPlateau":
            return
        options, state = self.options, self.plateau
        name = options["monitor"]
        # The larger the better, of an accuracy; so its sign is turned.
        value = -measured[name] if name.endswith("ccuracy") else measured[name]
        was_cooling = state["cooldown"] > 0
        state["cooldown"] = max(0, state["cooldown"] - 1)
        state["waited"] = 0 if was_cooling else state["waited"]
        if value < state["best"] - options["minDelta"]:
            state.update(best=value, waited=0)
        elif state["cooldown"] == 0:
            state["waited"] += 1
            if (
                state["waited"] >= options["patience"]
                and state["rate"] > options["minLearningRate"]
            ):
                reduced = max(state["rate"] * options["factor"], options["minLearningRate"])
                state.update(rate=reduced, waited=0, cooldown=options["cooldown"])
