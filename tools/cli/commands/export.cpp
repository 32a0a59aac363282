#include "tools/cli/commands/export.h"

#include <algorithm>
#include <functional>
#include <map>
#include <set>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/folder.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "core/engine/plan/node_path.h"
#include "core/eval/export/h5ad.h"
#include "core/eval/export/mlflow.h"
#include "core/eval/export/new_target.h"
#include "core/eval/export/spatialdata.h"
#include "core/eval/export/tables.h"
#include "tools/cli/exported_crate.h"
#include "tools/cli/exported_run.h"
#include "tools/cli/exported_sections.h"
#include "tools/cli/output.h"
#include "tools/cli/stored_object.h"

namespace moonstain {
namespace {

// What went into a form, and what did not.
struct Written {
  std::string form;
  fs::path target;
  std::vector<std::string> names;
  std::vector<std::string> left;  ///< "dataset: a Dataset is no ..."
};

// Values that a form has a place for; the others are told of.
std::vector<ExportedValue> fitting(
    const ExportedRun& run, Written& written, const std::string& lacks,
    const std::function<bool(const StoredValue&)>& fits) {
  std::vector<ExportedValue> chosen;
  for (const ExportedValue& one : run.values) {
    if (fits(one.value)) {
      chosen.push_back(one);
      written.names.push_back(one.value.name);
    } else {
      written.left.push_back(
          concat(one.value.name, ": ", type_words(one.value), ", ", lacks));
    }
  }
  return chosen;
}

// The path of a result below the named outputs that makes one of these types.
std::string path_to(const Graph& graph, const Catalog& catalog,
                    const std::vector<std::string>& types) {
  std::vector<std::pair<NodeIndex, std::string>> reached;
  std::set<NodeIndex> seen;
  for (const auto& [name, nodes] : graph.outputs) {
    if (nodes.size() == 1) reached.emplace_back(nodes.front(), name);
  }
  for (std::size_t at = 0; at < reached.size(); ++at) {
    const auto [node, path] = reached[at];
    if (!seen.insert(node).second) continue;
    const StepDecl* step = catalog.find(graph.nodes[node].step);
    if (step != nullptr &&
        std::find(types.begin(), types.end(), step->output) != types.end()) {
      return path;
    }
    for (const NodeInput& input : graph.nodes[node].inputs) {
      for (std::size_t item = 0; item < input.nodes.size(); ++item) {
        reached.emplace_back(input.nodes[item], item_path(path, input, item));
      }
    }
  }
  return "";
}

[[noreturn]] void fail_without(const ExportedRun& run, const Catalog& catalog,
                               const std::string& form, const Written& written,
                               const std::vector<std::string>& types) {
  const std::string path = path_to(run.plan.graph, catalog, types);
  fail("run ", run.record.run, " of ", run.record.recipe, " has no result for ",
       form, ": ",
       written.left.empty() ? "it names none" : listed(written.left, 4),
       path.empty() ? ""
                    : concat("; name one below it, such as --of '", path, "'"));
}

Written write_csv(const ExportedRun& run, const Catalog& catalog,
                  const fs::path& target) {
  Written written{"csv", target, {}, {}};
  const auto chosen =
      fitting(run, written, "has no table",
              [](const StoredValue& value) { return has_tables(value.type); });
  if (chosen.empty()) {
    fail_without(run, catalog, "--csv", written, {"Findings", "Scores"});
  }
  make_new_folder(target, [&](const fs::path& folder) {
    for (const ExportedValue& one : chosen) {
      with_context(one.value.name,
                   [&] { try_shut_in(600, [&] { csv_files(one.value); }); });
      for (const CsvFile& file : csv_files(one.value)) {
        make_folders((folder / file.path).parent_path());
        write_file(folder / file.path, file.text);
      }
    }
  });
  return written;
}

Written write_anndata(const ExportedRun& run, const Catalog& catalog,
                      const fs::path& target) {
  Written written{"h5ad", target, {}, {}};
  const auto chosen = fitting(
      run, written, "is no AnnData",
      [](const StoredValue& value) { return is_anndata(value.folder); });
  if (chosen.empty()) {
    fail_without(run, catalog, "--h5ad", written,
                 {"Predictions", "Dataset", "Targets"});
  }
  check(chosen.size() == 1, "run ", run.record.run, " of ", run.record.recipe,
        " has ", chosen.size(),
        " results for --h5ad: ", listed(written.names, 4),
        "; a file holds one: name it with --of");
  make_new_file(target, [&](const fs::path& file) {
    write_h5ad(chosen.front().value.folder, file);
  });
  return written;
}

Written write_rocrate(const Session& session, const ExportedRun& run,
                      const PlannedAgain& again, const fs::path& target) {
  Written written{"rocrate", target, {}, {}};
  make_new_folder(target, [&](const fs::path& folder) {
    for (const std::string& note :
         write_run_crate(session, run, again, folder)) {
      written.left.push_back(note);
    }
  });
  for (const ExportedValue& one : run.values) {
    written.names.push_back(one.value.name);
  }
  return written;
}

Written write_runs(const Session& session, const ExportedRun& run,
                   const PlannedAgain& again, const fs::path& target) {
  Written written{"mlflow", target, {}, {}};
  const auto chosen = fitting(
      run, written, "has no metrics of a run", [](const StoredValue& value) {
        return value.type == "Findings" || value.type == "Walk";
      });
  if (chosen.empty()) {
    fail_without(run, session.catalog(), "--mlflow", written,
                 {"Findings", "Walk"});
  }
  std::vector<StoredValue> values;
  for (const ExportedValue& one : chosen) values.push_back(one.value);
  if (!again.plan) {
    written.left.push_back(
        concat("switches, as the recipe alone says them: ", again.why));
  }
  const Graph& graph = again.plan ? again.plan->graph : run.plan.graph;
  make_new_folder(target, [&](const fs::path& folder) {
    write_mlflow(run.record, graph, kVersion, values, folder);
  });
  return written;
}

Written write_sections(const Session& session, const ExportedRun& run,
                       const fs::path& target) {
  ExportedSections chosen = exported_sections(session, run);
  Written written{"spatialdata", target, chosen.names, chosen.left};
  if (chosen.sections.empty()) {
    fail_without(run, session.catalog(), "--spatialdata", written, {"Dataset"});
  }
  make_new_folder(target, [&](const fs::path& folder) {
    for (const std::string& note : write_spatialdata(chosen.sections, folder)) {
      written.left.push_back(note);
    }
  });
  return written;
}

Json written_json(const Written& written) {
  return {{"form", written.form},
          {"target", written.target.string()},
          {"results", written.names},
          {"not_exported", written.left}};
}

std::string written_words(const Written& written, const ExportedRun& run) {
  std::string text = concat(
      written.form, ": ", written.target.native(), ", of run ", run.record.run,
      " of ", run.record.recipe, ": ", listed(written.names, 6), "\n");
  for (const std::string& left : written.left) {
    text += concat("  not exported: ", left, "\n");
  }
  return text;
}

}  // namespace

int export_command(const CommonOptions& common, const ExportOptions& options) {
  check(!options.rocrate.empty() || !options.mlflow.empty() ||
            !options.spatialdata.empty() || !options.h5ad.empty() ||
            !options.csv.empty(),
        "export: expected a form: --rocrate DIR, --mlflow DIR, --spatialdata "
        "DIR, --h5ad FILE or --csv DIR");
  const Session session(common);
  const ExportedRun run =
      exported_run(common.workspace, session.catalog(), options.what,
                   options.variant, options.of);
  const bool says_recipe = !options.rocrate.empty() || !options.mlflow.empty();
  const PlannedAgain again =
      says_recipe ? planned_again(session, run) : PlannedAgain();
  Json list = Json::array();
  // Said as each is there: a later one may fail, and the earlier ones stay.
  const auto tell = [&](const Written& one) {
    if (common.json) {
      list.push_back(written_json(one));
    } else {
      print(written_words(one, run));
    }
  };
  if (!options.csv.empty()) {
    tell(write_csv(run, session.catalog(), options.csv));
  }
  if (!options.h5ad.empty()) {
    tell(write_anndata(run, session.catalog(), options.h5ad));
  }
  if (!options.rocrate.empty()) {
    tell(write_rocrate(session, run, again, options.rocrate));
  }
  if (!options.mlflow.empty()) {
    tell(write_runs(session, run, again, options.mlflow));
  }
  if (!options.spatialdata.empty()) {
    tell(write_sections(session, run, options.spatialdata));
  }
  if (common.json) {
    print_json(pretty_json({{"run", run.record.run}, {"exports", list}}));
  }
  return kDone;
}

}  // namespace moonstain
