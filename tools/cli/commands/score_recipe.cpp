#include "tools/cli/commands/score_recipe.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "core/base/digest.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/folder.h"
#include "core/base/json.h"
#include "core/data/source/manifest.h"
#include "core/data/source/manifest_path.h"
#include "core/data/source/sheet_manifest.h"
#include "core/eval/findings/labels.h"

namespace moonstain {
namespace {

constexpr const char* kFirstLine =
    "-- Predictions made elsewhere, scored; written by `moonstain score`.\n";

/// A table as the manifest names it.
struct NamedTable {
  std::vector<std::string> files;  ///< "predictions/p.h5ad"
  std::string folder;   ///< of Zarr, "predictions/p.zarr"; empty of a file
  std::string content;  ///< sha256 of each file, with its path in a folder
};

/// The files of all tables: the manifest's rows, and a link to each.
class Files {
 public:
  explicit Files(fs::path data) : data_(std::move(data)) {}

  /// @param role  begins the name: "predictions"
  const NamedTable& add(const std::string& role, const fs::path& path) {
    const auto known = tables_.find({role, path});
    if (known != tables_.end()) return known->second;
    NamedTable table;
    const std::string name = free_name(role, path);
    if (is_folder(path)) {
      std::vector<std::string> paths = list_files(path);
      // What tells the folder's kind stands first, for names in errors.
      const auto root =
          std::find_if(paths.begin(), paths.end(), [](const std::string& one) {
            return one == "zarr.json" || one == ".zgroup";
          });
      check(root != paths.end(), path.string(),
            ": is no folder of Zarr: it has neither zarr.json nor .zgroup");
      std::rotate(paths.begin(), root, root + 1);
      table.folder = name;
      for (const std::string& part : paths) {
        const Digest digest = add_file(concat(name, "/", part), path / part);
        table.content += concat(part, " ", digest.hex(), "\n");
        table.files.push_back(concat(name, "/", part));
      }
    } else {
      table.content = add_file(name, path).hex();
      table.files.push_back(name);
    }
    return tables_.emplace(std::pair(role, path), std::move(table))
        .first->second;
  }

  const std::vector<ManifestFile>& all() const { return all_; }

 private:
  // "predictions/p.h5ad"; of a second p.h5ad "predictions/2/p.h5ad". Of
  // SpatialData also what it is an element of: "x.zarr/tables/table".
  std::string free_name(const std::string& role, const fs::path& path) {
    fs::path last = path.filename();
    for (fs::path above = path.parent_path();
         last.extension() != ".zarr" && above.has_filename() &&
         is_folder(path) && std::distance(last.begin(), last.end()) < 3;
         above = above.parent_path()) {
      last = above.filename() / last;
    }
    std::string name = concat(role, "/", last.string());
    for (int i = 2; !names_.insert(name).second; ++i) {
      name = concat(role, "/", i, "/", last.string());
    }
    return name;
  }

  Digest add_file(const std::string& name, const fs::path& path) {
    const FileEntry entry = hash_file(path);
    all_.push_back({name, entry.size_bytes, entry.sha256, "", ""});
    const fs::path link = data_ / name;
    make_folders(link.parent_path());
    replace_link(fs::canonical(path), link);
    return entry.sha256;
  }

  fs::path data_;
  std::map<std::pair<std::string, fs::path>, NamedTable> tables_;
  std::set<std::string> names_;
  std::vector<ManifestFile> all_;
};

// A text as Lua reads it back.
std::string lua_text(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += concat("\\", c);
    } else if (byte < 0x20 || byte == 0x7f) {
      out += concat("\\", zero_padded(byte, 3));
    } else {
      out += c;
    }
  }
  return out + "\"";
}

std::string lua_list(const std::vector<std::string>& texts) {
  if (texts.empty()) return "{}";
  std::string out = "{";
  std::size_t width = 0;
  for (const std::string& text : texts) {
    const std::string quoted = lua_text(text);
    const bool breaks = width > 0 && width + quoted.size() > 80;
    out += concat(width == 0 ? " " : breaks ? ",\n    " : ", ", quoted);
    width = breaks ? quoted.size() : width + quoted.size() + 2;
  }
  return out + " }";
}

