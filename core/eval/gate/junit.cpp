#include "core/eval/gate/junit.h"

#include <algorithm>

#include "core/base/error.h"
#include "core/base/number_text.h"
#include "core/base/text.h"
#include "core/eval/report/html.h"

namespace moonstain::gate {

namespace {

// Without the characters that no XML 1.0 document may hold.
std::string without_forbidden(std::string_view text) {
  constexpr std::string_view kNoCharacters[] = {"\xEF\xBF\xBE", "\xEF\xBF\xBF"};
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::string_view three = text.substr(i, 3);
    if (three == kNoCharacters[0] || three == kNoCharacters[1]) {
      i += 2;
      continue;
    }
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte >= 0x20 || byte == '\t' || byte == '\n' || byte == '\r') {
      out += text[i];
    }
  }
  return out;
}

std::string xml(std::string_view text) {
  return report::escaped(without_forbidden(text));
}

std::string attribute(std::string_view name, std::string_view value) {
  // In an attribute a line's end reads back as a space.
  std::string line(value);
  std::replace(line.begin(), line.end(), '\n', ' ');
  return concat(" ", name, "=\"", xml(line), "\"");
}

std::string seconds_text(double seconds) { return fixed(seconds, 3); }

std::string child_of(const Case& one) {
  if (one.kind == Case::Kind::skipped) {
    return concat("<skipped", attribute("message", one.message), "/>");
  }
  const char* const name =
      one.kind == Case::Kind::failure ? "failure" : "error";
  return concat("<", name, attribute("message", one.message),
                attribute("type", one.type), ">", xml(one.details), "</", name,
                ">");
}

std::string case_text(const Case& one) {
  const std::string start =
      concat("    <testcase", attribute("name", one.name),
             attribute("classname", one.class_name),
             attribute("time", seconds_text(one.seconds)));
  if (one.kind == Case::Kind::passed) return start + "/>\n";
  return concat(start, ">", child_of(one), "</testcase>\n");
}

Case case_of(const ComparedRow& row, const About& about,
             const std::string& details) {
  Case out;
  out.name = row.was.name();
  out.class_name = about.recipe + ".metrics";
  if (row.was.direction == Direction::free) {
    out.kind = Case::Kind::skipped;
    out.message = "free to move";
  }
  if (!fails(row.outcome)) return out;
  out.kind = row.outcome == Outcome::moved || row.outcome == Outcome::regrouped
                 ? Case::Kind::failure
                 : Case::Kind::error;
  out.type = row.outcome == Outcome::moved       ? "MetricRegression"
             : row.outcome == Outcome::regrouped ? "OtherUnits"
             : row.outcome == Outcome::vanished  ? "MissingMetric"
                                                 : "UndefinedMetric";
  if (row.is) {
    const TwoNumbers two = shown(row.was.value, row.is->value);
    out.message = concat(row.was.name(), ": ", two.is, ", baseline ", two.was,
                         ": ", verdict_words(row));
  } else {
    out.message = concat(row.was.name(), ": ", verdict_words(row));
  }
  out.details = details;
  return out;
}

}  // namespace

std::string junit_text(const Suite& suite) {
  const auto count = [&](Case::Kind kind) {
    return std::count_if(suite.cases.begin(), suite.cases.end(),
                         [&](const Case& one) { return one.kind == kind; });
  };
  const std::string counts = concat(
      " tests=\"", suite.cases.size(), "\" failures=\"",
      count(Case::Kind::failure), "\" errors=\"", count(Case::Kind::error),
      "\" skipped=\"", count(Case::Kind::skipped), "\"",
      attribute("time", seconds_text(suite.seconds)));
  std::string out = concat(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites "
      "name=\"moonstain\"",
      counts, ">\n  <testsuite", attribute("name", suite.name), counts,
      attribute("timestamp", suite.timestamp), ">\n    <properties>\n");
  for (const auto& [name, value] : suite.properties) {
    out += concat("      <property", attribute("name", name),
                  attribute("value", value), "/>\n");
  }
  out += "    </properties>\n";
  for (const Case& one : suite.cases) out += case_text(one);
  return out + "  </testsuite>\n</testsuites>\n";
}

std::vector<Case> cases_of(const Comparison& comparison, const About& about) {
  std::string details = class_sentence(comparison, about) + "\n";
  for (const std::string& cause : about.causes) details += cause + "\n";
  if (about.causes.empty()) details += no_cause_sentence(about) + "\n";
  std::vector<Case> cases;
  for (const ComparedRow& row : comparison.rows) {
    cases.push_back(case_of(row, about, details));
  }
  for (const ComparedLeak& one : comparison.leaks) {
    Case out;
    out.name = concat("leak (", one.leak.words(), ")");
    out.class_name = about.recipe + ".leaks";
    out.message = concat(out.name, " ", verdict_words(one.outcome));
    if (fails(one.outcome)) {
      out.kind = Case::Kind::failure;
      out.type = "Leak";
      out.details = details;
    } else if (one.outcome == LeakOutcome::gone) {
      out.kind = Case::Kind::skipped;
    }
    cases.push_back(std::move(out));
  }
  return cases;
}

std::vector<Case> skipped_cases(const Baseline& baseline,
                                const std::string& message) {
  std::vector<Case> cases;
  for (const Row& row : baseline.metrics) {
    Case out;
    out.name = row.name();
    out.class_name = baseline.recipe + ".metrics";
    out.kind = Case::Kind::skipped;
    out.message = message;
    cases.push_back(std::move(out));
  }
  return cases;
}

}  // namespace moonstain::gate
