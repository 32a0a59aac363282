#include "core/data/source/sample_sheet.h"

#include <algorithm>
#include <utility>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/lines.h"
#include "core/base/table.h"
#include "core/base/text.h"
#include "core/data/source/finite_number.h"
#include "core/data/source/workbook.h"
#include "core/data/stored/dataset.h"
#include "core/data/stored/scale.h"

namespace moonstain {
namespace {

constexpr std::string_view kNeeded[] = {"section", "patient", "platform",
                                        "path"};
constexpr std::size_t kNeededOfPredictions = 2;  // the first of them
constexpr std::string_view kKnown[] = {"section",       "patient",
                                       "platform",      "path",
                                       "site",          "batch",
                                       "split",         "um_per_px",
                                       "spot_pitch_um", "spot_diameter_um",
                                       "lattice",       "coordinate_system",
                                       "table",         "region"};
/// Files of predictions; all others are of data.
constexpr std::string_view kCompared[] = {"pred", "truth"};
/// Roles that steps here read; others are kept for steps of one's own.
constexpr std::string_view kRoles[] = {
    "picture",       "spots",    "barcodes",  "features", "gene_names",
    "scale_factors", "metadata", "alignment", "labels",   "outlines",
    "types",         "cells",    "counts"};
/// What programs write where a value is missing, by `spelling_key`.
constexpr std::string_view kMissing[] = {
    "na", "n/a", "nan", "none", "null", "unknown", "?", "_", "<na>", "#n/a"};
/// What others call the three words of a split, by `spelling_key`.
constexpr std::pair<std::string_view, std::string_view> kSplitWords[] = {
    {"train", "train"}, {"training", "train"}, {"val", "val"},
    {"valid", "val"},   {"validation", "val"}, {"dev", "val"},
    {"test", "test"},   {"testing", "test"},
};
constexpr std::uint64_t kMostBytes = std::uint64_t{256} << 20;
constexpr std::size_t kMostNameBytes = 200;

template <typename Words>
bool is_among(std::string_view word, const Words& words) {
  return std::find(std::begin(words), std::end(words), word) != std::end(words);
}

/// What a sheet's rows have in common.
struct Sheet {
  Table table;
  std::string name;
  fs::path folder;
  SheetUse use;