/// The text of recipe.lua: tables that several sections share stand once.
class RecipeText {
 public:
  RecipeText(const ScoreRecipe& recipe,
             const std::vector<SheetSection>& sections, Files& files)
      : recipe_(recipe), sections_(sections), files_(files) {}

  std::string all() {
    std::string rows;
    for (const SheetSection& one : sections_) rows += row(one);
    check_predictions_are_no_truth();
    std::string text =
        concat(kFirstLine, "local score = require \"score\"\n\n", tables_,
               "\nlocal outputs = score.predictions {\n");
    const auto say = [&](const char* name, const std::string& value) {
      text += concat("  ", name, " = ", value, ",\n");
    };
    say("title", lua_text(recipe_.title));
    say("data", lua_text(recipe_.name));
    say("model", lua_text(recipe_.model));
    if (recipe_.truth_unit.empty()) {
      say("target", lua_text(recipe_.target));
    } else {
      say("truth_unit", lua_text(recipe_.truth_unit));
    }
    say("seed", concat(recipe_.seed));
    if (recipe_.truth_unit.empty()) {
      say("thinnings", concat(recipe_.thinnings));
    }
    say("reading", lua_text(reading()));
    say("unit", lua_text(unit()));
    say("section_column", lua_text(recipe_.section_column));
    say("predictions_layer", lua_text(recipe_.predictions_layer));
    say("truth_layer", lua_text(recipe_.truth_layer));
    say("most_missing", concat(recipe_.most_missing));
    say("expected", lua_text("expected.json"));
    if (const auto unknown = of_unknown_patient(); !unknown.empty()) {
      say("of_unknown_patient", lua_list(unknown));
    }
    if (const auto both = trained_and_scored(); !both.empty()) {
      say("trained_and_scored", lua_list(both));
    }
    if (const auto copies = copies_of_predictions(); !copies.empty()) {
      say("copies_of_predictions", lua_list(copies));
    }
    if (!recipe_.split.empty()) {
      say("trained_on",
          lua_text(files_.add("split", recipe_.split).files.front()));
    }
    return concat(text, "  sections = {\n", rows, "  },\n}\nreturn outputs\n");
  }

 private:
  std::string row(const SheetSection& one) {
    std::string out = concat("    { section = ", lua_text(one.section),
                             ", site = ", lua_text(one.site),
                             ", lattice = ", lua_text(one.lattice),
                             ",\n      truth = ", table("truth", one.truth));
    if (!one.predictions.path.empty()) {
      out += concat(",\n      predictions = ",
                    table("predictions", one.predictions));
    }
    if (!recipe_.split.empty() && !one.predictions.path.empty()) {
      const std::vector<std::string> trained = trained_in_sheet(one);
      out +=
          concat(",\n      fold = ", lua_text(one.fold),
                 ",\n      train = ", lua_list(trained_on(one)),
                 ",\n      chosen_on = ", lua_list(full_names(one.chosen_on)),
                 ",\n      trained_in_sheet = ", lua_list(trained));
      if (shares_batch(one, trained)) {
        out += concat(",\n      shares_batch = true, batch = ",
                      lua_text(one.batch));
      }
    }
    return out + " },\n";
  }

  // { files = t1, paths = t1_paths, rows = "section" }
  std::string table(const std::string& role, const ScoredTable& where) {
    const NamedTable& table = files_.add(role, where.path);
    auto [name, is_new] = names_.emplace(&table, "");
    if (is_new) {
      name->second = concat("table_", names_.size());
      tables_ +=
          concat("local ", name->second, " = { files = ", lua_list(table.files),
                 ",\n  ",
                 table.folder.empty()
                     ? ""
                     : concat("folder = ", lua_text(table.folder), ", "),
                 "rows = \"", where.shared ? "section" : "file", "\" }\n");
    }
    return name->second;
  }

