#include "core/data/stored/genome.h"

#include "core/base/error.h"
#include "core/base/number_text.h"

namespace moonstain {

const std::vector<Chromosome>& chromosomes(Assembly assembly) {
  static const std::vector<Chromosome> hg19{
      {"1", 249250621, 125000000}, {"2", 243199373, 93300000},
      {"3", 198022430, 91000000},  {"4", 191154276, 50400000},
      {"5", 180915260, 48400000},  {"6", 171115067, 61000000},
      {"7", 159138663, 59900000},  {"8", 146364022, 45600000},
      {"9", 141213431, 49000000},  {"10", 135534747, 40200000},
      {"11", 135006516, 53700000}, {"12", 133851895, 35800000},
      {"13", 115169878, 17900000}, {"14", 107349540, 17600000},
      {"15", 102531392, 19000000}, {"16", 90354753, 36600000},
      {"17", 81195210, 24000000},  {"18", 78077248, 17200000},
      {"19", 59128983, 26500000},  {"20", 63025520, 27500000},
      {"21", 48129895, 13200000},  {"22", 51304566, 14700000},
      {"X", 155270560, 60600000},  {"Y", 59373566, 12500000}};
  static const std::vector<Chromosome> hg38{
      {"1", 248956422, 123400000}, {"2", 242193529, 93900000},
      {"3", 198295559, 90900000},  {"4", 190214555, 50000000},
      {"5", 181538259, 48800000},  {"6", 170805979, 59800000},
      {"7", 159345973, 60100000},  {"8", 145138636, 45200000},
      {"9", 138394717, 43000000},  {"10", 133797422, 39800000},
      {"11", 135086622, 53400000}, {"12", 133275309, 35500000},
      {"13", 114364328, 17700000}, {"14", 107043718, 17200000},
      {"15", 101991189, 19000000}, {"16", 90338345, 36800000},
      {"17", 83257441, 25100000},  {"18", 80373285, 18500000},
      {"19", 58617616, 26200000},  {"20", 64444167, 28100000},
      {"21", 46709983, 12000000},  {"22", 50818468, 15000000},
      {"X", 156040895, 61000000},  {"Y", 57227415, 10400000}};
  return assembly == Assembly::hg19 ? hg19 : hg38;
}

std::optional<std::size_t> chromosome_place(std::string_view name) {
  if (name.starts_with("chr")) name.remove_prefix(3);
  const std::vector<Chromosome>& all = chromosomes(Assembly::hg38);
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (all[i].name == name) return i;
  }
  return std::nullopt;
}

GenomeRegion parse_region(std::string_view text, Assembly assembly,
                          std::string_view where) {
  const auto equals = text.find('=');
  const auto colon = text.find(':', equals);
  const auto dash = text.find('-', colon);
  const auto number = [](std::string_view digits) {
    return whole_number<std::int64_t>(digits).value_or(-1);
  };
  GenomeRegion out;
  std::optional<std::size_t> place;
  if (equals != std::string_view::npos && equals > 0 &&
      dash != std::string_view::npos) {
    out.name = text.substr(0, equals);
    place = chromosome_place(text.substr(equals + 1, colon - equals - 1));
    out.first = number(text.substr(colon + 1, dash - colon - 1));
    out.last = number(text.substr(dash + 1));
  }
  if (!place || out.first < 1 || out.last < out.first) {
    fail(where, ": region '", text,
         "' is not in the form NAME=CHROMOSOME:FIRST-LAST, as "
         "17q11-21=17:27294076-48575513");
  }
  out.chromosome = *place;
  const Chromosome& on = chromosomes(assembly)[*place];
  check(out.last <= on.length, where, ": region '", text,
        "' ends beyond chromosome ", on.name, " of ", word_of(assembly),
        ", which has ", on.length, " bases");
  return out;
}

std::string arm_of(Assembly assembly, std::size_t chromosome,
                   std::int64_t position) {
  const Chromosome& one = chromosomes(assembly).at(chromosome);
  return concat(one.name, position <= one.short_arm ? "p" : "q");
}

}  // namespace moonstain
