#include "tools/cli/commands/data.h"

#include <map>
#include <set>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/folder.h"
#include "core/base/json.h"
#include "core/base/nouns.h"
#include "core/base/text.h"
#include "core/data/source/manifest.h"
#include "core/data/source/manifest_path.h"
#include "core/data/source/sample_sheet.h"
#include "core/data/source/specimens.h"
#include "core/engine/process/host_program.h"
#include "tools/cli/output.h"
#include "tools/cli/session.h"
#include "tools/cli/words.h"

namespace moonstain {

namespace {

constexpr std::string_view kNameLetters =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-";

std::string checked_name(const DataAddOptions& options) {
  std::string name = options.words.name;
  const bool is_given = !name.empty();
  if (!is_given) {
    name = fs::absolute(options.sheet)
               .lexically_normal()
               .parent_path()
               .filename()
               .string();
  }
  check(!name.empty() && name.front() != '.' && name.front() != '-' &&
            name.find_first_not_of(kNameLetters) == name.npos,
        "data add: ",
        is_given ? "--name is"
                 : "the sheet's folder, after which the data set "
                   "is called, is",
        " '", printable_in_line(name, 100),
        "'; expected letters, digits, _ . -",
        is_given ? "" : ": give --name NAME");
  const fs::path home = home_folder();
  check(home.empty() || !path_exists(home / manifest_path(name)),
        "data add: Moonstain has a data set '", name,
        "' of its own; give another name: --name NAME");
  return name;
}

void check_replaceable(const fs::path& file) {
  if (!path_exists(file)) return;
  const Manifest before = Manifest::parse(read_file(file), file.string());
  check(before.note == kSheetNote, "data add: ", file.string(),
        " is there and was not made of a sheet; give --name NAME, or remove "
        "it");
}

std::uint64_t size_of(const Manifest& manifest) {
  std::uint64_t bytes = 0;
  for (const ManifestFile& file : manifest.files) bytes += file.size_bytes;
  return bytes;
}

// Sections that are one specimen under two names.
std::vector<std::string> copies_in(const Manifest& manifest) {
  std::vector<std::string> notes;
  for (const auto& [section, specimen] :
       specimens_of({{manifest.name, manifest}})) {
    if (section == specimen.first) continue;
    notes.push_back(concat(section, " is ", specimen.first,
                           " under another name: ", specimen.shown_by,
                           " is the same file"));
  }
  return notes;
}

// "2 sections of 1 patient (visium), 8 files, 31 MB: counts of 2, spots of 2";
// platforms as the sheet says them.
std::string summary_of(const Manifest& manifest,
                       const std::vector<SampleRow>& rows) {
  std::set<std::string> patients, platforms;
  std::map<std::string, std::size_t> roles;
  for (const SampleRow& row : rows) {
    platforms.emplace(word_of(row.platform.value()));
  }
  for (const ManifestSection& row : manifest.sections) {
    patients.insert(row.patient);
    for (const auto& [role, path] : row.files) ++roles[role];
  }
  std::string text =
      concat(counted(manifest.sections.size(), "section"), " of ",
             counted(patients.size(), "patient"), " (", listed(platforms),
             "), ", counted(manifest.files.size(), "file"), ", ",
             size_words(size_of(manifest)));
  const char* separator = ": ";
  for (const auto& [role, count] : roles) {
    text += concat(separator, role, " of ", count);
    separator = ", ";
  }
  return text;
}

// What to write in the recipe, and how to run it.
std::string use_of(const SheetManifest& made, const std::string& folder) {
  const std::string& name = made.manifest.name;
  const fs::path recipe = fs::path(folder) / "recipe.lua";
  const bool is_there = path_exists(recipe);
  std::vector<std::string> run = {"moonstain", "run", folder};
  // Recipes for any data set, as `spot_benchmark`, take its name as a param.
  const bool has_param =
      is_there &&
      read_file(recipe).find("name = \"dataset\"") != std::string::npos;
  if (has_param) run.insert(run.end(), {"--set", concat("dataset=", name)});
  if (!made.data.empty()) run.insert(run.end(), {"--data", made.data});
  return concat(is_there
                    ? ""
                    : concat("there is no recipe in ", folder, " yet: write ",
                             recipe.string(),
                             ", or give --output of a recipe's folder, such as "
                             "`moonstain init` makes\n"),
                has_param ? ""
                          : concat("in the recipe of ", folder,
                                   ": ms.manifest \"", name, "\"\n"),
                is_there ? "run it: " : "then run it: ", shell_line(run), "\n");
}

}  // namespace

int data_add_command(const DataAddOptions& options, bool json) {
  SetWords words = options.words;
  words.name = checked_name(options);
  const fs::path file = fs::path(options.output) / manifest_path(words.name);
  const fs::path folder = file.parent_path();
  check_replaceable(file);
  const std::vector<SampleRow> rows =
      read_sample_sheet(options.sheet, SheetUse::data);
  const SheetManifest made = manifest_of_sheet(rows, words);
  std::vector<std::string> notes = made.notes;
  const std::vector<std::string> copies = copies_in(made.manifest);
  notes.insert(notes.end(), copies.begin(), copies.end());
  const std::string text = manifest_json(made.manifest);
  make_folders(folder);
  for (const auto& [name, bytes] : made.archives) {
    replace_file(folder / name, bytes);
    notes.push_back(concat((folder / name).string(),
                           " has the section's table and places, packed"));
  }
  replace_file(file, text);

  if (json) {
    print_json(pretty_json({{"manifest", file.string()},
                            {"name", words.name},
                            {"sections", made.manifest.sections.size()},
                            {"files", made.manifest.files.size()},
                            {"bytes", size_of(made.manifest)},
                            {"data", made.data.string()},
                            {"notes", notes}}));
    return kDone;
  }
  print(concat(file.string(), ": ", summary_of(made.manifest, rows), "\n"));
  for (const std::string& note : notes) {
    print(concat("note: ", printable_in_line(note), "\n"));
  }
  print(use_of(made, options.output));
  return kDone;
}

}  // namespace moonstain
