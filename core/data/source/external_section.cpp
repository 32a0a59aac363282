#include "core/data/source/external_section.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <unordered_set>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/base/nouns.h"
#include "core/data/source/column_names.h"
#include "core/data/source/first_names.h"
#include "core/data/source/kept_counts.h"
#include "core/data/stored/checks.h"
#include "core/data/stored/join.h"

namespace moonstain {
namespace {

constexpr std::size_t kShown = 3;
constexpr std::size_t kShownColumns = 12;
// Through two spots a line always goes: their correlation is 1 or -1.
constexpr std::size_t kLeastSpots = 3;
// Of the predicted genes: so many more may have been left out by mistake.
constexpr double kFewGenes = 0.2;
// ln(1 + 10^6) is 13.8 and log2 of it 19.9: no logarithm of counts per million
// lies beyond.
constexpr float kMostLog = 20;
// ln(1 + count) is 0 or more; a linear model falls below by some of its error,
// a standardised one by some of its spread.
constexpr float kLeastLog = -1;

std::string quoted(const std::vector<std::string>& names) {
  std::vector<std::string> shown;
  for (const std::string& name : names) {
    shown.push_back(concat("'", printable_in_line(name, 60), "'"));
    if (shown.size() == kShown) break;
  }
  return listed(shown);
}

const char* noun_of(Lattice lattice) {
  return lattice == Lattice::none ? "cell" : "spot";
}

// Names of one list by whether another has them.
struct Shared {
  std::vector<std::size_t> places;  ///< in the list, of those that both have
  std::vector<std::string> alone;   ///< the list's own
};

Shared shared_with(const std::vector<std::string>& names,
                   const std::vector<std::string>& others) {
  const std::unordered_set<std::string_view> there(others.begin(),
                                                   others.end());
  Shared out;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (there.contains(names[i])) {
      out.places.push_back(i);
    } else {
      out.alone.push_back(names[i]);
    }
  }
  return out;
}

[[noreturn]] void fail_to_join(const ExternalTable& truth,
                               const ExternalTable& predicted, const char* noun,
                               const std::vector<std::string>& measured,
                               const std::vector<std::string>& guessed) {
  fail("none of the ", counted(guessed.size(), noun), " predicted in ",
       predicted.name(), " (", quoted(guessed), ") is among the ",
       measured.size(), " of ", truth.name(), " (", quoted(measured),
       "); they join by name, letter by letter");
}

// Where both are transposed they join, and spots would be scored as genes.
void check_not_transposed(const ExternalTable& table) {
  if (!are_spot_names(table.genes()) || are_spot_names(table.spots())) return;
  fail(table.name(), ": its columns are named as spots are (",
       quoted(table.genes()), ") and its rows are not (", quoted(table.spots()),
       "); expected a spot a row and a gene a column: transpose the table");
}

// Of too few spots a correlation says nothing, of a small part of a section
// nothing of the section.
void check_enough(const ExternalTable& truth, const ExternalTable& predicted,
                  const Shared& spots, const char* noun, double most_missing) {
  const std::size_t missing = spots.alone.size();
  const std::size_t all = truth.spots().size();
  check(spots.places.size() >= kLeastSpots, "only ", spots.places.size(),
        " of ", counted(all, noun), " in ", truth.name(),
        spots.places.size() == 1 ? " has" : " have", " a prediction in ",
        predicted.name(), ", and a correlation needs ", kLeastSpots,
        "; predict more of them, or take the section out of the sheet");
  check(static_cast<double>(missing) <= most_missing * static_cast<double>(all),
        missing, " of ", all, " ", plural(noun), " in ", truth.name(),
        " have no prediction in ", predicted.name(), " (", quoted(spots.alone),
        "), at most a share of ", most_missing,
        " may: predict them, leave out of the truth what is no tissue, or "
        "allow more by most_missing (score: --most-missing SHARE)");
}

Shared shared_genes_of(const ExternalTable& truth,
                       const ExternalTable& predicted) {
  check_not_transposed(truth);
  check_not_transposed(predicted);
  check_unique(predicted.name(), "gene", predicted.genes());
  Shared genes = shared_with(predicted.genes(), truth.genes());
  if (genes.places.empty()) {
    fail_to_join(truth, predicted, "gene", truth.genes(), predicted.genes());
  }
  return genes;
}

// "3 of 300 measured spots have no prediction ('a', 'b', 'c')"
std::string misses(const std::vector<std::string>& alone, std::size_t all,
                   std::string_view adjective, std::string_view noun,
                   std::string_view have, std::string_view has) {
  return concat(alone.size(), " of ", all, " ", adjective, " ", plural(noun),
                " ", alone.size() == 1 ? has : have, " (", quoted(alone), ")");
}

// Without file and value, so that sections of which it holds have one remark.
void remark_on_scale(const Matrix& values, TargetScale scale, Dataset& out) {
  if (!values.allFinite()) return;  // refused where they are taken
  const float least = values.minCoeff();
  const float most = values.maxCoeff();
  if (scale == TargetScale::log && most > kMostLog) {
    out.remarks.push_back(
        concat("predictions reach above ", kMostLog,
               ", beyond any logarithm of counts: they seem to be counts, and "
               "are compared as they are with a target that is a logarithm; "
               "--target names another"));
  } else if (scale == TargetScale::log && least < kLeastLog) {
    out.remarks.push_back(concat(
        "predictions fall below ", kLeastLog,
        ", far below any logarithm of 1 and a count: they seem to be centred "
        "or standardised, which changes no correlation; errors are of another "
        "scale than the target's"));
  } else if (scale == TargetScale::counts && least < 0) {
    out.remarks.emplace_back(
        "predictions fall below 0, as no count does: they seem to be of "
        "another scale, and are compared as they are with counts; --target "
        "names another target");
  }
}

// Of a gene that is predicted, which of two columns is meant must be clear.
void check_once(const ExternalTable& truth, const FirstNames& kept,
                const std::vector<std::string>& predicted) {
  const std::unordered_set<std::string_view> wanted(predicted.begin(),
                                                    predicted.end());
  for (std::size_t i = 0; i < truth.genes().size(); ++i) {
    const bool again = kept.places[i] < 0;
    check(!again || !wanted.contains(truth.genes()[i]), truth.name(),
          ": gene '", truth.genes()[i],
          "', which is predicted, comes twice; make the names unique in truth "
          "and predictions");
  }
}

// Without the file's name, so that sections of which it holds have one remark.
void remark_on_columns(const ExternalTable& table, const char* which,
                       Dataset& out) {
  const std::vector<std::string>& columns = table.no_genes();
  if (columns.empty()) return;
  const bool one = columns.size() == 1;
  out.remarks.push_back(printable_in_line(
      concat(counted(columns.size(), "column"), " of ", which,
             one ? " is no gene by its name and is"
                 : " are no genes by their names and are",
             " left out (", listed(columns, kShownColumns), ")")));
}

// Genes that were measured and not predicted: all that other sections have,
// and where they are few, such as one that was left out by mistake; a panel of
// some of all measured genes is as it should be.
void remark_on_genes(const ExternalTable& predicted,
                     const std::vector<GeneList>& elsewhere, Dataset& out) {
  const std::vector<std::string> alone =
      shared_with(out.genes, predicted.genes()).alone;
  std::unordered_set<std::string_view> others;
  for (const GeneList& list : elsewhere) {
    others.insert(list.genes.begin(), list.genes.end());
  }
  std::vector<std::string> of_others;
  std::copy_if(alone.begin(), alone.end(), std::back_inserter(of_others),
               [&](const std::string& gene) { return others.contains(gene); });
  if (!of_others.empty()) {
    out.remarks.push_back(concat(
        of_others.size(), " of the ", counted(others.size(), "gene"),
        " that any section compares ", of_others.size() == 1 ? "was" : "were",
        " measured here and not predicted (", quoted(of_others),
        "): the section's scores are over the others alone"));
  }
  const double most = kFewGenes * static_cast<double>(predicted.genes().size());
  if (alone.size() > of_others.size() &&
      static_cast<double>(alone.size()) <= most) {
    out.remarks.push_back(
        concat(misses(alone, out.genes.size(), "measured", "gene",
                      "were not predicted", "was not predicted"),
               ", and ", alone.size() == 1 ? "is" : "are", " not scored"));
  }
}

// Spots without a count have a target of 0 for each gene, whatever the target.
void remark_on_counts(Dataset& out) {
  std::vector<std::string> without;
  for (std::size_t i = 0; i < out.spots.size(); ++i) {
    if (out.counts.row_starts[i] == out.counts.row_starts[i + 1]) {
      without.push_back(out.spots[i]);
    }
  }
  if (without.empty()) return;
  const char* noun = noun_of(out.lattice);
  out.remarks.push_back(
      concat(misses(without, out.spots.size(), "compared", noun,
                    "have no count of any gene", "has no count of any gene"),
             "; their target is 0 for each gene, and they are scored as the "
             "others are: leave out of the truth what is no tissue"));
}

// Names that pandas and R give to rows without any.
void remark_on_row_numbers(const ExternalTable& truth,
                           const ExternalTable& predicted, Dataset& out) {
  // A cell may be called by the number of its label, which is 1 or more.
  const std::size_t firsts = out.lattice == Lattice::none ? 1 : 2;
  for (std::size_t from = 0; from < firsts; ++from) {
    if (!are_row_numbers(truth.spots(), from) ||
        !are_row_numbers(predicted.spots(), from)) {
      continue;
    }
    const std::string noun = noun_of(out.lattice);
    out.remarks.push_back(concat(
        "the ", plural(noun), " are named ", from, ", ", from + 1, ", ",
        from + 2,
        " and so on in both tables, as rows without names are: they join by "
        "the number of the row, and nothing shows that it is one ",
        noun, " in both; name them by barcode or place"));
  }
}

// Spots and genes of one side alone, and what the values cannot be.
void remark_on(const ExternalTable& truth, const ExternalTable& predicted,
               const Shared& spots, TargetScale scale, Dataset& out) {
  const char* noun = noun_of(out.lattice);
  std::vector<std::string> parts;
  if (!spots.alone.empty()) {
    parts.push_back(misses(spots.alone, truth.spots().size(), "measured", noun,
                           "have no prediction", "has no prediction"));
  }
  const auto not_measured = [&](const std::vector<std::string>& alone,
                                std::size_t all, const char* of) {
    if (alone.empty()) return;
    parts.push_back(misses(alone, all, "predicted", of, "were not measured",
                           "was not measured"));
  };
  not_measured(shared_with(predicted.spots(), truth.spots()).alone,
               predicted.spots().size(), noun);
  not_measured(shared_genes_of(truth, predicted).alone,
               predicted.genes().size(), "gene");
  if (!parts.empty()) {
    out.remarks.push_back(concat("by their names ", listed(parts),
                                 "; what does not join is left out"));
  }
  remark_on_scale(predicted.values(), scale, out);
}

// No spot has a count.
void set_no_counts(const ExternalTable& truth, Dataset& out) {
  out.counts.rows = std::ssize(out.spots);
  out.counts.columns_count = std::ssize(out.genes);
  out.counts.row_starts.assign(out.spots.size() + 1, 0);
  const Matrix values = truth.values();
  const bool counts_all = std::all_of(
      values.reshaped().begin(), values.reshaped().end(),
      [](float value) { return value >= 0 && value == std::trunc(value); });
  if (counts_all) {
    out.remarks.emplace_back(
        "the truth holds whole numbers alone: they seem to be counts, of which "
        "without --truth-unit a ceiling could be told");
  }
}

void set_positions(const ExternalTable& truth,
                   const std::vector<std::size_t>& rows, Dataset& out) {
  const auto positions = truth.positions();
  const auto count = static_cast<Eigen::Index>(rows.size());
  out.array_xy.setZero(count, 2);
  out.pixel_xy.setZero(count, 2);
  for (Eigen::Index i = 0; positions.rows() > 0 && i < count; ++i) {
    out.pixel_xy.row(i) = positions.row(
        static_cast<Eigen::Index>(rows[static_cast<std::size_t>(i)]));
  }
  if (out.lattice == Lattice::none) set_pixel_array(out);
  out.geometry = "not checked";
}

}  // namespace