  std::string field(std::size_t row, std::string_view column) const {
    if (!table.has(column)) return {};
    return std::string(trimmed(table.field(row, table.column(column))));
  }
  bool takes(std::string_view role) const {
    return is_among(role, kCompared) == (use == SheetUse::predictions);
  }
  std::vector<std::string_view> needed() const {
    return {std::begin(kNeeded), use == SheetUse::data
                                     ? std::end(kNeeded)
                                     : kNeeded + kNeededOfPredictions};
  }
};

void check_columns(const Sheet& sheet) {
  const std::vector<std::string>& there = sheet.table.columns();
  for (const std::string_view column : sheet.needed()) {
    check(sheet.table.has(column), sheet.name, ": no column '", column,
          "'; there are: ", listed(names_seen(there), 12), "; a sheet ",
          sheet.use == SheetUse::data ? "of data" : "of predictions", " needs ",
          listed(sheet.needed()));
  }
  std::vector<std::string> known(std::begin(kKnown), std::end(kKnown));
  known.insert(known.end(), std::begin(kRoles), std::end(kRoles));
  known.insert(known.end(), std::begin(kCompared), std::end(kCompared));
  for (const std::string& column : there) {
    check(!trimmed(column).empty(), sheet.name,
          ": a column has no name; there are: ", listed(there, 12));
    if (is_among(column, known)) continue;
    const std::string hint = did_you_mean(column, known);
    check(hint.empty(), sheet.name, ": no column is called '",
          printable_in_line(column, 60), "'", hint);
  }
}

Platform platform_of(std::string word, const std::string& place) {
  const std::string found = word;
  for (char& c : word) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    if (c == ' ' || c == '-') c = '_';
  }
  const std::optional<Platform> platform = kind_of<Platform>(word);
  if (!platform) {
    fail(place, ": no platform '", printable_in_line(found, 60), "'",
         name_hint(word, all_words<Platform>()));
  }
  return *platform;
}

/// How spots of a platform lie; empty where its files, or the sheet, tell.
std::string_view lattice_of(Platform platform) {
  switch (platform) {
    case Platform::visium:
      return "hexagonal";
    case Platform::visium_hd:
    case Platform::legacy_st:
      return "square";
    case Platform::xenium:
    case Platform::cell_tables:
      return "none";
    case Platform::hest:
    case Platform::h5ad:
    case Platform::spatialdata:
      break;
  }
  return "";
}

// A name is a part of paths and of a plan's names, where '/' and '+' part two,
// and '#' a section from its block.
void check_name(const std::string& name, const char* what,
                const std::string& place) {
  check(is_plain(name, kMostNameBytes) && name.front() != '.' &&
            name.find_first_of("/+#\n\t") == name.npos,
        place, ": ", what, " '", printable_in_line(name, 100),
        "'; expected a name of at most ", kMostNameBytes,
        " bytes without '/', '+' and '#', that does not begin with '.'");
}

std::optional<double> number_in(const Sheet& sheet, std::size_t row,
                                const char* column, const std::string& place) {
  const std::string text = sheet.field(row, column);
  if (text.empty()) return std::nullopt;
  const std::optional<double> value = finite_number(text);
  check(value.has_value() && *value > 0, place, ": ", column, " is '",
        printable_in_line(text, 60),
        "', expected a positive number with a decimal point, or nothing");
  return value;
}

fs::path path_of(const Sheet& sheet, const std::string& text) {
  return (sheet.folder / text).lexically_normal();
}

bool is_of_sheet(std::string_view column) {
  return is_among(column, kKnown) || is_among(column, kRoles) ||
         is_among(column, kCompared);
}

fs::path existing(const Sheet& sheet, const std::string& text,
                  std::string_view column, const std::string& place) {
  const fs::path path = path_of(sheet, text);
  check(path_exists(path), place, ": ", column, " '",
        printable_in_line(text, 200), "' is not there: no file or folder ",
        path.string(),
        fs::path(text).is_absolute()
            ? ""
            : "; paths are absolute, or from the sheet's folder",
        is_of_sheet(column)
            ? ""
            : concat("; a column of another name than the sheet's own has "
                     "files of this role, so take '",
                     printable_in_line(column, 60),
                     "' out where it has something else"));
  check(is_folder(path) || fs::is_regular_file(path), place, ": ", column, " '",
        printable_in_line(text, 200),
        "' is a device or a pipe, expected a file or a folder");
  return path;
}

// What stands for "not known" names nobody: two sections of patient "NA" need
// not be of one patient, nor of two.
bool is_missing(const std::string& name) {
  return name.empty() || is_among(spelling_key(name), kMissing);
}

std::string read_place(const Sheet& sheet, std::size_t row, const char* column,
                       const std::string& place) {
  std::string name = sheet.field(row, column);
  if (name.empty()) return name;
  check(!is_missing(name), place, ": ", column, " is '", name,
        "', which names none; leave the field empty where it is not known");
  check_name(name, column, place);
  return name;
}

// Of any other word a fold would come, and "Train" would be held out.
void check_split(const std::string& split, const std::string& place) {
  const std::string key = spelling_key(split);
  for (const auto& [known, word] : kSplitWords) {
    check(key != known || split == word, place, ": split is '", split,
          "'; write '", word,
          "': the words are train, val and test, any other is a fold's name");
  }
}

void read_names(const Sheet& sheet, std::size_t row, SampleRow& out) {
  const std::string& place = out.place;
  out.section = sheet.field(row, "section");
  check(!out.section.empty(), place, ": 'section' is empty");
  check(!is_missing(out.section), place, ": section is '", out.section,
        "', which names none; give it a name");
  check_name(out.section, "section", place);
  out.patient = sheet.field(row, "patient");
  check(!is_missing(out.patient), place, ": section '", out.section,
        "' has no patient",
        out.patient.empty() ? "" : concat(" ('", out.patient, "')"),
        ": what one patient has on both sides of a split is a "
        "leak, so it must be known; where each section is of a patient of its "
        "own, give each a name");
  check_name(out.patient, "patient", place);
  out.site = read_place(sheet, row, "site", place);
  out.batch = read_place(sheet, row, "batch", place);
  out.split = read_place(sheet, row, "split", place);
  check_split(out.split, place);
}

void read_platform(const Sheet& sheet, std::size_t row, SampleRow& out) {
  const std::string& place = out.place;
  const bool is_needed = sheet.use == SheetUse::data;
  const std::string platform = sheet.field(row, "platform");
  check(!platform.empty() || !is_needed, place,
        ": 'platform' is empty; there are ", listed(all_words<Platform>()));
  if (!platform.empty()) out.platform = platform_of(platform, place);
  const std::string path = sheet.field(row, "path");
  check(!path.empty() || !is_needed, place, ": 'path' is empty");
  if (is_needed) {
    out.path = existing(sheet, path, "path", place);
  } else if (!path.empty()) {
    out.path = path_of(sheet, path);
  }
  out.lattice = sheet.field(row, "lattice");
  check(out.lattice.empty() || kind_of<Lattice>(out.lattice), place,
        ": lattice is '", printable_in_line(out.lattice, 60),
        "', expected square, hexagonal, or none of cells");
  if (out.lattice.empty() && out.platform) {
    out.lattice = lattice_of(*out.platform);
  }
}

void read_files(const Sheet& sheet, std::size_t row, SampleRow& out) {
  for (const std::string& column : sheet.table.columns()) {
    if (is_among(column, kKnown) || !sheet.takes(column)) continue;
    const std::string file = sheet.field(row, column);
    if (file.empty()) continue;
    const fs::path found = existing(sheet, file, column, out.place);
    check(!is_folder(found) || is_among(column, kCompared), out.place, ": ",
          column, " '", printable_in_line(file, 200),
          "' is a folder, expected a file");
    out.files[column] = found;
  }
}

SampleRow row_of(const Sheet& sheet, std::size_t row) {
  SampleRow out;
  out.place = sheet.table.place(row);
  const std::string& place = out.place;
  read_names(sheet, row, out);
  read_platform(sheet, row, out);
  out.um_per_px = number_in(sheet, row, "um_per_px", place);
  check(!out.um_per_px || is_scale(*out.um_per_px), place, ": um_per_px is ",
        out.um_per_px.value_or(0),
        ", expected that of a microscope's picture, ", kLeastUmPerPx, " to ",
        kMostUmPerPx);
  out.spot_pitch_um = number_in(sheet, row, "spot_pitch_um", place);
  out.spot_diameter_um = number_in(sheet, row, "spot_diameter_um", place);
  for (const auto& [column, to] :
       {std::pair{"coordinate_system", &out.coordinate_system},
        {"table", &out.table},
        {"region", &out.region}}) {
    *to = sheet.field(row, column);
    check(to->empty() || out.platform == Platform::spatialdata, place, ": ",
          column, " is of platform spatialdata, and the section's is ",
          out.platform ? word_of(*out.platform) : "not said");
  }
  read_files(sheet, row, out);
  return out;
}

bool is_blank(const Sheet& sheet, std::size_t row) {
  for (std::size_t column = 0; column < sheet.table.columns().size();
       ++column) {
    if (!trimmed(sheet.table.field(row, column)).empty()) return false;
  }
  return true;
}

// One who is written in two ways would be two, and what they share no leak.
class Spellings {
 public:
  void add(const char* what, const std::string& name,
           const std::string& place) {
    if (name.empty()) return;
    const auto [before, is_new] = first_.try_emplace(
        std::pair{std::string(what), spelling_key(name)}, name, place);
    check(is_new || before->second.first == name, place, ": ", what, " '", name,
          "' is written '", before->second.first, "' in ",
          before->second.second,
          "; write one in one way, and give two names that differ in more than "
          "case, blanks, '-' and '_'");
  }

