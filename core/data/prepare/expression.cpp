#include "core/data/prepare/expression.h"

#include <array>
#include <cmath>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/plain_text.h"
#include "core/base/text.h"
#include "core/data/stored/gene_list.h"
#include "core/engine/step/step_kind.h"

namespace moonstain {
namespace {

double transformed(double share, Log log) {
  switch (log) {
    case Log::ln_1p:
      return std::log1p(share);
    case Log::log10_1p:
      return std::log10(1.0 + share);
    case Log::log2_1p:
      return std::log2(1.0 + share);
    case Log::none:
      break;
  }
  return share;
}

std::string describe(Total total, double scale_to, Log log) {
  const std::string of = total == Total::all ? "total over all genes"
                                             : "total over the chosen genes";
  const std::string share = total == Total::none ? "n"
                            : scale_to == 0
                                ? concat("n / (", of, " / its mean)")
                                : concat(scale_to, " n / ", of);
  switch (log) {
    case Log::ln_1p:
      return concat("ln(1 + ", share, ")");
    case Log::log10_1p:
      return concat("log10(1 + ", share, ")");
    case Log::log2_1p:
      return concat("log2(1 + ", share, ")");
    case Log::none:
      break;
  }
  return share;
}

}  // namespace

Targets normalise(const Dataset& dataset, const std::vector<std::string>& genes,
                  Total total, double scale_to, Log log, Absent absent) {
  const auto rows = static_cast<Eigen::Index>(dataset.spots.size());
  const auto columns = static_cast<Eigen::Index>(
      genes.empty() ? dataset.genes.size() : genes.size());
  Matrix values = Matrix::Zero(rows, columns);
  Targets out =
      normalise_counts(dataset, genes, total, scale_to, log, absent,
                       [&](Eigen::Index spot, Eigen::Index gene, float value) {
                         values(spot, gene) = value;
                       });
  out.values = std::move(values);
  return out;
}

Targets normalise_counts(const Dataset& dataset,
                         const std::vector<std::string>& genes, Total total,
                         double scale_to, Log log, Absent absent,
                         const TargetSink& sink) {
  check(scale_to >= 0, "targets: scale_to is ", scale_to,
        ", expected above 0, or 0 for the mean total");
  Targets out;
  out.about = dataset.section;
  if (dataset.lattice == Lattice::none) out.unit_kind = ObservedKind::nucleus;
  out.transform = describe(total, scale_to, log);
  out.names = dataset.spots;
  out.variables = genes.empty() ? dataset.genes : genes;

  std::unordered_map<std::string_view, std::size_t> column_of;
  for (std::size_t i = 0; i < dataset.genes.size(); ++i) {
    column_of.emplace(dataset.genes[i], i);
  }
  std::vector<Eigen::Index> target_of(dataset.genes.size(), -1);
  for (std::size_t i = 0; i < out.variables.size(); ++i) {
    const auto found = column_of.find(out.variables[i]);
    if (found == column_of.end()) {
      if (absent == Absent::zero) continue;
      fail("targets: section ", dataset.section, " has no gene '",
           out.variables[i], "'",
           did_you_mean(out.variables[i], dataset.genes,
                        "; absent = \"zero\" takes it as not counted"));
    }
    check(target_of[found->second] < 0, "targets: gene '", out.variables[i],
          "' is asked for twice");
    target_of[found->second] = static_cast<Eigen::Index>(i);
  }

  const auto rows = static_cast<Eigen::Index>(dataset.spots.size());
  out.total_all = Eigen::VectorXd::Zero(rows);
  out.total_chosen = Eigen::VectorXd::Zero(rows);
  const SparseCounts& counts = dataset.counts;
  const auto for_counts_of = [&](Eigen::Index spot, auto body) {
    const auto s = static_cast<std::size_t>(spot);
    for (auto k = counts.row_starts[s]; k < counts.row_starts[s + 1]; ++k) {
      const auto at = static_cast<std::size_t>(k);
      body(target_of[static_cast<std::size_t>(counts.columns[at])],
           static_cast<double>(counts.values[at]));
    }
  };
  for (Eigen::Index spot = 0; spot < rows; ++spot) {
    for_counts_of(spot, [&](Eigen::Index gene, double count) {
      out.total_all[spot] += count;
      if (gene >= 0) out.total_chosen[spot] += count;
    });
  }
  const Eigen::VectorXd divisors = total == Total::none
                                       ? Eigen::VectorXd::Ones(rows)
                                   : total == Total::all ? out.total_all
                                                         : out.total_chosen;
  const double to = total == Total::none        ? 1
                    : scale_to == 0 && rows > 0 ? divisors.mean()
                                                : scale_to;
  // Most counts of a spot are small, and each of them comes often.
  constexpr std::size_t kRemembered = 64;
  std::array<float, kRemembered> remembered{};
  for (Eigen::Index spot = 0; spot < rows; ++spot) {
    const auto value_of = [&](double count) {
      return static_cast<float>(transformed(to * count / divisors[spot], log));
    };
    remembered.fill(0);
    for_counts_of(spot, [&](Eigen::Index gene, double count) {
      if (gene < 0) return;
      if (count >= kRemembered) return sink(spot, gene, value_of(count));
      float& value = remembered[static_cast<std::size_t>(count)];
      if (value == 0) value = value_of(count);
      sink(spot, gene, value);
    });
  }
  return out;
}

namespace {

// Without the blanks around it, those that do not break and have no width too.
std::string_view trimmed(std::string_view name) {
  constexpr std::string_view kBlanks[] = {" ", "\t", "\r", "\u00a0", "\u200b"};
  for (bool again = true; again;) {
    again = false;
    for (const std::string_view blank : kBlanks) {
      while (name.starts_with(blank)) {
        name.remove_prefix(blank.size());
        again = true;
      }
      while (name.ends_with(blank)) {
        name.remove_suffix(blank.size());
        again = true;
      }
    }
  }
  return name;
}

}  // namespace

std::vector<std::string> parse_gene_list(std::string bytes,
                                         std::string_view where) {
  const std::string text = plain_text(std::move(bytes), where);
  std::vector<std::string> genes;
  std::unordered_map<std::string, std::size_t> seen;
  std::size_t line = 0;
  std::size_t empty_line = 0;  // the first
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    std::string_view name =
        trimmed(std::string_view(text).substr(at, end - at));
    at = end + 1;
    ++line;
    if (name.empty()) {
      if (empty_line == 0) empty_line = line;
      continue;
    }
    check(empty_line == 0, where, ": line ", empty_line, ": is empty");
    if (name.size() > 1 && name.front() == '"' && name.back() == '"') {
      name = name.substr(1, name.size() - 2);
    }
    check(name.find('\t') == name.npos, where, ": line ", line, ": '", name,
          "' has a tab, expected one name a line");
    const auto [before, is_new] = seen.emplace(name, line);
    check(is_new, where, ": line ", line, ": gene '", name,
          "' is there twice, before in line ", before->second);
    genes.emplace_back(name);
  }
  check(!genes.empty(), where, ": names no gene");
  return genes;
}

