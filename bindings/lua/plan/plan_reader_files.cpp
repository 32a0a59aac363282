// Part of plan_reader.h: files, which are believed by the parent's own
// manifests and shelves alone.
#include <algorithm>

#include "bindings/lua/plan/plan_reader.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/text.h"
#include "core/engine/step/inputs.h"

namespace moonstain::lua {

namespace {

constexpr std::uint64_t kMostSourceBytes = std::uint64_t{1} << 30;

}  // namespace

void PlanReader::take_file(FrameReader& frame) {
  const std::string manifest = frame.text();
  const std::string path = frame.text();
  Node node;
  node.section = section(frame);
  SourceFile source;
  for (const std::string& origin : frame.texts()) {
    source.learned_from.push_back(plain(origin, kMostNameBytes));
  }
  node.where = line(frame);
  const auto files = files_.find(manifest);
  check(files != files_.end() && files->second.contains(path),
        "malformed plan message: a file that no manifest names");
  const ManifestFile& file =
      manifests_.at(manifest).files[files->second.at(path)];
  source.name = file.path;
  source.size_bytes = file.size_bytes;
  source.sha256 = file.sha256;
  source.manifest = manifest;
  node.id = file.sha256;
  node.source = std::move(source);
  add(std::move(node), type_number(std::string(File::kType)));
}

void PlanReader::take_table(FrameReader& frame) {
  const std::string name = frame.text();
  const std::string role = frame.text();
  Node node;
  node.where = line(frame);
  const auto manifest = manifests_.find(name);
  check(manifest != manifests_.end() && manifest->second.tables.contains(role),
        "malformed plan message: a table that no manifest names");
  const ManifestFile& file =
      manifest->second
          .files[files_.at(name).at(manifest->second.tables.at(role))];
  SourceFile source;
  source.name = file.path;
  source.size_bytes = file.size_bytes;
  source.sha256 = file.sha256;
  source.manifest = name;
  for (const ManifestPatient& row : manifest->second.patients) {
    source.about.push_back(concat(name, "/", row.patient));
  }
  node.id = file.sha256;
  node.source = std::move(source);
  add(std::move(node), type_number(std::string(File::kType)));
}

std::set<std::string>& PlanReader::used(std::uint8_t shelf) {
  return shelf == 0 ? plan_.used.beside : plan_.used.shared;
}

void PlanReader::take_lua_file(FrameReader& frame) {
  const std::uint8_t place = frame.byte();
  std::string name = frame.text();
  const Shelf& shelf = place == 0 ? world_.recipe : world_.library;
  check(place <= 1 && shelf.lua.contains(name),
        "malformed plan message: a file that is not there");
  used(place).insert(std::move(name));
}

void PlanReader::take_source(FrameReader& frame) {
  const std::uint8_t place = frame.byte();
  SourceFile source;
  source.name = plain(frame.text(), kMostNameBytes);
  for (const std::string& origin : frame.texts()) {
    source.learned_from.push_back(plain(origin, kMostNameBytes));
  }
  Node node;
  node.where = line(frame);
  if (place == 2) {
    check(request_.weights.has_value(),
          "malformed plan message: weights that nobody has named");
    asked_for_weights_ = true;
    const std::vector<std::string> learned_from = source.learned_from;
    source = *request_.weights;
    source.learned_from = learned_from;
    node.id = source.sha256;
    node.source = std::move(source);
    add(std::move(node), type_number(std::string(File::kType)));
    return;
  }
  check(place <= 1, "malformed plan message: a file that is not there");
  const Shelf& shelf = place == 0 ? world_.recipe : world_.library;
  check(std::binary_search(shelf.files.begin(), shelf.files.end(), source.name),
        "malformed plan message: a file that is not there");
  used(place).insert(source.name);
  const fs::path path =
      (place == 0 ? request_.recipe : request_.library) / source.name;
  auto hashed = hashed_.find(path.string());
  if (hashed == hashed_.end()) {
    // Hashed each time a recipe is planned, so bounded, also where a sparse
    // file pretends to be huge.
    source_bytes_ += FileReader(path).size_bytes();
    check(source_bytes_ <= kMostSourceBytes, node.where, ": ms.source: with '",
          source.name, "' the recipe's files have ", source_bytes_,
          " bytes; at most ", kMostSourceBytes >> 20,
          " MB may lie beside a recipe, name larger ones in a manifest");
    hashed = hashed_.emplace(path.string(), hash_file(path)).first;
  }
  source.size_bytes = hashed->second.size_bytes;
  source.sha256 = hashed->second.sha256;
  node.id = source.sha256;
  node.source = std::move(source);
  add(std::move(node), type_number(std::string(File::kType)));
}

}  // namespace moonstain::lua
