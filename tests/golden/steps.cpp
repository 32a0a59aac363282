#include "tests/golden/steps.h"

#include <algorithm>

#include "core/base/file.h"
#include "core/base/folder.h"
#include "core/data/stored/predictions.h"
#include "core/data/stored/targets.h"
#include "core/engine/step/catalog.h"
#include "core/engine/store/store.h"
#include "core/learn/weights/safetensors.h"

namespace moonstain {

Inputs::Item Steps::run(const std::string& name, Json given,
                        std::map<std::string, std::vector<Inputs::Item>> inputs,
                        const std::string& as, const std::string& section) {
  const StepKind& kind =
      *std::find_if(kinds_.begin(), kinds_.end(),
                    [&](const StepKind& k) { return k.decl().name == name; });
  const Json options = complete_options(kind.decl(), given);
  const fs::path out = folder_ / (as.empty() ? name : as);
  make_folders(out);
  bool exact = kind.decl().numeric == Numeric::exact;
  for (const auto& [input, items] : inputs) {
    for (const Inputs::Item& item : items) {
      exact = exact && !inexact_.contains(item.path);
    }
  }
  if (!exact) inexact_.insert(out);
  std::map<std::string, FileEntry> files;
  {
    WriteRecorder recorder(out);
    kind.run(Inputs(name, std::move(inputs)), options, out);
    files = recorder.entries();
  }
  const Digest digest = object_digest(files);
  if (as.empty()) {
    Json entry = {{"version", kind.decl().version}};
    if (exact) {
      entry["digest"] = digest.hex();
    } else {
      entry["numbers"] = numbers_of(kind.decl().output, out);
    }
    results_[name] = entry;
  }
  return {out, "", section};
}

Inputs::Item Steps::seen_classes(const Inputs::Item& targets) {
  Targets classes = Targets::read(targets.path);
  classes.values = (classes.values.array() > 0).cast<float>();
  return kept(classes, "classes", targets.section);
}

Inputs::Item Steps::slide_of(const Inputs::Item& item,
                             const std::string& patient, float factor) {
  Predictions values = Predictions::read(item.path);
  values.names = {patient};
  for (Eigen::Index i = 0; i < values.values.size(); ++i) {
    values.values.data()[i] *= 1 + factor * static_cast<float>(i);
  }
  return kept(values, patient, "");
}

Inputs::Item Steps::file(const std::string& name, std::string_view bytes) {
  return file(name, [&](const fs::path& path) { write_file(path, bytes); });
}

Inputs::Item Steps::file(const std::string& name,
                         const std::function<void(const fs::path&)>& write) {
  write(folder_ / name);
  return {folder_ / name, name, ""};
}

Inputs::Item Steps::weights(const std::string& name, const Weights& weights) {
  return file(name,
              [&](const fs::path& path) { write_safetensors(path, weights); });
}

}  // namespace moonstain
