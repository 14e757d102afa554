// SPDX-License-Identifier: Apache-2.0
#include "json.hpp"

#include <charconv>
#include <cmath>
#include <cstdio>

#include "ber/walk.hpp"

namespace busbar::program {
namespace {

template <class T>
std::string shortest(T number) {
    char digits[40];
    const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
    return {digits, end};
}

}  // namespace

void Json::separate() {
    if (!fresh_) text_ += ',';
    fresh_ = false;
}
Json& Json::raw(std::string_view json) {
    separate();
    text_ += json;
    return *this;
}
Json& Json::begin_object() {
    separate();
    text_ += '{';
    fresh_ = true;
    return *this;
}
Json& Json::end_object() {
    text_ += '}';
    fresh_ = false;
    return *this;
}
Json& Json::begin_array() {
    separate();
    text_ += '[';
    fresh_ = true;
    return *this;
}
Json& Json::end_array() {
    text_ += ']';
    fresh_ = false;
    return *this;
}
Json& Json::key(std::string_view name) {
    separate();
    text_ += ber::json_string(name);
    text_ += ':';
    fresh_ = true;
    return *this;
}
Json& Json::value(std::string_view text) {
    return raw(ber::json_string(text));
}
Json& Json::value(float number) {
    return std::isfinite(number) ? raw(shortest(number)) : value(std::string_view(shortest(number)));
}
Json& Json::value(double number) {
    return std::isfinite(number) ? raw(shortest(number)) : value(std::string_view(shortest(number)));
}

void Json::print() const {
    std::fwrite(text_.data(), 1, text_.size(), stdout);
    std::fputc('\n', stdout);
}

}  // namespace busbar::program