  std::vector<std::string> trained_on(const SheetSection& one) const {
    std::vector<std::string> units = one.train;
    for (const std::string& patient : one.train_patients) {
      units.push_back(concat(kPatientPrefix, patient));
    }
    return full_names(units);
  }

  // As leaks are traced by: names of the sheet begin with the data set's.
  std::vector<std::string> full_names(
      const std::vector<std::string>& units) const {
    std::vector<std::string> out;
    for (const std::string& unit : units) {
      const bool is_patient = unit.starts_with(kPatientPrefix);
      const std::string name =
          is_patient ? unit.substr(kPatientPrefix.size()) : unit;
      const bool is_ours = std::any_of(
          sections_.begin(), sections_.end(), [&](const SheetSection& one) {
            return (is_patient ? one.patient : one.section) == name;
          });
      out.push_back(is_ours ? concat(recipe_.name, "/", name) : name);
    }
    return out;
  }

  std::vector<std::string> trained_in_sheet(const SheetSection& of) const {
    std::vector<std::string> out;
    for (const SheetSection& one : sections_) {
      if (std::any_of(of.train.begin(), of.train.end(), [&](const auto& unit) {
            return is_unit_of(unit, one);
          })) {
        out.push_back(one.section);
      }
    }
    return out;
  }

  const SheetSection& section(const std::string& name) const {
    return *std::find_if(
        sections_.begin(), sections_.end(),
        [&](const SheetSection& one) { return one.section == name; });
  }

  bool shares_batch(const SheetSection& of,
                    const std::vector<std::string>& trained) const {
    if (of.batch.empty()) return false;
    return std::any_of(
        trained.begin(), trained.end(), [&](const std::string& name) {
          return name != of.section && section(name).batch == of.batch;
        });
  }

  // Two layers of one file are two tables.
  void check_predictions_are_no_truth() {
    if (recipe_.predictions_layer != recipe_.truth_layer) return;
    for (const SheetSection& one : sections_) {
      if (one.predictions.path.empty()) continue;
      const std::string& predicted =
          files_.add("predictions", one.predictions.path).content;
      if (predicted != files_.add("truth", one.truth.path).content) continue;
      fail(one.place, ": the predictions of section ", one.section, " (",
           one.predictions.path.string(), ") are its truth (",
           one.truth.path.string(),
           "): the files hold the same bytes. Give what a model predicts "
           "as --pred, and what was measured as --truth");
    }
  }

  // "A1 and B1" of sections whose predictions are two files of the same bytes.
  std::vector<std::string> copies_of_predictions() {
    std::map<std::string, std::vector<std::string>> sections_of;
    std::map<std::string, std::set<const NamedTable*>> tables_of;
    for (const SheetSection& one : sections_) {
      if (one.predictions.path.empty()) continue;
      const NamedTable& table = files_.add("predictions", one.predictions.path);
      sections_of[table.content].push_back(one.section);
      tables_of[table.content].insert(&table);
    }
    std::vector<std::string> out;
    for (const auto& [content, sections] : sections_of) {
      if (tables_of[content].size() < 2) continue;
      std::string names;
      for (const std::string& name : sections) {
        names += concat(names.empty() ? "" : " and ", name);
      }
      out.push_back(names);
    }
    std::sort(out.begin(), out.end());  // not in order of digests
    return out;
  }

  std::vector<std::string> of_unknown_patient() const {
    std::set<std::string> out;
    for (const SheetSection& one : sections_) {
      out.insert(one.of_unknown_patient.begin(), one.of_unknown_patient.end());
    }
    return {out.begin(), out.end()};
  }

  // Scored, and trained on by what scores them.
  std::vector<std::string> trained_and_scored() const {
    std::vector<std::string> out;
    for (const SheetSection& one : sections_) {
      if (one.predictions.path.empty()) continue;
      const std::vector<std::string> trained = trained_in_sheet(one);
      if (std::find(trained.begin(), trained.end(), one.section) !=
          trained.end()) {
        out.push_back(one.section);
      }
    }
    return out;
  }

