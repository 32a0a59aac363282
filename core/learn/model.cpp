#include "core/learn/model.h"

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/learn/weights/safetensors.h"

namespace moonstain {
namespace {

constexpr std::int64_t kSchema = 1;

}  // namespace

Model Model::read(const fs::path& folder) {
  const fs::path path = folder / "model.json";
  const std::string where = path.string();
  const Json json = parse_json(read_file(path), where);
  const std::int64_t schema = integer_member(json, "schema", where);
  check(schema == kSchema, where, ": schema ", schema,
        " is not read here, only ", kSchema);
  Model model;
  model.network = text_member(json, "network", where);
  model.config = member(json, "config", where);
  model.encoder = text_member(json, "encoder", where);
  for (const Json& gene : member(json, "genes", where)) {
    check(gene.is_string(), where, ": a gene is ", gene.dump(), ", not a name");
    model.genes.push_back(gene.get<std::string>());
  }
  model.constant_genes = integer_member(json, "constant_genes", where);
  model.collapsed = member(json, "collapsed", where) == true;
  const fs::path training = folder / "training.json";
  model.training = parse_json(read_file(training), training.string());
  model.weights = read_safetensors(folder / "weights.safetensors");
  return model;
}

void Model::write(const fs::path& folder) const {
  write_file(folder / "model.json",
             pretty_json({{"schema", kSchema},
                          {"network", network},
                          {"config", config},
                          {"encoder", encoder},
                          {"genes", genes},
                          {"collapsed", collapsed},
                          {"constant_genes", constant_genes}}));
  write_file(folder / "training.json", pretty_json(training));
  write_safetensors(folder / "weights.safetensors", weights);
}

}  // namespace moonstain
