#include "core/eval/gate/words.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>

#include "core/eval/gate/junit.h"
#include "core/eval/gate/markdown.h"
#include "tests/eval/gate/baselines.h"

using namespace moonstain;
using gate::Direction;

namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

gate::About about() {
  gate::About out;
  out.recipe = "small";
  out.baseline = "gate.json";
  out.class_was = "libm: glibc 2.36, no fma";
  out.class_is = "libm: glibc 2.36, fma";
  out.another_class = {0.001, 0, 0};
  out.causes = {"ridge_model option alpha = 1.0, was 10.0"};
  out.causes_from = "run 0001";
  out.accept =
      "moonstain gate small --baseline gate.json --update --why "
      "REASON";
  return out;
}

/// One metric of each fate: fell, vanished, undefined, better, free, the same.
gate::Comparison all_fates() {
  gate::Row free = row("d.free", 1, Direction::free);
  gate::Row head = row("e.head", 0.5);
  head.undefined_items = 0;
  const gate::Baseline was =
      baseline({row("a.gone", 1), row("b.none", 2), row("c.better", 1), free,
                head, row("f.same", 3)});
  gate::Row none = row("b.none", kNan);
  gate::Row head_now = row("e.head", 0.25);
  head_now.undefined_items = 0;
  gate::Baseline is = baseline({none, row("c.better", 2), row("d.free", 7),
                                head_now, row("f.same", 3), row("g.new", 1)});
  is.leaks = {leak("p/1", "ridge_model")};
  return gate::compare(was, is);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(words_test)

BOOST_AUTO_TEST_CASE(numbers_have_as_many_digits_as_tell_them_apart) {
  BOOST_TEST(gate::shown(0.28791, 0.17119).was == "0.2879");
  BOOST_TEST(gate::shown(0.5, 0.49999).is == "0.49999");
  BOOST_TEST(gate::shown(0.5, std::nextafter(0.5, 0)).is ==
             "0.4999999999999999");
  BOOST_TEST(gate::shown(kNan, 2).was == "undefined");
  BOOST_TEST(gate::shown(1, kNan).is == "undefined");
}

BOOST_AUTO_TEST_CASE(a_change_has_its_sign_and_share) {
  gate::ComparedRow one;
  one.was = row("dice", 0.5);
  one.change = -0.125;
  BOOST_TEST(gate::change_words(one) == "-0.125 (-25 %)");
  one.was.value = -0.5;
  one.change = 0.125;
  BOOST_TEST(gate::change_words(one) == "+0.125 (+25 %)");
  one.was.value = 0;
  BOOST_TEST(gate::change_words(one) == "+0.125");
  one.change = kNan;
  BOOST_TEST(gate::change_words(one) == "");
}

// "-0.005, fell, and may not (tolerance 0.005)" would contradict itself.
BOOST_AUTO_TEST_CASE(a_tolerance_is_told_apart_from_the_change) {
  const auto told = [](double was, double is, gate::Tolerance tolerance) {
    gate::Row before = row("a.a", was);
    before.tolerance = tolerance;
    const auto found =
        gate::compare(baseline({before}), baseline({row("a.a", is)}));
    return gate::change_words(found.rows.at(0)) + ", " +
           gate::verdict_words(found.rows.at(0));
  };
  BOOST_TEST(told(0.5, 0.494998, {0.005, 0, 0}) ==
             "-0.005002 (-1 %), fell, and may not (tolerance 0.005)");
  // A hundredth of nothing is nothing, and yet not "exact".
  BOOST_TEST(told(0, -0.25, {0, 0.01, 0}) ==
             "-0.25, fell, and may not (tolerance 0: relative 0.01)");
}

BOOST_AUTO_TEST_CASE(a_terminal_is_told_all_that_is_not_as_it_was) {
  BOOST_TEST(
      gate::text(all_fates(), about()) ==
      "gate: 3 of 6 metrics fail, 1 of 1 leak fails (gate.json)\n"
      "compared in the baseline's numeric class (libm: glibc 2.36, fma): exact "
      "is to the last bit\n"
      "  ridge e.head, tissue: 0.5 -> 0.25, -0.25 (-50 %), fell, and may not "
      "(exact)\n"
      "  ridge a.gone, tissue: is no longer measured\n"
      "  ridge b.none, tissue: 2 -> undefined, is undefined\n"
      "  leak (label, patient p/1, by ridge_model) is new\n"
      "moved, and may:\n"
      "  ridge c.better, tissue: 1 -> 2, +1 (+100 %), better than the "
      "baseline\n"
      "  ridge d.free, tissue: 1 -> 7, +6 (+600 %), moved; it is free\n"
      "not in the baseline: 1 metric, such as ridge g.new, tissue\n"
      "what moved, by run 0001:\n"
      "  ridge_model option alpha = 1.0, was 10.0\n"
      "to take the numbers over: moonstain gate small --baseline gate.json "
      "--update --why REASON\n");
}

BOOST_AUTO_TEST_CASE(a_fate_is_said_with_what_was_before) {
  const auto verdict = [](const gate::Row& was, const gate::Row& is) {
    return gate::verdict_words(
        gate::compare(baseline({was}), baseline({is})).rows.at(0));
  };
  const gate::Row was = row("a.a", 0.5);
  gate::Row is = was;
  is.of = "mean of 3 sections";
  BOOST_TEST(verdict(was, is) ==
             "is a 'mean of 3 sections', was a 'mean of 2 sections'");
  gate::Row of_three = was;
  of_three.units = 3;
  is = was;
  is.units = 2;
  BOOST_TEST(verdict(of_three, is) == "is over 2 units, was over 3");
  is = was;
  is.undefined = 2;
  BOOST_TEST(verdict(was, is) == "undefined in 2 units, was in 0");
  gate::Row items = was;
  items.undefined_items = 1;
  is = was;
  is.undefined_items = 3;
  BOOST_TEST(verdict(items, is) == "3 items undefined, were 1");
  gate::Row baseline_of_it = row("a.a", 0.5, Direction::same);
  is = row("a.a", 0.75);
  BOOST_TEST(verdict(baseline_of_it, is) == "rose, and must stay (exact)");
  baseline_of_it.tolerance = {0.125, 0, 0};
  BOOST_TEST(verdict(baseline_of_it, is) ==
             "rose, and must stay (tolerance 0.125)");
  baseline_of_it.tolerance = {0.25, 0, 0};
  BOOST_TEST(verdict(baseline_of_it, is) == "within tolerance 0.25");
}

BOOST_AUTO_TEST_CASE(where_nothing_moved_but_a_number_it_is_said) {
  gate::About nothing = about();
  nothing.causes.clear();
  BOOST_TEST(gate::text(all_fates(), nothing)
                 .find("no input, option or version moved (by run 0001): a "
                       "step gives other numbers under the version it had, or "
                       "the result does not repeat; `moonstain check small` "
                       "tells, unless the baseline was changed by hand\n") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(another_class_and_its_tolerance_are_said) {
  gate::Comparison comparison;
  comparison.another_class = true;
  BOOST_TEST(gate::class_sentence(comparison, about()) ==
             "compared by tolerance, not bit for bit: the baseline was made in "
             "another numeric class (libm: glibc 2.36, no fma) than this run "
             "(libm: glibc 2.36, fma); exact stands for 'absolute 0.001'");
  comparison.rows.resize(3);
  comparison.rows[1].was.another_class = {0.1, 0, 0};
  BOOST_TEST(gate::class_sentence(comparison, about())
                 .ends_with("exact stands for 'absolute 0.001' (1 metric has "
                            "its own)"));
  gate::About on_gpu = about();
  on_gpu.class_was = on_gpu.class_is = "torch cuda: 2.13.0";
  BOOST_TEST(gate::class_sentence(comparison, on_gpu)
                 .starts_with("compared by tolerance, not bit for bit: a GPU "
                              "promises no bytes (torch cuda: 2.13.0); exact "
                              "stands for 'absolute 0.001'"));
}

BOOST_AUTO_TEST_CASE(what_passes_is_said_in_two_lines) {
  const gate::Baseline same = baseline({row("a.a", 1)});
  BOOST_TEST(gate::text(gate::compare(same, same), about()) ==
             "gate: 1 metric and 0 leaks pass (gate.json)\n"
             "compared in the baseline's numeric class (libm: glibc 2.36, "
             "fma): exact is to the last bit\n");
}

BOOST_AUTO_TEST_CASE(a_pull_request_gets_tables) {
  const std::string text = gate::markdown(all_fates(), about());
  BOOST_TEST(text.starts_with(
      "## Gate of `small`: failed\n\n3 of 6 metrics fail, 1 of 1 leak fails, "
      "against `gate.json`; compared in "));
  BOOST_TEST(text.find("\n| `ridge e.head, tissue` | 0.5 | 0.25 | -0.25 (-50 "
                       "%) | `fell, and may not (exact)` |\n| `ridge a.gone, "
                       "tissue` | 1 | none |  | `is no longer measured` |\n") !=
             std::string::npos);
  BOOST_TEST(text.find("**What moved**, by `run 0001`:\n\n- `ridge_model "
                       "option alpha = 1.0, was 10.0`\n") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(names_are_no_markup) {
  BOOST_TEST(gate::code("a`b|c\n@d") == "`a'b|c?@d`");
  BOOST_TEST(gate::code("a|b", true) == "`a\\|b`");
}

BOOST_AUTO_TEST_CASE(cases_say_how_they_ended) {
  const auto cases = gate::cases_of(all_fates(), about());
  using Kind = gate::Case::Kind;
  const std::vector<Kind> kinds = {Kind::error,   Kind::error,   Kind::passed,
                                   Kind::skipped, Kind::failure, Kind::passed,
                                   Kind::failure};
  BOOST_REQUIRE(cases.size() == kinds.size());
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    BOOST_TEST((cases[i].kind == kinds[i]), cases[i].name);
  }
  BOOST_TEST(cases[0].type == "MissingMetric");
  BOOST_TEST(cases[1].type == "UndefinedMetric");
  BOOST_TEST(cases[4].type == "MetricRegression");
  BOOST_TEST(cases[4].message ==
             "ridge e.head, tissue: 0.25, baseline 0.5: "
             "fell, and may not (exact)");
  BOOST_TEST(cases[6].name == "leak (label, patient p/1, by ridge_model)");
}

BOOST_AUTO_TEST_CASE(counts_are_those_of_the_children) {
  gate::Suite suite;
  suite.name = "small";
  suite.timestamp = "2026-11-01T12:00:00";
  suite.seconds = 12.5;
  suite.properties = {{"run", "0001"}};
  suite.cases = gate::cases_of(all_fates(), about());
  const std::string xml = gate::junit_text(suite);
  BOOST_TEST(xml.starts_with(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites "
      "name=\"moonstain\" tests=\"7\" failures=\"2\" errors=\"2\" "
      "skipped=\"1\" time=\"12.500\">\n  <testsuite name=\"small\" "
      "tests=\"7\" failures=\"2\" errors=\"2\" skipped=\"1\" "
      "time=\"12.500\" timestamp=\"2026-11-01T12:00:00\">\n    <properties>\n  "
      "    <property name=\"run\" value=\"0001\"/>\n    </properties>\n"));
  const auto count = [&](const std::string& part) {
    int found = 0;
    for (std::size_t at = xml.find(part); at != std::string::npos;
         at = xml.find(part, at + 1)) {
      ++found;
    }
    return found;
  };
  BOOST_TEST(count("<testcase ") == 7);
  BOOST_TEST(count("<failure ") == 2);
  BOOST_TEST(count("<error ") == 2);
  BOOST_TEST(count("<skipped ") == 1);
}

BOOST_AUTO_TEST_CASE(what_xml_forbids_is_dropped_and_the_rest_escaped) {
  gate::Suite suite;
  suite.name = "a\"<b>&'c";
  gate::Case failed;
  failed.name = "x";
  failed.kind = gate::Case::Kind::error;
  failed.details = std::string("one\0two\x08\x0B\x1F three\t\n", 18) +
                   "\xEF\xBF\xBE\xEF\xBF\xBF<end>";
  suite.cases = {failed};
  const std::string xml = gate::junit_text(suite);
  BOOST_TEST(xml.find("name=\"a&quot;&lt;b&gt;&amp;&#39;c\"") !=
             std::string::npos);
  BOOST_TEST(xml.find(">onetwo three\t\n&lt;end&gt;</error>") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(after_a_failed_run_no_metric_passes) {
  const auto cases =
      gate::skipped_cases(baseline({row("a.a", 1)}), "1 of its steps failed");
  BOOST_TEST((cases.at(0).kind == gate::Case::Kind::skipped));
  BOOST_TEST(gate::markdown_of_failure("small", "1 of its steps failed") ==
             "## Gate of `small`: failed\n\nThe run failed, and no number was "
             "compared: `1 of its steps failed`\n");
}

BOOST_AUTO_TEST_SUITE_END()
