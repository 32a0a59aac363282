#include "core/eval/report/report.h"

#include <algorithm>
#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/base/nouns.h"
#include "core/base/text.h"
#include "core/eval/findings/warnings.h"
#include "core/eval/report/charts.h"
#include "core/eval/report/claims.h"
#include "core/eval/report/html.h"
#include "core/eval/report/leaks.h"
#include "core/eval/report/methods.h"
#include "core/eval/report/metrics_table.h"
#include "core/eval/report/object.h"
#include "core/eval/report/panels/panels.h"
#include "core/eval/report/parts.h"
#include "core/eval/report/pooled_table.h"
#include "core/eval/report/sentences.h"
#include "core/eval/report/sheet.h"
#include "core/eval/report/style.h"
#include "core/eval/report/tables.h"
#include "core/eval/report/waterfall.h"

namespace moonstain::report {
namespace {

std::string heading(std::string_view id, std::string_view text) {
  return text_element("h2", {{"id", std::string(id)}}, text);
}

std::string capitalised(std::string text) {
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] -= 'a' - 'A';
  return text;
}

std::string scope_words(const ScopeNote& scope) {
  const std::string what = scope.kind == Scope::full    ? ""
                           : scope.kind == Scope::quick ? "quick profile"
                           : scope.kind == Scope::demo
                               ? "demonstration"
                               : std::string(word_of(scope.kind));
  return what.empty() || scope.note.empty() ? what + scope.note
                                            : what + ": " + scope.note;
}

std::string stand_ins_html(const Findings& findings) {
  const std::string words = stand_ins_words(findings);
  return words.empty() ? ""
                       : element("p", {{"class", "sub"}},
                                 concat("<b>Stands in:</b> ", escaped(words)));
}

constexpr std::string_view kLeaky =
    "A score here is about what its predictions have learned from, so that it "
    "may be better than on new data: ";

// "<code>--set unit=audited</code>" of each switch by which a leak goes, or of
// the several that only together remove one; each once.
std::set<std::string> audited_settings(const Context& context) {
  constexpr std::string_view kAnd = " and ";
  std::set<std::string> all;
  for (const LeakRow& leak : context.leaks) {
    std::string settings = concat("--set ", leak.acknowledged_by, "=audited");
    for (auto at = settings.find(kAnd); at != std::string::npos;
         at = settings.find(kAnd, at)) {
      settings.replace(at, kAnd.size(), "=audited --set ");
    }
    all.insert(text_element("code", {}, settings));
  }
  return all;
}

std::string leaks_link(std::size_t count) {
  return element("a", {{"href", "#leaks"}}, counted(count, "leak"));
}

// All of the page's leaks belong to switches, which stand where they leak.
std::string acknowledged_leaks_html(const Context& context) {
  const std::size_t count = context.leaks.size();
  const auto gone = static_cast<std::size_t>(std::ranges::count_if(
      context.leaks,
      [](const LeakRow& one) { return !one.not_scored.empty(); }));
  const std::set<std::string> settings = audited_settings(context);
  return element("p", {{"class", "banner"}},
                 concat(kLeaky, leaks_link(count),
                        settings.size() == 1 ? ", removed by "
                                             : ", each removed by one of ",
                        listed(settings),
                        gone == 0 ? ""
                                  : concat("; ", counted(gone, "leak"),
                                           gone == 1 ? " goes" : " go",
                                           " with scores that are not there"),
                        "."));
}

// What the lead leaves open: leaks that belong to no switch, and else those
// that are in the scores as the switches stand. A walk's are its subject.
std::string leaks_banner_html(const Object& object, const Context& context) {
  const auto open = static_cast<std::size_t>(std::count_if(
      context.leaks.begin(), context.leaks.end(),
      [](const LeakRow& one) { return one.acknowledged_by.empty(); }));
  if (object.walk() != nullptr || context.leaks.empty()) return "";
  if (open == 0) return acknowledged_leaks_html(context);
  return element(
      "p", {{"class", "banner"}},
      concat(kLeaky, leaks_link(open), " that no switch acknowledges."));
}

// What cannot be true, collapse, models that were not fitted, leaks, and the
// recipe's notes.
std::string notices_html(const Object& object, const Context& context) {
  const Findings& findings = object.findings();
  std::string out;
  for (const std::string& words : context.contradictions) {
    out += text_element("p", {{"class", "banner"}},
                        concat("The plan contradicts it: ", words, "."));
  }
  out += leaks_banner_html(object, context);
  for (const std::string& words :
       {collapse_sentence(findings), fitted_sentence(findings)}) {
    if (!words.empty()) {
      out += text_element("p", {{"class", "banner"}}, words);
    }
  }
  if (object.walk() != nullptr &&
      object.walk()->detailed == WalkEnd::published) {
    out += text_element("p", {{"class", "note"}},
                        "Under the audited protocol nothing is left to score: "
                        "what is shown in detail is the published end.");
  }
  for (const std::vector<std::string>& notes :
       {noted(findings), context.not_shown}) {
    for (const std::string& note : notes) {
      out += text_element("p", {{"class", "note"}}, note);
    }
  }
  return out;
}

std::string top(const Object& object, const Context& context) {
  const Findings& findings = object.findings();
  std::string sub = escaped(data_sentence(findings));
  const std::string scope = scope_words(findings.scope);
  if (!scope.empty()) {
    sub += ". " + text_element("b", {}, scope);
  }
  sub += concat(". Recipe ", text_element("b", {}, context.recipe),
                context.variant.empty()
                    ? ""
                    : concat(", ", text_element("code", {}, context.variant)));
  return text_element("h1", {}, title_of(findings, context.recipe)) +
         text_element("p", {{"class", "lead"}}, object.headline()) +
         element("p", {{"class", "sub"}}, sub) + stand_ins_html(findings) +
         "<nav aria-label=\"Parts of this page\">"
         "<a href=\"#why\">Why</a><a href=\"#leaks\">Leaks</a>" +
         concat("<a href=\"#units\">",
                escaped(capitalised(plural(findings.data.unit))), "</a>") +
         (object.walk() == nullptr ? ""
                                   : "<a href=\"#readings\">Readings</a>") +
         concat("<a href=\"#items\">",
                escaped(capitalised(plural(findings.data.item))), "</a>") +
         panels_links(findings.panels) +
         "<a href=\"#methods\">Methods</a>"
         "<a href=\"#repeat\">Repeat</a></nav>";
}

// Waterfall of a walk; for single findings the readings do its work.
std::string difference(const Object& object,
                       const std::vector<Shown>& predictors) {
  const Findings& findings = object.findings();
  const std::string mask =
      text_element("p", {{"class", "small"}}, mask_sentence(findings));
  if (object.walk() == nullptr) {
    return heading("why", "Readings beside baselines") +
           readings_html(findings, predictors) +
           metrics_html(findings, predictors) +
           pooled_html(findings, predictors) + mask;
  }
  const Walk& walk = *object.walk();
  std::string banners;
  for (const std::string& words :
       {collapsed_stages_sentence(walk), unfitted_stages_sentence(walk)}) {
    if (!words.empty()) {
      banners += text_element("p", {{"class", "banner"}}, words);
    }
  }
  return heading("why", "Why published and audited differ") + banners +
         legend(predictors) + waterfall_chart(walk, predictors) +
         text_element("p", {{"class", "small"}},
                      concat(orders_sentence(walk),
                             " Marks stand where the model and its baselines "
                             "were when the switches were turned in the "
                             "recipe's order.")) +
         mask;
}

// What is shown in detail of a walk is one of its ends; "" of single findings.
std::string end_words(const Object& object) {
  return object.walk() == nullptr
             ? ""
             : concat(word_of(object.walk()->detailed), " protocol");
}

// A heading of what is shown in detail.
std::string detail_heading(std::string_view id, const std::string& text,
                           const std::string& end) {
  return heading(id, end.empty() ? text : concat(text, ", ", end));
}

std::string details(const Object& object,
                    const std::vector<Shown>& predictors) {
  const Findings& findings = object.findings();
  const std::string end = end_words(object);
  const Anchors anchors = panel_anchors(findings.panels);
  std::string out = object.walk() == nullptr
                        ? ""
                        : heading("stages", "Every stage in numbers") +
                              waterfall_table(*object.walk(), predictors);
  out += detail_heading("units", concat("Every held-out ", findings.data.unit),
                        end) +
         legend(predictors) + unit_chart(findings, predictors) +
         units_table(findings, predictors, anchors) +
         gains_html(findings, end) + training_html(findings, end);
  if (object.walk() != nullptr) {
    out += detail_heading("readings", "Readings beside baselines", end) +
           readings_html(findings, predictors) +
           metrics_html(findings, predictors) +
           pooled_html(findings, predictors);
  }
  out += detail_heading("items", concat("Every ", findings.data.item), end);
  const Shown* other = reference_baseline(findings, predictors);
  std::vector<Shown> drawn{predictors.at(0)};
  if (other != nullptr) {
    drawn.push_back(*other);
  }
  out += legend(drawn) + distribution_chart(findings, predictors) +
         items_html(findings, predictors, anchors) +
         panels_html(findings.panels, "units");
  return out;
}

}  // namespace

std::string render(const Object& object, const Context& context) {
  const Findings& findings = object.findings();
  const std::vector<Shown> predictors = shown_predictors(findings);
  const std::string body =
      top(object, context) + notices_html(object, context) +
      claims_html(object) + difference(object, predictors) +
      heading("leaks", "Leaks") + leaks_html(context) + sheet_html(context) +
      details(object, predictors) + heading("methods", "Methods as run") +
      methods_html(findings, context) + heading("repeat", "How to repeat it") +
      repeat_html(context) +
      footer(
          ", charts as SVG; the pictures of maps lie in the results, "
          "beside the findings");
  return page(title_of(findings, context.recipe),
              concat(style(), chart_style(), panels_style()), body);
}

}  // namespace moonstain::report
