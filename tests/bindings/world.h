#pragma once

#include <string>

#include "core/base/error.h"
#include "core/engine/step/catalog.h"

namespace moonstain::testing {

/// Steps to plan with: the shape of the real ones, without their bodies.
inline const Catalog& catalog() {
  static const Catalog made = Catalog::parse(parse_json(R"({
"steps": [
 {"name": "dataset", "version": 1, "sentence": "Counts and spots.",
  "numeric": "exact", "output": "Dataset",
  "inputs": [
   {"name": "counts", "type": "File", "sentence": "the table", "role": "applies"},
   {"name": "picture", "type": "File", "sentence": "the slide",
    "role": "applies", "optional": true}],
  "options": [
   {"name": "section", "type": "text", "sentence": "its name"},
   {"name": "patient", "type": "text", "default": "", "sentence": "whose"},
   {"name": "layout", "type": "text", "default": "", "sentence": "files"}]},
 {"name": "patches", "version": 2, "sentence": "Square crops.",
  "numeric": "exact", "output": "Patches",
  "inputs": [
   {"name": "dataset", "type": "Dataset", "sentence": "spots with positions",
    "role": "applies"}],
  "options": [
   {"name": "size_px", "type": "integer", "default": 224,
    "sentence": "side of a crop", "unit": "px", "least": 1},
   {"name": "edge", "type": "choice", "default": "refuse",
    "choices": ["refuse", "drop"], "sentence": "at the border"},
   {"name": "sharpen", "type": "number", "default": 0.0, "sentence": "by"}]},
 {"name": "features", "version": 1, "sentence": "A vector a spot.",
  "numeric": "libm", "output": "Features",
  "inputs": [
   {"name": "patches", "type": "Patches", "sentence": "crops",
    "role": "applies"},
   {"name": "weights", "type": "File", "sentence": "of the encoder",
    "role": "applies", "optional": true}],
  "options": []},
 {"name": "targets", "version": 1, "sentence": "Measured expression.",
  "numeric": "libm", "output": "Targets",
  "inputs": [
   {"name": "dataset", "type": "Dataset", "sentence": "counts",
    "role": "applies"},
   {"name": "genes", "type": "File", "sentence": "names", "role": "learns",
    "learned": "selection", "optional": true}],
  "options": []},
 {"name": "model", "version": 1, "sentence": "A network, fitted.",
  "numeric": "exact", "output": "Model",
  "inputs": [
   {"name": "features", "type": "Features", "sentence": "of the training",
    "role": "learns", "learned": "input", "many": true},
   {"name": "targets", "type": "Targets", "sentence": "of the training",
    "role": "learns", "learned": "label", "many": true},
   {"name": "held_out_targets", "type": "Targets", "sentence": "to choose by",
    "role": "learns", "learned": "selection", "many": true,
    "optional": true}],
  "options": [
   {"name": "epochs", "type": "integer", "default": 10, "sentence": "passes"},
   {"name": "seed", "type": "integer", "sentence": "of the initialisation"},
   {"name": "init", "type": "text", "default": "published",
    "sentence": "how it starts"}]},
 {"name": "other_model", "version": 1, "sentence": "Another, fitted.",
  "numeric": "exact", "output": "Model",
  "inputs": [
   {"name": "features", "type": "Features", "sentence": "of the training",
    "role": "learns", "learned": "input", "many": true},
   {"name": "targets", "type": "Targets", "sentence": "of the training",
    "role": "learns", "learned": "label", "many": true}],
  "options": [
   {"name": "seed", "type": "integer", "sentence": "of the initialisation"}]},
 {"name": "predictions", "version": 1, "sentence": "What a model says.",
  "numeric": "exact", "output": "Predictions",
  "inputs": [
   {"name": "model", "type": "Model", "sentence": "fitted",
    "role": "applies"},
   {"name": "features", "type": "Features", "sentence": "of one section",
    "role": "applies"}],
  "options": []},
 {"name": "depth", "version": 1, "sentence": "Made of measured totals.",
  "numeric": "exact", "output": "Predictions",
  "inputs": [
   {"name": "training", "type": "Targets", "sentence": "of the training",
    "role": "learns", "learned": "label", "many": true},
   {"name": "totals", "type": "Targets", "sentence": "of the section",
    "role": "applies", "labels": true, "optional": true},
   {"name": "names", "type": "Targets", "sentence": "of its genes",
    "role": "applies", "optional": true}],
  "options": [
   {"name": "name", "type": "text", "default": "", "sentence": "called"}]},
 {"name": "chosen", "version": 1, "sentence": "Of one of several epochs.",
  "numeric": "exact", "output": "Predictions",
  "inputs": [
   {"name": "predictions", "type": "Predictions", "sentence": "of each epoch",
    "role": "applies"},
   {"name": "by", "type": "Targets", "sentence": "by which one is taken",
    "role": "learns", "learned": "selection", "optional": true}],
  "options": []},
 {"name": "cross_fitted", "version": 1, "sentence": "By folds of its own.",
  "numeric": "exact", "output": "Predictions",
  "inputs": [
   {"name": "targets", "type": "Targets", "sentence": "of all",
    "role": "applies"}],
  "options": []},
 {"name": "metrics", "version": 1, "sentence": "Scores.",
  "numeric": "exact", "output": "Metrics", "scores": "predictions",
  "inputs": [
   {"name": "predictions", "type": "Predictions", "sentence": "to score",
    "role": "applies"},
   {"name": "targets", "type": "Targets", "sentence": "measured",
    "role": "applies"},
   {"name": "lists", "type": "Targets", "sentence": "names of some genes",
    "role": "learns", "learned": "selection", "many": true,
    "optional": true}],
  "options": []},
 {"name": "agreement", "version": 1, "sentence": "Of two sections.",
  "numeric": "exact", "output": "Metrics", "scores": "predictions",
  "inputs": [
   {"name": "predictions", "type": "Predictions", "sentence": "of both",
    "role": "applies", "many": true}],
  "options": []},
 {"name": "findings", "version": 1, "sentence": "All numbers.",
  "numeric": "exact", "output": "Findings",
  "inputs": [
   {"name": "metrics", "type": "Metrics", "sentence": "scores",
    "role": "applies", "many": true},
   {"name": "expected", "type": "File", "sentence": "the paper's",
    "role": "applies", "optional": true}],
  "options": [
   {"name": "reading", "type": "text", "default": "tissue",
    "sentence": "cells scored"},
   {"name": "unit", "type": "choice", "default": "section",
    "choices": ["section", "patient"], "sentence": "held out"},
   {"name": "scope", "type": "text", "default": "", "sentence": "how much"},
   {"name": "same_data", "type": "flag", "default": false,
    "sentence": "the paper's own"},
   {"name": "notes", "type": "texts", "default": [], "sentence": "said"}]},
 {"name": "walk", "version": 1, "sentence": "From published to audited.",
  "numeric": "exact", "output": "Walk",
  "inputs": [
   {"name": "findings", "type": "Findings", "sentence": "one an arm",
    "role": "applies", "many": true}],
  "options": [
   {"name": "arms", "type": "texts", "sentence": "letters"},
   {"name": "switches", "type": "texts", "sentence": "names"},
   {"name": "kinds", "type": "texts", "sentence": "of them"},
   {"name": "published", "type": "texts", "sentence": "values"},
   {"name": "audited", "type": "texts", "sentence": "values"},
   {"name": "why", "type": "texts", "default": [], "sentence": "reasons"}]},
 {"name": "program", "version": 1, "sentence": "A program of somebody else.",
  "numeric": "exact", "output": "Files", "starts_programs": true,
  "inputs": [],
  "options": [
   {"name": "makes", "type": "choice", "default": "Files",
    "choices": ["Files", "Predictions"], "sentence": "what it writes"}]}
]})",
                                                        "catalog"),
                                             "catalog");
  return made;
}

