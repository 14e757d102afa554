// SPDX-License-Identifier: Apache-2.0
#include "scl/suggest.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>

namespace busbar::scl {
namespace {

constexpr std::size_t longest = 40;

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// Edit distance of short texts; a difference in case counts half of another letter, so all counts
/// are doubled.
std::size_t distance(std::string_view a, std::string_view b) {
    std::array<std::size_t, longest + 1> row{};
    for (std::size_t j = 0; j <= b.size(); ++j) row[j] = 2 * j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = 2 * i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t change = a[i - 1] == b[j - 1] ? 0 : lower(a[i - 1]) == lower(b[j - 1]) ? 1 : 2;
            const std::size_t next = std::min({diagonal + change, row[j] + 2, row[j - 1] + 2});
            diagonal = row[j];
            row[j] = next;
        }
    }
    return row[b.size()];
}

}  // namespace

void Suggestion::offer(std::string_view candidate) {
    if (candidate.empty() || candidate.size() > longest) return;
    if (wanted_.empty() || wanted_.size() > longest) return;
    const std::size_t shorter = std::min(candidate.size(), wanted_.size());
    const std::size_t apart = std::max(candidate.size(), wanted_.size()) - shorter;
    if (apart > 3 || 2 * apart >= distance_) return;
    const std::size_t found = distance(wanted_, candidate);
    // A third of the letters may differ; in short names one.
    const std::size_t allowed = std::max<std::size_t>(2, 2 * (shorter / 3));
    if (found < distance_ && found <= allowed) {
        distance_ = found;
        best_ = candidate;
    }
}

std::string Suggestion::hint() const {
    return best_.empty() ? std::string() : "did you mean \"" + std::string(best_) + "\"?";
}

}  // namespace busbar::scl
