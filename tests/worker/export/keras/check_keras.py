"""Loads model.keras and model.h5 of exported folders in Keras and tells how far each is from the test vectors, as JSON."""

import importlib.util
import json
import sys
from pathlib import Path
from typing import Any

import keras


def largest_when_compiled(predict: Any, model: Any) -> float:
    """The same through model.predict, which compiles the model for lengths that it does not know."""
    return predict.largest_difference(lambda inputs, training: model.predict(inputs, verbose=0))


def main() -> None:
    found = []
    for folder in [name for name in sys.argv[1:] if name != "--compiled"]:
        sys.path.insert(0, folder)
        spec = importlib.util.spec_from_file_location("predict", Path(folder) / "predict.py")
        predict = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(predict)
        for name in ("model.keras", "model.h5"):
            model = keras.saving.load_model(Path(folder) / name, compile=False)
            found.append(predict.largest_difference(model))
        if "--compiled" in sys.argv:
            found[-1] = max(found[-1], largest_when_compiled(predict, model))
        sys.path.remove(folder)
    print(json.dumps(found))


if __name__ == "__main__":
    main()
