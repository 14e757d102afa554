// SPDX-License-Identifier: Apache-2.0
// The type side of a server, as a client found it (GetServerDirectory, GetLogicalDeviceDirectory,
// GetDataDefinition of IEC 61850-7-2): logical devices, logical nodes, functional constraints, data,
// attributes, in the server's order, with their MMS types. Values are not in it. A flat array in preorder
// with each name kept once: 20 octets a node.
#pragma once

#include <busbar/error.hpp>
#include <busbar/fc.hpp>
#include <busbar/reference.hpp>
#include <busbar/value.hpp>
#include <cstdint>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace busbar {

enum class NodeKind : std::uint8_t {
    server,
    logical_device,
    logical_node,
    constraint,  ///< the functional constraint below a logical node
    data,        ///< data object, attribute, control block, member of one
    element,     ///< what an array consists of; the only child of an array, without a name
};

/// ISO 9506-2 TypeDescription. `unknown`: the server names the object but does not say its type.
enum class MmsType : std::uint8_t {
    unknown,
    array,
    structure,
    boolean,
    bit_string,
    integer,
    unsigned_integer,
    floating_point,
    real,
    octet_string,
    visible_string,
    generalized_time,
    binary_time,
    bcd,
    object_identifier,
    mms_string,
    utc_time,
};
std::string_view name_of(MmsType type);

/// Immutable; copies share the content. Safe to read from several threads. Nodes are views: they live as long
/// as a copy.
class RemoteModel {
public:
    class Node;
    class Children;
    struct Data;
    struct Record;

    RemoteModel();
    explicit RemoteModel(std::shared_ptr<const Data> data, std::uint32_t root = 0)
        : data_(std::move(data)), root_(root) {}

    /// The server; of a described object (Client::describe) the object itself.
    [[nodiscard]] Node root() const;
    /// Nodes from the root down, the root included.
    [[nodiscard]] std::size_t size() const;
    /// Attributes: nodes without children. The element of an array counts once for each of its elements.
    [[nodiscard]] std::size_t leaf_count() const;

    /// A node by its reference, wherever the root is: of a described object, everything of its logical node
    /// can be found. Without functional constraint in the reference: the only one that has the path; misuse
    /// with the candidates in the text where there are several. Fails (refused, object-non-existent) where
    /// there is none. An index into an array leads to its element.
    [[nodiscard]] Result<Node> find(const ObjectReference& reference) const;
    /// Text in either spelling. Fails also as ObjectReference::parse.
    [[nodiscard]] Result<Node> find(std::string_view reference) const;

    /// The same model with another root, of which size(), leaf_count() and root() then speak.
    [[nodiscard]] RemoteModel rooted_at(Node node) const;

    /// What discovery could not find out and went on without, one line each: untrusted, escape before
    /// printing.
    [[nodiscard]] const std::vector<std::string>& problems() const;

private:
    std::shared_ptr<const Data> data_;
    std::uint32_t root_ = 0;
};

/// A node: a pointer and a number, to be passed by value.
class RemoteModel::Node {
public:
    Node() = default;
    Node(const Data* data, std::uint32_t index) : data_(data), index_(index) {}

    /// One component: "IED1LD0", "MMXU1", "MX", "TotW"; empty for the server and for elements.
    [[nodiscard]] std::string_view name() const;
    [[nodiscard]] NodeKind kind() const;
    [[nodiscard]] MmsType type() const;
    /// Width in bits of integers (8..128) and floats (32, 64); size of bit strings (bits) and strings (octets
    /// or characters), negative where it is a maximum; octets of a binary-time (4, 6); else 0.
    [[nodiscard]] std::int32_t extent() const;
    /// Elements of an array, else 0.
    [[nodiscard]] std::uint32_t element_count() const;
    [[nodiscard]] Fc fc() const;
    [[nodiscard]] bool is_leaf() const;

    /// False for the server, and for the logical node of a described object.
    [[nodiscard]] bool has_parent() const;
    /// The node itself where it has none.
    [[nodiscard]] Node parent() const;
    [[nodiscard]] Children children() const;
    [[nodiscard]] std::size_t child_count() const;
    [[nodiscard]] std::optional<Node> child(std::string_view name) const;
    /// Position in the model, and one past the last descendant: a subtree is [index, end_index).
    [[nodiscard]] std::uint32_t index() const { return index_; }
    [[nodiscard]] std::uint32_t end_index() const;
    /// The node at an absolute position of the same model.
    [[nodiscard]] Node at(std::uint32_t index) const { return {data_, index}; }

    /// "LD/LN.DO.DA[FC]"; the element of an array as "(*)".
    [[nodiscard]] std::string reference() const;
    /// "LD/LN$FC$DO$DA".
    [[nodiscard]] std::string mms_reference() const;
    /// "integer(32)", "bit-string(-13)", "float(32)", "array(16)", "structure".
    [[nodiscard]] std::string type_text() const;

    friend bool operator==(const Node&, const Node&) = default;

private:
    [[nodiscard]] std::string joined(char separator, bool fc_in_path) const;
    const Data* data_ = nullptr;
    std::uint32_t index_ = 0;
};

/// Range over the children of a node.
class RemoteModel::Children {
public:
    class iterator {
    public:
        using iterator_category = std::input_iterator_tag;
        using value_type = Node;
        using difference_type = std::ptrdiff_t;
        using pointer = void;
        using reference = Node;
        iterator() = default;
        explicit iterator(Node node) : node_(node) {}
        Node operator*() const { return node_; }
        iterator& operator++() {
            node_ = node_.at(node_.end_index());
            return *this;
        }
        void operator++(int) { ++*this; }
        friend bool operator==(const iterator&, const iterator&) = default;

    private:
        Node node_;
    };
    explicit Children(Node parent) : parent_(parent) {}
    [[nodiscard]] iterator begin() const { return iterator(parent_.at(parent_.index() + 1)); }
    [[nodiscard]] iterator end() const { return iterator(parent_.at(parent_.end_index())); }

private:
    Node parent_;
};

/// The value in the form that the type asks for: widths and ranges checked, a number for a bit string or an
/// enumeration, text parsed (value_from_text), items of structures and arrays one by one. Fails: violation
/// with the model path.
Result<Value> convert(const Value& value, RemoteModel::Node type);
/// A value from text by its type: numbers (also 0x..), true/false/on/off, bit strings as "0110" or number,
/// quality by its names, octets as hexadecimal, times by RFC 3339, strings as they are, structures and arrays
/// as {a, b} or [a, b]. Fails: malformed or violation.
Result<Value> value_from_text(std::string_view text, RemoteModel::Node type);

}  // namespace busbar
