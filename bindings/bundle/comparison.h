#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bindings/bundle/bundle.h"
#include "core/base/digest.h"
#include "core/base/json.h"
#include "core/engine/plan/graph.h"
#include "core/engine/plan/numeric_class.h"
#include "core/engine/step/catalog.h"

namespace moonstain {

/// By how much two numbers may differ and still count as the same.
struct Tolerance {
  double relative = 0;
  double absolute = 0;
};

/// Between two numeric classes of LibTorch; tests/golden compares trained
/// networks of two CPUs by it.
inline constexpr Tolerance kTorchTolerance{1e-2, 2e-3};

/// Between two classes of bfloat16, whose numbers have 8 bits: sums in another
/// order are rounded the other way here and there, by 2^-8 of a value, and a
/// network's features then move by up to the 2.5e-2 that its roundings amount
/// to (models/encoders/ctranspath.h).
inline constexpr Tolerance kBfloat16Tolerance{2.5e-2, 1e-2};

/// |a - b| <= absolute + relative * max(|a|, |b|).
bool is_within(double a, double b, const Tolerance& tolerance);

/// Two documents of JSON, member by member. Whole numbers, texts and what is
/// there at all must be equal; other numbers by a tolerance.
struct JsonComparison {
  std::size_t numbers = 0;  ///< that both have
  std::size_t moved = 0;    ///< of these, not equal
  double largest = 0;       ///< by how much a number moved at most
  std::size_t beyond = 0;   ///< moved by more than the tolerance
  std::size_t other = 0;    ///< texts, whole numbers, or on one side alone
  /// The first few of those two: "headline.estimate.value: 0.288 was expected,
  /// here 0.31".
  std::vector<std::string> places;

  bool within() const { return beyond == 0 && other == 0; }
};
JsonComparison compare_json(const Json& expected, const Json& found,
                            const Tolerance& tolerance);

enum class Likeness {
  same,    ///< every byte
  within,  ///< the tolerance between numeric classes
  other,
  untold,  ///< another class, and the bundle has the digest alone
};

/// One result of a named output, beside what was expected.
struct OutputComparison {
  std::string name;  ///< "findings", "scores/mob/1", "scores[3]"
  Likeness likeness = Likeness::same;
  std::string note;  ///< why it is not the same, or of what there is no telling
  std::vector<std::string> places;
};

/// What of a plan's outputs is as a bundle expects them.
///
/// Bytes that are equal are the same. Others may be within the tolerance only
/// where a numeric class that the output depends on is another than the
/// bundle's, or that of a GPU, which promises no bytes, and where the bundle
/// has more than its digest: its findings. The tolerance is 1e-3 (and 1e-9),
/// kTorchTolerance where the output depends on LibTorch, or kBfloat16Tolerance
/// where it depends on products in bfloat16.
///
/// @param objects  by output, in order of its nodes: digests of what is here
/// @param json     of an output with one node: its findings.json or walk.json
/// @param what     "the bundle", or what else it was made of, in words
/// @throws Error   where the bundle expects nothing, or an output that the plan
///                 lacks or has otherwise
std::vector<OutputComparison> compare_outputs(
    const Bundle& bundle, const Graph& graph, const Catalog& catalog,
    const NumericClass& numbers,
    const std::map<std::string, std::vector<Digest>>& objects,
    const std::map<std::string, Json>& json,
    std::string_view what = "the bundle");

}  // namespace moonstain
