#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <string>

namespace moonstain {

/// A check of an option's value: a number, written whole and in decimals, from
/// `least` to `most`; not "nan", "inf", "0x10" or "-1" of what counts things.
///
/// @param what  in an error: "--memory: 'nan'; expected GB, 0.001 or more"
CLI::Validator number_from(double least, double most, std::string what);

/// The same of a whole number.
CLI::Validator whole_number_from(std::int64_t least, std::int64_t most,
                                 std::string what);

/// A check that there is a value: "--results: is empty; expected a value, or no
/// --results". What a variable of a script that is not set leaves would else be
/// taken for nothing given, or for the current folder.
///
/// @param of  the option or positional, as it is written
CLI::Validator not_empty(std::string of);

}  // namespace moonstain
