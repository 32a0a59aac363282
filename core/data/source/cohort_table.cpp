#include "core/data/source/cohort_table.h"

#include <algorithm>
#include <limits>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/table.h"
#include "core/data/source/finite_number.h"
#include "core/data/stored/places.h"
#include "core/engine/step/step_kind.h"
#include "core/engine/step/task_context.h"

namespace moonstain {

template <>
struct KindWords<Repeated> {
  static constexpr std::string_view kAll[] = {"refuse", "first"};
};

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

/// A table of patients: which rows are taken, and which values are missing.
class PatientTable {
 public:
  PatientTable(std::string bytes, const std::string& where,
               const CohortTableOptions& options)
      : table_(Table::parse(std::move(bytes), where)), options_(options) {}

  const Table& table() const { return table_; }
  /// Names of the patients, a row each, and their rows in the table.
  const std::vector<std::string>& patients() const { return patients_; }
  const std::vector<std::size_t>& rows() const { return rows_; }

  /// Takes the rows by the patient that `id` names.
  void take(std::size_t id) {
    std::unordered_map<std::string_view, std::size_t> seen;
    for (std::size_t row = 0; row < table_.rows(); ++row) {
      const std::string_view patient = table_.field(row, id);
      check(!missing(patient), table_.place(row), ": column '",
            table_.columns()[id], "': names no patient");
      const auto [before, is_new] = seen.emplace(patient, row);
      if (!is_new) {
        check(options_.repeated == Repeated::first, table_.place(row),
              ": patient '", patient, "' is there twice, before in ",
              table_.place(before->second),
              "; repeated = \"first\" takes the first row of each");
        continue;
      }
      patients_.emplace_back(patient);
      rows_.push_back(row);
    }
  }

  ClinicalColumn clinical(std::size_t column, bool as_text) const {
    ClinicalColumn out{table_.columns()[column], {}};
    if (!as_text && all_numbers(column)) {
      std::vector<double> numbers;
      for (const std::size_t row : rows_) {
        numbers.push_back(
            finite_number(table_.field(row, column)).value_or(kNaN));
      }
      out.values = std::move(numbers);
      return out;
    }
    std::vector<std::string> texts;
    for (const std::size_t row : rows_) {
      const std::string_view text = table_.field(row, column);
      texts.emplace_back(missing(text) ? "" : text);
    }
    out.values = std::move(texts);
    return out;
  }

  /// @throws Error where a value is neither missing nor a number
  float measured(std::size_t row, std::size_t column) const {
    const std::string_view text = table_.field(row, column);
    if (missing(text)) return std::numeric_limits<float>::quiet_NaN();
    const auto number = finite_number(text);
    check(number.has_value(), table_.place(row), ", column '",
          table_.columns()[column], "': expected a number, found '", text,
          "'; `missing` says what stands for a missing value");
    return static_cast<float>(*number);
  }

 private:
  bool missing(std::string_view text) const {
    return std::ranges::find(options_.missing, text) != options_.missing.end();
  }

  bool all_numbers(std::size_t column) const {
    bool any = false;
    for (const std::size_t row : rows_) {
      const std::string_view text = table_.field(row, column);
      if (missing(text)) continue;
      if (!finite_number(text)) return false;
      any = true;
    }
    return any;
  }

  Table table_;
  const CohortTableOptions& options_;
  std::vector<std::string> patients_;
  std::vector<std::size_t> rows_;
};

// The columns GENE_suffix. @return their places in the table
std::vector<std::size_t> of_suffix(const Table& table,
                                   const std::string& suffix) {
  std::vector<std::size_t> columns;
  for (std::size_t i = 0; i < table.columns().size(); ++i) {
    const std::string& name = table.columns()[i];
    if (name.size() > suffix.size() + 1 && name.ends_with("_" + suffix)) {
      columns.push_back(i);
    }
  }
  return columns;
}

}  // namespace

