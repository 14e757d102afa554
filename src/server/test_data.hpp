// SPDX-License-Identifier: Apache-2.0
// For tests: values of Data in a word.
#pragma once

#include <cstdint>
#include <deque>
#include <initializer_list>
#include <string_view>
#include <utility>
#include <vector>

#include "mms/data.hpp"

namespace busbar::server::testing {

template <class T>
mms::Data as_data(T value) {
    mms::Data result;
    result.value = std::move(value);
    return result;
}
inline mms::Data boolean(bool value) {
    return as_data(value);
}
inline mms::Data number(std::uint64_t value) {
    return as_data(mms::Unsigned{value});
}
inline mms::Data integer_data(std::int64_t value) {
    return as_data(mms::Integer(value));
}
inline mms::Data real(float value) {
    return as_data(mms::FloatingPoint(value));
}
inline mms::Data visible(std::string_view text) {
    return as_data(ber::VisibleString(text));
}
/// Data views: the members stay.
inline mms::Data structure(std::initializer_list<mms::Data> members) {
    static std::deque<std::vector<mms::Data>> kept;
    return as_data(mms::Structure{ber::List<mms::Data>(kept.emplace_back(members))});
}

}  // namespace busbar::server::testing
