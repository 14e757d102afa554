// SPDX-License-Identifier: Apache-2.0
// Writes one JSON document piece by piece. Commas are its business; that every key has a value is the
// caller's.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace busbar::program {

class Json {
public:
    Json& begin_object();
    Json& end_object();
    Json& begin_array();
    Json& end_array();
    Json& key(std::string_view name);

    Json& value(std::string_view text);  ///< escaped; octets that are no UTF-8 become U+FFFD
    Json& value(const char* text) { return value(std::string_view(text)); }
    Json& value(const std::string& text) { return value(std::string_view(text)); }
    Json& value(bool truth) { return raw(truth ? "true" : "false"); }
    /// Shortest form that reads back to the same number; what JSON has no number for ("NaN") becomes a
    /// string.
    Json& value(float number);
    Json& value(double number);
    template <class T>
    requires(std::is_integral_v<T> && !std::is_same_v<T, bool>) Json& value(T number) {
        return raw(std::to_string(number));
    }
    Json& null() { return raw("null"); }
    /// Text that is JSON already.
    Json& raw(std::string_view json);

    template <class T>
    Json& member(std::string_view name, const T& v) {
        return key(name).value(v);
    }

    [[nodiscard]] const std::string& text() const { return text_; }
    /// The document with a newline, to stdout.
    void print() const;

private:
    void separate();
    std::string text_;
    bool fresh_ = true;  ///< no comma before the next value
};

}  // namespace busbar::program