Cohort read_cohort(std::string bytes, const std::string& where,
                   const CohortTableOptions& options) {
  PatientTable source(std::move(bytes), where, options);
  const Table& table = source.table();
  const std::size_t id = table.column(options.id);
  source.take(id);
  Cohort out{options.about, source.patients()};
  check(!out.patients.empty(), where, ": has no patient");

  std::unordered_set<std::size_t> in_matrices;
  for (const std::string& suffix : options.suffixes) {
    const std::vector<std::size_t> columns = of_suffix(table, suffix);
    check(!columns.empty(), where, ": no column ends in '_", suffix, "'");
    MeasuredMatrix one{suffix, {}, {}};
    one.values.resize(static_cast<Eigen::Index>(out.size()),
                      static_cast<Eigen::Index>(columns.size()));
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const std::string& name = table.columns()[columns[i]];
      one.variables.push_back(name.substr(0, name.size() - suffix.size() - 1));
      for (std::size_t row = 0; row < out.size(); ++row) {
        one.values(static_cast<Eigen::Index>(row),
                   static_cast<Eigen::Index>(i)) =
            source.measured(source.rows()[row], columns[i]);
      }
      in_matrices.insert(columns[i]);
    }
    out.measured.push_back(std::move(one));
  }

  std::vector<std::size_t> kept;
  for (const std::string& name : options.columns) {
    kept.push_back(table.column(name));
  }
  for (std::size_t i = 0; options.columns.empty() && i < table.columns().size();
       ++i) {
    // The numbers of rows that R and pandas write have no name.
    if (i != id && !in_matrices.contains(i) && !table.columns()[i].empty()) {
      kept.push_back(i);
    }
  }
  std::unordered_set<std::size_t> texts;
  for (const std::string& name : options.text_columns) {
    texts.insert(table.column(name));
  }
  for (const std::size_t column : kept) {
    out.clinical.push_back(source.clinical(column, texts.contains(column)));
  }
  return out;
}

std::int64_t add_matrix(Cohort& cohort, const std::string& name,
                        std::string bytes, const std::string& where,
                        const CohortTableOptions& options) {
  PatientTable source(std::move(bytes), where, options);
  source.take(0);
  const std::vector<std::string>& columns = source.table().columns();
  MeasuredMatrix one{name, {columns.begin() + 1, columns.end()}, {}};
  one.values = Matrix::Constant(static_cast<Eigen::Index>(cohort.size()),
                                static_cast<Eigen::Index>(one.variables.size()),
                                std::numeric_limits<float>::quiet_NaN());
  const Places places(cohort.patients);
  std::int64_t left_out = 0;
  for (std::size_t i = 0; i < source.patients().size(); ++i) {
    const auto place = places.find(source.patients()[i]);
    if (!place) {
      ++left_out;
      continue;
    }
    for (std::size_t column = 1; column < columns.size(); ++column) {
      one.values(static_cast<Eigen::Index>(*place),
                 static_cast<Eigen::Index>(column - 1)) =
          source.measured(source.rows()[i], column);
    }
  }
  check(left_out < static_cast<std::int64_t>(source.patients().size()), where,
        ": has none of the ", cohort.size(), " patients of cohort ",
        cohort.about, "; its first is '",
        source.patients().empty() ? "" : source.patients().front(),
        "', the cohort's '", cohort.patients.front(), "'");
  cohort.measured.push_back(std::move(one));
  return left_out;
}

namespace {

struct MatrixNames {
  std::vector<std::string> names;
};

Cohort joined(const Inputs& in, const CohortTableOptions& options,
              const std::vector<std::string>& names) {
  const auto table = in.get<File>("table");
  Cohort cohort = read_cohort(read_file(table.path), table.name, options);
  const auto matrices = in.list<File>("matrices");
  check(matrices.size() == names.size(), "cohort: matrices holds ",
        matrices.size(), " file(s), matrix_names ", names.size(),
        " name(s); expected a name for each file");
  for (std::size_t i = 0; i < names.size(); ++i) {
    const std::int64_t left_out =
        add_matrix(cohort, names[i], read_file(matrices[i].path),
                   matrices[i].name, options);
    if (left_out > 0) {
      log_line(concat("left out ", left_out, " row(s) of ", matrices[i].name,
                      ": their patients are not in ", table.name));
    }
  }
  return cohort;
}

}  // namespace

StepKind cohort_step() {
  using Table = CohortTableOptions;
  return StepKind("cohort", 2,
                  "Clinical columns and matrices of many patients, joined.")
      .applies<File>("table", "clinical table, a patient a row")
      .applies_many<File>("matrices",
                          "tables of the patient, then a variable a column")
      .optional()
      .option("about", &Table::about, "name of the cohort")
      .required()
      .option("id", &Table::id, "column that names the patient")
      .required()
      .option("missing", &Table::missing, "what stands for a missing value")
      .option("columns", &Table::columns,
              "clinical columns that are kept; empty: all")
      .option("text_columns", &Table::text_columns,
              "columns of texts although all read as numbers")
      .option("suffixes", &Table::suffixes,
              "columns GENE_SUFFIX of the table are a matrix of that name")
      .option("matrix_names", &MatrixNames::names, "names of `matrices`")
      .option("repeated", &Table::repeated,
              "what of a patient with several rows is taken")
      .needs([](const Options&, const InputSizes& sizes) {
        return Needs{.memory_bytes = 256 * kMiB + 12 * sizes.total(),
                     .seconds = 1 + 1e-7 * static_cast<double>(sizes.total())};
      })
      .makes<Cohort>([](const Inputs& in, const Options& options) {
        return joined(in, options.as<Table>(), options.as<MatrixNames>().names);
      });
}

}  // namespace moonstain
