#include "tools/cli/commands/score_inputs.h"

#include <algorithm>
#include <set>
#include <utility>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/folder.h"
#include "core/base/lines.h"
#include "core/base/table.h"
#include "core/base/text.h"
#include "core/data/source/sample_sheet.h"

namespace moonstain {
namespace {

constexpr std::size_t kShown = 8;
constexpr const char* kEndings[] = {".h5ad",   ".zarr", ".csv",
                                    ".csv.gz", ".tsv",  ".tsv.gz"};

// A field without the blanks around it; empty where there is no such column.
std::string field_of(const Table& table, std::size_t row, const char* column) {
  if (!table.has(column)) return "";
  return std::string(trimmed(table.field(row, table.column(column))));
}

bool is_zarr(const fs::path& path) {
  return is_folder(path) &&
         (path_exists(path / "zarr.json") || path_exists(path / ".zgroup"));
}

// The AnnData object in a folder of Zarr: the folder, or of SpatialData an
// element of its tables.
fs::path anndata_in(const fs::path& folder, const TableWords& words) {
  if (path_exists(folder / "obs") && path_exists(folder / "var")) return folder;
  for (const char* name : {"tables", "table"}) {
    const fs::path tables = folder / name;
    if (!is_folder(tables)) continue;
    if (path_exists(tables / "obs")) return tables;
    std::vector<std::string> elements;
    for (const std::string& one : list_folder(tables)) {
      if (path_exists(tables / one / "obs")) elements.push_back(one);
    }
    if (!words.element.empty()) {
      const bool is_there = std::find(elements.begin(), elements.end(),
                                      words.element) != elements.end();
      check(is_there, words.option, " ", folder.string(), ": has no table '",
            words.element, "'", name_hint(words.element, elements));
      return tables / words.element;
    }
    check(elements.size() == 1, words.option, " ", folder.string(), ": has ",
          elements.size(), " tables: ", listed(elements, kShown),
          "; name one with --table");
    return tables / elements.front();
  }
  fail(words.option, " ", folder.string(),
       ": is a folder of Zarr with neither obs and var, as AnnData has, nor "
       "tables, as SpatialData has");
}

fs::path table_at(const fs::path& path, const TableWords& words) {
  check(path_exists(path), words.option, " ", path.string(), ": is not there");
  if (!is_folder(path)) return path;
  check(is_zarr(path), words.option, " ", path.string(),
        ": is a folder, expected a file or a folder of Zarr");
  return anndata_in(path, words);
}

// Which of these names is called SECTION with an ending that is known.
std::vector<fs::path> called(const std::string& section,
                             const std::vector<fs::path>& paths) {
  std::vector<fs::path> found;
  for (const fs::path& path : paths) {
    const std::string name = path.filename().string();
    for (const char* ending : kEndings) {
      if (name == section + ending) found.push_back(path);
    }
  }
  return found;
}

// A file a section, as the sheet names it.
void tables_of_column(std::vector<SheetSection>& sections,
                      const TableWords& words, const std::vector<bool>& needed,
                      ScoredTable SheetSection::*member) {
  for (std::size_t row = 0; row < sections.size(); ++row) {
    fs::path& path = (sections[row].*member).path;
    check(!path.empty() || !needed[row], sections[row].place, ": section '",
          sections[row].section, "' has no file in column '", words.column,
          "'");
    if (!path.empty()) path = table_at(path, words);
  }
}

// One file of all sections, or a file a section by its name.
void tables_of_words(std::vector<SheetSection>& sections,
                     const TableWords& words, const std::vector<bool>& needed,
                     ScoredTable SheetSection::*member) {
  std::vector<fs::path> paths(words.given.begin(), words.given.end());
  const fs::path first = paths.front();
  check(path_exists(first), words.option, " ", first.string(),
        ": is not there");
  if (paths.size() == 1 && (!is_folder(first) || is_zarr(first))) {
    const fs::path all = table_at(first, words);
    for (SheetSection& one : sections) (one.*member).path = all;
    return;
  }
  if (paths.size() == 1) {
    paths.clear();
    for (const std::string& one : list_folder(first)) {
      paths.push_back(first / one);
    }
  }
  std::vector<std::string> missing;
  for (std::size_t i = 0; i < sections.size(); ++i) {
    const std::string& section = sections[i].section;
    const std::vector<fs::path> found = called(section, paths);
    if (found.size() > 1) {
      fail(words.option, ": section '", section,
           "' has two files: ", found[0].string(), ", ", found[1].string());
    }
    if (!found.empty()) {
      (sections[i].*member).path = table_at(found.front(), words);
    } else if (needed[i]) {
      missing.push_back(section);
    }
  }
  if (missing.empty()) return;
  fail(words.option, ": no file of ",
       missing.size() == 1 ? "section " : "sections ", listed(missing, kShown),
       "; expected ", missing.front(), ".h5ad (or .zarr, .csv, .tsv, also .gz)",
       paths.empty() ? "; the folder is empty" : "");
}

// What a fold's rows of one role name.
struct Named {
  std::vector<std::string> units;
  std::vector<std::string> patients;  // whose sections the sheet lacks
  std::vector<std::string> of_unknown_patient;
};

// The rows of a split by role.
using Roles = std::map<std::string, Named>;

// A name that is the sheet's but for its spelling would be foreign, and a leak
// unseen.
void check_spelling(const std::vector<SheetSection>& sections,
                    std::string SheetSection::*member, const char* what,
                    const std::string& name, const std::string& place,
                    const std::string& sheet) {
  if (name.empty()) return;
  for (const SheetSection& one : sections) {
    check(
        one.*member == name || spelling_key(one.*member) != spelling_key(name),
        place, ": ", what, " '", name, "' is written '", one.*member, "' in ",
        sheet);
  }
}

bool has_section(const std::vector<SheetSection>& sections,
                 const std::string& name) {
  return std::any_of(
      sections.begin(), sections.end(),
      [&](const SheetSection& one) { return one.section == name; });
}

void check_role(const std::string& role, const std::string& place) {
  check(role == "train" || role == "validation" || role == "test", place,
        ": role is '", role, "', expected train, validation or test");
}

bool has_one_of(const std::vector<std::string>& units,
                const SheetSection& section) {
  return std::any_of(units.begin(), units.end(), [&](const std::string& unit) {
    return is_unit_of(unit, section);
  });
}

}  // namespace

bool is_unit_of(const std::string& unit, const SheetSection& section) {
  return unit == section.section ||
         unit == concat(kPatientPrefix, section.patient);
}

std::vector<SheetSection> read_score_sheet(const fs::path& sheet) {
  std::vector<SheetSection> sections;
  for (SampleRow& row : read_sample_sheet(sheet, SheetUse::predictions)) {
    SheetSection one;
    one.place = row.place;
    one.section = row.section;
    one.patient = row.patient;
    one.site = row.site;
    one.batch = row.batch;
    one.lattice = row.lattice.empty() ? "square" : row.lattice;
    one.truth.path = row.files["truth"];
    one.predictions.path = row.files["pred"];
    sections.push_back(std::move(one));
  }
  return sections;
}

void find_tables(std::vector<SheetSection>& sections, const fs::path& sheet,
                 const TableWords& words, const std::vector<bool>& needed,
                 ScoredTable SheetSection::*member) {
  const bool by_column = std::any_of(
      sections.begin(), sections.end(),
      [&](const SheetSection& one) { return !(one.*member).path.empty(); });
  const std::string name = sheet.filename().string();
  if (words.given.empty()) {
    check(by_column, "score: say where the ",
          member == &SheetSection::truth ? "counts" : "predictions",
          " are: ", words.option, " FILE, or a column '", words.column, "' of ",
          name);
    tables_of_column(sections, words, needed, member);
  } else {
    check(!by_column, words.option, " is given, and ", name,
          " has files in a column '", words.column, "'; expected one of them");
    tables_of_words(sections, words, needed, member);
  }
  std::map<fs::path, int> uses;
  for (const SheetSection& one : sections) ++uses[(one.*member).path];
  for (SheetSection& one : sections) {
    (one.*member).shared =
        !(one.*member).path.empty() && uses[(one.*member).path] > 1;
  }
}

void read_split(const fs::path& split, const fs::path& sheet,
                std::vector<SheetSection>& sections) {
  const Table table = Table::parse(read_file(split), split.filename().string());
  const std::string name = split.filename().string();
  table.column("fold");
  table.column("role");
  check(table.has("section") || table.has("patient"), name,
        ": has no column 'section' and no 'patient'; there are: ",
        listed(names_seen(table.columns()), kShown));
  std::map<std::string, Roles> folds;
  std::set<std::string> named;
  std::map<std::string, std::string> patients;  // of sections beside the sheet
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const std::string place = table.place(row);
    const std::string role = field_of(table, row, "role");
    check_role(role, place);
    const std::string section = field_of(table, row, "section");
    const std::string patient = field_of(table, row, "patient");
    check(section.empty() || patient.empty() ||
              std::any_of(sections.begin(), sections.end(),
                          [&](const SheetSection& one) {
                            return one.section == section &&
                                   one.patient == patient;
                          }) ||
              !has_section(sections, section),
          place, ": section '", section, "' is of patient '", patient,
          "' here, of another in ", sheet.filename().string());
    check(!section.empty() || !patient.empty(), place,
          ": names neither a section nor a patient");
    check_spelling(sections, &SheetSection::section, "section", section, place,
                   sheet.filename().string());
    check_spelling(sections, &SheetSection::patient, "patient", patient, place,
                   sheet.filename().string());
    const std::string unit =
        section.empty() ? concat(kPatientPrefix, patient) : section;
    Named& of_role = folds[field_of(table, row, "fold")][role];
    of_role.units.push_back(unit);
    named.insert(unit);
    if (section.empty() || has_section(sections, section)) continue;
    if (patient.empty()) {
      of_role.of_unknown_patient.push_back(section);
      continue;
    }
    const std::string& whose =
        patients.try_emplace(section, patient).first->second;
    check(whose == patient, place, ": section '", section, "' is of patient '",
          patient, "' here, of '", whose, "' above");
    if (std::any_of(sections.begin(), sections.end(),
                    [&](const SheetSection& one) {
                      return one.patient == patient;
                    })) {
      of_role.patients.push_back(patient);
    }
  }
  for (SheetSection& one : sections) {
    check(named.contains(one.section) ||
              named.contains(concat(kPatientPrefix, one.patient)),
          name, ": says nothing of section '", one.section, "' of ",
          sheet.filename().string(),
          "; name its fold and role, or take it out of the sheet");
    bool held_out = false;
    for (auto& [fold, roles] : folds) {
      if (!has_one_of(roles["test"].units, one)) continue;
      check(!held_out, name, ": section '", one.section, "' is test in folds '",
            one.fold, "' and '", fold, "'; its predictions are those of one");
      const Named& train = roles["train"];
      const Named& validation = roles["validation"];
      check(!train.units.empty(), name, ": fold '", fold,
            "' trains on nothing; a model that has learned from no data needs "
            "no split");
      held_out = true;
      one.fold = fold;
      one.train = train.units;
      one.train_patients = train.patients;
      one.chosen_on = validation.units;
      for (const std::string& patient : validation.patients) {
        one.chosen_on.push_back(concat(kPatientPrefix, patient));
      }
      one.of_unknown_patient = train.of_unknown_patient;
      one.of_unknown_patient.insert(one.of_unknown_patient.end(),
                                    validation.of_unknown_patient.begin(),
                                    validation.of_unknown_patient.end());
    }
  }
  check(std::any_of(sections.begin(), sections.end(),
                    [](const SheetSection& one) { return !one.train.empty(); }),
        name, ": no section of ", sheet.filename().string(),
        " is test in any fold; there is nothing to score");
}

}  // namespace moonstain
