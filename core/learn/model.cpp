#include "core/learn/model.h"

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/optional_members.h"
#include "core/learn/train/training_record.h"
#include "core/learn/weights/safetensors.h"

namespace moonstain {

Model Model::read(const fs::path& folder) {
  const fs::path path = folder / "model.json";
  const std::string where = path.string();
  const Json json = parse_json(read_file(path), where);
  const std::int64_t schema = integer_member(json, "schema", where);
  check(schema == TrainingRecord::kSchema, where, ": schema ", schema,
        " is not read here, only ", TrainingRecord::kSchema);
  Model model;
  model.kind = text_member(json, "kind", where);
  model.config = member(json, "config", where);
  model.encoder = text_member(json, "encoder", where);
  model.tiles = {number_or_none(json, "tile_pitches", where).value_or(0),
                 number_or_none(json, "tile_um", where).value_or(0)};
  const Json& outputs = member(json, "outputs", where);
  model.outputs.axis = text_member(outputs, "axis", where);
  for (const Json& name : list_member(outputs, "names", where)) {
    check(name.is_string(), where, ": an output is ", name.dump(),
          ", not a name");
    model.outputs.names.push_back(name.get<std::string>());
  }
  model.seed = integer_member(json, "seed", where);
  model.fold = text_member(json, "fold", where);
  model.constant_outputs = integer_member(json, "constant_outputs", where);
  model.collapsed = flag_or(json, "collapsed", false, where);
  model.parameters = integer_or_none(json, "parameters", where);
  const fs::path training = folder / "training.json";
  model.training = parse_json(read_file(training), training.string());
  model.weights = read_safetensors(folder / "weights.safetensors");
  const fs::path optimiser = folder / "optimiser.safetensors";
  if (path_exists(optimiser)) model.optimiser = read_safetensors(optimiser);
  return model;
}

void Model::write(const fs::path& folder) const {
  Json json{{"schema", TrainingRecord::kSchema},
            {"kind", kind},
            {"config", config},
            {"encoder", encoder},
            {"outputs", {{"axis", outputs.axis}, {"names", outputs.names}}},
            {"seed", seed},
            {"fold", fold},
            {"collapsed", collapsed},
            {"constant_outputs", constant_outputs}};
  if (parameters) json["parameters"] = *parameters;
  if (tiles.known()) {
    json["tile_pitches"] = tiles.pitches;
    json["tile_um"] = tiles.um;
  }
  write_file(folder / "model.json", pretty_json(json));
  write_file(folder / "training.json", pretty_json(training));
  write_safetensors(folder / "weights.safetensors", weights);
  if (!optimiser.tensors.empty()) {
    write_safetensors(folder / "optimiser.safetensors", optimiser);
  }
}

}  // namespace moonstain
