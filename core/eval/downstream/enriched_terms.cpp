#include "core/eval/downstream/enriched_terms.h"

#include <set>
#include <utility>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/nouns.h"
#include "core/data/stored/dataset.h"
#include "core/data/stored/group.h"
#include "core/data/zarr/reader.h"
#include "core/data/zarr/writer.h"
#include "core/engine/step/step_kind.h"
#include "core/engine/step/task_context.h"
#include "core/stats/adjusted_p.h"
#include "core/stats/hypergeometric.h"

namespace moonstain {
namespace {

constexpr int kSchema = 1;

template <typename Value>
std::vector<Value> column_of(const std::vector<TermTest>& tests, auto member) {
  std::vector<Value> out;
  for (const TermTest& one : tests) {
    out.push_back(static_cast<Value>(one.*member));
  }
  return out;
}

// Names of the genes called in this direction.
std::set<std::string> called_genes(const GeneTests& tests, Eigen::Index group,
                                   int direction,
                                   const EnrichedTermsOptions& options) {
  std::set<std::string> out;
  for (std::size_t gene = 0; gene < tests.genes.size(); ++gene) {
    if (tests.called(group, static_cast<Eigen::Index>(gene), options.called_by,
                     options.threshold) == direction) {
      out.insert(tests.genes[gene]);
    }
  }
  return out;
}

}  // namespace

void EnrichedTerms::write(const fs::path& folder) const {
  zarr::Writer out(folder, stored_attributes(kType, kSchema,
                                             {{"about", about},
                                              {"predictor", predictor},
                                              {"background", background},
                                              {"threshold", threshold}}));
  const auto count = static_cast<std::int64_t>(tests.size());
  out.strings("groups", groups);
  out.strings("group", column_of<std::string>(tests, &TermTest::group));
  out.strings("term", column_of<std::string>(tests, &TermTest::term));
  const auto integers = [&](const char* name, auto member) {
    out.array<std::int64_t>(name, column_of<std::int64_t>(tests, member),
                            {count});
  };
  integers("up", &TermTest::up);
  integers("genes", &TermTest::genes);
  integers("selected", &TermTest::selected);
  integers("hits", &TermTest::hits);
  out.array<double>("p", column_of<double>(tests, &TermTest::p), {count});
  out.array<double>("q", column_of<double>(tests, &TermTest::q), {count});
}

EnrichedTerms EnrichedTerms::read(const fs::path& folder) {
  const zarr::Reader in(folder);
  const Json attributes = checked_attributes(in, kType, kSchema);
  const std::string where = folder.string();
  EnrichedTerms out;
  out.about = text_member(attributes, "about", where);
  out.predictor = text_member(attributes, "predictor", where);
  out.background = text_member(attributes, "background", where);
  out.threshold = number_member(attributes, "threshold", where);
  out.groups = in.strings("groups");
  const auto take = [&](const auto& values, const char* name, auto member) {
    if (out.tests.empty()) out.tests.resize(values.size());
    check(values.size() == out.tests.size(), where, ": ", name, " has ",
          values.size(), " values, expected ", out.tests.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
      out.tests[i].*member =
          static_cast<std::decay_t<decltype(out.tests[i].*member)>>(values[i]);
    }
  };
  take(in.strings("group"), "group", &TermTest::group);
  take(in.strings("term"), "term", &TermTest::term);
  take(in.integers("up"), "up", &TermTest::up);
  take(in.integers("genes"), "genes", &TermTest::genes);
  take(in.integers("selected"), "selected", &TermTest::selected);
  take(in.integers("hits"), "hits", &TermTest::hits);
  take(in.numbers("p"), "p", &TermTest::p);
  take(in.numbers("q"), "q", &TermTest::q);
  return out;
}

EnrichedTerms enriched_terms(const GeneTests& tests,
                             const std::vector<GeneSet>& sets,
                             const std::vector<std::string>& background,
                             const std::string& words,
                             const EnrichedTermsOptions& options) {
  std::set<std::string> all(background.begin(), background.end());
  all.insert(tests.genes.begin(), tests.genes.end());
  std::vector<std::pair<std::string, std::vector<std::string>>> asked;
  for (const GeneSet& set : sets) {
    std::vector<std::string> here;
    for (const std::string& gene : set.genes) {
      if (all.contains(gene)) here.push_back(gene);
    }
    if (static_cast<std::int64_t>(here.size()) >= options.min_genes) {
      asked.emplace_back(set.name, std::move(here));
    }
  }
  check(!asked.empty(), "enriched_terms: ", tests.about, ": none of ",
        counted(sets.size(), "set"), " has min_genes = ", options.min_genes,
        " genes of the background, ", all.size(), " as ", *all.begin(),
        "; are they of another species, or under other names?");
  EnrichedTerms out;
  out.about = tests.about;
  out.predictor = tests.predictor;
  out.background = concat(all.size(), " ", words);
  out.threshold = options.term_threshold;
  out.groups = tests.groups;
  for (std::size_t group = 0; group < tests.groups.size(); ++group) {
    for (const int direction : {1, -1}) {
      const std::set<std::string> called = called_genes(
          tests, static_cast<Eigen::Index>(group), direction, options);
      if (called.empty()) continue;
      const std::size_t first = out.tests.size();
      std::vector<double> p;
      for (const auto& [name, genes] : asked) {
        TermTest one{.group = tests.groups[group],
                     .up = direction > 0,
                     .term = name,
                     .genes = static_cast<std::int64_t>(genes.size()),
                     .selected = static_cast<std::int64_t>(called.size())};
        for (const std::string& gene : genes) one.hits += called.contains(gene);
        one.p =
            hypergeometric_tail(one.hits, static_cast<std::int64_t>(all.size()),
                                one.genes, one.selected);
        p.push_back(one.p);
        out.tests.push_back(std::move(one));
      }
      const std::vector<double> q = benjamini_hochberg(p);
      for (std::size_t i = 0; i < q.size(); ++i) out.tests[first + i].q = q[i];
    }
  }
  return out;
}

StepKind enriched_terms_step() {
  using Own = EnrichedTermsOptions;
  return StepKind("enriched_terms", 1,
                  "Sets of genes found among those that differ between groups, "
                  "by the hypergeometric distribution.")
      .numeric(Numeric::libm)
      .applies<GeneTests>("tests", "of genes between groups of spots")
      .applies<File>("sets", "of genes, a set a line (GMT)")
      .applies<Dataset>("dataset",
                        "whose genes are the background; without it the genes "
                        "that are tested")
      .optional()
      .option("called_by", &Own::called_by, "which p of a gene counts")
      .option("threshold", &Own::threshold, "up to which p a gene is called",
              {0, 1})
      .option("term_threshold", &Own::term_threshold,
              "up to which adjusted p a set is enriched", {0, 1})
      .option("min_genes", &Own::min_genes,
              "of the background that a set must have", {1, {}})
      .needs(in_memory(4, 2))
      .makes<EnrichedTerms>([](const Inputs& in, const Options& options) {
        const auto tests = in.get<GeneTests>("tests");
        const auto file = in.get<File>("sets");
        std::vector<std::string> background;
        if (in.has("dataset")) {
          background = Dataset::read_places(in.one("dataset").path).genes;
        }
        EnrichedTerms made = enriched_terms(
            tests, read_gene_sets(read_file(file.path), file.name), background,
            in.has("dataset") ? "genes that were measured"
                              : "genes that are modelled",
            options.as<Own>());
        std::int64_t enriched = 0;
        for (const TermTest& one : made.tests) enriched += made.enriched(one);
        log_line(concat(made.predictor, " on ", made.about, ", background ",
                        made.background, ": ", enriched, " of ",
                        counted(made.tests.size(), "test"),
                        " of a set are enriched"));
        return made;
      });
}

}  // namespace moonstain
