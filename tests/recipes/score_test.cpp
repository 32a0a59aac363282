// Predictions of the sections that ship, made here by a simple rule, scored as
// a person without a compiler would.

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <string>
#include <vector>

#include "core/base/file.h"
#include "core/base/json.h"
#include "core/base/number_text.h"
#include "core/base/table.h"
#include "core/eval/findings/findings.h"
#include "tests/recipes/plain_program.h"

namespace moonstain {

namespace {

constexpr std::size_t kGenes = 20;

/// A folder with a sheet and split, the counts of MOB1 and MOB2 as text, and
/// what each section's spot of a name predicts of the other's.
class Elsewhere {
 public:
  Elsewhere() {
    const Table one = counts("MOB1"), two = counts("MOB2");
    for (const std::string& gene : one.columns()) {
      if (gene.empty() || !two.has(gene)) continue;
      genes_.push_back(gene);
      if (genes_.size() == kGenes) break;
    }
    write("truth/MOB1.csv", lines(one, {}));
    write("truth/MOB2.csv", lines(two, {}));
    write("pred/MOB1.csv", lines(two, genes_));
    write("pred/MOB2.csv", lines(one, genes_));
    write("samples.csv",
          "section,patient,batch\nMOB1,mouse1,b1\nMOB2,mouse1,b2\n");
    write("split.csv",
          "fold,section,role\n1,MOB1,test\n1,MOB2,train\n2,MOB2,test\n"
          "2,MOB1,train\n");
  }

  fs::path path(const std::string& name) const { return folder_ / name; }
  void write(const std::string& name, const std::string& bytes) const {
    make_folders((folder_ / name).parent_path());
    replace_file(folder_ / name, bytes);
  }

 private:
  static Table counts(const std::string& section) {
    const std::string name = section + ".tsv.gz";
    return Table::parse(
        read_file(fs::path("data_manifests/samples/mob") / name), name, true);
  }

  // With genes: ln(1 + 10,000 n / total over all), as the target is.
  static std::string lines(const Table& table,
                           const std::vector<std::string>& genes) {
    std::string text = "spot";
    const auto& wanted = genes.empty() ? table.columns() : genes;
    for (const std::string& gene : wanted) {
      if (!gene.empty()) text += "," + gene;
    }
    text += "\n";
    for (std::size_t row = 0; row < table.rows(); ++row) {
      text += table.field(row, 0);
      double total = 0;
      for (std::size_t i = 1; !genes.empty() && i < table.columns().size();
           ++i) {
        total += table.number(row, i);
      }
      for (const std::string& gene : wanted) {
        if (gene.empty()) continue;
        const std::size_t at = table.column(gene);
        text += ",";
        text +=
            genes.empty()
                ? std::string(table.field(row, at))
                : fixed(total == 0
                            ? 0
                            : std::log1p(1e4 * table.number(row, at) / total),
                        4);
      }
      text += "\n";
    }
    return text;
  }

