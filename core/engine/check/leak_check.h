#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/engine/check/leak_trials.h"
#include "core/engine/plan/graph.h"
#include "core/engine/plan/lineage.h"
#include "core/engine/plan/numeric_class.h"
#include "core/engine/run/run.h"
#include "core/engine/step/catalog.h"

namespace moonstain {

/// What a plan's declarations say of a leak that was proven.
enum class Declared {
  no,           ///< nothing: an input is declared as what it is not
  understated,  ///< by this step, as less than it is: a label as a picture
  elsewhere,    ///< not by this step, but by one that follows from it
  yes,
};

/// A result that must not depend on a held-out unit, and does.
struct ProvenLeak {
  std::string kind;  ///< of the scramble that showed it
  UnitKind unit_kind = UnitKind::patient;
  std::vector<std::string> units;  ///< whose data were replaced, sorted
  /// The first result that changed, and how it reaches a score of the unit:
  /// the replaced value, that result, ..., the score.
  std::vector<NodeIndex> path;
  NodeIndex node = 0;  ///< the first result that changed
  /// A value of the unit itself that is scored: it reads what it is to guess.
  bool reads_directly = false;
  /// Results by the same step and line that follow from the replaced data too
  /// and were not made again, this one being proof enough.
  std::size_t alike = 0;
  Declared declaration = Declared::no;
  /// What the inputs that brought it in are declared to teach.
  std::optional<Learned> role;
  /// The leak of the plan's trace that is nearest to it.
  std::optional<Leak> declared;
};

/// What could not be tested, in words.
struct UntestedPath {
  std::vector<std::string> units;
  std::string reason;
  std::string where;  ///< "recipe.lua:12"
  bool operator==(const UntestedPath&) const = default;
};

struct LeakCheck {
  UnitKind unit = UnitKind::patient;  ///< that was asked for
  std::uint32_t units = 0;        ///< held-out units tested, each once a kind
  std::vector<ProvenLeak> leaks;  ///< in order of kind, unit and plan
  std::vector<UntestedPath> untested;
  /// Declared leaks that nothing proved; those by a copy need no proof.
  std::vector<Leak> unproven;
  std::uint32_t runs = 0;      ///< nodes that were run for it
  std::uint32_t compared = 0;  ///< results compared
};

struct LeakCheckSettings {
  std::vector<Scramble> scrambles;    ///< by kind, in the order of report
  UnitKind unit = UnitKind::patient;  ///< what is replaced together
  /// How often a result that could have changed and has not is tried with
  /// another scramble before it counts as unchanged: a chosen gene or epoch
  /// can be the same by chance.
  int attempts = 3;
  /// Runs a graph and gives its outcome; failures do not end it.
  std::function<RunOutcome(const Graph&)> run;
};

/// Proves leaks (core/README.md, "Leaks"). For each unit that a score is about,
/// its data are replaced by a scrambled copy and what depends on them is made
/// again, as far as the scores of that unit need it. The unit is the widest
/// asked for: all sections of the patients that a score is about.
///
/// A result that belongs to the unit itself (features of the held-out section)
/// may change. Any other result must not, nor one of the unit that has changed
/// through an input it learns from; the first on each way that does is a leak.
/// It is then taken as it was, so that what follows from it counts only when
/// it depends on the unit in another way too. When labels are replaced, the
/// scored values themselves must not change either.
///
/// No role that a step declares is needed to find a leak, so one whose
/// declaration is wrong is found as well; what the plan declares is compared
/// afterwards. A leak that shows with the section alone replaced is named by
/// the section.
///
/// @throws Error when the catalog lacks a scramble's step, or a score's unit
///               cannot be told
LeakCheck check_leaks(const Graph& graph, const Catalog& catalog,
                      const NumericClass& numbers,
                      const LeakCheckSettings& settings);

}  // namespace moonstain
