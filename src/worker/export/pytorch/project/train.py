"""Goes on training the model, with the optimizer, the batch size and all else as in the lab
(experiment.json).

    python train.py --data reviews.csv                       # in this process
    torchrun --nproc_per_node 4 train.py --data reviews.csv  # in four, on a GPU each or on none
    python train.py --data reviews.csv --resume              # goes on from checkpoint.pt
    python predict.py --weights trained.safetensors "a text"

The weights with the lowest loss on the rows that are set aside are kept in trained.safetensors.
"""

import argparse
import json
import math
import os
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import Any, Optional

import torch
import torch.distributed as dist
from batching import Place
from model import HERE, Network, load_network
from optimizing import LearningRate, build_optimizer
from reading import say
from safetensors.torch import save_file
from tables import Unusable
from task import Task
from torch import nn
from torch.nn.parallel import DistributedDataParallel

# Seconds between two words of progress.
TELLING = 2.0


def parse_options() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description="Goes on training the model.")
    parser.add_argument(
        "--data", nargs="+", type=Path, required=True, help="files or folders, as the lab read them"
    )
    parser.add_argument(
        "--validation",
        nargs="+",
        type=Path,
        default=[],
        help="files to validate on; else rows are set aside",
    )
    parser.add_argument("--text", help="the column of texts, of tokens or of sources")
    parser.add_argument("--label", help="the column of labels, of tags or of targets")
    parser.add_argument("--epochs", type=int, help="as many as in the lab")
    parser.add_argument("--steps", type=int, help="ends after so many steps")
    parser.add_argument("--batch-size", type=int, help="of each process; as in the lab")
    parser.add_argument("--learning-rate", type=float, help="as in the lab")
    parser.add_argument(
        "--weights", type=Path, default=HERE / "model.safetensors", help="where training begins"
    )
    parser.add_argument(
        "--out", type=Path, default=HERE / "trained.safetensors", help="where the weights are kept"
    )
    parser.add_argument(
        "--checkpoint",
        type=Path,
        default=HERE / "checkpoint.pt",
        help="to go on from with --resume",
    )
    parser.add_argument("--resume", action="store_true", help="goes on from the checkpoint")
    parser.add_argument("--device", help="cpu or cuda; cuda where there is one")
    return parser.parse_args()


def join_processes(device: Optional[str]) -> tuple[Place, torch.device]:
    """This process's place among those that torchrun started, and what it computes on."""
    kind = device or ("cuda" if torch.cuda.is_available() else "cpu")
    if "RANK" not in os.environ:
        return Place(0, 1), torch.device(kind)
    dist.init_process_group("nccl" if kind == "cuda" else "gloo", timeout=timedelta(minutes=30))
    local = (
        torch.device("cuda", int(os.environ["LOCAL_RANK"]))
        if kind == "cuda"
        else torch.device("cpu")
    )
    return Place(dist.get_rank(), dist.get_world_size()), local


def added_up(numbers: list[float], place: Place, device: torch.device) -> list[float]:
    """The sums over all processes."""
    if place.world == 1:
        return numbers
    total = torch.tensor(numbers, dtype=torch.float64, device=device)
    dist.all_reduce(total)
    return total.tolist()


def replace_file(path: Path, write: Any) -> None:
    """Writes a file whole or not at all."""
    partial = path.with_name(path.name + ".partial")
    write(str(partial))
    os.replace(partial, path)