Dataset joined_dataset(const ExternalTable& truth,
                       const ExternalTable* predicted,
                       const SectionSheet& sheet, TargetScale scale,
                       double most_missing,
                       const std::vector<GeneList>& elsewhere) {
  return with_context(concat("section ", sheet.section), [&] {
    check_not_transposed(truth);
    if (predicted != nullptr) check_not_transposed(*predicted);
    const Shared spots = shared_with(
        truth.spots(), predicted ? predicted->spots() : truth.spots());
    if (spots.places.empty()) {
      fail_to_join(truth, *predicted, "spot", truth.spots(),
                   predicted->spots());
    }
    if (predicted != nullptr) {
      check_enough(truth, *predicted, spots, noun_of(sheet.lattice),
                   most_missing);
    }
    const FirstNames kept = first_names(truth.genes());

    Dataset out;
    out.section = sheet.section;
    out.patient = sheet.patient;
    out.lattice = sheet.lattice;
    out.genes = kept.names;
    for (const std::size_t from : spots.places) {
      out.spots.push_back(truth.spots()[from]);
    }
    if (scale == TargetScale::values) {
      set_no_counts(truth, out);
    } else {
      std::string place;
      out.counts = kept_counts(truth.counts(place), spots.places, kept.places,
                               kept.names.size(), truth.name());
      if (!place.empty() && place != "X") {
        out.remarks.push_back(concat("counts of the truth lie in ", place));
      }
    }
    set_positions(truth, spots.places, out);
    out.leave_out("genes, of a name that an earlier one has",
                  std::ssize(truth.genes()) - std::ssize(kept.names));
    remark_on_columns(truth, "the truth", out);
    if (predicted == nullptr) return out;
    remark_on_columns(*predicted, "the predictions", out);
    check_once(truth, kept, predicted->genes());
    remark_on(truth, *predicted, spots, scale, out);
    remark_on_genes(*predicted, elsewhere, out);
    remark_on_row_numbers(truth, *predicted, out);
    if (scale != TargetScale::values) remark_on_counts(out);
    return out;
  });
}

