#include "core/eval/report/object.h"

#include <utility>

#include "core/base/error.h"
#include "core/eval/findings/findings.h"
#include "core/eval/findings/walk.h"

namespace moonstain {

namespace {

// The model's entry of the claim's metric in the findings' headline reading.
OurFigure headline_figure(const Json& findings, const Json& claim,
                          std::string name) {
  const Json& headline = findings.at("headline");
  OurFigure figure;
  figure.name = std::move(name);
  figure.reading = headline.at("reading").get<std::string>();
  figure.unit = headline.at("unit").get<std::string>();
  for (const Json& one : findings.at("predictors")) {
    if (one.at("kind") == "model") {
      figure.summary = one.at("readings")
                           .at(figure.reading)
                           .at("metrics")
                           .at(claim.at("metric").get<std::string>());
    }
  }
  figure.value = number_of(figure.summary.at("mean"));
  figure.seed_sd = figure.summary.at("seed_sd");
  return figure;
}

}  // namespace

std::vector<OurFigure> our_figures(const ReportObject& object,
                                   std::size_t claim) {
  const Json& ours = object.findings.at("claims").at(claim);
  if (!object.walk.is_null()) {
    return {headline_figure(object.walk.at("published"), ours,
                            "ours, published protocol"),
            headline_figure(object.walk.at("audited"), ours,
                            "ours, audited protocol")};
  }
  const Json& headline = object.findings.at("headline");
  const auto reading = ours.at("reading").get<std::string>();
  if (headline.at("reading") == reading) {
    return {headline_figure(object.findings, ours, "ours")};
  }
  OurFigure published;
  published.name = "ours, reading of the claim";
  published.value = number_of(ours.at("ours").at("mean"));
  published.summary = ours.at("ours");
  published.seed_sd = ours.at("seed_sd");
  published.reading = reading;
  published.unit = headline.at("unit").get<std::string>();
  return {published, headline_figure(object.findings, ours, "ours, headline")};
}

const Json& number_verdict(const ReportObject& object, std::size_t claim) {
  const Json& findings =
      object.walk.is_null() ? object.findings : object.walk.at("published");
  return findings.at("claims").at(claim).at("number");
}

ReportObject read_report_object(const fs::path& folder) {
  if (exists(folder / "walk.json")) {
    Walk walk = Walk::read(folder);
    ReportObject object;
    object.findings =
        walk.content.at(text_member(walk.content, "detailed", "walk.json"));
    object.walk = std::move(walk.content);
    object.files = std::move(walk.files);
    return object;
  }
  check(exists(folder / "findings.json"), folder.string(),
        ": neither findings nor a walk");
  Findings findings = Findings::read(folder);
  return {Json(), std::move(findings.content), std::move(findings.files)};
}

}  // namespace moonstain
