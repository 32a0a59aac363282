#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/json.h"
#include "core/engine/plan/graph.h"
#include "core/engine/plan/numeric_class.h"
#include "core/engine/step/catalog.h"

namespace moonstain::gate {

/// A step of a plan, whatever the number of its nodes.
struct MadeStep {
  int version = 0;
  /// By name: the values that its nodes have, in order. What is long, or more
  /// than four values, is told by the first digits of its digest: "6 values
  /// 9f2c41d7aa10".
  std::map<std::string, Json> options;
};

/// What made the numbers of a baseline, as far as it fits a file that people
/// read: enough to say later what moved.
struct Made {
  std::string moonstain;  ///< version of the program
  std::string plan;       ///< hex of `plan_digest` (record/plan_record.h)
  /// Those parts of the numeric class that the plan's steps compute in; empty
  /// where none does. `torch` is that of bfloat16 where a step computes in it,
  /// else that of the CPU's LibTorch; behind it, "; " between them, that of
  /// networks on a GPU.
  std::string libm;
  std::string torch;
  std::map<std::string, Json> params;
  std::map<std::string, Json> switches;
  std::map<std::string, MadeStep> steps;
  /// Hex sha256 of the sources by "mob/MOB1.tsv.gz" (of a manifest) or
  /// "genes.txt" (of the recipe).
  std::map<std::string, std::string> files;
};

/// @param plan  `plan_digest` in hex
Made made_of(const Graph& graph, const Catalog& catalog,
             const NumericClass& numbers, std::string_view moonstain,
             const std::string& plan);

/// All in which they differ, but for the plan's name, a phrase each: "moonstain
/// 0.2.0, was 0.1.0", "param epochs = 5, was 60", "fit version 2, was 1", "fit
/// option alpha = 1.0, was 10.0", "file mob/a.tsv 41d7..., was 9f2c...".
std::vector<std::string> made_differences(const Made& was, const Made& is);

/// Whether floating point was computed in one class, so that equal work gives
/// equal bytes where it `repeats`.
bool same_class(const Made& was, const Made& is);
/// Whether its numbers come again to the last bit in their own class: not with
/// networks on a GPU, which promises no bytes.
bool repeats(const Made& made);
/// "libm: glibc 2.36, fma; torch native: ..."; "exact arithmetic" where no step
/// has a class.
std::string class_words(const Made& made);

}  // namespace moonstain::gate
