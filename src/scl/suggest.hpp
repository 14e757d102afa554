// SPDX-License-Identifier: Apache-2.0
// "Did you mean": the known name that is spelled most like an unknown one. Bounded in work, so that a file
// with many unknown names and many known ones stays cheap.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace busbar::scl {

/// Candidates that are looked at for one name.
inline constexpr std::size_t suggestion_candidates = 1'000;

/// Fed with candidates, keeps the nearest.
class Suggestion {
public:
    explicit Suggestion(std::string_view wanted) : wanted_(wanted) {}
    void offer(std::string_view candidate);
    /// The nearest candidate, or empty where none is near enough to be meant.
    [[nodiscard]] std::string_view best() const { return best_; }
    /// `did you mean "X"?`, or empty.
    [[nodiscard]] std::string hint() const;

private:
    std::string_view wanted_;
    std::string_view best_;
    std::size_t distance_ = static_cast<std::size_t>(-1);
};

/// Hint for `wanted` among the names that `project` gives of the elements of `range`.
template <class Range, class Project>
std::string suggest(std::string_view wanted, const Range& range, Project project) {
    Suggestion suggestion(wanted);
    std::size_t offered = 0;
    for (const auto& element : range) {
        if (++offered > suggestion_candidates) break;
        suggestion.offer(project(element));
    }
    return suggestion.hint();
}

}  // namespace busbar::scl
