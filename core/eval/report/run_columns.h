#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/eval/findings/findings.h"
#include "core/eval/findings/ranking.h"

namespace moonstain::report {

/// The predictors of one run's findings: a column of a table over runs, which
/// differ by protocol, by data or by the places that are scored.
struct RunColumn {
  std::string run;      ///< "0012"
  std::string recipe;   ///< "spot_benchmark"
  std::string variant;  ///< "protocol=p1"; "default"
  std::string output;   ///< "findings"
  std::string state;    ///< "interrupted"; "" of a run that is done
  std::string title;    ///< of the run's page
  std::string model;    ///< the predictor that the page judges
  Headline headline;
  std::set<std::string> units;  ///< scored
  /// What these are of: columns that have one in common are no two samples.
  std::set<std::string> clusters;
  std::string cluster = "patient";  ///< noun
  std::map<std::string, std::string>
      labels;  ///< by predictor, where it has one
  /// Of a model of which the loss is not below that of a prediction without
  /// features on what it was trained on: its number says nothing of the method.
  std::set<std::string> unfitted;
  Ranking ranking;

  /// nullptr where it was not scored here.
  const RankedPredictor* find(std::string_view predictor) const;
  /// A method whose number is set against the reference's: fitted, with a gain,
  /// and without too many values that the reference has (`Lacking`).
  bool is_compared(const RankedPredictor& one) const;
};

/// "A" to "Z", "AA", "AB": what a column is called.
std::string letters_of(std::size_t column);

/// Names of predictors, those of the first column in its order, then those that
/// only a later one has.
std::vector<std::string> predictors_of(const std::vector<RunColumn>& columns);

/// What the columns that have it call it, else its name where they differ.
std::string label_in(const std::vector<RunColumn>& columns,
                     const std::string& predictor);

/// "pearson.mean, only cells with tissue, mean of 6 sections, patient held out;
/// gains over colour ridge (0.172)": of what the reference's number is, and so
/// every number that does not say otherwise; where the reference is the model
/// itself or is not fitted, and where lower is better, that is said.
std::string about(const RunColumn& column);

/// "0.180", and "0.259 (1 of 6)" of fewer units than the reference's.
std::string value_words(const RunColumn& column, const RankedPredictor& one);

/// "[0.120, 0.240]".
std::string interval_text(const RunColumn& column, const Interval& one);

/// Number and interval, "0.180 [0.120, 0.240]"; "-" where it was not
/// scored.
std::string number_words(const RunColumn& column, const RankedPredictor* one);

/// "3.2", "12.0, not fitted", "not ranked" where its number is of other units
/// or items than those of the others, "oracle", "ceiling"; "-" where it was not
/// scored.
std::string rank_words(const RunColumn& column, const RankedPredictor* one);

/// Columns in which a method is better than the reference by the mean of its
/// gains, whatever their interval, of those in which it is compared: "A, C of
/// A, B, C", "none of A, B"; "-" of what is no method, or is compared nowhere.
std::string better_words(const std::vector<RunColumn>& columns,
                         const std::string& predictor);

/// What a rank and a gain are; that a method is not fitted or not ranked, where
/// one is; and which columns are of the same patients, so that they do not
/// confirm each other.
///
/// @param columns  one or more
std::vector<std::string> remarks_on(const std::vector<RunColumn>& columns);

/// The table as a page, in the look of a report: columns with what they are of,
/// every predictor with its numbers, intervals and ranks. It holds all it
/// shows.
std::string run_table_page(const std::vector<RunColumn>& columns);

}  // namespace moonstain::report
