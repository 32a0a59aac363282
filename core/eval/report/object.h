#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "core/base/path.h"
#include "core/eval/findings/findings.h"
#include "core/eval/findings/walk.h"

namespace moonstain::report {

/// What a report is rendered from: findings, or a walk between two of them.
class Object {
 public:
  explicit Object(std::variant<Findings, Walk> value)
      : value_(std::move(value)) {}
  /// @throws Error "FOLDER: neither findings nor a walk", and as they do
  static Object read(const fs::path& folder);

  /// nullptr for single findings.
  const Walk* walk() const { return std::get_if<Walk>(&value_); }
  /// Of the audited end (of the published one where nothing could be held out
  /// at the audited), or the only ones.
  const Findings& findings() const;
  /// Those that the number of a claim is judged by: the published end, or the
  /// only ones.
  const Findings& published() const;
  /// What it says in one sentence (headline_sentence.h).
  std::string headline() const;

 private:
  std::variant<Findings, Walk> value_;
};

/// A number of ours with the protocol it belongs to.
struct OurFigure {
  std::string name;  ///< "ours, published protocol"
  Estimate estimate;
  std::optional<double> seed_sd;  ///< between seeds; nothing with one
  std::string reading;            ///< "whole_grid"
  std::string unit;               ///< held out: "section", "patient"
  /// "0.134 with undefined genes counted as 0"; "" where none is undefined, or
  /// where it makes no difference that would be seen.
  std::string counted_words = {};
};

/// What the model's number means beside the baselines that a claim names.
struct ShownMeaning {
  std::string name;  ///< "meaning"; of a walk "meaning, as published"
  const JudgedMeaning* meaning = nullptr;
};

/// A claim that names whose number it is about, and that is about another
/// method than the model or cannot be tested for want of what is not here: of
/// such there may be a hundred, and each has a row in place of a section.
bool has_row(const Object& object, std::size_t claim);

/// Of a walk the meaning at both ends, where something was scored at both: a
/// baseline may exist at one end alone. Empty of a claim for whose test
/// something is missing here: what was scored says nothing of it.
std::vector<ShownMeaning> meanings(const Object& object, std::size_t claim);

/// What stands beside the published number of the claim at this place: of a
/// walk the published and the audited end, of findings the claim's reading and
/// the headline's where it is another; then the same of all units pooled, where
/// they are scored so too. Empty where `meanings` is.
std::vector<OurFigure> our_figures(const Object& object, std::size_t claim);

}  // namespace moonstain::report
