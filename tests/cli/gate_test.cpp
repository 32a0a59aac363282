// `moonstain gate` where there is nothing to compare.

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <string>

#include "core/base/file.h"
#include "tests/cli/place.h"

namespace moonstain {

namespace {

const std::string kGate = "gate sum --baseline g.json";

// A baseline of "sum" with one metric.
std::string baseline() {
  return concat(
      R"({"kind": "gate", "schema": 1, "recipe": "sum", "settings": {},
"why": "w", "rows": "mean", "new_metrics": "add", "another_class": "exact",
"metrics": [{"findings": "findings", "predictor": "p", "reading": "tissue",
"metric": "dice", "of": "mean of 2 sections", "value": 1, "undefined": 0,
"direction": "higher", "tolerance": "exact", "why": "w"}], "leaks": [],
"made_by": {"moonstain": "0.1.0", "plan": ")",
      std::string(64, 'a'),
      R"(", "libm": "", "torch": "", "params": {}, "switches": {},
"steps": {}, "files": {}}}
)");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(gate_test)

BOOST_AUTO_TEST_CASE(a_recipe_without_findings_has_nothing_to_gate) {
  const Place place(kSum);
  const Said said = place.run(kGate + " --update --why w");
  BOOST_TEST(said.code == 2);
  BOOST_TEST(said.err.ends_with(
      "moonstain: gate: recipe sum returns no findings, which are what is "
      "gated; it returns total\n"));
  BOOST_TEST(!fs::exists(place.here() / "g.json"));
}

BOOST_AUTO_TEST_CASE(a_baseline_that_is_none_is_refused_before_a_run) {
  const Place place(kSum);
  place.write("here/g.json", "{}");
  const Said said = place.run(kGate);
  BOOST_TEST(said.code == 2);
  BOOST_TEST(said.err == "moonstain: g.json: is no baseline of a gate\n");
  BOOST_TEST(!fs::exists(place.here() / ".moonstain"));
}

BOOST_AUTO_TEST_CASE(a_baseline_without_metrics_is_refused_before_a_run) {
  const Place place(kSum);
  std::string empty = baseline();
  const auto begin = empty.find("[{"), end = empty.find("}],") + 2;
  empty.replace(begin, end - begin, "[]");
  place.write("here/g.json", empty);
  const Said said = place.run(kGate);
  BOOST_TEST(said.code == 2);
  BOOST_TEST(said.err ==
             "moonstain: gate: g.json names no metric, so that nothing would "
             "be compared; the same command with --update --why REASON fills "
             "it\n");
  BOOST_TEST(!fs::exists(place.here() / ".moonstain"));
}

BOOST_AUTO_TEST_CASE(a_reason_of_blanks_is_none) {
  const Place place(kSum);
  const Said said = place.run(kGate + " --update --why ' \t'");
  BOOST_TEST(said.code == 2);
  BOOST_TEST(said.err ==
             "moonstain: gate: --update needs --why REASON, which stands in "
             "the baseline beside each number that moved\n");
}

// Before the run, which may take hours.
BOOST_AUTO_TEST_CASE(a_file_that_cannot_be_written_is_told_before_a_run) {
  const Place place(kSum);
  place.write("here/g.json", baseline());
  make_folders(place.here() / "d");
  const auto said = [&](const std::string& arguments) {
    const Said one = place.run(arguments);
    BOOST_TEST(one.code == 2);
    BOOST_TEST(!fs::exists(place.here() / ".moonstain"));
    return one.err;
  };
  BOOST_TEST(said("gate sum --baseline no/g.json --update --why w") ==
             "moonstain: gate: --baseline no/g.json: there is no folder no; "
             "make it first\n");
  BOOST_TEST(said(kGate + " --junit no/j.xml") ==
             "moonstain: gate: --junit no/j.xml: there is no folder no; make "
             "it first\n");
  BOOST_TEST(said(kGate + " --summary d") ==
             "moonstain: gate: --summary d is a folder, expected a file's "
             "name\n");
}

BOOST_AUTO_TEST_CASE(no_two_files_of_a_gate_are_one) {
  const Place place(kSum);
  place.write("here/g.json", baseline());
  fs::create_symlink("g.json", place.here() / "link.json");
  const auto said = [&](const std::string& arguments) {
    const Said one = place.run(kGate + arguments);
    BOOST_TEST(one.code == 2);
    BOOST_TEST(read_file(place.here() / "g.json") == baseline());
    return one.err;
  };
  BOOST_TEST(said(" --junit g.json") ==
             "moonstain: gate: --junit g.json is the file of --baseline, which "
             "would be lost; name another one\n");
  BOOST_TEST(said(" --summary ./link.json") ==
             "moonstain: gate: --summary ./link.json is the file of "
             "--baseline, which would be lost; name another one\n");
  BOOST_TEST(said(" --junit j.xml --summary ./j.xml") ==
             "moonstain: gate: --summary ./j.xml is the file of --junit, which "
             "would be lost; name another one\n");
}

BOOST_AUTO_TEST_CASE(options_that_mean_nothing_together_are_refused) {
  const Place place(kSum);
  BOOST_TEST(place.run("gate sum").err.find("--baseline is required") !=
             std::string::npos);
  BOOST_TEST(
      place.run(kGate + " --why w").err.find("--why requires --update") !=
      std::string::npos);
  BOOST_TEST(place.run(kGate + " --update --why w --junit j.xml").code == 2);
}

// Two steps that ran, one of which failed, and the metric that was not
// compared.
BOOST_AUTO_TEST_CASE(a_failed_step_is_an_error_of_the_report_for_ci) {
  const Place place(R"(local ms = require 'moonstain'
local one = ms.number { value = 1 }
return { bad = ms.failure { number = one } }
)");
  place.write("here/g.json", baseline());
  const Said said = place.run(kGate + " --junit j.xml --summary s.md");
  BOOST_TEST(said.code == 1);
  const std::string xml = read_file(place.here() / "j.xml");
  BOOST_TEST(holds(xml,
                   "<testsuite name=\"sum\" tests=\"3\" failures=\"0\" "
                   "errors=\"1\" skipped=\"1\" "));
  BOOST_TEST(holds(xml, "<skipped message=\"1 of its steps failed\"/>"));
  BOOST_TEST(holds(xml,
                   "<testcase name=\"failure (node 1)\" "
                   "classname=\"sum.steps\" "));
  BOOST_TEST(holds(xml, "type=\"StepFailed\">"));
  BOOST_TEST(read_file(place.here() / "s.md") ==
             "## Gate of `sum`: failed\n\nThe run failed, and no number was "
             "compared: `1 of its steps failed`\n");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
