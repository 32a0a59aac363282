// Tables of a report.
#include <algorithm>
#include <cmath>

#include "core/base/error.h"
#include "core/base/number_text.h"
#include "core/eval/findings/findings.h"
#include "core/eval/report/charts.h"
#include "core/eval/report/html.h"
#include "core/eval/report/sections.h"

namespace moonstain {
namespace {

std::string text_of(const Json& object, const char* name) {
  return object.at(name).get<std::string>();
}

}  // namespace

std::string readings_html(const Json& findings,
                          const std::vector<Shown>& predictors) {
  const auto metric = text_of(findings.at("headline"), "metric");
  const auto headline = text_of(findings.at("headline"), "reading");
  std::string head =
      "<th scope=\"col\">predictor</th><th scope=\"col\">kind</th>";
  for (const char* reading : {"whole_grid", "kept_grid", "tissue"}) {
    head += text_element("th", {{"scope", "col"}, {"class", "num"}},
                         concat(reading_label(reading),
                                headline == reading ? " (headline)" : ""));
  }
  for (const char* name : {"Spearman", "50 most expressed", "abs. error"}) {
    head += text_element(
        "th", {{"scope", "col"}, {"class", "num"}},
        concat(name, ", ",
               headline == "tissue" ? "tissue" : reading_label(headline)));
  }
  head += "<th scope=\"col\" class=\"num\">genes undefined in tissue</th>";
  std::string body;
  for (const Shown& one : predictors) {
    std::string row = text_element("th", {{"scope", "row"}}, one.label) +
                      text_element("td", {{"class", "kind"}}, one.kind);
    const auto cell = [&](double value) {
      row += text_element("td",
                          {{"class", std::isnan(value) ? "num warn" : "num"}},
                          fixed(value, 3));
    };
    for (const char* reading : {"whole_grid", "kept_grid", "tissue"}) {
      cell(number_of(
          metric_entry(findings, one.name, reading, metric).at("mean")));
    }
    for (const char* other : {"spearman.mean", "pearson.heg50", "mae.mean"}) {
      cell(number_of(
          metric_entry(findings, one.name, headline, other).at("mean")));
    }
    const Json& genes = reading_entry(findings, one.name, "tissue").at("genes");
    row += text_element("td", {{"class", "num"}},
                        concat(genes.at("undefined").get<std::int64_t>(),
                               " of ", genes.at("scored").get<std::int64_t>()));
    body += element("tr", {{"class", one.kind == "model" ? "model" : ""}}, row);
  }
  return element(
      "div", {{"class", "scroll"}},
      element("table", {},
              concat(text_element("caption", {},
                                  concat(metric_label(metric),
                                         ", mean over sections; undefined "
                                         "genes are left out and counted")),
                     element("thead", {}, element("tr", {}, head)),
                     element("tbody", {}, body))));
}

std::string units_table(const Json& findings,
                        const std::vector<Shown>& predictors) {
  const auto metric = text_of(findings.at("headline"), "metric");
  const auto reading = text_of(findings.at("headline"), "reading");
  std::string head =
      "<th scope=\"col\">section</th>"
      "<th scope=\"col\">patient</th>"
      "<th scope=\"col\" class=\"num\">spots</th>"
      "<th scope=\"col\" class=\"num\">tissue, share of grid"
      "</th>";
  for (const Shown& one : predictors) {
    head += text_element("th", {{"scope", "col"}, {"class", "num"}}, one.label);
  }
  std::string body;
  for (const Json& one : findings.at("data").at("sections")) {
    const auto section = text_of(one, "section");
    std::string row =
        text_element("th", {{"scope", "row"}}, short_name(section)) +
        text_element("td", {}, short_name(text_of(one, "patient"))) +
        text_element("td", {{"class", "num"}},
                     concat(one.at("spots").get<std::int64_t>())) +
        text_element("td", {{"class", "num"}},
                     fixed(number_of(one.at("tissue_fraction")), 3));
    for (const Shown& predictor : predictors) {
      const double value =
          number_of(metric_entry(findings, predictor.name, reading, metric)
                        .at("by_section")
                        .at(section));
      row += text_element("td",
                          {{"class", std::isnan(value) ? "num warn" : "num"}},
                          fixed(value, 3));
    }
    body += element("tr", {}, row);
  }
  return element("div", {{"class", "scroll"}},
                 element("table", {},
                         concat(element("thead", {}, element("tr", {}, head)),
                                element("tbody", {}, body))));
}

std::string comparisons_html(const Json& findings) {
  std::string body;
  for (const Json& one : findings.at("comparisons")) {
    std::string gains;
    for (const auto& [patient, gain] : one.at("by_patient").items()) {
      gains += concat(gains.empty() ? "" : ", ", short_name(patient), " ",
                      signed_fixed(number_of(gain), 3));
    }
    const double mean = number_of(one.at("summary").at("mean"));
    body += element(
        "tr", {},
        concat(text_element("th", {{"scope", "row"}},
                            label_of(text_of(one, "baseline"))),
               text_element("td", {{"class", "kind"}}, text_of(one, "kind")),
               text_element(
                   "td", {{"class", "num"}},
                   std::isnan(mean) ? "undefined" : signed_fixed(mean, 3)),
               text_element("td", {}, gains),
               text_element("td", {},
                            concat(text_of(one, "verdict"), ": ",
                                   text_of(one, "reason")))));
  }
  if (body.empty()) {
    return "";
  }
  return element(
      "div", {{"class", "scroll"}},
      element("table", {},
              concat("<caption>Gain of the model over each baseline, paired by "
                     "patient over the genes that both define; positive is "
                     "better</caption><thead><tr>"
                     "<th scope=\"col\">baseline</th><th scope=\"col\">kind"
                     "</th><th scope=\"col\" class=\"num\">gain</th>"
                     "<th scope=\"col\">by patient</th>"
                     "<th scope=\"col\">reading it</th></tr></thead>",
                     element("tbody", {}, body))));
}

std::string genes_html(const Json& findings,
                       const std::vector<Shown>& predictors) {
  constexpr std::size_t kShown = 8;
  const Json& genes = findings.at("genes");
  const auto names = genes.at("names").get<std::vector<std::string>>();
  const Json& model = genes.at("by_predictor").at(predictors.at(0).name);
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (model.at(i).is_number()) {
      order.push_back(i);
    }
  }
  std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) {
    return number_of(model.at(a)) > number_of(model.at(b));
  });
  if (order.empty()) {
    return text_element("p", {{"class", "warn"}},
                        "No gene has a number for the model in this reading.");
  }
  std::string head = "<th scope=\"col\">gene</th>";
  for (const Shown& one : predictors) {
    head += text_element("th", {{"scope", "col"}, {"class", "num"}}, one.label);
  }
  std::string body;
  for (std::size_t rank = 0; rank < order.size(); ++rank) {
    if (rank >= kShown && rank + kShown < order.size()) {
      continue;
    }
    if (rank == order.size() - kShown && order.size() > 2 * kShown) {
      body += element(
          "tr", {},
          text_element(
              "td",
              {{"colspan", concat(predictors.size() + 1)}, {"class", "kind"}},
              concat(order.size() - 2 * kShown, " genes between")));
    }
    std::string row =
        text_element("th", {{"scope", "row"}}, names[order[rank]]);
    for (const Shown& one : predictors) {
      row += text_element(
          "td", {{"class", "num"}},
          fixed(
              number_of(genes.at("by_predictor").at(one.name).at(order[rank])),
              3));
    }
    body += element("tr", {}, row);
  }
  return element(
      "div", {{"class", "scroll"}},
      element("table", {},
              concat("<caption>Highest and lowest genes of the model, mean "
                     "over sections</caption>",
                     element("thead", {}, element("tr", {}, head)),
                     element("tbody", {}, body))));
}

}  // namespace moonstain
