#pragma once

#include "core/base/json.h"
#include "core/engine/step/catalog.h"

namespace moonstain {

/// A step that makes targets, and the one that runs programs.
/// @param runner  version of the latter
inline Catalog small_catalog(int runner = 1) {
  Json catalog = parse_json(R"({"steps": [
    {"name": "targets", "version": 1, "sentence": "measured",
     "numeric": "exact", "output": "Targets", "inputs": [], "options": []},
    {"name": "program", "version": 1, "sentence": "a program",
     "numeric": "exact", "output": "Files", "inputs": [],
     "starts_programs": true,
     "options": [{"name": "makes", "type": "choice", "sentence": "what",
                  "default": "Files", "choices": ["Files", "Predictions"]}]}
  ]})",
                            "catalog");
  catalog["steps"][1]["version"] = runner;
  return Catalog::parse(catalog, "catalog");
}

}  // namespace moonstain
