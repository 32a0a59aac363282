#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/eval/gate/baseline.h"

namespace moonstain::gate {

/// What became of a metric of the baseline.
enum class Outcome {
  same,       ///< the very number
  within,     ///< another one, inside the tolerance
  improved,   ///< beyond the tolerance in the good direction
  noted,      ///< moved, and is free to
  moved,      ///< beyond the tolerance; fails
  vanished,   ///< no longer measured; fails
  undefined,  ///< undefined, or in more units or items than before; fails
  regrouped,  ///< over other units than before; fails
};

/// Whether a gate fails by it.
bool fails(Outcome outcome);

struct ComparedRow {
  Row was;
  std::optional<Row> is;  ///< nothing where it has vanished
  Outcome outcome = Outcome::same;
  double change = 0;   ///< NaN where one of both is undefined
  double allowed = 0;  ///< either way
};

enum class LeakOutcome {
  known,
  gone,
  unacknowledged,  ///< a switch no longer acknowledges it; fails
  fresh,           ///< was not there; fails
};

/// A leak of the plan or of the baseline, with those units alone of which its
/// outcome is true.
struct ComparedLeak {
  Leak leak;
  LeakOutcome outcome = LeakOutcome::known;
};

bool fails(LeakOutcome outcome);

/// A baseline beside what is measured.
struct Comparison {
  std::vector<ComparedRow> rows;    ///< of the baseline, in its order
  std::vector<Row> added;           ///< measured, and not in the baseline
  std::vector<ComparedLeak> leaks;  ///< of the plan, then those gone
  /// Another class, or one that repeats no bytes: exact stands for a
  /// tolerance.
  bool another_class = false;

  std::size_t failed_rows() const;
  std::size_t failed_leaks() const;
  bool failed() const { return failed_rows() + failed_leaks() > 0; }
};

/// Compares what a run gave, as a baseline of its own, with the one that is
/// kept. Directions, tolerances and what new metrics mean are those of `was`.
///
/// A row moves where the change is larger than its tolerance allows, in a
/// direction that is not good. Where the numeric class is another one, or that
/// of a GPU (`repeats`), no row allows less than `Baseline::another_class`. A
/// leak is known where one of its kind, by one of the same steps, is there for
/// the unit; lines of the recipe and the number of scores do not count.
Comparison compare(const Baseline& was, const Baseline& is);

/// `is` with what a person has set in `was`: directions, tolerances, and
/// whether new metrics are added. Rows whose numbers stand keep their reason,
/// all others get `why`.
/// @throws Error as `check_rows`, naming `where`
Baseline updated(const std::optional<Baseline>& was, Baseline is,
                 const std::string& why, const std::string& where);

}  // namespace moonstain::gate
