#include "core/eval/gate/compare.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/error.h"

namespace moonstain::gate {

namespace {

bool same_number(double a, double b) {
  return a == b || (std::isnan(a) && std::isnan(b));
}

bool more_undefined(const Row& was, const Row& is) {
  return (std::isnan(is.value) && !std::isnan(was.value)) ||
         is.undefined > was.undefined ||
         (was.undefined_items && is.undefined_items &&
          *is.undefined_items > *was.undefined_items);
}

// What a change beyond the tolerance is.
Outcome beyond(const Row& was, double change) {
  const bool good = was.direction == Direction::higher  ? change > 0
                    : was.direction == Direction::lower ? change < 0
                                                        : false;
  return good ? Outcome::improved : Outcome::moved;
}

// Over other units: another number of them was scored, or a mean is called
// otherwise that lacks as many.
bool other_units(const Row& was, const Row& is) {
  if (was.units && is.units && *was.units != *is.units) return true;
  return was.undefined == is.undefined && was.of != is.of;
}

// A decimal tolerance ends where it is written: 0.45 - 0.445 is not exactly
// 0.005. What is exact stays so.
bool is_within(const Row& was, const Row& is, double change, double allowed) {
  constexpr double kRounding = 4 * std::numeric_limits<double>::epsilon();
  const double rounding =
      kRounding * std::max(std::abs(was.value), std::abs(is.value));
  return allowed > 0 && std::abs(change) <= allowed + rounding;
}

Outcome outcome_of(const Row& was, const Row& is, double change,
                   double allowed) {
  if (more_undefined(was, is)) return Outcome::undefined;
  if (std::isnan(was.value)) {
    if (std::isnan(is.value)) return Outcome::same;
    return was.direction == Direction::same ? Outcome::moved
                                            : Outcome::improved;
  }
  if (other_units(was, is)) return Outcome::regrouped;
  if (same_number(was.value, is.value)) return Outcome::same;
  if (is_within(was, is, change, allowed)) return Outcome::within;
  return beyond(was, change);
}

ComparedRow compared(const Baseline& was, const Row& row, const Row* now,
                     bool another_class) {
  ComparedRow out;
  out.was = row;
  if (now == nullptr) {
    out.outcome =
        row.direction == Direction::free ? Outcome::noted : Outcome::vanished;
    out.change = std::numeric_limits<double>::quiet_NaN();
    return out;
  }
  out.is = *now;
  out.change = now->value - row.value;
  out.allowed = row.tolerance.allowed(row.value, row.seed_sd);
  if (another_class) {
    const Tolerance& least = row.another_class.value_or(was.another_class);
    out.allowed = std::max(out.allowed, least.allowed(row.value, row.seed_sd));
  }
  out.outcome = outcome_of(row, *now, out.change, out.allowed);
  if (row.direction == Direction::free && out.outcome != Outcome::same &&
      out.outcome != Outcome::within) {
    out.outcome = Outcome::noted;
  }
  return out;
}

// Whether a leak is of the same kind, by one of the same steps, and about this
// unit.
bool alike(const Leak& leak, const Leak& like, const std::string& unit) {
  const auto has = [](const std::vector<std::string>& names,
                      const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
  };
  return leak.kind == like.kind && leak.unit_kind == like.unit_kind &&
         has(leak.units, unit) &&
         std::any_of(like.by.begin(), like.by.end(),
                     [&](const std::string& by) { return has(leak.by, by); });
}

// The leak with those of its units alone for which none of `others` is alike.
// @param bare  of the others only those count that no switch acknowledges
Leak left_over(const Leak& leak, const std::vector<Leak>& others,
               bool bare = false) {
  Leak rest = leak;
  std::erase_if(rest.units, [&](const std::string& unit) {
    return std::any_of(others.begin(), others.end(), [&](const Leak& other) {
      return alike(other, leak, unit) &&
             (!bare || other.acknowledged_by.empty());
    });
  });
  return rest;
}

void compare_leaks(const Baseline& was, const Baseline& is, Comparison& out) {
  for (const Leak& leak : is.leaks) {
    const Leak fresh = left_over(leak, was.leaks);
    const Leak lost = left_over(leak, was.leaks, true);
    if (!fresh.units.empty()) {
      out.leaks.push_back({fresh, LeakOutcome::fresh});
    } else if (leak.acknowledged_by.empty() && !lost.units.empty()) {
      out.leaks.push_back({lost, LeakOutcome::unacknowledged});
    } else {
      out.leaks.push_back({leak, LeakOutcome::known});
    }
  }
  for (const Leak& leak : was.leaks) {
    const Leak gone = left_over(leak, is.leaks);
    if (!gone.units.empty()) out.leaks.push_back({gone, LeakOutcome::gone});
  }
}

bool same_numbers(const Row& a, const Row& b) {
  return same_number(a.value, b.value) && a.of == b.of &&
         a.undefined == b.undefined && a.undefined_items == b.undefined_items &&
         (!a.units || !b.units || a.units == b.units);
}

}  // namespace

bool fails(Outcome outcome) { return outcome >= Outcome::moved; }

bool fails(LeakOutcome outcome) {
  return outcome >= LeakOutcome::unacknowledged;
}

std::size_t Comparison::failed_rows() const {
  return static_cast<std::size_t>(
      std::count_if(rows.begin(), rows.end(),
                    [](const ComparedRow& row) { return fails(row.outcome); }));
}

std::size_t Comparison::failed_leaks() const {
  return static_cast<std::size_t>(std::count_if(
      leaks.begin(), leaks.end(),
      [](const ComparedLeak& leak) { return fails(leak.outcome); }));
}

Comparison compare(const Baseline& was, const Baseline& is) {
  Comparison out;
  out.another_class =
      !same_class(was.made_by, is.made_by) || !repeats(is.made_by);
  for (const Row& row : was.metrics) {
    out.rows.push_back(compared(was, row, is.find(row), out.another_class));
  }
  if (was.new_metrics == NewMetrics::add) {
    for (const Row& row : is.metrics) {
      if (was.find(row) == nullptr) out.added.push_back(row);
    }
  }
  compare_leaks(was, is, out);
  return out;
}

Baseline updated(const std::optional<Baseline>& was, Baseline is,
                 const std::string& why, const std::string& where) {
  is.why = why;
  if (was) {
    is.new_metrics = was->new_metrics;
    is.another_class = was->another_class;
    if (was->new_metrics == NewMetrics::leave_out) {
      std::erase_if(is.metrics,
                    [&](const Row& row) { return was->find(row) == nullptr; });
    }
  }
  for (Row& row : is.metrics) {
    row.why = why;
    const Row* const before = was ? was->find(row) : nullptr;
    if (before == nullptr) continue;
    row.direction = before->direction;
    row.tolerance = before->tolerance;
    row.another_class = before->another_class;
    if (same_numbers(*before, row)) row.why = before->why;
  }
  check_rows(is.metrics, where);
  return is;
}

}  // namespace moonstain::gate
