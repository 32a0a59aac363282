#include "models/networks/ghist_apply.h"

#include <ATen/TensorOperators.h>
#include <c10/core/GradMode.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "core/base/error.h"
#include "core/base/nouns.h"
#include "core/engine/plan/units.h"
#include "core/engine/step/inputs.h"
#include "core/engine/step/task_context.h"

namespace moonstain {
namespace {

constexpr std::string_view kPredictions = "predictions";
constexpr double kMostUnseen = 0.01;

// Labels of a patch that are asked for, rising.
std::vector<std::int32_t> asked_of(const AskedSlide& slide,
                                   const GhistConfig& config, std::size_t index,
                                   const NucleusPatch& patch) {
  if (of_spots(config.supervision)) {
    return slide.nuclei_of_spot.at(index);
  }
  std::vector<std::int32_t> labels;
  std::int32_t last = 0;
  for (const std::int32_t label : patch.labels) {
    if (label == last) continue;
    last = label;
    if (slide.row_of.contains(label)) labels.push_back(label);
  }
  std::sort(labels.begin(), labels.end());
  labels.erase(std::unique(labels.begin(), labels.end()), labels.end());
  return labels;
}

// Keeps of a patch what shows more of a cell than what there is.
void keep(const GhistOutput& output, const at::Tensor& expression,
          const AskedSlide& slide, SlideAnswers& answers) {
  const Matrix rows = rows_of(expression / kGhistExpressionScale);
  const auto* ids = output.nucleus_ids.const_data_ptr<std::int64_t>();
  const at::Tensor area = output.area.contiguous();
  at::Tensor types;
  if (output.type_logits.defined()) types = output.type_logits.argmax(1);
  for (std::int64_t i = 0; i < rows.rows(); ++i) {
    const auto row = static_cast<std::size_t>(
        slide.row_of.at(static_cast<std::int32_t>(ids[i])));
    const double seen = area.const_data_ptr<float>()[i];
    if (seen <= answers.seen[row]) continue;
    answers.seen[row] = seen;
    answers.expression.row(static_cast<Eigen::Index>(row)) = rows.row(i);
    if (types.defined()) {
      answers.types[row] = types.const_data_ptr<std::int64_t>()[i];
    }
  }
}

CompositionRule rule_of(const NucleusQuestion& question) {
  CompositionRule rule;
  rule.alpha = question.alpha;
  switch (question.composition_rule) {
    case CompositionPasses::immune_flagged:
      rule.invasive = InvasivePass::flagged;
      break;
    case CompositionPasses::immune_unflagged:
      rule.invasive = InvasivePass::unflagged;
      break;
    default:
      break;
  }
  return rule;
}

// All rows of the strips, and those that the nuclei of their cells reach.
std::vector<Rows> rows_to_ask(const SlideInput& input, LabelReader& labels,
                              const PatchScale& scale, AskedSlide& slide,
                              std::string_view where) {
  const Dataset& cells = input.dataset;
  std::vector<Rows> rows = rows_of_section(cells.section, scale.height_px).rows;
  const auto shapes = nucleus_shapes(labels);
  std::int64_t unseen = 0;
  std::string first;
  for (std::size_t cell = 0; cell < cells.spots.size(); ++cell) {
    const std::int32_t label =
        label_of_cell(cells.spots[cell], cells.section, where);
    slide.row_of.emplace(label, static_cast<std::int32_t>(cell));
    const auto shape = shapes.find(label);
    if (shape == shapes.end()) {
      if (unseen++ == 0) first = cells.spots[cell];
      continue;
    }
    const auto scaled = [&](std::int64_t row) {
      return static_cast<double>(row) / scale.ratio;
    };
    rows.push_back(
        {static_cast<std::int64_t>(scaled(shape->second.rows.first)),
         std::min(scale.height_px, static_cast<std::int64_t>(std::ceil(
                                       scaled(shape->second.rows.end))))});
  }
  check(static_cast<double>(unseen) <=
            kMostUnseen * static_cast<double>(cells.spots.size()),
        where, ": ", unseen, " of ", cells.spots.size(), " cells of section ",
        cells.section, " have no pixel in the label image, as '", first,
        "'; give the labels of these cells");
  return joined(std::move(rows));
}

SlideInput input_of(const Inputs& in) {
  SlideInput input;
  input.dataset = Dataset::read_places(in.items("dataset").front().path);
  input.labels = in.items("labels").front().path;
  const auto picture = in.get<File>("picture");
  input.picture = picture.path;
  input.picture_name = picture.name;
  return input;
}

// Genes in the order in which the section has them, where it has them all, so
// that predictions stand beside its targets: joined with a reference they are
// learned in natural order.
void order_as(const std::vector<std::string>& genes, Predictions& made) {
  std::unordered_map<std::string_view, Eigen::Index> learned;
  for (const std::string& gene : made.variables) {
    learned.emplace(gene, static_cast<Eigen::Index>(learned.size()));
  }
  std::vector<std::string> ordered;
  std::vector<Eigen::Index> columns;
  for (const std::string& gene : genes) {
    const auto found = learned.find(gene);
    if (found == learned.end()) continue;
    ordered.push_back(gene);
    columns.push_back(found->second);
  }
  if (ordered.size() != made.variables.size()) return;
  made.values = Matrix(made.values(Eigen::all, columns));
  made.variables = std::move(ordered);
}

Predictions predict_slide(Network& network, const Model& model,
                          const Inputs& in, const NucleusQuestion& question) {
  const GhistConfig config = GhistConfig::of(model.config);
  const SlideInput input = input_of(in);
  const bool rule_on = question.composition_rule != CompositionPasses::none;
  check(!rule_on || (!of_spots(config.supervision) && config.shape.types_on &&
                     config.shape.neighbourhood_on),
        kPredictions,
        ": composition_rule needs a model of nuclei with types "
        "and neighbourhood; use composition_rule = \"none\"");
  const AskedSlide slide =
      asked_slide(input, config, question.overlap_px, kPredictions);
  std::function<SlideRule(std::size_t)> rule;
  if (rule_on) {
    rule = [&](std::size_t patch) {
      return SlideRule{
          rule_of(question),
          slide_noise({question.seed, ""}, kPredictions, input.dataset.section,
                      static_cast<std::int64_t>(patch))};
    };
  }
  SlideAnswers answers = answers_of(network, config, slide, rule);
  const bool spots = of_spots(config.supervision);
  if (answers.unseen() > 0) {
    log_line(concat("predicted as 0: ",
                    counted(static_cast<std::uint64_t>(answers.unseen()),
                            spots ? "spot" : "cell"),
                    spots ? " without a nucleus" : " without a pixel", " of ",
                    input.dataset.spots.size()));
  }
  Predictions made;
  made.about = input.dataset.section;
  made.unit_kind = spots ? ObservedKind::spot : ObservedKind::nucleus;
  made.names = input.dataset.spots;
  made.variable_axis = model.outputs.axis;
  made.variables = model.outputs.names;
  made.values = std::move(answers.expression);
  order_as(input.dataset.genes, made);
  return made;
}

}  // namespace

std::int64_t SlideAnswers::unseen() const {
  return std::count(seen.begin(), seen.end(), 0.0);
}

SlideAnswers answers_of(Network& network, const GhistConfig& config,
                        const AskedSlide& slide,
                        const std::function<SlideRule(std::size_t)>& rule) {
  const c10::NoGradGuard no_gradient;
  SlideAnswers answers;
  answers.expression = Matrix::Zero(slide.rows, config.shape.genes);
  answers.types.assign(static_cast<std::size_t>(slide.rows), -1);
  answers.seen.assign(static_cast<std::size_t>(slide.rows), 0);
  const GhistRoles roles = ghist_roles(config.classes);
  slide.patches([&](std::size_t index, const NucleusPatch& patch) {
    const auto asked = asked_of(slide, config, index, patch);
    if (asked.empty()) return;
    const GhistOutput output = GhistOutput::of(network.forward(
        {patch_image(patch, config.colour), patch_labels(patch, asked), {}},
        Mode::evaluation));
    if (of_spots(config.supervision)) {
      answers.expression.row(static_cast<Eigen::Index>(index)) =
          rows_of(spot_sums(output.general, output.counts, config.supervision))
              .row(0);
      answers.seen[index] = static_cast<double>(output.general.size(0));
      return;
    }
    at::Tensor expression = output.general;
    if (rule) {
      const SlideRule own = rule(index);
      expression =
          composition_rule(output, roles, own.rule, own.noise).expression;
    }
    keep(output, expression, slide, answers);
  });
  return answers;
}

AskedSlide asked_slide(const SlideInput& input, const GhistConfig& config,
                       std::int64_t overlap_px, std::string_view where) {
  const Dataset& dataset = input.dataset;
  const bool spots = of_spots(config.supervision);
  check((dataset.lattice != Lattice::none) == spots, where, ": section ",
        dataset.section, spots ? " is of cells" : " is of spots on an array",
        ", the model learned from ", spots ? "spots" : "cells");
  const auto labels = std::make_shared<LabelReader>(input.labels);
  const std::shared_ptr<const Image> image =
      open_picture(input, labels->info(), where);
  const PatchScale scale =
      patch_scale(image->width_px(), image->height_px(), dataset.um_per_px,
                  config.um_per_px, where);
  AskedSlide slide;
  slide.rows = std::ssize(dataset.spots);
  std::vector<PatchPlace> places;
  if (spots) {
    SpotPlaces around = spot_places(dataset, *labels, scale, config.patch_px,
                                    config.spot_radius_um, where);
    places = std::move(around.places);
    slide.nuclei_of_spot = std::move(around.nuclei);
  } else {
    const auto rows = rows_to_ask(input, *labels, scale, slide, where);
    places = patch_places(scale.width_px, scale.height_px, rows,
                          {config.patch_px, overlap_px}, Border::published, 0);
  }
  slide.patches = [=](const auto& sink) {
    std::size_t done = 0;
    read_patches(*image, *labels, scale, places, config.patch_px,
                 [&](std::size_t index, NucleusPatch&& patch) {
                   sink(index, patch);
                   report_progress(++done, places.size(), "patches");
                 });
  };
  return slide;
}

ModelKind ghist_kind() {
  const auto make = [](const Json& json) -> std::unique_ptr<Network> {
    const GhistConfig config = GhistConfig::of(json);
    return std::make_unique<PictureGhist>(config.shape, Initial{},
                                          config.colour);
  };
  return {.name = std::string(kGhistModel),
          .inputs = {"dataset", "labels", "picture"},
          .make = make,
          .predict = nullptr,
          .predict_nuclei = predict_slide};
}

}  // namespace moonstain
