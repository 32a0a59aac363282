#pragma once

#include <string>

#include "core/eval/gate/baseline.h"

namespace moonstain {

/// A row whose mean over two sections this is.
inline gate::Row row(const std::string& metric, double value,
                     gate::Direction direction = gate::Direction::higher) {
  gate::Row out;
  out.findings = "findings";
  out.predictor = "ridge";
  out.reading = "tissue";
  out.metric = metric;
  out.of = "mean of 2 sections";
  out.value = value;
  out.direction = direction;
  out.why = "the first";
  return out;
}

/// A baseline of a recipe "small" with these rows, sorted by who calls.
inline gate::Baseline baseline(std::vector<gate::Row> rows) {
  gate::Baseline out;
  out.recipe = "small";
  out.why = "the first";
  out.metrics = std::move(rows);
  out.made_by.moonstain = "0.1.0";
  out.made_by.plan = std::string(64, 'a');
  out.made_by.libm = "libm: glibc 2.36, fma";
  return out;
}

inline gate::Leak leak(const std::string& unit, const std::string& by) {
  return {"label", "patient", {unit}, {by}, ""};
}

}  // namespace moonstain
