#include "core/eval/export/mlflow.h"

#include <cmath>
#include <map>
#include <set>

#include "core/base/digest.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/folder.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "core/eval/export/free_name.h"
#include "core/eval/export/run_time.h"
#include "core/eval/export/tables.h"
#include "core/eval/findings/walk.h"

namespace moonstain {
namespace {

// A text of YAML in quotes: JSON's are.
std::string quoted(const std::string& text) {
  return Json(text).dump(-1, ' ', true);
}

// A part of a name: parts lie in folders, so none may be a way up.
std::string part(const std::string& text) {
  std::string name = safe_name(text, "_-. ");
  if (name.empty() || name == "." || name == "..") name += '_';
  return name;
}

/// Parts of names for texts that are told apart by what a part leaves out.
class Parts {
 public:
  /// The same for the same text; of a second that would be called so "a_2".
  const std::string& of(const std::string& text) {
    const auto [known, is_new] = parts_.try_emplace(text);
    if (is_new) known->second = free_name(part(text), taken_);
    return known->second;
  }

 private:
  std::map<std::string, std::string> parts_;
  std::set<std::string> taken_;
};

std::string one_line(const Json& value) {
  std::string text = json_words(value);
  for (char& letter : text) {
    if (letter == '\n' || letter == '\r') letter = ' ';
  }
  return text;
}

std::string number_text(double value) {
  if (std::isnan(value)) return "nan";
  if (std::isinf(value)) return value > 0 ? "inf" : "-inf";
  return concat(value);
}

using Metrics = std::map<std::string, double>;

void add_findings(const std::string& prefix, const Findings& findings,
                  Metrics& metrics) {
  Parts parts;
  for (const PredictorFindings& predictor : findings.predictors) {
    for (const auto& [reading, scores] : predictor.readings) {
      for (const auto& [metric, one] : scores.metrics) {
        metrics[concat(prefix, parts.of(predictor.name), "/", part(reading),
                       "/", part(metric))] = one.estimate.value;
      }
    }
  }
}

void add_walk(const std::string& prefix, const Walk& walk, Metrics& metrics) {
  Parts arms, predictors;
  for (const auto& [arm, one] : walk.arms) {
    for (const auto& [predictor, number] : one.values) {
      metrics[concat(prefix, "arm ", arms.of(arm), "/",
                     predictors.of(predictor))] = number;
    }
  }
}

void put(const fs::path& path, const std::string& text) {
  make_folders(path.parent_path());
  write_file(path, text);
}

int status_of(const RunRecord& record) {
  if (record.state == "done") return 3;
  return record.state == "failed" ? 4 : 5;
}

// MLflow's own are 18 digits, too.
std::string experiment_id(const std::string& recipe) {
  constexpr std::uint64_t kFirst = 100'000'000'000'000'000;
  return concat(kFirst + sha256(recipe).front() % (8 * kFirst));
}

}  // namespace

void write_mlflow(const RunRecord& record, const Graph& graph,
                  const std::string& program_version,
                  const std::vector<StoredValue>& values,
                  const fs::path& folder) {
  const std::int64_t began = ms_since_1970(record.began);
  const std::int64_t ended = began + std::llround(record.seconds * 1000);
  const std::string experiment = experiment_id(record.recipe);
  const std::string run =
      sha256(concat(record.plan.hex(), " ", record.run, " ", record.began))
          .hex()
          .substr(0, 32);
  const fs::path place = folder / experiment / run;
  make_folders(folder / ".trash");
  put(folder / experiment / "meta.yaml",
      concat("artifact_location: ", quoted(experiment), "\ncreation_time: ",
             began, "\nexperiment_id: ", quoted(experiment),
             "\nlast_update_time: ", ended,
             "\nlifecycle_stage: active\nname: ", quoted(record.recipe), "\n"));
  const std::string run_name = concat(record.variant, " ", record.run);
  put(place / "meta.yaml",
      concat(
          "artifact_uri: ", quoted(concat(experiment, "/", run, "/artifacts")),
          "\nend_time: ", ended,
          "\nentry_point_name: ''\nexperiment_id: ", quoted(experiment),
          "\nlifecycle_stage: active\nrun_id: ", quoted(run),
          "\nrun_name: ", quoted(run_name), "\nrun_uuid: ", quoted(run),
          "\nsource_name: ''\nsource_type: 4\nsource_version: "
          "''\nstart_time: ",
          began, "\nstatus: ", status_of(record), "\ntags: []\nuser_id: ''\n"));
  for (const ParamValue& param : graph.params) {
    put(place / "params" / part(param.name), one_line(param.value));
  }
  for (const SwitchValue& one : graph.switches) {
    put(place / "params" / part(one.name), one_line(one.value));
  }
  const std::pair<const char*, std::string> tags[] = {
      {"mlflow.runName", run_name},
      {"mlflow.source.name", record.recipe},
      {"mlflow.source.type", "LOCAL"},
      {"moonstain.run", record.run},
      {"moonstain.variant", record.variant},
      {"moonstain.plan", record.plan.hex()},
      {"moonstain.version", program_version},
      {"moonstain.numeric_class", record.numbers.libm},
      {"moonstain.numeric_class_of_networks", record.numbers.of_networks()}};
  for (const auto& [name, text] : tags) put(place / "tags" / name, text);

  Metrics metrics;
  Parts outputs;
  make_folders(place / "metrics");
  make_folders(place / "params");
  make_folders(place / "artifacts");
  for (const StoredValue& value : values) {
    const std::string prefix =
        values.size() == 1 ? "" : concat(outputs.of(value.name), "/");
    if (value.type == Findings::kType) {
      add_findings(prefix, Findings::read(value.folder), metrics);
    } else if (value.type == Walk::kType) {
      add_walk(prefix, Walk::read(value.folder), metrics);
    } else {
      continue;
    }
    for (const CsvFile& file : csv_files(value)) {
      put(place / "artifacts" / file.path, file.text);
    }
  }
  for (const auto& [name, number] : metrics) {
    put(place / "metrics" / name,
        concat(ended, " ", number_text(number), " 0\n"));
  }
}

}  // namespace moonstain
