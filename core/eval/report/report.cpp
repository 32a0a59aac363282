#include "core/eval/report/report.h"

#include "core/base/error.h"
#include "core/base/path.h"
#include "core/eval/findings/findings.h"
#include "core/eval/report/charts.h"
#include "core/eval/report/html.h"
#include "core/eval/report/maps.h"
#include "core/eval/report/object.h"
#include "core/eval/report/sections.h"
#include "core/eval/report/style.h"
#include "core/eval/report/waterfall.h"

namespace moonstain {
namespace {

std::string heading(std::string_view id, std::string_view text) {
  return text_element("h2", {{"id", std::string(id)}}, text);
}

std::string title_of(const Json& findings, const ReportContext& context) {
  const auto title = findings.at("title").get<std::string>();
  return title.empty() ? context.recipe : title;
}

std::string scope_words(const Json& findings) {
  const Json& scope = findings.at("scope");
  const auto kind = scope.at("kind").get<std::string>();
  const auto note = scope.at("note").get<std::string>();
  const std::string what = kind == "full"    ? ""
                           : kind == "quick" ? "quick profile"
                           : kind == "demo"  ? "demonstration"
                                             : kind;
  return what.empty() || note.empty() ? what + note : what + ": " + note;
}

std::string top(const ReportObject& object, const ReportContext& context) {
  const Json& findings = object.findings;
  std::string sub = escaped(data_sentence(findings));
  const std::string scope = scope_words(findings);
  if (!scope.empty()) {
    sub += ". " + text_element("b", {}, scope);
  }
  sub += concat(". Recipe ", text_element("b", {}, context.recipe),
                context.variant.empty()
                    ? ""
                    : concat(", ", text_element("code", {}, context.variant)));
  return text_element("h1", {}, title_of(findings, context)) +
         element("p", {{"class", "sub"}}, sub) + stand_ins_html(findings) +
         "<nav aria-label=\"Parts of this page\">"
         "<a href=\"#why\">Why</a><a href=\"#leaks\">Leaks</a>" +
         "<a href=\"#units\">Sections</a>" +
         (object.walk.is_null() ? "" : "<a href=\"#readings\">Readings</a>") +
         "<a href=\"#genes\">Genes</a>" +
         (findings.at("maps").empty() ? "" : "<a href=\"#maps\">Maps</a>") +
         "<a href=\"#methods\">Methods</a>"
         "<a href=\"#repeat\">Repeat</a></nav>";
}

// Waterfall of a walk; for single findings the readings do its work.
std::string difference(const ReportObject& object,
                       const std::vector<Shown>& predictors) {
  if (object.walk.is_null()) {
    return heading("why", "Readings beside baselines") +
           readings_html(object.findings, predictors) +
           text_element("p", {{"class", "small"}},
                        mask_sentence(object.findings));
  }
  const std::string collapsed = collapsed_stages_sentence(object.walk);
  return heading("why", "Why published and audited differ") +
         (collapsed.empty()
              ? ""
              : text_element("p", {{"class", "banner"}}, collapsed)) +
         legend(predictors) + waterfall_chart(object.walk, predictors) +
         text_element("p", {{"class", "small"}},
                      concat(orders_sentence(object.walk),
                             " Marks stand where the model and its baselines "
                             "were when the switches were turned in the "
                             "recipe's order.")) +
         text_element("p", {{"class", "small"}},
                      mask_sentence(object.findings));
}

std::string details(const ReportObject& object,
                    const std::vector<Shown>& predictors) {
  const Json& findings = object.findings;
  const auto metric = findings.at("headline").at("metric").get<std::string>();
  const auto reading = findings.at("headline").at("reading").get<std::string>();
  std::string out = object.walk.is_null()
                        ? ""
                        : heading("stages", "Every stage in numbers") +
                              waterfall_table(object.walk, predictors);
  out += heading("units", "Every held-out section") + legend(predictors) +
         unit_chart(findings, predictors, reading, metric) +
         units_table(findings, predictors) + comparisons_html(findings);
  if (!object.walk.is_null()) {
    out += heading("readings", "Readings beside baselines, audited protocol") +
           readings_html(findings, predictors);
  }
  out += heading("genes", "Genes of every fold");
  const Shown* other =
      reference_baseline(findings, predictors, reading, metric);
  std::vector<Shown> drawn{predictors.at(0)};
  if (other != nullptr) {
    drawn.push_back(*other);
  }
  out += legend(drawn) +
         distribution_chart(findings, predictors, reading, metric) +
         genes_html(findings, predictors);
  const std::string maps = maps_html(findings, object.files);
  if (!maps.empty()) {
    out += heading("maps", "Measured and predicted maps") +
           text_element("p", {},
                        "Genes are chosen by rank of the model's score, from "
                        "the highest to the lowest, unless the recipe names "
                        "them.") +
           maps;
  }
  return out;
}

}  // namespace

std::string render_report(const fs::path& object_folder,
                          const ReportContext& context) {
  const ReportObject object = read_report_object(object_folder);
  const Json& findings = object.findings;
  const std::vector<Shown> predictors = shown_predictors(findings);
  const std::string body =
      top(object, context) + notices_html(findings) + claims_html(object) +
      difference(object, predictors) + heading("leaks", "Leaks") +
      leaks_html(context) + details(object, predictors) +
      heading("methods", "Methods as run") + methods_html(findings, context) +
      heading("repeat", "How to repeat it") + repeat_html(context) +
      text_element("footer", {},
                   "Made by Moonstain. The page holds all it shows: no script, "
                   "no address outside it.");
  return concat(
      "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
      "<meta name=\"viewport\" content=\"width=device-width, "
      "initial-scale=1\"><meta http-equiv=\"Content-Security-Policy\" "
      "content=\"default-src 'none'; img-src data:; style-src "
      "'unsafe-inline'\">",
      text_element("title", {}, title_of(findings, context)), "<style>",
      report_style(), "</style></head><body><main>", body,
      "</main></body></html>\n");
}

}  // namespace moonstain
