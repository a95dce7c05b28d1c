"""Times training steps of Embedding, one recurrent layer and Dense in Keras on TensorFlow, on the CPU.

Reads one JSON request a line: {"cell", "batch", "length", "units", "embedding", "vocabulary", "steps"};
answers each with a JSON list of milliseconds, one for each step.
"""
import json
import os
import sys
import time

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import keras
import numpy

models = {}


def prepared(case):
    key = json.dumps({name: value for name, value in case.items() if name != "steps"})
    if key not in models:
        keras.utils.set_random_seed(7)
        cell = getattr(keras.layers, case["cell"])
        options = {"reset_after": False} if case["cell"] == "GRU" else {}
        model = keras.Sequential(
            [
                keras.layers.Embedding(case["vocabulary"], case["embedding"]),
                cell(case["units"], **options),
                keras.layers.Dense(1, activation="sigmoid"),
            ]
        )
        model.compile(optimizer=keras.optimizers.RMSprop(1e-3), loss="binary_crossentropy")
        generator = numpy.random.default_rng(7)
        ids = generator.integers(0, case["vocabulary"], (case["batch"], case["length"])).astype("int32")
        labels = generator.integers(0, 2, (case["batch"], 1)).astype("float32")
        models.clear()
        models[key] = model, ids, labels
    return models[key]


for line in sys.stdin:
    request = json.loads(line)
    model, ids, labels = prepared(request)
    times = []
    for _ in range(request["steps"]):
        start = time.perf_counter()
        model.train_on_batch(ids, labels)
        times.append((time.perf_counter() - start) * 1000)
    print(json.dumps(times), flush=True)
