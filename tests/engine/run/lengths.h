#pragma once

#include <string>

#include "core/base/json.h"
#include "tests/engine/test_runs.h"

namespace moonstain {

/// Two texts, their lengths, and the lengths joined.
struct Lengths : TestRuns {
  NodeIndex join = 0;

  explicit Lengths(const std::string& first = "hello",
                   const std::string& second = "moon") {
    make(first, second);
  }
  void make(const std::string& first, const std::string& second) {
    test.graph.nodes.clear();
    const Json traced = {{"trace", trace().native()}};
    const auto length = [&](const std::string& text) {
      const NodeIndex note =
          test.add("write", {{"text", text}, {"trace", trace().native()}});
      return test.add("length", traced, {{"note", {note}}});
    };
    const NodeIndex a = length(first);
    const NodeIndex b = length(second);
    join = test.add("join", traced, {{"notes", {a, b}}});
    test.output("joined", join);
  }
};

}  // namespace moonstain