void check_listed_genes(const std::vector<std::string>& genes,
                        const std::string& where, std::string_view step,
                        const Dataset& dataset) {
  const std::unordered_set<std::string_view> known(dataset.genes.begin(),
                                                   dataset.genes.end());
  for (std::size_t i = 0; i < genes.size(); ++i) {
    if (known.contains(genes[i])) continue;
    fail(where, ": line ", i + 1, ": ", step, ": section ", dataset.section,
         " has no gene '", genes[i], "'",
         did_you_mean(genes[i], dataset.genes,
                      "; absent = \"zero\" takes it as not counted"));
  }
}

namespace {

struct TargetsOptions {
  Total total = Total::all;
  double scale_to = 1e4;
  Log log = Log::ln_1p;
  Absent absent = Absent::refuse;
};

}  // namespace

StepKind&& wanting_genes(StepKind&& kind) {
  return std::move(kind)
      .learns<File>("genes", Learned::selection,
                    "names of the genes wanted, one a line")
      .optional()
      .learns<GeneList>("gene_list", Learned::selection,
                        "the genes wanted, where a step has chosen them")
      .optional();
}

std::vector<std::string> genes_wanted(const Inputs& in, std::string_view step) {
  check(!in.has("genes") || !in.has("gene_list"), step,
        ": both genes and gene_list are given, expected one of them");
  if (in.has("gene_list")) return in.get<GeneList>("gene_list").genes;
  if (!in.has("genes")) return {};
  const auto file = in.get<File>("genes");
  return parse_gene_list(read_file(file.path), file.name);
}

std::vector<std::string> genes_wanted(const Inputs& in, std::string_view step,
                                      const Dataset& dataset, Absent absent) {
  std::vector<std::string> genes = genes_wanted(in, step);
  if (in.has("genes") && absent == Absent::refuse) {
    check_listed_genes(genes, in.get<File>("genes").name, step, dataset);
  }
  return genes;
}

// A count is 8 bytes, a target 4, whether there was a count or not, and up to
// 256 MiB of them once more while they are packed. Of 5,000 spots and 18,000
// genes the counts took 121, 37 and 19 MB where a spot counts one gene in 6, 20
// and 40; all genes then took 810, 690 and 665 MB, 1,000 genes 250, 75 and
// 60 MB.
NeedsOf targets_needs() {
  return [](const Options&, const InputSizes& sizes) {
    const bool chosen = sizes.of("genes") + sizes.of("gene_list") > 0;
    const std::uint64_t dataset = sizes.of("dataset");
    return Needs{.memory_bytes = 128 * kMiB + (chosen ? 4 : 20) * dataset,
                 .seconds = 1 + 1e-7 * static_cast<double>(dataset)};
  };
}

StepKind targets_step() {
  return wanting_genes(
             StepKind("targets", 3, "Measured expression, normalised.")
                 .numeric(Numeric::libm)
                 .applies<Dataset>("dataset", "counts of a section"))
      .option("total", &TargetsOptions::total,
              "genes whose counts make a spot's total, by which it is divided; "
              "none: counts as they are")
      .option("scale_to", &TargetsOptions::scale_to,
              "what a spot's total is scaled to; 0: the mean total of the "
              "section's spots")
      .option("log", &TargetsOptions::log, "logarithm of 1 + x")
      .option("absent", &TargetsOptions::absent,
              "a gene that the section's table does not name")
      .needs(targets_needs())
      .makes<Targets>([](const Inputs& in, const Options& options) {
        const auto how = options.as<TargetsOptions>();
        check(how.total != Total::none ||
                  how.scale_to == TargetsOptions{}.scale_to,
              "targets: scale_to is ", how.scale_to,
              ", but total is \"none\", where nothing is scaled; leave it out");
        const auto dataset = in.get<Dataset>("dataset");
        return normalise(dataset,
                         genes_wanted(in, "targets", dataset, how.absent),
                         how.total, how.scale_to, how.log, how.absent);
      });
}

}  // namespace moonstain
