// SPDX-License-Identifier: Apache-2.0
#include "client/value_reader.hpp"

#include "client/value_codec.hpp"
#include "mms/data.hpp"

namespace busbar::client {
namespace {

/// Values are changed from outside only as a whole; here the parts keep their memory.
Value::Variant& content_of(Value& value) {
    return const_cast<Value::Variant&>(value.content());
}

/// The content as a T: the one that is there, or a new one.
template <class T>
T& made(Value& value) {
    Value::Variant& content = content_of(value);
    if (T* const same = std::get_if<T>(&content)) return *same;
    return content.emplace<T>();
}

/// Tags of the alternatives of Data.
enum Tag : std::uint32_t {
    array = 1,
    structure = 2,
    boolean = 3,
    bit_string = 4,
    integer = 5,
    unsigned_integer = 6,
    floating_point = 7,
    octet_string = 9,
    visible_string = 10,
    binary_time = 12,
    mms_string = 16,
    utc_time = 17,
};

template <class T>
bool decode(const ber::Element& element, T& value, ber::DecodeState& state) {
    if (element.constructed) return state.malformed("a primitive type is constructed", element.whole.data());
    return ber::Primitive<T>::decode(element.content, value, state);
}

/// Decodes a Wire; its content is what `content` makes of it.
template <class Wire, class Content>
bool store(const ber::Element& element, Value& value, ber::DecodeState& state, Content content) {
    Wire wire{};
    if (!decode(element, wire, state)) return false;
    content_of(value) = content(wire);
    return true;
}

bool read_float(const ber::Element& element, Value& value, ber::DecodeState& state) {
    mms::FloatingPoint number;
    if (!decode(element, number, state)) return false;
    if (number.is_double) {
        content_of(value) = number.as_double();
    } else {
        content_of(value) = number.as_float();
    }
    return true;
}

/// What a longer value left behind is not kept for ever: a server could make every one as long once.
template <class Container>
void trim(Container& container, std::size_t slack) {
    if (container.capacity() > container.size() + slack) container.shrink_to_fit();
}
constexpr std::size_t octets_slack = 64, items_slack = 4;

/// Octets or text into the string that is there.
template <class Wire, class Into>
bool fill(const ber::Element& element, Into& into, ber::DecodeState& state) {
    Wire wire;
    if (!decode(element, wire, state)) return false;
    if constexpr (std::is_same_v<Wire, ber::OctetString>) {
        into.assign(wire.octets.begin(), wire.octets.end());
    } else {
        into.assign(wire.text);
    }
    trim(into, octets_slack);
    return true;
}

bool read_bits(const ber::Element& element, Value& value, ber::DecodeState& state) {
    ber::BitString view;
    if (!decode(element, view, state)) return false;
    auto& bits = made<BitString>(value);
    bits.octets.assign(view.octets.begin(), view.octets.end());
    trim(bits.octets, octets_slack);
    bits.size = view.size();
    if (view.unused != 0 && !bits.octets.empty()) {
        bits.octets.back() = static_cast<Octet>(bits.octets.back() & (0xFFU << view.unused));
    }
    return true;
}

}  // namespace

bool ValueReader::read(const ber::Element& element, Value& value) {
    if (items_left_ == 0) {
        return state_.fail(Fault::limit, "too many values in one report", element.whole.data());
    }
    --items_left_;
    if (ber::tag_class(element.key) != 2) return read_other(element, value);
    switch (ber::tag_number(element.key)) {
        case Tag::floating_point: return read_float(element, value, state_);
        case Tag::structure: return read_items(element, made<Structure>(value).members);
        case Tag::array: return read_items(element, made<Array>(value).elements);
        case Tag::bit_string: return read_bits(element, value, state_);
        case Tag::utc_time:
            return store<mms::UtcTime>(element, value, state_, [](const mms::UtcTime& time) {
                return Timestamp::from_octets(time.octets);
            });
        case Tag::boolean: return store<bool>(element, value, state_, [](bool flag) { return flag; });
        case Tag::integer: {
            mms::Integer number;
            if (!decode(element, number, state_)) return false;
            if (!number.fits()) return read_other(element, value);
            content_of(value) = number.value;
            return true;
        }
        case Tag::unsigned_integer:
            return store<mms::Unsigned>(element, value, state_,
                                        [](const mms::Unsigned& number) { return number.value; });
        case Tag::visible_string: return fill<ber::VisibleString>(element, made<std::string>(value), state_);
        case Tag::mms_string: return fill<ber::Utf8String>(element, made<UnicodeString>(value).text, state_);
        case Tag::octet_string:
            return fill<ber::OctetString>(element, made<OctetString>(value).octets, state_);
        case Tag::binary_time:
            return store<mms::BinaryTime>(element, value, state_, [](const mms::BinaryTime& time) {
                return EntryTime{time.milliseconds, time.days.value_or(0)};
            });
        default: return read_other(element, value);
    }
}

bool ValueReader::read_result(const ber::Element& element, Value& value) {
    if (element.key != ber::context_key(0)) return read(element, value);
    DataAccessError failure{};
    if (!decode(element, failure, state_)) return false;
    content_of(value) = failure;
    return true;
}

bool ValueReader::read_items(const ber::Element& element, std::vector<Value>& items) {
    if (!element.constructed) return state_.malformed("a structure is primitive", element.whole.data());
    if (!state_.enter(element.whole.data())) return false;
    ber::Reader reader(element.content);
    ber::Element item;
    std::size_t count = 0;
    for (; !reader.done(); ++count) {
        if (!reader.next(item, state_)) return false;
        if (count == items.size()) items.emplace_back();
        if (!read(item, items[count])) return false;
    }
    items.resize(count);
    trim(items, items_slack);
    state_.leave();
    return true;
}

/// Types that IEC 61850 does not use, and integers beyond 64 bits.
bool ValueReader::read_other(const ber::Element& element, Value& value) {
    mms::Data data;
    if (!ber::decode_element(element, data, state_)) return false;
    value = to_value(data);
    return true;
}

}  // namespace busbar::client
