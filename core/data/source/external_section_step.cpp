#include "core/data/source/external_section_step.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/data/source/external_section.h"
#include "core/data/source/external_table.h"
#include "core/data/stored/dataset.h"
#include "core/data/stored/gene_list.h"
#include "core/data/stored/predictions.h"
#include "core/data/stored/targets.h"
#include "core/engine/step/step_kind.h"

namespace moonstain {
namespace {

struct ExternalOptions {
  std::string section_column = "section";
  RowsOf truth_rows = RowsOf::file;
  RowsOf predictions_rows = RowsOf::file;
  std::vector<std::string> truth_paths;
  std::vector<std::string> predictions_paths;
  std::string truth_layer;
  std::string predictions_layer;
  std::string section;
  std::string patient;
  Lattice lattice = Lattice::square;
  TargetScale scale = TargetScale::log;
  std::string unit;
  double most_missing = kMostMissing;
  std::string name = "predictions";
  std::string fold;
};

// "A1" of "samples/A1".
std::string short_name(const std::string& section) {
  return section.substr(section.find('/') + 1);
}

TableFiles files_of(const Inputs& in, const std::string& input,
                    const std::vector<std::string>& paths) {
  TableFiles out;
  out.files.push_back(in.get<File>(input));
  const std::string parts = input + "_parts";
  if (in.has(parts)) {
    for (File& one : in.list<File>(parts)) out.files.push_back(std::move(one));
  }
  out.paths = paths;
  return out;
}

ExternalTable truth_of(const Inputs& in, const ExternalOptions& how,
                       const fs::path& out) {
  return {files_of(in, "truth", how.truth_paths),
          {short_name(how.section), how.section_column, how.truth_rows,
           how.truth_layer},
          out / "truth"};
}

TableFiles predictions_files(const Inputs& in, const ExternalOptions& how) {
  return files_of(in, "predictions", how.predictions_paths);
}

TableChoice predictions_choice(const ExternalOptions& how) {
  return {short_name(how.section), how.section_column, how.predictions_rows,
          how.predictions_layer};
}

ExternalTable predictions_of(const Inputs& in, const ExternalOptions& how,
                             const fs::path& out) {
  return {predictions_files(in, how), predictions_choice(how),
          out / "predictions"};
}

constexpr const char* kNamesOf = "for their names of spots and genes";
constexpr const char* kOtherFiles =
    "of a folder of Zarr all files but the first";

// The inputs and options that say where a table lies.
StepKind with_truth(StepKind kind, const char* sentence) {
  return std::move(kind)
      .applies<File>("truth", sentence)
      .applies_many<File>("truth_parts", kOtherFiles)
      .optional()
      .option("truth_paths", &ExternalOptions::truth_paths,
              "where each of them, the first too, lies in the folder")
      .option("truth_rows", &ExternalOptions::truth_rows,
              "file: all, section: those of the section alone")
      .option("truth_layer", &ExternalOptions::truth_layer,
              "where counts lie: layers/counts; else the first of X, "
              "layers/counts, raw/X that are");
}

StepKind with_rows(StepKind kind) {
  return std::move(kind)
      .option("predictions_paths", &ExternalOptions::predictions_paths,
              "where each file of a folder of Zarr lies in it")
      .option("predictions_rows", &ExternalOptions::predictions_rows,
              "file: all, section: those of the section alone")
      .option("predictions_layer", &ExternalOptions::predictions_layer,
              "where the predictions lie; else X")
      .option("section_column", &ExternalOptions::section_column,
              "of either table, where it holds several sections")
      .option("section", &ExternalOptions::section, "name of the section")
      .required();
}

NeedsOf table_needs() {
  return [](const Options&, const InputSizes& sizes) {
    return Needs{.memory_bytes = 512 * kMiB + 16 * sizes.total(),
                 .seconds = 5 + 1e-7 * static_cast<double>(sizes.total())};
  };
}

}  // namespace

StepKind external_dataset_step() {
  return with_rows(with_truth(StepKind("external_dataset", 3,
                                       "Counts of the spots that others have "
                                       "predicted, joined by name."),
                              "counts of a section, as others store them")
                       .applies<File>("predictions", kNamesOf)
                       .optional()
                       .applies_many<File>("predictions_parts", kOtherFiles)
                       .optional()
                       .applies_many<GeneList>(
                           "genes_of_all",
                           "what `external_genes` gives of each section, to "
                           "tell which this one lacks")
                       .optional())
      .option("patient", &ExternalOptions::patient, "whose tissue it is")
      .required()
      .option("lattice", &ExternalOptions::lattice,
              "how spots lie; none: cells")
      .option(
          "scale", &ExternalOptions::scale,
          "of the target, to say where predictions cannot be on it; values: "
          "the truth is no counts, and none are read")
      .option("most_missing", &ExternalOptions::most_missing,
              "largest share of measured spots that may have no prediction",
              {0, 1})
      .needs(table_needs())
      .makes_into<Dataset>(
          [](const Inputs& in, const Options& options, const fs::path& out) {
            const auto how = options.as<ExternalOptions>();
            Dataset made;
            {
              const ExternalTable truth = truth_of(in, how, out);
              std::optional<ExternalTable> predicted;
              if (in.has("predictions")) {
                predicted.emplace(predictions_files(in, how),
                                  predictions_choice(how), out / "predictions");
              }
              std::vector<GeneList> elsewhere;
              if (in.has("genes_of_all")) {
                elsewhere = in.list<GeneList>("genes_of_all");
              }
              made = joined_dataset(truth, predicted ? &*predicted : nullptr,
                                    {how.section, how.patient, how.lattice},
                                    how.scale, how.most_missing, elsewhere);
            }
            made.write(out);
          });
}

StepKind external_genes_step() {
  return with_rows(
             with_truth(StepKind("external_genes", 2,
                                 "The genes that others have predicted and "
                                 "that were measured."),
                        "for the names of its genes")
                 .applies<File>("predictions", kNamesOf)
                 .applies_many<File>("predictions_parts", kOtherFiles)
                 .optional())
      .needs(table_needs())
      .makes_into<GeneList>(
          [](const Inputs& in, const Options& options, const fs::path& out) {
            const auto how = options.as<ExternalOptions>();
            GeneList made;
            {
              const ExternalTable truth = truth_of(in, how, out);
              const ExternalTable predicted = predictions_of(in, how, out);
              made = joined_genes(truth, predicted);
            }
            made.write(out);
          });
}

StepKind external_targets_step() {
  return with_truth(StepKind("external_targets", 1,
                             "Measured values that were made of counts "
                             "elsewhere, as they are."),
                    "values of a section, as others store them")
      .applies<Dataset>("dataset", "the spots that were joined")
      .learns<GeneList>("genes", Learned::selection, "that were joined")
      .option("section_column", &ExternalOptions::section_column,
              "of a table that holds several sections")
      .option("section", &ExternalOptions::section, "name of the section")
      .required()
      .option("unit", &ExternalOptions::unit,
              "of the values: how they were made of counts")
      .required()
      .needs(table_needs())
      .makes_into<Targets>([](const Inputs& in, const Options& options,
                              const fs::path& out) {
        const auto how = options.as<ExternalOptions>();
        Targets made;
        {
          const ExternalTable truth = truth_of(in, how, out);
          made = joined_targets(truth,
                                Dataset::read_places(in.one("dataset").path),
                                in.get<GeneList>("genes"), how.unit);
        }
        made.write(out);
      });
}

StepKind external_predictions_step() {
  return with_rows(
             StepKind("external_predictions", 1,
                      "What others have predicted for a section's spots.")
                 .learns<File>("predictions", Learned::label,
                               "spots by genes, by a model that has learned "
                               "from what the file has")
                 .applies_many<File>("predictions_parts", kOtherFiles)
                 .optional()
                 .learns<File>("chosen", Learned::selection,
                               "the table of what the model was trained on, "
                               "learned from what an epoch or an option was "
                               "chosen on")
                 .optional()
                 .applies<Dataset>("dataset", "the spots that were joined")
                 .applies<GeneList>("genes", "that were joined"))
      .option("name", &ExternalOptions::name, "what the predictor is called")
      .option("fold", &ExternalOptions::fold, "in which this was held out")
      .needs(table_needs())
      .makes_into<Predictions>(
          [](const Inputs& in, const Options& options, const fs::path& out) {
            const auto how = options.as<ExternalOptions>();
            Predictions made;
            {
              const ExternalTable predicted = predictions_of(in, how, out);
              made = joined_predictions(
                  predicted, Dataset::read_places(in.one("dataset").path),
                  in.get<GeneList>("genes"),
                  {how.name, PredictorKind::model, 0, how.fold});
            }
            made.write(out);
          });
}

}  // namespace moonstain