GeneList joined_genes(const ExternalTable& truth,
                      const ExternalTable& predicted) {
  const Shared genes = shared_genes_of(truth, predicted);
  GeneList out;
  for (const std::size_t place : genes.places) {
    out.genes.push_back(predicted.genes()[place]);
  }
  out.rule = concat("those predicted that were measured, ", genes.places.size(),
                    " of ", predicted.genes().size());
  return out;
}

namespace {

// The values of a table at these spots and genes, all finite.
// @param noun  "the prediction"
Matrix joined_values(const ExternalTable& table, const Dataset& dataset,
                     const GeneList& genes, const char* noun,
                     const char* remedy) {
  const std::string what =
      concat("section ", dataset.section, ": ", table.name());
  const auto rows = places_of(dataset.spots, table.spots(), "spot", what);
  const auto columns = places_of(genes.genes, table.genes(), "gene", what);
  const Matrix all = table.values();
  Matrix out(static_cast<Eigen::Index>(rows.size()),
             static_cast<Eigen::Index>(columns.size()));
  for (std::size_t i = 0; i < rows.size(); ++i) {
    for (std::size_t k = 0; k < columns.size(); ++k) {
      const float value = all(rows[i], columns[k]);
      if (!std::isfinite(value)) {
        fail(what, ": ", noun, " of gene '", genes.genes[k], "' for spot '",
             dataset.spots[i], "' is ",
             std::isnan(value) ? "nan" : "infinite or beyond 3.4e38",
             "; expected a finite number: ", remedy);
      }
      out(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(k)) = value;
    }
  }
  return out;
}

// Of what and of whom the values are.
void describe(const Dataset& dataset, const GeneList& genes,
              Observations& out) {
  out.about = dataset.section;
  if (dataset.lattice == Lattice::none) out.unit_kind = ObservedKind::nucleus;
  out.names = dataset.spots;
  out.variables = genes.genes;
}

}  // namespace

Targets joined_targets(const ExternalTable& truth, const Dataset& dataset,
                       const GeneList& genes, std::string unit) {
  Targets out;
  describe(dataset, genes, out);
  out.transform = std::move(unit);
  out.values = joined_values(truth, dataset, genes, "the truth",
                             "leave the spot out of truth or predictions");
  return out;
}

Predictions joined_predictions(const ExternalTable& predicted,
                               const Dataset& dataset, const GeneList& genes,
                               Predictor predictor) {
  Predictions out;
  describe(dataset, genes, out);
  out.predictor = std::move(predictor);
  out.values = joined_values(predicted, dataset, genes, "the prediction",
                             "leave the spot out, and it is counted");
  return out;
}

}  // namespace moonstain