  // A section was held out where none that is scored was trained on in its own
  // fold. A patient was held out where no fold has trained on a section of one
  // that it scores, and the patient of all that it has trained on is known.
  std::string unit() const {
    if (recipe_.split.empty()) return std::string(kUnknownUnit);
    if (!trained_and_scored().empty()) return std::string(kNoUnit);
    if (!of_unknown_patient().empty()) return "section";
    for (const SheetSection& one : sections_) {
      const std::vector<std::string>& whose = one.train_patients;
      if (std::find(whose.begin(), whose.end(), one.patient) != whose.end()) {
        return "section";
      }
      for (const std::string& name : trained_in_sheet(one)) {
        if (section(name).patient == one.patient) return "section";
      }
    }
    return "patient";
  }

  std::string reading() const {
    std::set<bool> cells;
    for (const SheetSection& one : sections_) {
      if (!one.predictions.path.empty()) cells.insert(one.lattice == "none");
    }
    check(cells.size() == 1,
          "score: the sheet has sections of cells and of spots; a page is of "
          "one of them, make a sheet of each");
    return *cells.begin() ? "nuclei" : "tissue";
  }

  const ScoreRecipe& recipe_;
  const std::vector<SheetSection>& sections_;
  Files& files_;
  std::map<const NamedTable*, std::string> names_;
  std::string tables_;
};

Manifest manifest_of(const ScoreRecipe& recipe,
                     const std::vector<SheetSection>& sections, Files& files) {
  Manifest manifest;
  manifest.name = recipe.name;
  manifest.title = recipe.title;
  manifest.layout = "external";
  manifest.lattice = sections.front().lattice;
  manifest.note = "Written by moonstain score.";
  for (const SheetSection& one : sections) {
    ManifestSection row;
    row.section = one.section;
    row.patient = one.patient;
    row.site = one.site;
    row.layout = manifest.layout;
    row.lattice = manifest.lattice;
    row.files["truth"] = files.add("truth", one.truth.path).files.front();
    if (!one.predictions.path.empty()) {
      row.files["predictions"] =
          files.add("predictions", one.predictions.path).files.front();
    }
    manifest.sections.push_back(std::move(row));
  }
  manifest.files = files.all();
  return manifest;
}

// What is asked where nothing was published: whether the predictions say more
// than chance, with what a spot's depth tells taken out where it is known.
Json claim_of(const ScoreRecipe& recipe) {
  const bool has_depth = recipe.truth_unit.empty();
  return Json::array(
      {{{"claim", concat(recipe.model, has_depth ? ", given spot depth," : ",",
                         " beside its own predictions shuffled")},
        {"published", nullptr},
        {"not_published", "the predictions come without a claim"},
        {"where", "moonstain score"},
        {"cohort", recipe.name},
        {"protocol", "as the sheet and the split say"},
        {"metric", has_depth ? "depth_partial_pearson.mean" : "pearson.mean"},
        {"baselines", {"shuffled_spots"}},
        {"margin", 0.01}}});
}

}  // namespace

void write_score_recipe(const ScoreRecipe& recipe,
                        const std::vector<SheetSection>& sections,
                        const fs::path& folder, const fs::path& data) {
  const fs::path main = folder / "recipe.lua";
  check(!path_exists(main) || read_file(main).starts_with(kFirstLine),
        folder.string(),
        ": holds another recipe, which `score` has not written; name another "
        "folder with --recipe");
  remove_tree(data);
  Files files(data);
  const std::string text = RecipeText(recipe, sections, files).all();
  const std::string manifest =
      manifest_json(manifest_of(recipe, sections, files));
  const std::string expected = recipe.expected.empty()
                                   ? claim_of(recipe).dump(2) + "\n"
                                   : read_file(recipe.expected);
  remove_tree(folder / kManifests);
  const fs::path file = folder / manifest_path(recipe.name);
  make_folders(file.parent_path());
  write_file(file, manifest);
  replace_file(folder / "expected.json", expected);
  replace_file(main, text);
}

}  // namespace moonstain
