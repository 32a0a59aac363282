#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/digest.h"
#include "core/base/json.h"

namespace moonstain {

/// A file by what it must be.
struct LockedFile {
  std::string path;  ///< of a manifest's file that in the manifest
  std::uint64_t size_bytes = 0;
  Digest sha256;
  bool operator==(const LockedFile&) const = default;
};

/// A program of somebody else, as it was where the bundle was packed.
struct LockedProgram {
  std::string name;
  std::string interpreter;  ///< "python3 sha256 9f2c..."; empty: it has none
  std::vector<LockedFile> files;
  bool operator==(const LockedProgram&) const = default;
};

/// What a packed recipe was planned with, and what came out of it.
///
///     { "moonstain": "0.1.0", "recipe": "first",
///       "settings": {"profile": "quick"},
///       "numeric": {"choice": "native", "libm": "...", "torch": "...",
///                   "bfloat16": "...", "cuda": "..."}, // where a step is in
///                                                      // it, or on a GPU
///       "steps": {"patches": 1},
///       "data": {"mob": [{"path", "size", "sha256"}, ...]},
///       "files": [{"path", "size", "sha256"}, ...],
///       "weights": [{"path", "size", "sha256"}],     // where some were named
///       "programs": [{"name", "interpreter", "files": [...]}, ...],
///       "nodes": 21, "outputs": {"findings": ["ID", ...]},
///       "expected": {"findings": ["DIGEST", ...]} }
///
/// Of the numeric class only what a step of the plan depends on is said.
struct Lock {
  std::string moonstain;  ///< version of the program that packed it
  std::string recipe;
  std::map<std::string, std::string> settings;  ///< as `--set` has them
  std::string numeric = "native";               ///< as `--numeric` has it
  std::string libm, torch, bfloat16;  ///< empty: no step depends on it
  std::string cuda;  ///< of networks on a GPU; empty: there is none
  std::map<std::string, int> steps;  ///< of the catalog, with their versions
  /// Files of manifests that the outputs need, by manifest; sorted by path.
  std::map<std::string, std::vector<LockedFile>> data;
  /// Files in the bundle that the outputs need (weights, lists); sorted.
  std::vector<LockedFile> files;
  /// The file that `--weights` named, which is not in the bundle.
  std::optional<LockedFile> weights;
  std::vector<LockedProgram> programs;
  std::int64_t nodes = 0;  ///< steps and sources of the plan
  std::map<std::string, std::vector<Digest>> outputs;   ///< ids of their nodes
  std::map<std::string, std::vector<Digest>> expected;  ///< their objects

  /// The class of networks, wherever they ran.
  const std::string& of_networks() const { return cuda.empty() ? torch : cuda; }

  bool operator==(const Lock&) const = default;
};

Json lock_json(const Lock& lock);

/// @throws Error "WHERE: ..." on a member that is missing or of another kind,
///               or names that are no plain text of a line
Lock parse_lock(const Json& json, std::string_view where);

}  // namespace moonstain
