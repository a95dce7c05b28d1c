"""Times training steps of Embedding, one recurrent layer and Linear in PyTorch on the CPU.

Reads one JSON request a line: {"cell", "batch", "length", "units", "embedding", "vocabulary", "steps"};
answers each with a JSON list of milliseconds, one for each step.
"""
import json
import os
import sys
import time

import torch
from torch import nn

torch.set_num_threads(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)
CELLS = {"LSTM": nn.LSTM, "GRU": nn.GRU, "SimpleRNN": nn.RNN}
models = {}


class Classifier(nn.Module):
    """Token ids (batch, length) -> logits (batch, 1), read off the last hidden state."""

    def __init__(self, case):
        super().__init__()
        self.embedding = nn.Embedding(case["vocabulary"], case["embedding"])
        self.recurrent = CELLS[case["cell"]](case["embedding"], case["units"], batch_first=True)
        self.output = nn.Linear(case["units"], 1)

    def forward(self, ids):
        states, _ = self.recurrent(self.embedding(ids))
        return self.output(states[:, -1])


def prepared(case):
    key = json.dumps({name: value for name, value in case.items() if name != "steps"})
    if key not in models:
        torch.manual_seed(7)
        model = Classifier(case)
        optimizer = torch.optim.RMSprop(model.parameters(), lr=1e-3)
        ids = torch.randint(0, case["vocabulary"], (case["batch"], case["length"]))
        labels = torch.randint(0, 2, (case["batch"], 1)).float()
        models.clear()
        models[key] = model, optimizer, ids, labels
    return models[key]


for line in sys.stdin:
    request = json.loads(line)
    model, optimizer, ids, labels = prepared(request)
    loss_of = nn.BCEWithLogitsLoss()
    times = []
    for _ in range(request["steps"]):
        start = time.perf_counter()
        optimizer.zero_grad()
        loss = loss_of(model(ids), labels)
        loss.backward()
        optimizer.step()
        loss.item()
        times.append((time.perf_counter() - start) * 1000)
    print(json.dumps(times), flush=True)
