#include "core/eval/report/sections.h"

#include <cmath>

#include "core/base/error.h"
#include "core/base/number_text.h"
#include "core/eval/findings/findings.h"
#include "core/eval/report/html.h"

namespace moonstain {
namespace {

std::string text_of(const Json& object, const char* name) {
  return object.contains(name) && object.at(name).is_string()
             ? object.at(name).get<std::string>()
             : "";
}

std::string figure(std::string_view key, std::string_view value,
                   std::string_view small, std::string_view below) {
  return element("div", {},
                 concat(text_element("div", {{"class", "k"}}, key),
                        element("div", {{"class", "v"}},
                                concat(escaped(value), " ",
                                       text_element("small", {}, small))),
                        text_element("div", {{"class", "w"}}, below)));
}

std::string tone_of(std::string_view verdict) {
  if (verdict == "reproduced" || verdict == "consistent" ||
      verdict == "better") {
    return "good";
  }
  return verdict == "differs" || verdict == "worse" ? "bad" : "open";
}

std::string verdict_box(std::string_view axis, const Json& judged) {
  const std::string verdict = text_of(judged, "verdict");
  return element("div", {{"class", concat("verdict ", tone_of(verdict))}},
                 concat(text_element("span", {{"class", "axis"}}, axis),
                        text_element("b", {}, verdict),
                        text_element("span", {{"class", "why"}},
                                     text_of(judged, "reason"))));
}

std::string arithmetic_html(const Json& claim) {
  std::string items;
  for (const Json& one : claim.at("arithmetic")) {
    const bool excluded = one.at("excluded").get<bool>();
    items +=
        element("li", {},
                concat(text_element("b", {}, text_of(one, "predictor")),
                       " scores ", fixed(number_of(one.at("value")), 3), " (",
                       escaped(text_of(one, "how")), "): the published number ",
                       excluded ? "excludes it" : "does not exclude it"));
  }
  return items.empty()
             ? ""
             : element("div", {{"class", "small"}},
                       concat("By arithmetic, without data:",
                              element("ul", {{"class", "plain"}}, items)));
}

std::string spread_words(const Json& summary, const Json& seed_sd) {
  std::string words;
  const Json& half_width = summary.at("half_width");
  if (half_width.is_number()) {
    words = concat("+- ", fixed(number_of(half_width), 3), " by patients");
  }
  if (seed_sd.is_number()) {
    words += concat(words.empty() ? "" : ", ", "seeds' sd ",
                    fixed(number_of(seed_sd), 3));
  }
  return words;
}

std::string sections_words(const Json& summary) {
  const auto n = summary.at("n").get<int>();
  const auto missing = summary.at("missing").get<int>();
  return concat("mean over ", n, n == 1 ? " section" : " sections",
                missing > 0 ? concat("; undefined in ", missing) : "");
}

}  // namespace

std::string data_sentence(const Json& findings) {
  const Json& data = findings.at("data");
  const auto patients = data.at("patients").get<int>();
  const auto sections = data.at("sections").size();
  return concat(sections, sections == 1 ? " section of " : " sections of ",
                patients, patients == 1 ? " patient, " : " patients, ",
                data.at("genes").get<int>(), " genes; target ",
                text_of(data, "transform"));
}

std::string collapse_sentence(const Json& findings) {
  const Json& collapse = findings.at("collapse");
  if (!collapse.at("collapsed").get<bool>()) {
    return "";
  }
  std::string sections;
  for (const auto& [section, counts] : collapse.at("sections").items()) {
    sections += concat(sections.empty() ? "" : ", ", short_name(section), " (",
                       counts.at("flat_genes").get<int>(), " of ",
                       counts.at("varying_genes").get<int>(), " genes)");
  }
  return concat(
      "Constant predictions: ", label_of(text_of(findings, "model")),
      " predicts almost one value for the cells with tissue in ", sections,
      ". A correlation in tissue says nothing of these genes, or does "
      "not exist; their whole-grid score is that of the tissue "
      "mask.");
}

std::string mask_sentence(const Json& findings) {
  const Json& mask = findings.at("mask");
  const double measured = number_of(mask.at("measured_mean"));
  if (std::isnan(measured)) {
    return "";
  }
  return concat("On these sections the tissue mask alone, which knows nothing ",
                "of the stain, has a mean Pearson r of ", fixed(measured, 3),
                " on the whole grid; by the identity r = 1 / sqrt(1 + CV^2 / ",
                "(1 - p)) it is ",
                fixed(number_of(mask.at("identity_mean")), 3), ".");
}

std::string claims_html(const ReportObject& object) {
  std::string out;
  const Json& claims = object.findings.at("claims");
  for (std::size_t i = 0; i < claims.size(); ++i) {
    const Json& claim = claims.at(i);
    const Json& half_width = claim.at("half_width");
    std::string figures =
        figure("published", concat(claim.at("published").get<double>()),
               half_width.is_number() ? concat("+- ", half_width.get<double>())
                                      : std::string(),
               text_of(claim, "cohort"));
    for (const OurFigure& one : our_figures(object, i)) {
      figures += figure(one.name, fixed(one.value, 3),
                        spread_words(one.summary, one.seed_sd),
                        concat(reading_label(one.reading), ", ", one.unit,
                               " held out; ", sections_words(one.summary)));
    }
    out += element(
        "section", {{"class", "claim"}},
        concat(
            text_element("h2", {}, text_of(claim, "claim")),
            text_element(
                "p", {{"class", "where"}},
                concat(text_of(claim, "where"),
                       ". Published protocol: ", text_of(claim, "protocol"),
                       ". Metric: ", metric_label(text_of(claim, "metric")))),
            element("div", {{"class", "figures"}}, figures),
            element("div", {{"class", "verdicts"}},
                    verdict_box("number", number_verdict(object, i)) +
                        verdict_box("meaning", claim.at("meaning"))),
            arithmetic_html(claim)));
  }
  return out;
}

std::string stand_ins_html(const Json& findings) {
  std::string list;
  for (const Json& one : findings.at("stand_ins")) {
    list += concat(list.empty() ? "" : "; ", one.get<std::string>());
  }
  return list.empty() ? ""
                      : element("p", {{"class", "sub"}},
                                concat("<b>Stands in:</b> ", escaped(list)));
}

std::string notices_html(const Json& findings) {
  std::string out;
  const std::string collapse = collapse_sentence(findings);
  if (!collapse.empty()) {
    out += text_element("p", {{"class", "banner"}}, collapse);
  }
  for (const Json& note : findings.at("notes")) {
    out += text_element("p", {{"class", "note"}}, note.get<std::string>());
  }
  return out;
}

std::string leaks_html(const ReportContext& context) {
  if (!context.leaks_traced) {
    return text_element("p", {}, "Leaks were not traced for this report.");
  }
  if (context.leaks.empty()) {
    return text_element("p", {},
                        "None: no score is about a unit that its predictions "
                        "have learned from, as far as the plan tells.");
  }
  std::string body;
  for (const LeakRow& leak : context.leaks) {
    std::string path;
    for (const std::string& part : leak.path) {
      path += concat(path.empty() ? "" : "<span class=\"arrow\"> -&gt; </span>",
                     escaped(part));
    }
    body += element(
        "tr", {},
        concat(text_element("th", {{"scope", "row"}, {"class", "sev"}},
                            leak.severity),
               text_element("td", {}, leak.unit),
               element("td", {{"class", "path"}}, path),
               leak.acknowledged_by.empty()
                   ? text_element("td", {{"class", "warn"}}, "no")
                   : text_element("td", {},
                                  concat("by switch ", leak.acknowledged_by))));
  }
  return element(
      "div", {{"class", "scroll"}},
      element("table", {},
              concat("<thead><tr><th scope=\"col\">severity</th>"
                     "<th scope=\"col\">unit</th>"
                     "<th scope=\"col\">where, and how it reaches the score"
                     "</th><th scope=\"col\">acknowledged</th></tr></thead>",
                     element("tbody", {}, body))));
}

}  // namespace moonstain
