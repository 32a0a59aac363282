#include "core/data/prepare/slide_values.h"

#include <algorithm>
#include <cmath>

#include "core/base/error.h"
#include "core/data/stored/dataset.h"
#include "core/engine/step/step_kind.h"

namespace moonstain {

template <>
struct KindWords<SlideForm> {
  static constexpr std::string_view kAll[] = {"counts", "logarithms"};
};

Predictions slide_values(const Predictions& tiles, const std::string& patient,
                         SlideForm form) {
  check(tiles.size() > 0, "slide_values: the predictions of ", tiles.about,
        " are of no tile");
  Predictions out;
  out.about = tiles.about;
  out.unit_kind = ObservedKind::patient;
  out.names = {patient};
  out.variable_axis = tiles.variable_axis;
  out.variables = tiles.variables;
  out.predictor = tiles.predictor;
  out.values.resize(1, tiles.values.cols());
  const auto count = static_cast<double>(tiles.size());
  for (Eigen::Index variable = 0; variable < tiles.values.cols(); ++variable) {
    double sum = 0;
    for (Eigen::Index tile = 0; tile < tiles.values.rows(); ++tile) {
      const double value = tiles.values(tile, variable);
      check(std::isfinite(value), "slide_values: ", tiles.about, ": ",
            tiles.variable_axis, " '",
            tiles.variables[static_cast<std::size_t>(variable)], "' of tile '",
            tiles.names[static_cast<std::size_t>(tile)], "' is ", value,
            ", expected a finite number");
      sum +=
          form == SlideForm::counts ? std::expm1(std::max(value, 0.0)) : value;
    }
    out.values(0, variable) = static_cast<float>(
        form == SlideForm::counts ? std::log1p(sum / count) : sum / count);
  }
  return out;
}

namespace {

struct SlideValuesOptions {
  SlideForm form = SlideForm::counts;
};

}  // namespace

StepKind slide_values_step() {
  return StepKind("slide_values", 1,
                  "One value a gene of a slide, from predictions of its tiles.")
      .numeric(Numeric::libm)
      .applies<Predictions>("predictions", "of the slide's tiles")
      .applies<Dataset>("dataset", "the tiles: it says whose slide it is")
      .option("form", &SlideValuesOptions::form,
              "counts: ln(1 + mean count), predictions being ln(1 + count); "
              "logarithms: the mean of the predictions as they are")
      .needs(in_memory(4, 1))
      .makes<Predictions>([](const Inputs& in, const Options& options) {
        const auto tiles = in.get<Predictions>("predictions");
        const Dataset slide = Dataset::read_places(in.one("dataset").path);
        check(slide.section == tiles.about,
              "slide_values: the predictions are of ", tiles.about,
              ", the tiles of ", slide.section);
        return slide_values(tiles, slide.patient,
                            options.as<SlideValuesOptions>().form);
      });
}

}  // namespace moonstain
