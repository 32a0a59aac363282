#include "core/eval/findings/findings.h"

#include <cmath>
#include <limits>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/folder.h"

namespace moonstain {

Json json_number(double value) {
  return std::isfinite(value) ? Json(value) : Json(nullptr);
}

double number_of(const Json& value) {
  return value.is_number() ? value.get<double>()
                           : std::numeric_limits<double>::quiet_NaN();
}

double Findings::headline(std::string_view predictor) const {
  const Json& headline = content.at("headline");
  for (const Json& one : content.at("predictors")) {
    if (one.at("name") == predictor) {
      return number_of(one.at("readings")
                           .at(headline.at("reading").get<std::string>())
                           .at("metrics")
                           .at(headline.at("metric").get<std::string>())
                           .at("mean"));
    }
  }
  return std::numeric_limits<double>::quiet_NaN();
}

std::vector<std::string> Findings::predictors() const {
  std::vector<std::string> names;
  for (const Json& one : content.at("predictors")) {
    names.push_back(one.at("name").get<std::string>());
  }
  return names;
}

Findings Findings::read(const fs::path& folder) {
  const fs::path path = folder / "findings.json";
  Findings findings;
  findings.content = parse_json(read_file(path), path.string());
  check(text_member(findings.content, "kind", path.string()) == "findings",
        path.string(), ": is no findings");
  const auto schema = integer_member(findings.content, "schema", path.string());
  check(schema == 2, path.string(), ": findings of schema ", schema,
        ", this program reads schema 2; repeat the run that made it");
  for (const std::string& name : list_files(folder)) {
    if (name != "findings.json") {
      findings.files[name] = read_file(folder / name);
    }
  }
  return findings;
}

void Findings::write(const fs::path& folder) const {
  make_folders(folder);
  write_file(folder / "findings.json", pretty_json(content));
  for (const auto& [name, bytes] : files) {
    write_file(folder / name, bytes);
  }
}

}  // namespace moonstain
