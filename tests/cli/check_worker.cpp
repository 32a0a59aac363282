// A worker whose steps depend on what no result may depend on. Built twice: in
// the second one `table` computes something else under the same version.
#include <cmath>
#include <cstdint>
#include <span>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/data/zarr/reader.h"
#include "core/data/zarr/writer.h"
#include "core/engine/step/step_kind.h"
#include "core/engine/worker/worker.h"

#ifndef MOONSTAIN_TABLE_FACTOR
#define MOONSTAIN_TABLE_FACTOR 1.0F
#endif

namespace moonstain {
namespace {

struct Note {
  static constexpr std::string_view kType = "Note";
  std::string text;

  static Note read(const fs::path& folder) {
    return {read_file(folder / "text")};
  }
  void write(const fs::path& folder) const {
    write_file(folder / "text", text);
  }
};

struct Table {
  static constexpr std::string_view kType = "Table";
  std::vector<float> values;

  static Table read(const fs::path& folder) {
    return {zarr::Reader(folder).array<float>("x")};
  }
  void write(const fs::path& folder) const {
    zarr::Writer out(folder);
    zarr::ArrayOptions plain;
    plain.codec = zarr::Codec::none;
    out.array("x", std::span<const float>(values),
              {static_cast<std::int64_t>(values.size())}, plain);
  }
};

int tasks_before() {
  static int tasks = 0;
  return tasks++;
}

struct NoteOptions {
  std::string text;
};

StepKind note_step() {
  return StepKind("note", 1, "A text.")
      .option("text", &NoteOptions::text, "what it says")
      .required()
      .makes<Note>([](const Inputs&, const Options& options) {
        tasks_before();
        return Note{options.as<NoteOptions>().text};
      });
}

struct TableOptions {
  double from = 0;
};

StepKind table_step() {
  return StepKind("table", 1, "Ten numbers.")
      .option("from", &TableOptions::from, "the first")
      .makes<Table>([](const Inputs&, const Options& options) {
        const auto from = static_cast<float>(options.as<TableOptions>().from);
        Table table;
        for (int i = 0; i < 10; ++i) {
          table.values.push_back(MOONSTAIN_TABLE_FACTOR *
                                 (from + static_cast<float>(i)));
        }
        return table;
      });
}

StepKind exponentials(const char* name, Numeric numeric) {
  return StepKind(name, 1, "Exponentials of many numbers.")
      .numeric(numeric)
      .makes<Note>([](const Inputs&, const Options&) {
        std::string text;
        for (int i = 1; i <= 20000; ++i) {
          char word[40];
          std::snprintf(word, sizeof word, "%a\n", std::exp(0.001 * i));
          text += word;
        }
        return Note{text};
      });
}

StepKind drawn_step() {
  return StepKind("drawn", 1, "Bytes from the system.")
      .makes<Note>([](const Inputs&, const Options&) {
        FileReader source("/dev/urandom");
        char bytes[16];
        source.read(bytes, sizeof bytes);
        return Note{std::string(bytes, sizeof bytes)};
      });
}

StepKind counted_step() {
  return StepKind("counted", 1, "How many tasks this process has had.")
      .applies<Note>("after", "made before")
      .makes<Note>([](const Inputs&, const Options&) {
        return Note{concat(tasks_before())};
      });
}

StepKind placed_step() {
  return StepKind("placed", 1, "Where its input lies.")
      .applies<Note>("note", "a text")
      .makes<Note>([](const Inputs& in, const Options&) {
        return Note{in.one("note").path.parent_path().parent_path()};
      });
}

StepKind spoiled_step() {
  return StepKind("spoiled", 1, "Works in a used process alone.")
      .applies<Note>("after", "made before")
      .makes<Note>([](const Inputs&, const Options&) {
        check(tasks_before() > 0, "spoiled: nothing was here before me");
        return Note{"spoiled"};
      });
}

StepKind refused_step() {
  return StepKind("refused", 1, "Fails.")
      .makes<Note>([](const Inputs&, const Options&) -> Note {
        fail("refused: not today");
      });
}

}  // namespace
}  // namespace moonstain

int main(int count, char** words) {
  using namespace moonstain;
  std::vector<StepKind> steps;
  steps.push_back(note_step());
  steps.push_back(table_step());
  steps.push_back(exponentials("exponentials", Numeric::libm));
  steps.push_back(exponentials("misdeclared", Numeric::exact));
  steps.push_back(drawn_step());
  steps.push_back(counted_step());
  steps.push_back(placed_step());
  steps.push_back(spoiled_step());
  steps.push_back(refused_step());
  return worker_main(steps, {}, count, words);
}
