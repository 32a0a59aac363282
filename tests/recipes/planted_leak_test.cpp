// The whole program on made-up sections whose truth is known.

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <string>

#include "core/eval/findings/findings.h"
#include "core/eval/findings/walk.h"
#include "tests/recipes/whole_program.h"

using namespace moonstain;

namespace {

/// The whole program on the recipe of this folder.
class Program : public WholeProgram {
 public:
  /// @return the exit code; output goes to `said`
  int operator()(const std::string& command, const std::string& settings) {
    return start(concat(command, " ", quoted("tests/recipes/planted_leak"), " ",
                        settings));
  }

  Findings findings() const {
    return Findings::read(latest("planted_leak") / "findings");
  }
  Walk walk() const { return Walk::read(latest("planted_leak") / "walk"); }
};

// Wrapped words with one blank between them.
std::string one_line(const std::string& text) {
  std::string line;
  for (const char c : text) {
    const bool blank = c == ' ' || c == '\n';
    if (!blank || (!line.empty() && line.back() != ' ')) {
      line += blank ? ' ' : c;
    }
  }
  return line;
}

double headline_of(Program& program, const std::string& settings) {
  const int code = program("run", settings);
  BOOST_REQUIRE_MESSAGE(code == 0, program.said());
  return program.findings().headline_value("ridge_features");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(planted_leak_test)

BOOST_AUTO_TEST_CASE(a_planted_leak_raises_the_published_reading_alone) {
  Program program;
  const double published = headline_of(program, "--set unit=published");
  const double audited = headline_of(program, "--set unit=audited");
  BOOST_TEST(published > audited + 0.2);

  const double clean = headline_of(program, "--set leak=0");
  const double clean_audited =
      headline_of(program, "--set leak=0 --set unit=audited");
  BOOST_TEST(std::abs(clean - clean_audited) < 0.05);
}

// Three patients of two sections: held out by section five are left to learn
// from, by patient four. The matched arm has four, the sister among them.
BOOST_AUTO_TEST_CASE(the_audit_tells_the_leak_from_the_loss_of_sections) {
  Program program;
  const int code = program("audit", "");
  BOOST_REQUIRE_MESSAGE(code == 0, program.said());
  const Walk walk = program.walk();
  const auto value = [&](const char* arm) {
    return walk.value(arm, "ridge_features");
  };
  BOOST_TEST(walk.arms.size() == 3U);
  BOOST_TEST(value("p+size_matched") != value("p"));
  BOOST_TEST(value("p+size_matched") > value("a") + 0.2);
  // As `lint` tells it, below: a walk's arms are no more scores of its leak.
  BOOST_TEST(one_line(program.said())
                 .find("leak: patients synthetic/P1, synthetic/P2, "
                       "synthetic/P3 on both sides of 6 scores") !=
             std::string::npos);
  BOOST_TEST(one_line(program.said()).find("; acknowledged by switch unit") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_model_learns_the_truth_and_beats_the_control) {
  Program program;
  const double learned =
      headline_of(program, "--set leak=0 --set unit=audited");
  BOOST_TEST(learned > 0.3);
  // The mask is constant in tissue: no correlation is defined there.
  const Findings findings = program.findings();
  const PredictorFindings* mask = findings.find("tissue_mask");
  BOOST_REQUIRE(mask != nullptr);
  BOOST_TEST(std::isnan(
      mask->readings.at("tissue").metrics.at("pearson.mean").estimate.value));
}

BOOST_AUTO_TEST_CASE(lint_names_the_leak_and_the_switch_that_removes_it) {
  Program program;
  BOOST_TEST(program("lint", "") == 0);
  BOOST_TEST(program.said().find("patients synthetic/P1, synthetic/P2, "
                                 "synthetic/P3 on both sides of 6 scores") !=
             std::string::npos);
  BOOST_TEST(program.said().find("acknowledged: switch unit") !=
             std::string::npos);
  BOOST_TEST(program("lint", "--set unit=audited") == 0);
  BOOST_TEST(program.said().find("both sides") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_repeat_runs_nothing_and_gives_the_same_object) {
  Program program;
  const double first = headline_of(program, "");
  BOOST_TEST(headline_of(program, "") == first);
  BOOST_TEST(program.said().find("0 run") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