class Training:
    """The network, what it learns from, and how far it is."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options
        self.place, self.device = join_processes(options.device)
        experiment = json.loads((HERE / "experiment.json").read_text(encoding="utf-8"))
        self.settings: dict[str, Any] = experiment["training"]
        self.batch_size: int = options.batch_size or self.settings["batchSize"]
        self.epochs: int = options.epochs or self.settings["epochs"]
        self.tell_differences(experiment)
        # Each process draws a dropout of its own.
        torch.manual_seed(self.settings["seed"] + self.place.rank)
        data = {**experiment["data"], "text": options.text or experiment["data"]["text"]}
        data["label"] = options.label or experiment["data"]["label"]
        self.task = Task(self.settings, data, self.place)
        self.task.load(options.data, options.validation)
        self.check_rows()
        self.network: Network = load_network(options.weights).to(self.device)
        self.trained = self.distributed(experiment["task"])
        optimizer = dict(self.settings["optimizer"])
        optimizer["learningRate"] = options.learning_rate or optimizer["learningRate"]
        self.optimizer = build_optimizer(self.network, optimizer)
        self.steps_per_epoch = self.task.steps(self.batch_size)
        total = self.steps_per_epoch * self.epochs
        self.rate = LearningRate(
            self.settings["schedule"], optimizer["learningRate"], self.steps_per_epoch, total
        )
        self.step, self.best, self.saved = 0, math.inf, time.monotonic()
        if options.resume:
            self.resume()

    @property
    def is_first(self) -> bool:
        """Of the processes the one that tells and writes."""
        return self.place.rank == 0

    def tell_differences(self, experiment: dict[str, Any]) -> None:
        """What the lab did otherwise."""
        if not self.is_first:
            return
        if experiment["data"]["validationPath"] and not self.options.validation:
            say(
                f"The lab validated on {experiment['data']['validationPath']}; "
                "name it with --validation, or rows are set aside."
            )
        if self.settings["earlyStopping"]:
            say(
                "The lab ended early when nothing got better; "
                "here all epochs are trained and the best weights kept."
            )

    def check_rows(self) -> None:
        """Every process needs rows."""
        rows = len(self.task.training)
        if rows < self.place.world:
            raise Unusable(
                f"There are {rows} examples to train on, fewer than processes; start fewer."
            )
        if self.is_first:
            say(f"{rows} examples to train on, {len(self.task.validation)} to validate on.")

    def distributed(self, task: str) -> nn.Module:
        """The network, whose gradients are averaged over all processes."""
        if self.place.world == 1:
            return self.network
        ids = [self.device.index] if self.device.type == "cuda" else None
        # An encoder's last layers may give what nobody reads.
        return DistributedDataParallel(
            self.network, device_ids=ids, find_unused_parameters=task == "seq2seq"
        )

    def run(self) -> None:
        """Trains until the last epoch or step."""
        while self.step < self.steps_per_epoch * self.epochs and not self.is_over:
            epoch = self.step // self.steps_per_epoch
            loss, accuracy = self.train_epoch(epoch)
            measured = self.measure()
            self.rate.epoch_ended({"loss": loss, "accuracy": accuracy, **measured})
            if self.is_first:
                self.tell_epoch(epoch, loss, accuracy, measured)
                self.keep(measured["valLoss"])
                self.save_checkpoint()

    @property
    def is_over(self) -> bool:
        """Whether as many steps are done as were asked for."""
        return self.options.steps is not None and self.step >= self.options.steps

    def train_epoch(self, epoch: int) -> tuple[float, float]:
        """The mean loss and the share of right answers of the steps up to the epoch's end."""
        self.network.train()
        self.task.begin()
        done = self.step - epoch * self.steps_per_epoch
        sums, told = [0.0, 0.0, 0.0], time.monotonic()
        for number, rows in enumerate(self.task.epoch(self.batch_size, epoch)):
            if number < done:
                continue  # a checkpoint was written after it
            sums = [one + other for one, other in zip(sums, self.train_step(rows))]
            if self.is_first and time.monotonic() - told > TELLING:
                told = time.monotonic()
                say(
                    f"epoch {epoch + 1}, step {number + 1} of {self.steps_per_epoch}: "
                    f"loss {sums[0] / max(1.0, sums[1]):.4f}"
                )
            if self.is_over:
                break
        return sums[0] / max(1.0, sums[1]), sums[2] / max(1.0, sums[1])

    def train_step(self, rows: list[Any]) -> list[float]:
        """Trains on a batch; what its losses add up to, how many there are, and how many answers
        were right.
        """
        batch = tuple(one.to(self.device) for one in self.task.batch(rows, True))
        losses, count, right = self.task.losses(self.trained, batch, True)
        sums = added_up([losses.item(), count, right], self.place, self.device)
        if not math.isfinite(sums[0]):
            raise Unusable(
                "The loss is not a number any more; train with a smaller --learning-rate."
            )
        self.optimizer.zero_grad()
        # The processes' gradients are averaged, so each has to count its sum as often as there are
        # processes.
        (losses * self.place.world / max(1.0, sums[1])).backward()
        self.clip()
        for group in self.optimizer.param_groups:
            group["lr"] = self.rate.at(self.step)
        self.optimizer.step()
        self.step += 1
        if self.is_first and time.monotonic() - self.saved > self.settings["checkpoint"]["seconds"]:
            self.save_checkpoint()
        return sums

    def clip(self) -> None:
        """Each number of the gradients to a size, then all together to a length."""
        weights = [weight for weight in self.network.parameters() if weight.grad is not None]
        if self.settings["clipValue"] is not None:
            nn.utils.clip_grad_value_(weights, self.settings["clipValue"])
        if self.settings["clipNorm"] is not None:
            nn.utils.clip_grad_norm_(weights, self.settings["clipNorm"])

    @torch.no_grad()
    def measure(self) -> dict[str, float]:
        """The loss and the accuracy on the rows that are set aside."""
        self.network.eval()
        self.task.begin()
        sums = [0.0, 0.0, 0.0]
        for rows in self.task.measured(self.batch_size):
            batch = tuple(one.to(self.device) for one in self.task.batch(rows, False))
            losses, count, right = self.task.losses(self.network, batch, False)
            sums = [one + other for one, other in zip(sums, (losses.item(), count, right))]
        sums = added_up(sums, self.place, self.device)
        return {"valLoss": sums[0] / max(1.0, sums[1]), "valAccuracy": sums[2] / max(1.0, sums[1])}

    def tell_epoch(
        self, epoch: int, loss: float, accuracy: float, measured: dict[str, float]
    ) -> None:
        """A line of JSON for programs and people."""
        numbers = {"loss": loss, "accuracy": accuracy, **measured}
        shown = {name: round(value, 6) for name, value in numbers.items() if not math.isnan(value)}
        print(json.dumps({"epoch": epoch + 1, "step": self.step, **shown}), flush=True)

    def keep(self, loss: float) -> None:
        """Keeps the weights if they are the best so far."""
        if loss < self.best:
            self.best = loss
            weights = {
                name: value.contiguous().cpu() for name, value in self.network.state_dict().items()
            }
            replace_file(
                self.options.out, lambda path: save_file(weights, path, metadata={"format": "pt"})
            )

    def save_checkpoint(self) -> None:
        """All that training goes on from."""
        content = {
            "network": self.network.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "plateau": self.rate.plateau,
            "step": self.step,
            "best": self.best,
        }
        replace_file(self.options.checkpoint, lambda path: torch.save(content, path))
        self.saved = time.monotonic()

    def resume(self) -> None:
        """Goes on from the checkpoint."""
        content = torch.load(self.options.checkpoint, map_location=self.device, weights_only=True)
        self.network.load_state_dict(content["network"])
        self.optimizer.load_state_dict(content["optimizer"])
        self.rate.plateau, self.step, self.best = (
            content["plateau"],
            content["step"],
            content["best"],
        )


def main() -> int:
    """Trains; the program's exit code."""
    try:
        Training(parse_options()).run()
        return 0
    except (Unusable, FileNotFoundError) as problem:
        say(str(problem))
        return 1
    except KeyboardInterrupt:
        say("Stopped. --resume goes on from the last checkpoint.")
        return 130
    finally:
        if dist.is_initialized():
            dist.destroy_process_group()


if __name__ == "__main__":
    sys.exit(main())