 private:
  std::map<std::pair<std::string, std::string>,
           std::pair<std::string, std::string>>
      first_;
};

}  // namespace

fs::path own_path(const SampleRow& row) {
  const bool is_shared = row.platform == Platform::hest && is_folder(row.path);
  return is_shared ? row.path / "st" / (row.section + ".h5ad") : row.path;
}

std::vector<SampleRow> read_sample_sheet(const fs::path& path, SheetUse use) {
  const std::string name = path.filename().string();
  check_no_workbook(path, name);
  const Sheet sheet{Table::parse(read_file(path, kMostBytes), name), name,
                    fs::absolute(path).parent_path(), use};
  check_columns(sheet);
  std::vector<SampleRow> rows;
  std::map<std::string, std::string> sections;  // to the place of each
  std::map<fs::path, const std::string*> paths;
  std::map<std::string, std::pair<std::string, std::string>> sites;
  Spellings spellings;
  for (std::size_t row = 0; row < sheet.table.rows(); ++row) {
    if (is_blank(sheet, row)) continue;
    SampleRow one = row_of(sheet, row);
    const auto [section, is_new] = sections.emplace(one.section, one.place);
    check(is_new, one.place, ": section '", one.section, "' is that of ",
          section->second, " too; two sections need two names");
    spellings.add("patient", one.patient, one.place);
    spellings.add("site", one.site, one.place);
    spellings.add("batch", one.batch, one.place);
    spellings.add("split", one.split, one.place);
    if (!one.path.empty()) {
      const auto [before, is_first] =
          paths.emplace(fs::weakly_canonical(own_path(one)), &section->first);
      check(is_first, one.place, ": section '", one.section,
            "' has the path of section '", *before->second,
            "'; one section has one name");
    }
    if (!one.site.empty()) {
      const auto [known, first] =
          sites.try_emplace(one.patient, one.site, one.place);
      check(first || known->second.first == one.site, one.place, ": patient '",
            one.patient, "' is of site '", one.site, "', in ",
            known->second.second, " of '", known->second.first, "'");
    }
    rows.push_back(std::move(one));
  }
  check(!rows.empty(), name, ": has no section");
  return rows;
}

}  // namespace moonstain
