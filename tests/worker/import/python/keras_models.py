"""Saves models of real Keras with what they predict for some ids, for the import to be held against.

Run as: python keras_models.py FOLDER
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import keras
import numpy as np
from keras import layers

IDS = 12
STEPS = 7


def sequential(*chain: keras.Layer, steps: int | None = STEPS) -> keras.Model:
    return keras.Sequential([keras.Input((steps,), dtype="int32"), *chain])


def functional(*chain: keras.Layer, steps: int | None = STEPS) -> keras.Model:
    inputs = keras.Input((steps,), dtype="int32", name="ids")
    outputs = inputs
    for layer in chain:
        outputs = layer(outputs)
    return keras.Model(inputs, outputs)


def models() -> dict[str, keras.Model]:
    """Every kind of layer and option that is to be taken over."""
    softmax = {"units": 3, "activation": "softmax"}
    return {
        "simple-rnn": sequential(
            layers.Embedding(IDS, 4), layers.SimpleRNN(5), layers.Dense(**softmax)
        ),
        "lstm": sequential(
            layers.Embedding(IDS, 4),
            layers.SpatialDropout1D(0.1),
            layers.LSTM(5, return_sequences=True, dropout=0.1, recurrent_dropout=0.2),
            layers.LSTM(4, use_bias=False, unit_forget_bias=False),
            layers.Dropout(0.3),
            layers.Dense(1, activation="sigmoid"),
        ),
        "gru": functional(
            layers.Embedding(IDS, 4),
            layers.GRU(5, reset_after=False, activation="relu", recurrent_activation="sigmoid"),
            layers.LayerNormalization(epsilon=0.01, center=False),
            layers.Dense(4, activation="sigmoid"),
        ),
        "bidirectional": functional(
            layers.Embedding(IDS, 4),
            layers.Bidirectional(layers.LSTM(3, return_sequences=True), merge_mode="mul"),
            layers.Bidirectional(layers.GRU(3, reset_after=False), merge_mode="ave"),
            layers.Dense(1),
        ),
        "pooled": sequential(
            layers.Embedding(IDS, 4),
            layers.SimpleRNN(5, return_sequences=True, go_backwards=True, activation="elu"),
            layers.GlobalMaxPooling1D(),
            layers.Dense(6, activation="softplus"),
            layers.Dense(**softmax),
            steps=None,
        ),
        "averaged": sequential(
            layers.Embedding(IDS, 4),
            layers.Bidirectional(layers.SimpleRNN(3, return_sequences=True), merge_mode="sum"),
            layers.GlobalAveragePooling1D(),
            layers.Dense(6, activation="selu", use_bias=False),
            layers.Dense(**softmax),
        ),
        "flat": sequential(
            layers.Embedding(IDS, 4), layers.LSTM(2, return_sequences=True), layers.Flatten(),
            layers.Dense(5, activation="softsign"), layers.Dense(**softmax),
        ),
        "tagger": sequential(
            layers.Embedding(IDS, 4),
            layers.Bidirectional(layers.LSTM(3, return_sequences=True)),
            layers.TimeDistributed(layers.LayerNormalization()),
            layers.TimeDistributed(layers.Dense(**softmax)),
            steps=None,
        ),
        # Keras's default, which is another formula than the lab's.
        "default-gru": sequential(
            layers.Embedding(IDS, 4), layers.GRU(5, activation="gelu"), layers.Dense(**softmax)
        ),
        # All of it is to be named at once.
        "many-obstacles": sequential(
            layers.Embedding(IDS, 4, mask_zero=True),
            layers.Conv1D(4, 3),
            layers.GRU(5),
            layers.Dense(6, activation="gelu"),
            layers.Dense(**softmax),
        ),
        # Dense straight on a sequence, and its activation apart.
        "writer": functional(
            layers.Embedding(IDS, 4),
            layers.GRU(5, return_sequences=True, reset_after=False),
            layers.Dense(IDS),
            layers.Activation("softmax"),
            steps=None,
        ),
    }


def main() -> None:
    folder = Path(sys.argv[1])
    keras.utils.set_random_seed(3)
    random = np.random.default_rng(3)
    for name, model in models().items():
        for variable in model.trainable_variables:
            variable.assign(random.normal(0, 0.5, variable.shape))
        ids = random.integers(0, IDS, (4, STEPS))
        # Which is told apart from the lab's own for one number.
        if name == "bidirectional":
            model.compile(loss="mae")
        model.save(folder / f"{name}.keras")
        model.save(folder / f"{name}.h5")
        expected = {"ids": ids.tolist(), "outputs": np.asarray(model(ids)).tolist()}
        (folder / f"{name}.json").write_text(json.dumps(expected), encoding="utf-8")


if __name__ == "__main__":
    main()
