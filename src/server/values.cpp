// SPDX-License-Identifier: Apache-2.0
#include "server/values.hpp"

#include <bit>
#include <limits>

#include "ber/codec.hpp"

namespace busbar::server {

using model::Leaf;
using model::LeafId;
using model::Model;
using model::Node;
using model::NodeId;
using model::NodeKind;

namespace {

// Identifier octets of Data, context class.
constexpr Octet tag_array = 0xA1, tag_structure = 0xA2, tag_boolean = 0x83, tag_bit_string = 0x84,
                tag_integer = 0x85, tag_unsigned = 0x86, tag_float = 0x87, tag_octet_string = 0x89,
                tag_visible_string = 0x8A, tag_binary_time = 0x8C, tag_mms_string = 0x90, tag_utc_time = 0x91;

void prepend_length(BackWriter& writer, std::size_t length) {
    if (length < 0x80) {
        writer.prepend_octet(static_cast<Octet>(length));
    } else if (length < 0x100) {
        writer.prepend_octets({0x81, static_cast<Octet>(length)});
    } else if (length < 0x10000) {
        writer.prepend_octets({0x82, static_cast<Octet>(length >> 8U), static_cast<Octet>(length & 0xFFU)});
    } else {
        writer.prepend_octets({0x83, static_cast<Octet>(length >> 16U),
                               static_cast<Octet>(length >> 8U & 0xFFU), static_cast<Octet>(length & 0xFFU)});
    }
}

void prepend_header(BackWriter& writer, Octet tag, std::size_t content) {
    if (content < 0x80) {
        if (Octet* at = writer.prepend(2)) {
            at[0] = tag;
            at[1] = static_cast<Octet>(content);
        }
        return;
    }
    prepend_length(writer, content);
    writer.prepend_octet(tag);
}

void prepend_text(BackWriter& writer, Octet tag, Bytes octets) {
    writer.prepend_bytes(octets);
    prepend_header(writer, tag, octets.size());
}

/// Two's complement in as few octets as it takes.
void prepend_integer(BackWriter& writer, Octet tag, std::int64_t value) {
    if (value >= -128 && value < 128) {
        if (Octet* at = writer.prepend(3)) {
            at[0] = tag;
            at[1] = 1;
            at[2] = static_cast<Octet>(value & 0xFF);
        }
        return;
    }
    const std::size_t before = writer.size();
    ber::encode_integer(writer, value);
    prepend_header(writer, tag, writer.size() - before);
}

template <class Bits>
void prepend_float(BackWriter& writer, Octet exponent_width, Bits bits) {
    constexpr std::size_t width = sizeof(Bits);
    Octet* at = writer.prepend(width + 3);
    if (at == nullptr) return;
    at[0] = tag_float;
    at[1] = static_cast<Octet>(width + 1);
    at[2] = exponent_width;
    for (std::size_t i = width; i-- > 0; bits >>= 8U) at[3 + i] = static_cast<Octet>(bits & 0xFFU);
}

/// A slot that is sent as it lies, with up to one octet before it.
void prepend_octets(BackWriter& writer, Octet tag, Bytes octets) {
    Octet* at = writer.prepend(octets.size() + 2);
    if (at == nullptr) return;
    at[0] = tag;
    at[1] = static_cast<Octet>(octets.size());
    std::memcpy(at + 2, octets.data(), octets.size());
}

void prepend_bits(BackWriter& writer, BasicType type, const std::uint8_t* slot) {
    const Bytes octets = model::slot::octets(type, slot);
    Octet* at = writer.prepend(octets.size() + 3);
    if (at == nullptr) return;
    at[0] = tag_bit_string;
    at[1] = static_cast<Octet>(octets.size() + 1);
    at[2] = static_cast<Octet>(octets.size() * 8 - model::slot::bit_count(type));
    std::memcpy(at + 3, octets.data(), octets.size());
}

void prepend_unsigned(BackWriter& writer, std::uint64_t value) {
    if (value < 0x80) return prepend_integer(writer, tag_unsigned, static_cast<std::int64_t>(value));
    const std::size_t before = writer.size();
    ber::encode_unsigned(writer, value);
    prepend_header(writer, tag_unsigned, writer.size() - before);
}

void prepend_leaf(BackWriter& writer, BasicType type, const std::uint8_t* slot) {
    switch (type) {
        case BasicType::boolean:
            return writer.prepend_octets({tag_boolean, 1, static_cast<Octet>(slot[0] != 0 ? 0xFF : 0)});
        case BasicType::int8:
        case BasicType::int16:
        case BasicType::int24:
        case BasicType::int32:
        case BasicType::int64:
        case BasicType::int128:
        case BasicType::enumerated:
            return prepend_integer(writer, tag_integer, model::slot::integer(type, slot));
        case BasicType::int8u:
        case BasicType::int16u:
        case BasicType::int24u:
        case BasicType::int32u: return prepend_unsigned(writer, model::slot::unsigned_integer(type, slot));
        case BasicType::float32: {
            std::uint32_t bits = 0;
            std::memcpy(&bits, slot, sizeof(bits));
            return prepend_float(writer, 8, bits);
        }
        case BasicType::float64: {
            std::uint64_t bits = 0;
            std::memcpy(&bits, slot, sizeof(bits));
            return prepend_float(writer, 11, bits);
        }
        case BasicType::dbpos:
        case BasicType::tcmd:
        case BasicType::quality:
        case BasicType::check:
        case BasicType::trg_ops:
        case BasicType::opt_flds:
        case BasicType::sv_opt_flds:
        case BasicType::log_opt_flds: return prepend_bits(writer, type, slot);
        case BasicType::timestamp: return prepend_octets(writer, tag_utc_time, Bytes(slot, 8));
        case BasicType::entry_time: return prepend_octets(writer, tag_binary_time, Bytes(slot, 6));
        case BasicType::vis_string32:
        case BasicType::vis_string64:
        case BasicType::vis_string65:
        case BasicType::vis_string129:
        case BasicType::vis_string255:
        case BasicType::obj_ref:
        case BasicType::currency:
            return prepend_text(writer, tag_visible_string, model::slot::octets(type, slot));
        case BasicType::octet6:
        case BasicType::octet16:
        case BasicType::octet64:
        case BasicType::entry_id:
            return prepend_text(writer, tag_octet_string, model::slot::octets(type, slot));
        case BasicType::unicode255:
            return prepend_text(writer, tag_mms_string, model::slot::octets(type, slot));
    }
}

// ---- types
// ----------------------------------------------------------------------------------------------------

mms::TypeDescription leaf_type(const Model& model, NodeId node) {
    const BasicTypeTraits& traits = traits_of(model.node(node).type);
    const int size = model.announced(node);
    const auto width = static_cast<std::uint8_t>(size);
    switch (traits.type_class) {
        case TypeClass::boolean: return {mms::BooleanType{}};
        case TypeClass::bit_string: return {mms::BitStringType{size}};
        case TypeClass::integer: return {mms::IntegerType{width}};
        case TypeClass::unsigned_integer: return {mms::UnsignedType{width}};
        case TypeClass::floating_point: {
            const bool is_double = traits.type == BasicType::float64;
            return {mms::FloatingPointType{width, static_cast<std::uint8_t>(is_double ? 11 : 8)}};
        }
        case TypeClass::octet_string: return {mms::OctetStringType{size}};
        case TypeClass::visible_string: return {mms::VisibleStringType{size}};
        case TypeClass::mms_string: return {mms::MmsStringType{size}};
        case TypeClass::binary_time: return {mms::BinaryTimeType{true}};
        case TypeClass::utc_time: return {mms::UtcTimeType{}};
    }
    return {};
}

void prepend_type(BackWriter& writer, const TypeSource& source) {
    ber::encode(writer, type_of(source));
}

/// Content of a structure's list of components, last one first.
void produce_components(const void* context, BackWriter& writer) {
    constexpr Octet tag_component = 0x30, tag_name = 0x80, tag_type = 0xA1;
    const auto& source = *static_cast<const TypeSource*>(context);
    std::vector<NodeId> children;
    children.reserve(source.model.node(source.node).child_count);
    for (const NodeId child : source.model.children(source.node)) children.push_back(child);
    for (std::size_t i = children.size(); i-- > 0 && !writer.overflowed();) {
        const std::size_t before = writer.size();
        prepend_type(writer, {source.model, children[i]});
        prepend_header(writer, tag_type, writer.size() - before);
        prepend_text(writer, tag_name, bytes_of(source.model.name(children[i])));
        prepend_header(writer, tag_component, writer.size() - before);
    }
}

void produce_element_type(const void* context, BackWriter& writer) {
    const auto& source = *static_cast<const TypeSource*>(context);
    prepend_type(writer, {source.model, source.model.element(source.node, 0)});
}

// ---- storing
// --------------------------------------------------------------------------------------------------

using model::Fit;
using MaybeError = std::optional<DataAccessError>;

MaybeError refusal_of(Fit fit, BasicType type) {
    switch (fit) {
        case Fit::ok: return std::nullopt;
        case Fit::wrong_type:
        case Fit::too_long: return DataAccessError::type_inconsistent;
        case Fit::out_of_range:
            // A number beyond its width is a matter of size, a text that is no UTF-8 or an unknown literal
            // one of value.
            return type == BasicType::enumerated || type == BasicType::unicode255
                       ? DataAccessError::object_value_invalid
                       : DataAccessError::type_inconsistent;
    }
    return DataAccessError::type_inconsistent;
}

MaybeError store_integer(const Model& model, const Leaf& leaf, const mms::Integer& number, std::uint8_t* at) {
    if (traits_of(leaf.type).type_class != TypeClass::integer) return DataAccessError::type_inconsistent;
    if (!number.fits()) return refusal_of(Fit::out_of_range, leaf.type);
    if (leaf.type == BasicType::enumerated) {
        const model::EnumType* literals = model.enum_type(leaf.node);
        if (literals != nullptr && literals->find(number.value) == nullptr)
            return DataAccessError::object_value_invalid;
    }
    return refusal_of(model::slot::store_integer(leaf.type, at, number.value), leaf.type);
}

MaybeError store_unsigned(const Leaf& leaf, mms::Unsigned number, std::uint8_t* at) {
    if (traits_of(leaf.type).type_class != TypeClass::unsigned_integer)
        return DataAccessError::type_inconsistent;
    return refusal_of(model::slot::store_unsigned(leaf.type, at, number.value), leaf.type);
}

MaybeError store_float(const Leaf& leaf, const mms::FloatingPoint& number, std::uint8_t* at) {
    if (leaf.type == BasicType::float32 && !number.is_double) {
        const auto bits = static_cast<std::uint32_t>(number.bits);
        return refusal_of(model::slot::store_float(leaf.type, at, std::bit_cast<float>(bits)), leaf.type);
    }
    if (leaf.type == BasicType::float64 && number.is_double) {
        return refusal_of(model::slot::store_double(leaf.type, at, number.as_double()), leaf.type);
    }
    return DataAccessError::type_inconsistent;
}

MaybeError store_text(const Leaf& leaf, TypeClass wanted, std::string_view text, std::uint8_t* at) {
    if (traits_of(leaf.type).type_class != wanted) return DataAccessError::type_inconsistent;
    return refusal_of(model::slot::store_text(leaf.type, at, text), leaf.type);
}

MaybeError store_binary_time(const Leaf& leaf, const mms::BinaryTime& time, std::uint8_t* at) {
    if (leaf.type != BasicType::entry_time || !time.days) return DataAccessError::type_inconsistent;
    const EntryTime entry{time.milliseconds, *time.days};
    return refusal_of(model::slot::store_binary_time(leaf.type, at, entry.octets()), leaf.type);
}

}  // namespace

void encode_array_header(BackWriter& writer, std::size_t size_before) {
    prepend_header(writer, tag_array, writer.size() - size_before);
}

void encode_structure_header(BackWriter& writer, std::size_t size_before) {
    prepend_header(writer, tag_structure, writer.size() - size_before);
}

void encode_leaf(BackWriter& writer, const model::Image& image, LeafId leaf) {
    prepend_leaf(writer, image.model().leaf(leaf).type, image.slot(leaf));
}

void encode_value(BackWriter& writer, const model::Image& image, NodeId id) {
    const Node& node = image.model().node(id);
    const std::uint8_t* const slots = node.leaf_count != 0 ? image.slot(LeafId{node.first_leaf}) : nullptr;
    encode_value(writer, image.model(), id, slots);
}

void encode_value(BackWriter& writer, const Model& model, NodeId id, const std::uint8_t* slots) {
    const Node* const nodes = model.nodes().data();
    const Leaf* const leaves = model.leaves().data();
    const std::uint32_t first = model::index(id);
    if (nodes[first].is_leaf()) return prepend_leaf(writer, nodes[first].type, slots);
    const std::uint32_t origin = nodes[first].leaf_count != 0 ? leaves[nodes[first].first_leaf].offset : 0;
    // From the last descendant to the first, without recursion: marks[d] is where the content ends of the
    // node at depth d that is being written.
    std::array<std::size_t, std::numeric_limits<std::uint8_t>::max() + 1U> marks;  // NOLINT: set before use
    std::uint32_t depth_before = nodes[first].depth;
    std::uint32_t next_leaf = nodes[first].first_leaf + nodes[first].leaf_count;
    marks[depth_before] = writer.size();
    for (std::uint32_t i = nodes[first].end; i-- > first;) {
        const Node& node = nodes[i];
        for (std::uint32_t depth = depth_before; depth < node.depth; ++depth) marks[depth] = writer.size();
        depth_before = node.depth;
        if (node.is_leaf()) {
            --next_leaf;
            prepend_leaf(writer, node.type, slots + (leaves[next_leaf].offset - origin));
            if (writer.overflowed()) return;
        } else {
            const std::size_t content = node.child_count == 0 ? 0 : writer.size() - marks[node.depth];
            prepend_header(writer, node.kind == NodeKind::array ? tag_array : tag_structure, content);
        }
    }
}

mms::TypeDescription type_of(const TypeSource& source) {
    const Node& node = source.model.node(source.node);
    if (node.is_leaf()) return leaf_type(source.model, source.node);
    if (node.kind == NodeKind::array) {
        return {mms::ArrayType{false, node.child_count,
                               ber::One<mms::TypeDescription>::produced(produce_element_type, &source)}};
    }
    return {
        mms::StructureType{false, ber::List<mms::StructureComponent>::produced(produce_components, &source)}};
}

MaybeError store_leaf(const Model& model, LeafId id, const mms::Data& data, std::uint8_t* at) {
    const Leaf& leaf = model.leaf(id);
    if (const auto* number = data.get_if<mms::FloatingPoint>()) return store_float(leaf, *number, at);
    if (const auto* number = data.get_if<mms::Integer>()) return store_integer(model, leaf, *number, at);
    if (const auto* number = data.get_if<mms::Unsigned>()) return store_unsigned(leaf, *number, at);
    if (const auto* truth = data.get_if<bool>()) {
        return refusal_of(model::slot::store_boolean(leaf.type, at, *truth), leaf.type);
    }
    if (const auto* bits = data.get_if<ber::BitString>()) {
        return refusal_of(model::slot::store_bits(leaf.type, at, bits->octets, bits->size()), leaf.type);
    }
    if (const auto* octets = data.get_if<ber::OctetString>()) {
        return refusal_of(model::slot::store_octets(leaf.type, at, octets->octets), leaf.type);
    }
    if (const auto* text = data.get_if<ber::VisibleString>()) {
        return store_text(leaf, TypeClass::visible_string, text->text, at);
    }
    if (const auto* text = data.get_if<ber::Utf8String>()) {
        return store_text(leaf, TypeClass::mms_string, text->text, at);
    }
    if (const auto* time = data.get_if<mms::UtcTime>()) {
        return refusal_of(model::slot::store_utc_time(leaf.type, at, time->octets), leaf.type);
    }
    if (const auto* time = data.get_if<mms::BinaryTime>()) return store_binary_time(leaf, *time, at);
    return DataAccessError::type_inconsistent;
}

}  // namespace busbar::server
