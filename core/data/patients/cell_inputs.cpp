#include "core/data/patients/cell_inputs.h"

#include <optional>

#include "core/base/error.h"

namespace moonstain {
namespace {

constexpr const char* kOfDataset = "cells with their positions";
constexpr const char* kOfTypes = "a type for each of them";
constexpr const char* kOfPredictions =
    "of ln(1 + count) of these cells; without them that of what was counted is "
    "taken";

}  // namespace

StepKind&& applying_cells(StepKind&& kind) {
  return std::move(kind)
      .applies<Dataset>("dataset", kOfDataset)
      .applies<CellTypes>("types", kOfTypes)
      .applies<Predictions>("predictions", kOfPredictions)
      .optional();
}

StepKind&& learning_cells(StepKind&& kind) {
  return std::move(kind)
      .learns_many<Dataset>("dataset", Learned::selection, kOfDataset)
      .learns_many<CellTypes>("types", Learned::selection, kOfTypes)
      .learns_many<Predictions>("predictions", Learned::selection,
                                kOfPredictions)
      .optional();
}

StepKind&& with_thin_options(StepKind&& kind) {
  return std::move(kind)
      .option("thin", &ThinOptions::thin, "which cells count")
      .option("thin_to", &ThinOptions::thin_to,
              "cells that are drawn of a section, or in each square of 1,000 "
              "px by 1,000 px",
              {0, {}})
      .option("seed", &ThinOptions::seed, "of the draw");
}

void check_paired(const Inputs& in, std::string_view step) {
  const std::size_t datasets = in.items("dataset").size();
  const auto check_as_many = [&](std::string_view input) {
    check(in.items(input).size() == datasets, step, ": there are ",
          in.items(input).size(), " ", input, " of ", datasets,
          " datasets; expected one of each section, in the same order");
  };
  check_as_many("types");
  if (in.has("predictions")) check_as_many("predictions");
}

CellTable cells_at(const Inputs& in, std::size_t place) {
  std::optional<Predictions> predicted;
  if (in.has("predictions")) {
    predicted = in.at<Predictions>("predictions", place);
  }
  return cell_table(in.at<Dataset>("dataset", place),
                    in.at<CellTypes>("types", place),
                    predicted ? &*predicted : nullptr);
}

NeedsOf cells_needs() {
  return [](const Options&, const InputSizes& sizes) {
    // A count is 8 bytes as it lies, of a fifth of all fields or more.
    return Needs{.memory_bytes = 256 * kMiB + 12 * sizes.total(),
                 .seconds = 1 + 5e-7 * static_cast<double>(sizes.total())};
  };
}

}  // namespace moonstain
