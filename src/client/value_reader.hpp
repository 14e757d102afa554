// SPDX-License-Identifier: Apache-2.0
// Data of MMS straight from its octets into a busbar::Value that is there already: each octet is looked at
// once, and a value of the same kind as before takes no memory. The way of reports; everything else uses
// value_codec.hpp, whose meaning of every type this keeps.
#pragma once

#include <busbar/value.hpp>

#include "ber/reader.hpp"

namespace busbar::client {

class ValueReader {
public:
    /// `input` for the offsets of errors. At most `max_items` values are read, nested ones included: what a
    /// message of a few octets can blow up to.
    ValueReader(Bytes input, std::size_t max_items) : state_(input), items_left_(max_items) {}

    /// Data. False where it is malformed or there are too many; `value` is then of any content.
    bool read(const ber::Element& element, Value& value);
    /// AccessResult: a DataAccessError too.
    bool read_result(const ber::Element& element, Value& value);

    [[nodiscard]] ber::DecodeState& state() { return state_; }
    [[nodiscard]] std::size_t items_left() const { return items_left_; }

private:
    bool read_items(const ber::Element& element, std::vector<Value>& items);
    bool read_other(const ber::Element& element, Value& value);

    ber::DecodeState state_;
    std::size_t items_left_;
};

}  // namespace busbar::client
