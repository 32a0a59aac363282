"""Lets pip name a source package without building it: pip asks for metadata
even when it only downloads."""

import pathlib
import re
import shutil


def prepare_metadata_for_build_wheel(folder, config_settings=None):
    about = pathlib.Path("PKG-INFO").read_text()
    name = re.search(r"^Name: (.*)$", about, re.M)[1]
    version = re.search(r"^Version: (.*)$", about, re.M)[1]
    target = pathlib.Path(folder, f"{name}-{version}.dist-info")
    target.mkdir()
    shutil.copy("PKG-INFO", target / "METADATA")
    return target.name