/// Four sections of two patients: B1, C1, C2, C3; B1 has no picture.
inline std::string manifest_text(const std::string& name) {
  std::string sections;
  std::string files;
  int digit = 1;
  for (const std::string section : {"B1", "C1", "C2", "C3"}) {
    const auto file = [&](const std::string& path) {
      const std::string sha(64, static_cast<char>('0' + digit++));
      files += concat(files.empty() ? "" : ",", "{\"path\":\"", path,
                      "\",\"size\":10,\"sha256\":\"", sha,
                      "\",\"url\":\"https://example.org/", path, "\"}");
    };
    const bool picture = section != "B1";
    sections += concat(
        sections.empty() ? "" : ",", "{\"section\":\"", section,
        "\",\"patient\":\"", section.substr(0, 1),
        "\",\"site\":\"\",\"files\":{\"counts\":\"", section, ".tsv\"",
        picture ? concat(",\"picture\":\"", section, ".jpg\"") : "", "}}");
    file(section + ".tsv");
    if (picture) file(section + ".jpg");
  }
  return concat("{\"name\":\"", name,
                "\",\"title\":\"t\",\"organism\":\"o\",\"licence\":\"l\","
                "\"citation\":\"c\",\"source\":\"s\",\"layout\":\"legacy_st\","
                "\"lattice\":\"square\",\"um_per_px\":0.7,"
                "\"spot_pitch_um\":200,\"spot_diameter_um\":100,"
                "\"sections\":[",
                sections, "],\"files\":[", files, "],\"note\":\"\"}");
}

}  // namespace moonstain::testing
