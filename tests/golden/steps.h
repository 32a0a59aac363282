#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "bindings/steps/steps.h"
#include "core/base/error.h"
#include "core/base/json.h"
#include "core/base/matrix.h"
#include "core/base/path.h"
#include "core/engine/step/step_kind.h"
#include "core/learn/weights/weights.h"
#include "tests/support/temp_folder.h"

namespace moonstain {

/// What of a result is compared by tolerance, by the type of the result.
Json numbers_of(const std::string& type, const fs::path& folder);

/// Runs steps on one another's results and keeps what is compared of each.
class Steps {
 public:
  /// Runs a step; the result is called `as`, by default as the step, and then
  /// compared. An exact step is compared bit for bit unless what it was given
  /// came out of the C library's or LibTorch's arithmetic.
  Inputs::Item run(const std::string& name, Json given,
                   std::map<std::string, std::vector<Inputs::Item>> inputs,
                   const std::string& as = "", const std::string& section = "");

  /// A value that no step here makes.
  template <typename T>
  Inputs::Item given(const T& value, const std::string& name,
                     const std::string& section) {
    value.write(folder_ / name);
    return {folder_ / name, "", section};
  }

  /// Targets of a section's genes as classes: a spot that has a gene is of it.
  Inputs::Item seen_classes(const Inputs::Item& targets);

  /// Targets or predictions of the first variable alone.
  template <typename T>
  Inputs::Item of_first(const Inputs::Item& item) {
    T first = T::read(item.path);
    first.variables.resize(1);
    first.values = Matrix(first.values.leftCols(1));
    return kept(first, concat("first_", T::kType), item.section);
  }

  /// Values of a slide as another patient's, farther apart by `factor`.
  Inputs::Item slide_of(const Inputs::Item& item, const std::string& patient,
                        float factor);

  Inputs::Item file(const std::string& name, std::string_view bytes);
  /// A file that `write` makes at the path it is given.
  Inputs::Item file(const std::string& name,
                    const std::function<void(const fs::path&)>& write);
  Inputs::Item weights(const std::string& name, const Weights& weights);

  const std::vector<StepKind>& kinds() const { return kinds_; }
  const Json& results() const { return results_; }

 private:
  template <typename T>
  Inputs::Item kept(const T& value, const std::string& name,
                    const std::string& section) {
    value.write(folder_ / name);
    inexact_.insert(folder_ / name);
    return {folder_ / name, "", section};
  }

  TempFolder folder_;
  std::vector<StepKind> kinds_ = all_steps();
  std::set<fs::path> inexact_;
  Json results_ = Json::object();
};

/// A made-up section's name, and the options of the steps that make it up.
inline std::string section(int i) { return concat("synthetic/S", i); }
inline Json about(int i) {
  return {{"seed", 7},
          {"section", section(i)},
          {"patient", concat("synthetic/P", i)},
          {"side", 4},
          {"genes", 5}};
}

/// Two made-up sections of 16 spots: what was made of each.
struct Sections {
  std::vector<Inputs::Item> datasets, patches, targets, grids, features,
      colours;
};

/// A picture of 64 x 64 px, one with nuclei.
struct Pictures {
  Inputs::Item image, stained;
};

/// HiST, trained on the first section, and what it says of the second.
struct Predicted {
  Inputs::Item model, predictions, map;
};

// The steps of each room, each once; step_digests_test.cpp has the order.

Sections run_sections(Steps& steps);
Pictures run_files(Steps& steps);
void run_blocks(Steps& steps, const std::vector<Inputs::Item>& datasets);
void run_pair(Steps& steps);
void run_external(Steps& steps);

void run_cell_tables(Steps& steps, const Inputs::Item& image);
void run_cells(Steps& steps, const Inputs::Item& stained);

void run_cohorts(Steps& steps);
void run_genome(Steps& steps);
void run_survival(Steps& steps);
void run_patients(Steps& steps);

Predicted run_networks(Steps& steps, const Sections& made);
void run_spot_methods(Steps& steps, const Sections& made);

void run_eval(Steps& steps, const Sections& made, const Pictures& pictures,
              const Predicted& predicted);

}  // namespace moonstain
