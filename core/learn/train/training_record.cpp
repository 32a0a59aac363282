#include "core/learn/train/training_record.h"

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/optional_members.h"

namespace moonstain {
namespace {

double mean_of(const Json& losses, const std::string& where) {
  check(losses.is_array() && !losses.empty(), where, ": an epoch's losses are ",
        losses.dump(), ", expected a list of numbers");
  double sum = 0;
  for (const Json& loss : losses) {
    check(loss.is_number(), where, ": a loss is ", loss.dump(),
          ", expected a number");
    sum += loss.get<double>();
  }
  return sum / static_cast<double>(losses.size());
}

}  // namespace

Json TrainingLog::json() const {
  Json rows = Json::array();
  for (const Epoch& epoch : epochs) {
    Json row = {{"learning_rate", epoch.learning_rate},
                {"losses", epoch.losses},
                {"terms", epoch.terms}};
    if (!epoch.held_out.empty()) row["held_out"] = epoch.held_out;
    rows.push_back(std::move(row));
  }
  Json json = {{"kept_epoch", kept_epoch},
               {"steps", steps},
               {"final_loss", final_loss},
               {"epochs", std::move(rows)}};
  if (constant_loss) json["constant_loss"] = *constant_loss;
  if (!compared_term.empty()) json["compared_term"] = compared_term;
  if (!selected_by.empty()) {
    json["selection"] = {{"score", selected_by}, {"units", selected_on}};
  }
  return json;
}

TrainingRecord TrainingRecord::read(const fs::path& folder) {
  TrainingRecord record;
  const std::string model_path = (folder / "model.json").string();
  const Json model = parse_json(read_file(model_path), model_path);
  const std::int64_t schema = integer_member(model, "schema", model_path);
  check(schema == kSchema, model_path, ": schema ", schema,
        " is not read here, only ", kSchema);
  record.kind = text_member(model, "kind", model_path);
  record.seed = integer_member(model, "seed", model_path);
  record.fold = text_member(model, "fold", model_path);
  record.collapsed = flag_or(model, "collapsed", false, model_path);
  record.parameters = integer_or_none(model, "parameters", model_path);

  const std::string path = (folder / "training.json").string();
  const Json training = parse_json(read_file(path), path);
  record.steps = integer_member(training, "steps", path);
  record.kept_epoch = integer_member(training, "kept_epoch", path);
  record.final_loss = number_member(training, "final_loss", path);
  record.constant_loss = number_or_none(training, "constant_loss", path);
  record.compared_term = text_or(training, "compared_term", "", path);
  for (const Json& epoch : list_member(training, "epochs", path)) {
    record.losses.push_back(record.compared_term.empty()
                                ? mean_of(member(epoch, "losses", path), path)
                                : number_member(member(epoch, "terms", path),
                                                record.compared_term, path));
  }
  record.epochs = static_cast<std::int64_t>(record.losses.size());
  return record;
}

}  // namespace moonstain
