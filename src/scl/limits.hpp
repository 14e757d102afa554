// SPDX-License-Identifier: Apache-2.0
// Bounds of what an SCL file may ask of us, with unit and reason. A file is data from outside: it may be
// hostile.
#pragma once

#include <cstddef>
#include <cstdint>

namespace busbar::scl::limits {

/// Octets of a file. The largest system descriptions in use have about 200 MB; positions are 32 bit.
inline constexpr std::size_t file_octets = std::size_t{1} << 30U;

/// Nested XML elements. SCL itself needs about 20, tools' Private parts some more.
inline constexpr std::size_t depth = 100;

/// Attributes of one element; the schema's richest has 20.
inline constexpr std::size_t attributes = 200;

/// Working memory for a file: this many times its size plus a fixed part. Real files need 3 to 4 times their
/// size; a file made of nothing but tiny elements would need 30 times.
inline constexpr std::size_t memory_factor = 6;
inline constexpr std::size_t memory_fixed = std::size_t{40} << 20U;

/// Nested data types, DOType to innermost BDA. Data references of 129 characters hold no more.
inline constexpr std::uint32_t type_depth = 24;

/// Leaves of one type, and of one IED beside what its share of the file allows. The largest devices have
/// about 50,000; a few lines of types that refer to each other can ask for billions.
inline constexpr std::uint64_t leaves = 200'000;

/// A larger IED needs a file of at least this many octets for each leaf: real ones have 50 and more.
inline constexpr std::uint64_t octets_per_leaf = 8;
constexpr std::uint64_t leaves_of(std::uint64_t octets) {
    return leaves + octets / octets_per_leaf;
}

/// Literals of one enumeration, and logs of one logical node; a search through them is linear.
inline constexpr std::size_t literals = 10'000;
inline constexpr std::size_t logs = 1'000;

/// Elements of one array.
inline constexpr std::uint32_t array_elements = 65'535;

/// Findings kept for one file; the rest is counted.
inline constexpr std::size_t findings = 2'000;

/// Findings of a file that get a "did you mean": looking for it costs more than all the rest.
inline constexpr std::size_t hints = 200;

/// Instances of one report control: two digits follow the name.
inline constexpr std::uint32_t report_instances = 99;

}  // namespace busbar::scl::limits