  const TempFolder folder_;
  std::vector<std::string> genes_;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(score_test)

BOOST_AUTO_TEST_CASE(a_page_is_made_of_predictions_from_elsewhere) {
  const Elsewhere here;
  const PlainProgram program;
  const auto words = [&](const std::string& more) {
    return "score --sheet '" + here.path("samples.csv").string() +
           "' --pred '" + here.path("pred").string() + "' --truth '" +
           here.path("truth").string() + "' --trained-on '" +
           here.path("split.csv").string() + "' " + more;
  };
  const std::string said = program.say(words("--model neighbour"));
  const Findings findings =
      Findings::read(program.results("samples") / "findings");
  BOOST_TEST(findings.data.units.size() == 2U);
  BOOST_TEST(findings.data.items == kGenes);
  BOOST_TEST(findings.data.target == "ln(1 + 10000 n / total over all genes)");
  // A neighbour's spot of the same name knows something, a shuffled one
  // nothing, and neither more than a perfect prediction.
  const double ours = findings.headline_value("neighbour");
  BOOST_TEST(ours > 0.1);
  BOOST_TEST(std::abs(findings.headline_value("shuffled_spots")) < 0.05);
  BOOST_TEST(findings.headline_value("second_measurement") <
             findings.headline_value("perfect_prediction"));
  BOOST_TEST(ours < findings.headline_value("perfect_prediction"));
  BOOST_TEST(std::isnan(findings.headline_value("training_mean")));
  // The split tells what the sheet calls one mouse.
  BOOST_TEST(said.find("leak: patient samples/mouse1 on both sides of") !=
             std::string::npos);
  // Some spots are of one section alone: they are counted on the page.
  const bool counts_misses = std::any_of(
      findings.notes.begin(), findings.notes.end(), [](const auto& note) {
        return note.find(" no prediction (") != std::string::npos;
      });
  BOOST_TEST(counts_misses);
  const std::string page =
      read_file(program.results("samples") / "report.html");
  BOOST_TEST(page.find("neighbour, scored") != std::string::npos);

  // Nothing runs twice, and the last line is for programs.
  const std::string json = program.say(words("--model neighbour --json"));
  const std::size_t last = json.rfind('\n', json.size() - 2);
  const Json line = parse_json(json.substr(last + 1), "last line");
  BOOST_TEST(line.at("event") == "score");
  BOOST_TEST(line.at("value").get<double>() == ours);
  BOOST_TEST(line.at("trained_on") == "known");
  BOOST_TEST(line.at("units") == 2);
  BOOST_TEST(line.at("predictors").at("neighbour").at("kind") == "model");
  BOOST_TEST(line.at("leaks").size() >= 1U);
  // What was written is a recipe as any.
  BOOST_TEST(program.say("lint .moonstain/score/samples", 2)
                 .find("leak (label): patient samples/mouse1") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(without_a_split_the_page_says_that_training_is_unknown) {
  const Elsewhere here;
  const PlainProgram program;
  program.say("score --sheet '" + here.path("samples.csv").string() +
              "' --pred '" + here.path("pred").string() + "' --truth '" +
              here.path("truth").string() + "' --target counts --name blind");
  const Findings findings =
      Findings::read(program.results("blind") / "findings");
  BOOST_TEST(findings.headline.unit == "unknown");
  BOOST_TEST(findings.data.target == "n");
  BOOST_TEST(findings.notes.at(0) ==
             "Training unknown: nothing says what the model was trained on, so "
             "that no leak can be told and nothing shows that what is scored "
             "was held out.");
  const std::string page = read_file(program.results("blind") / "report.html");
  BOOST_TEST(page.find("what was held out is not known") != std::string::npos);
  BOOST_TEST(page.find("section held out") == std::string::npos);
}

// MOB8 and MOB9 are trained on and not scored: of one the patient is that of
// the sections that are, of the other nothing says it.
BOOST_AUTO_TEST_CASE(sections_beside_the_sheet_leak_by_their_patient) {
  const Elsewhere here;
  const PlainProgram program;
  here.write("split.csv",
             "fold,role,section,patient\n1,test,MOB1,\n1,test,MOB2,\n"
             "1,train,MOB9,mouse1\n1,train,MOB8,\n");
  const std::string said = program.say(
      "score --sheet '" + here.path("samples.csv").string() + "' --pred '" +
      here.path("pred").string() + "' --truth '" + here.path("truth").string() +
      "' --trained-on '" + here.path("split.csv").string() +
      "' --thinnings 1 --name beside");
  BOOST_TEST(said.find("leak: patient beside/mouse1 on both sides of") !=
             std::string::npos);
  const Findings findings =
      Findings::read(program.results("beside") / "findings");
  BOOST_TEST(findings.headline.unit == "section");
  BOOST_TEST(
      std::count_if(
          findings.notes.begin(), findings.notes.end(),
          [](const std::string& note) {
            return note ==
                   "Of unknown patients are sections that the model has "
                   "learned from or was chosen by, and that the sheet lacks: "
                   "MOB8. Where one is of a patient that is scored, that is a "
                   "leak which nobody can tell; a column patient of the split "
                   "says whose they are.";
          }) == 1);
}

// The split says of both sections that the model was trained on them.
BOOST_AUTO_TEST_CASE(sections_trained_on_get_no_verdict) {
  const Elsewhere here;
  const PlainProgram program;
  here.write("split.csv",
             "fold,role,section\n1,test,MOB1\n1,test,MOB2\n1,train,MOB1\n"
             "1,train,MOB2\n");
  const std::string said = program.say(
      "score --sheet '" + here.path("samples.csv").string() + "' --pred '" +
      here.path("pred").string() + "' --truth '" + here.path("truth").string() +
      "' --trained-on '" + here.path("split.csv").string() +
      "' --thinnings 1 --name seen");
  BOOST_TEST(said.find("section held out") == std::string::npos);
  BOOST_TEST(said.find("contradicted") == std::string::npos);
  BOOST_TEST(said.find("leak: section seen/MOB1 on both sides of") !=
             std::string::npos);
  const Findings findings =
      Findings::read(program.results("seen") / "findings");
  BOOST_TEST(findings.headline.unit == "none");
  BOOST_REQUIRE(findings.claims.size() == 1U);
  BOOST_TEST(word_of(findings.claims[0].meaning.verdict) == "no verdict");
  BOOST_TEST(findings.claims[0].meaning.reason ==
             "predictions was trained on sections that it is scored on");
  BOOST_TEST(findings.notes.at(0) ==
             "Trained on and scored: by the split the model has learned from "
             "MOB1, MOB2, of which it is scored here. Nothing shows what it "
             "predicts of a section that it has not seen, and no verdict is "
             "given.");
}

// What was made of counts elsewhere: a target of its own unit, no ceiling, and
// the page says why. Of the other section's logarithms, beside these.
BOOST_AUTO_TEST_CASE(a_truth_of_values_is_scored_without_a_ceiling) {
  const Elsewhere here;
  const PlainProgram program;
  here.write("values/MOB1.csv", read_file(here.path("pred/MOB2.csv")));
  here.write("values/MOB2.csv", read_file(here.path("pred/MOB1.csv")));
  const std::string words = "score --sheet '" +
                            here.path("samples.csv").string() + "' --pred '" +
                            here.path("pred").string() + "' --trained-on '" +
                            here.path("split.csv").string() + "' --truth '" +
                            here.path("values").string() + "'";
  BOOST_TEST(program.say(words, 1).find("or with --truth-unit values") !=
             std::string::npos);
  program.say(words + " --truth-unit 'ln(1 + n per 10,000)'");
  const Findings findings =
      Findings::read(program.results("samples") / "findings");
  BOOST_TEST(findings.data.target == "ln(1 + n per 10,000)");
  BOOST_TEST(findings.data.items == kGenes);
  BOOST_TEST(findings.headline_value("predictions") > 0.1);
  BOOST_TEST(findings.find("perfect_prediction") == nullptr);
  BOOST_TEST(findings.find("spot_depth") == nullptr);
  BOOST_TEST(findings.find("training_mean") != nullptr);
  BOOST_TEST(
      std::any_of(findings.notes.begin(), findings.notes.end(),
                  [](const std::string& note) {
                    return note.starts_with(
                        "No ceiling: the truth is values (ln(1 + n per "
                        "10,000), as who scores them says), not counts.");
                  }));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
