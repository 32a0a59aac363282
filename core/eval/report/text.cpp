// The first screen in words.
#include "core/base/text.h"

#include <algorithm>
#include <cmath>

#include "core/base/error.h"
#include "core/base/number_text.h"
#include "core/base/path.h"
#include "core/eval/findings/findings.h"
#include "core/eval/report/charts.h"
#include "core/eval/report/object.h"
#include "core/eval/report/report.h"
#include "core/eval/report/sections.h"
#include "core/eval/report/waterfall.h"

namespace moonstain {
namespace {

constexpr std::size_t kWidest = 100;

// Foreign text as part of a line: a line feed or a tab would break it.
std::string in_line(std::string_view text) {
  std::string clean = printable(text, text.size());
  std::replace(clean.begin(), clean.end(), '\n', '?');
  std::replace(clean.begin(), clean.end(), '\t', '?');
  return clean;
}

// Characters, not bytes.
std::size_t width_of(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(),
      [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

std::string padded(std::string text, std::size_t width, bool right = false) {
  const std::size_t length = width_of(text);
  const std::string gap(length < width ? width - length : 0, ' ');
  return right ? gap + text : text + gap;
}

// Words of a sentence over lines, the first behind `label`.
std::string wrapped(const std::string& label, std::string_view text) {
  const std::string clean = in_line(text);
  const std::string indent(std::min<std::size_t>(width_of(label), 10), ' ');
  std::string out;
  std::string line = label;
  std::size_t at = 0;
  while (at < clean.size()) {
    const std::size_t end = std::min(clean.find(' ', at), clean.size());
    const std::string word = clean.substr(at, end - at);
    if (width_of(line) + 1 + width_of(word) > kWidest &&
        line.find_first_not_of(' ') != std::string::npos) {
      out += line + "\n";
      line = indent;
    }
    line += (line.empty() || line.back() == ' ' ? "" : " ") + word;
    at = end + 1;
  }
  return out + line + "\n";
}

// Rows of words in columns; the first left, the others right, the last left.
std::string columns(const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::size_t> widths;
  for (const auto& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i) {
      widths[i] = std::max(widths[i], width_of(row[i]));
    }
  }
  std::string out;
  for (const auto& row : rows) {
    std::string line = " ";
    for (std::size_t i = 0; i < row.size(); ++i) {
      const bool last = i + 1 == widths.size();
      line += " " + (last ? row[i] : padded(row[i], widths[i], i > 0)) + " ";
    }
    line.erase(line.find_last_not_of(' ') + 1);
    out += line + "\n";
  }
  return out;
}

std::string claims_text(const ReportObject& object) {
  std::string out;
  const Json& claims = object.findings.at("claims");
  for (std::size_t i = 0; i < claims.size(); ++i) {
    const Json& claim = claims.at(i);
    out += wrapped("", claim.at("claim").get<std::string>());
    const Json& half_width = claim.at("half_width");
    out += concat(
        "  published ", claim.at("published").get<double>(),
        half_width.is_number() ? concat(" +- ", half_width.get<double>()) : "",
        "\n");
    for (const OurFigure& one : our_figures(object, i)) {
      out += concat("  ", one.name, " ", fixed(one.value, 3), " (",
                    reading_label(one.reading), ", ", in_line(one.unit),
                    " held out)\n");
    }
  }
  return out;
}

std::string verdicts_text(const ReportObject& object) {
  std::string out;
  const Json& claims = object.findings.at("claims");
  for (std::size_t i = 0; i < claims.size(); ++i) {
    const auto line = [&](const char* axis, const Json& judged) {
      out += wrapped(concat(axis, ":"),
                     concat(judged.at("verdict").get<std::string>(), " (",
                            judged.at("reason").get<std::string>(), ")"));
    };
    line("number", number_verdict(object, i));
    line("meaning", claims.at(i).at("meaning"));
  }
  return out;
}

std::string readings_text(const Json& findings,
                          const std::vector<Shown>& predictors) {
  const auto metric = findings.at("headline").at("metric").get<std::string>();
  std::vector<std::vector<std::string>> rows{{""}};
  for (const Shown& one : predictors) {
    rows[0].push_back(in_line(one.label));
  }
  rows[0].push_back(metric);
  for (const char* reading : {"whole_grid", "kept_grid", "tissue"}) {
    std::vector<std::string> row{reading_label(reading)};
    for (const Shown& one : predictors) {
      row.push_back(fixed(
          number_of(
              metric_entry(findings, one.name, reading, metric).at("mean")),
          3));
    }
    row.emplace_back(
        findings.at("headline").at("reading") == reading ? "headline" : "");
    rows.push_back(std::move(row));
  }
  return columns(rows);
}

std::string walk_text(const Json& walk, const std::vector<Shown>& predictors) {
  std::vector<std::vector<std::string>> rows{{"", ""}};
  for (const Shown& one : predictors) {
    rows[0].push_back(in_line(one.label));
  }
  rows[0].emplace_back();
  const Json& switches = walk.at("switches");
  const Json& bars = walk.at("bars").at(predictors.at(0).name).at("bars");
  for (std::size_t stage = 0; stage <= switches.size(); ++stage) {
    std::vector<std::string> row;
    if (stage == 0) {
      row = {"published", ""};
    } else {
      row = {in_line(switches.at(stage - 1).at("kind").get<std::string>()),
             signed_fixed(number_of(bars.at(stage - 1).at("mean")), 3)};
    }
    for (const Shown& one : predictors) {
      row.push_back(fixed(stage_value(walk, stage, one.name), 3));
    }
    row.push_back(
        stage == 0
            ? ""
            : in_line(concat(
                  label_of(
                      switches.at(stage - 1).at("name").get<std::string>()),
                  ": ",
                  switches.at(stage - 1).at("audited").get<std::string>())));
    rows.push_back(std::move(row));
  }
  return columns(rows);
}

std::string leaks_text(const ReportContext& context) {
  if (!context.leaks_traced) {
    return "leaks: not traced\n";
  }
  if (context.leaks.empty()) {
    return "leaks: none\n";
  }
  std::string out;
  for (const LeakRow& leak : context.leaks) {
    std::string path;
    for (const std::string& part : leak.path) {
      path += concat(path.empty() ? "" : " -> ", part);
    }
    out +=
        wrapped("leak:", concat(leak.unit, " (", leak.severity, ")    ", path,
                                leak.acknowledged_by.empty()
                                    ? "; not acknowledged"
                                    : concat("; acknowledged by switch ",
                                             leak.acknowledged_by)));
  }
  return out;
}

}  // namespace

std::string summary_text(const fs::path& object_folder,
                         const ReportContext& context) {
  const ReportObject object = read_report_object(object_folder);
  const Json& findings = object.findings;
  const std::vector<Shown> predictors = shown_predictors(findings);
  const auto title = findings.at("title").get<std::string>();
  std::string out = wrapped("", title.empty() ? context.recipe : title);
  out += wrapped("", data_sentence(findings));
  const auto note = findings.at("scope").at("note").get<std::string>();
  const auto kind = findings.at("scope").at("kind").get<std::string>();
  if (kind != "full") {
    out += wrapped("", concat(kind, note.empty() ? "" : ": ", note));
  }
  std::string stand_ins;
  for (const Json& one : findings.at("stand_ins")) {
    stand_ins += concat(stand_ins.empty() ? "" : "; ", one.get<std::string>());
  }
  if (!stand_ins.empty()) {
    out += wrapped("stands in:", stand_ins);
  }
  for (const Json& one : findings.at("notes")) {
    out += wrapped("note:", one.get<std::string>());
  }
  const std::string collapse = collapse_sentence(findings);
  if (!collapse.empty()) {
    out += wrapped("", collapse);
  }
  if (!object.walk.is_null()) {
    const std::string stages = collapsed_stages_sentence(object.walk);
    out += stages.empty() ? "" : wrapped("", stages);
  }
  out += "\n" + claims_text(object);
  out += object.walk.is_null() ? readings_text(findings, predictors)
                               : walk_text(object.walk, predictors);
  out += verdicts_text(object);
  return out + leaks_text(context);
}

}  // namespace moonstain
