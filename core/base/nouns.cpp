#include "core/base/nouns.h"

#include "core/base/text.h"

namespace moonstain {

std::string plural(std::string_view noun) {
  // Of "pair of sections" the head is counted.
  const auto of = noun.find(" of ");
  if (of != std::string_view::npos) {
    return concat(plural(noun.substr(0, of)), noun.substr(of));
  }
  const auto without = [&](std::size_t letters) {
    return std::string(noun.substr(0, noun.size() - letters));
  };
  if (noun == "nucleus" || noun == "locus") return without(2) + "i";
  if (noun.ends_with("ss") || noun.ends_with("x") || noun.ends_with("ch")) {
    return concat(noun, "es");
  }
  if (noun.ends_with("y") && noun.size() > 1 &&
      std::string_view("aeiou").find(noun[noun.size() - 2]) ==
          std::string_view::npos) {
    return without(1) + "ies";
  }
  return concat(noun, "s");
}

std::string counted(std::uint64_t count, std::string_view noun) {
  return count == 1 ? concat("1 ", noun) : concat(count, " ", plural(noun));
}

}  // namespace moonstain
