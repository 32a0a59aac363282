#include "core/eval/report/object.h"

#include <utility>

#include "core/base/error.h"
#include "core/base/nouns.h"
#include "core/eval/findings/headline_sentence.h"
#include "core/eval/metrics/metric_kind.h"
#include "core/eval/report/sentences.h"

namespace moonstain::report {

namespace {

// A mean leaves undefined items out, which flatters a model that is flat where
// it knows nothing.
std::string counted_words(const Findings& findings, const JudgedClaim& claim,
                          const std::string& reading) {
  const MetricScores* scores =
      findings.find(claim.whose(findings.model), reading, claim.metric);
  if (scores == nullptr || !scores->counted) return "";
  const std::string all = value_text(claim.metric, *scores->counted);
  if (all == value_text(claim.metric, scores->estimate.value)) return "";
  return concat(all, " with undefined ", plural(findings.data.item),
                " counted as ", *parse_metric(claim.metric).kind->undefined_as);
}

// What the number of the claim is judged by: in its own reading.
OurFigure claim_figure(const Findings& findings, const JudgedClaim& claim,
                       std::string name) {
  return {std::move(name),
          claim.ours,
          claim.seed_sd,
          claim.reading,
          findings.headline.unit,
          counted_words(findings, claim, claim.reading)};
}

// The number of the claim's predictor and metric in the findings' headline
// reading; of one that was not run what the claim has of it.
OurFigure headline_figure(const Findings& findings, const JudgedClaim& claim,
                          std::string name) {
  const Headline& headline = findings.headline;
  const MetricScores* scores = findings.find(claim.whose(findings.model),
                                             headline.reading, claim.metric);
  if (scores == nullptr) {
    OurFigure figure = claim_figure(findings, claim, std::move(name));
    figure.reading = headline.reading;
    return figure;
  }
  return {std::move(name),
          scores->estimate,
          scores->seed_sd,
          headline.reading,
          headline.unit,
          counted_words(findings, claim, headline.reading)};
}

// Whether ours can stand beside what is published: it is of other data or of
// another quantity where something is missing here.
bool is_comparable(const Object& object, std::size_t claim) {
  const Findings& published = object.published();
  const JudgedClaim& judged = published.claims.at(claim);
  return !judged.lacks_means() &&
         (judged.published || published.missing.empty());
}

// The same of all units together, where they are scored so too.
void add_pooled(const Findings& findings, std::size_t claim, std::string name,
                const std::string& reading, std::vector<OurFigure>& figures) {
  if (!findings.pooled) return;
  const JudgedClaim& judged = findings.claims.at(claim);
  OurFigure figure;
  figure.name = std::move(name);
  figure.estimate.value = findings.pooled->value(judged.whose(findings.model),
                                                 reading, judged.metric);
  figure.estimate.how =
      concat(counted(findings.pooled->units, findings.data.unit),
             " as one set of places: one number, without an interval");
  figure.reading = reading;
  figure.unit = findings.headline.unit;
  figures.push_back(std::move(figure));
}

}  // namespace

Object Object::read(const fs::path& folder) {
  if (exists(folder / "walk.json")) return Object(Walk::read(folder));
  check(exists(folder / "findings.json"), folder.string(),
        ": neither findings nor a walk");
  return Object(Findings::read(folder));
}

const Findings& Object::findings() const {
  return walk() ? walk()->detailed_findings() : std::get<Findings>(value_);
}

const Findings& Object::published() const {
  return walk() ? walk()->published : std::get<Findings>(value_);
}

std::string Object::headline() const {
  return walk() ? headline_sentence(*walk())
                : headline_sentence(std::get<Findings>(value_));
}

bool has_row(const Object& object, std::size_t claim) {
  const Findings& published = object.published();
  const JudgedClaim& judged = published.claims.at(claim);
  return judged.predictor &&
         (*judged.predictor != published.model || judged.lacks_means());
}

std::vector<ShownMeaning> meanings(const Object& object, std::size_t claim) {
  if (!is_comparable(object, claim)) return {};
  const auto of = [&](const Findings& findings) {
    return &findings.claims.at(claim).meaning;
  };
  const Walk* walk = object.walk();
  if (walk == nullptr || walk->detailed == WalkEnd::published) {
    return {{"meaning", of(object.findings())}};
  }
  return {{"meaning, as published", of(walk->published)},
          {"meaning, audited", of(walk->audited)}};
}

std::vector<OurFigure> our_figures(const Object& object, std::size_t claim) {
  if (!is_comparable(object, claim)) return {};
  const Findings& findings = object.findings();
  const JudgedClaim& judged = findings.claims.at(claim);
  if (const Walk* walk = object.walk()) {
    std::vector<OurFigure> figures{
        claim_figure(walk->published, walk->published.claims.at(claim),
                     concat("ours, ", protocol_words(walk->published))),
        headline_figure(walk->audited, judged, "ours, audited protocol")};
    const JudgedClaim& published = walk->published.claims.at(claim);
    add_pooled(walk->published, claim, "ours, as published, pooled",
               published.reading, figures);
    add_pooled(walk->audited, claim, "ours, audited, pooled",
               walk->audited.headline.reading, figures);
    return figures;
  }
  std::vector<OurFigure> figures;
  if (findings.headline.reading == judged.reading) {
    figures.push_back(headline_figure(findings, judged, "ours"));
  } else {
    figures.push_back(
        claim_figure(findings, judged, "ours, reading of the claim"));
    figures.push_back(headline_figure(findings, judged, "ours, headline"));
  }
  add_pooled(findings, claim, "ours, pooled", judged.reading, figures);
  return figures;
}

}  // namespace moonstain::report
