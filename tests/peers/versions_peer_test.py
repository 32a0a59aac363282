"""The packages imported here are those of the lock, at its versions."""

import importlib.metadata
import importlib
import pathlib
import re

lock = pathlib.Path("tests/peers/requirements.lock").read_text()
locked = dict(re.findall(r"^(\S+)==(\S+)", lock, re.M))
modules = {
    "anndata": "anndata",
    "igraph": "igraph",
    "leidenalg": "leidenalg",
    "mlflow-skinny": "mlflow",
    "numpy": "numpy",
    "opencv-python-headless": "cv2",
    "pandas": "pandas",
    "pillow": "PIL",
    "roc-validator": "rocrate_validator",
    "safetensors": "safetensors",
    "scanpy": "scanpy",
    "scikit-learn": "sklearn",
    "scikit-misc": "skmisc",
    "scikit-survival": "sksurv",
    "scipy": "scipy",
    "spatialdata": "spatialdata",
    "tensorstore": "tensorstore",
    "torch": "torch",
    "zarr": "zarr",
}
for package, name in modules.items():
    module = importlib.import_module(name)
    assert "/peers/site/" in module.__file__, module.__file__
    assert importlib.metadata.version(package) == locked[package], package
print(len(modules), "packages")
