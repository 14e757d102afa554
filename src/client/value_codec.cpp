// SPDX-License-Identifier: Apache-2.0
#include "client/value_codec.hpp"

#include "ber/codec.hpp"

namespace busbar::client {
namespace {

std::vector<Value> to_values(const ber::List<mms::Data>& list) {
    std::vector<Value> values;
    values.reserve(list.size());
    for (const mms::Data& item : list) values.push_back(to_value(item));
    return values;
}

BitString to_bits(const ber::BitString& view) {
    BitString bits;
    bits.octets.assign(view.octets.begin(), view.octets.end());
    bits.size = view.size();
    if (view.unused != 0 && !bits.octets.empty()) {
        bits.octets.back() = static_cast<Octet>(bits.octets.back() & (0xFFU << view.unused));
    }
    return bits;
}

struct ToValue {
    Value operator()(const mms::Array& array) const { return Value::array(to_values(array.elements)); }
    Value operator()(const mms::Structure& structure) const {
        return Value::structure(to_values(structure.members));
    }
    Value operator()(bool value) const { return value; }
    Value operator()(const ber::BitString& bits) const { return to_bits(bits); }
    Value operator()(const mms::Integer& number) const {
        if (!number.fits()) return mms::to_text(number);
        return number.value;
    }
    Value operator()(const mms::Unsigned& number) const { return number.value; }
    Value operator()(const mms::FloatingPoint& number) const {
        if (number.is_double) return number.as_double();
        return number.as_float();
    }
    Value operator()(const mms::Real& real) const { return octets(real.content); }
    Value operator()(const ber::OctetString& string) const { return octets(string.octets); }
    Value operator()(const ber::VisibleString& string) const { return string.text; }
    Value operator()(const ber::GeneralizedTime& time) const { return time.text; }
    Value operator()(const mms::BinaryTime& time) const {
        return EntryTime{time.milliseconds, time.days.value_or(0)};
    }
    Value operator()(const mms::Bcd& number) const { return number.value; }
    Value operator()(const mms::BooleanArray& array) const { return to_bits(array.bits); }
    Value operator()(const ber::ObjectIdentifier& oid) const { return oid.dotted(); }
    Value operator()(const ber::Utf8String& string) const { return UnicodeString{std::string(string.text)}; }
    Value operator()(const mms::UtcTime& time) const { return Timestamp::from_octets(time.octets); }

private:
    static Value octets(Bytes bytes) { return OctetString{{bytes.begin(), bytes.end()}}; }
};

void produce_items(const void* context, BackWriter& writer) {
    const auto& items = *static_cast<const std::vector<Value>*>(context);
    for (std::size_t i = items.size(); i-- > 0;) mms::encode(writer, view_of(items[i]));
}

struct ToView {
    mms::Data operator()(std::monostate) const { return {false}; }
    mms::Data operator()(DataAccessError) const { return {false}; }
    mms::Data operator()(bool value) const { return {value}; }
    mms::Data operator()(std::int64_t number) const { return {mms::Integer(number)}; }
    mms::Data operator()(std::uint64_t number) const { return {mms::Unsigned{number}}; }
    mms::Data operator()(float number) const { return {mms::FloatingPoint(number)}; }
    mms::Data operator()(double number) const { return {mms::FloatingPoint(number)}; }
    mms::Data operator()(const BitString& bits) const {
        return {ber::BitString{bits.octets, static_cast<std::uint8_t>(bits.octets.size() * 8 - bits.size)}};
    }
    mms::Data operator()(const OctetString& string) const { return {ber::OctetString{string.octets}}; }
    mms::Data operator()(const std::string& text) const { return {ber::VisibleString(text)}; }
    mms::Data operator()(const UnicodeString& string) const { return {ber::Utf8String{string.text}}; }
    mms::Data operator()(const Timestamp& time) const { return {mms::UtcTime{time.octets()}}; }
    mms::Data operator()(const EntryTime& time) const {
        return {mms::BinaryTime{time.milliseconds, time.days}};
    }
    mms::Data operator()(const Structure& structure) const {
        return {mms::Structure{ber::List<mms::Data>::produced(produce_items, &structure.members)}};
    }
    mms::Data operator()(const Array& array) const {
        return {mms::Array{ber::List<mms::Data>::produced(produce_items, &array.elements)}};
    }
};

}  // namespace

Value to_value(const mms::Data& data) {
    return std::visit(ToValue(), data.value);
}

Value to_value(const mms::AccessResult& result) {
    if (const DataAccessError* failure = result.failure()) return *failure;
    return to_value(*result.data());
}

bool is_sendable(const Value& value) {
    if (value.empty() || value.is_error()) return false;
    if (const auto* bits = value.get_if<BitString>()) return (bits->size + 7) / 8 == bits->octets.size();
    for (const Value& item : value.items()) {
        if (!is_sendable(item)) return false;
    }
    return true;
}

mms::Data view_of(const Value& value) {
    return std::visit(ToView(), value.content());
}

std::size_t encoded_octets(const Value& value) {
    BackWriter writer;
    mms::encode(writer, view_of(value));
    return writer.size();
}

}  // namespace busbar::client
