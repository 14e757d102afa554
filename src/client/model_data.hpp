// SPDX-License-Identifier: Apache-2.0
// The content of a RemoteModel, and how one is put together: discovery appends a node when it meets it, in
// preorder, and closes it after its last descendant. Positions inside a record are relative, so that a
// logical node that was described out of order is moved to its place by copying its records.
#pragma once

#include <busbar/remote_model.hpp>
#include <span>
#include <unordered_map>

namespace busbar {

/// One node. 20 octets: a model of 100,000 nodes is 2 MB.
struct RemoteModel::Record {
    std::uint32_t name = 0;     ///< number of the name
    std::uint32_t subtree = 1;  ///< nodes of the subtree, this one included
    std::uint32_t up = 0;       ///< distance to the parent
    std::int32_t extent = 0;    ///< size or width; elements of an array
    NodeKind kind = NodeKind::data;
    MmsType type = MmsType::unknown;
    Fc fc = Fc::none;
};

}  // namespace busbar

namespace busbar::client {

/// Different names, each kept once and numbered from 0 (which is the empty name).
class Names {
public:
    Names();
    /// The number of `name`; nothing when its octets would go beyond `max_octets` of all names.
    std::optional<std::uint32_t> intern(std::string_view name, std::size_t max_octets);
    [[nodiscard]] std::optional<std::uint32_t> find(std::string_view name) const;
    [[nodiscard]] std::string_view text(std::uint32_t number) const {
        return std::string_view(octets_).substr(starts_[number], starts_[number + 1] - starts_[number]);
    }
    [[nodiscard]] std::size_t octets() const { return octets_.size(); }

private:
    static constexpr std::uint32_t empty_slot = 0xFFFFFFFF;
    [[nodiscard]] std::size_t slot_of(std::string_view name) const;
    void grow();

    std::string octets_;
    std::vector<std::uint32_t> starts_;  // of each name in octets_, and one more
    std::vector<std::uint32_t> slots_;   // open addressing, a power of two
};

/// Node numbers by (parent, name): logical devices and logical nodes, of which there may be very many in one
/// parent.
class ChildIndex {
public:
    void reserve(std::size_t count) { nodes_.reserve(count); }
    void add(std::uint32_t parent, std::uint32_t name, std::uint32_t node) {
        nodes_.emplace(key(parent, name), node);
    }
    [[nodiscard]] std::optional<std::uint32_t> find(std::uint32_t parent, std::uint32_t name) const {
        const auto found = nodes_.find(key(parent, name));
        if (found == nodes_.end()) return std::nullopt;
        return found->second;
    }

private:
    static std::uint64_t key(std::uint32_t parent, std::uint32_t name) {
        return std::uint64_t{parent} << 32U | name;
    }
    std::unordered_map<std::uint64_t, std::uint32_t> nodes_;
};

}  // namespace busbar::client

namespace busbar {

struct RemoteModel::Data {
    std::vector<Record> records;
    client::Names names;
    client::ChildIndex index;  ///< logical devices and nodes
    std::vector<std::string> problems;
    /// The logical device of the one logical node that this is about; empty for a whole server.
    std::optional<std::string> device;
};

}  // namespace busbar

namespace busbar::client {

/// Appends nodes in preorder. Bounded; once a bound was reached every further call fails.
class ModelBuilder {
public:
    struct Limits {
        std::size_t nodes = 200'000;
        std::size_t name_octets = std::size_t{2} << 20U;
    };
    explicit ModelBuilder(Limits limits) : limits_(limits) {}

    /// Opens a node below the innermost open one. False at a bound.
    bool open(std::string_view name, NodeKind kind, MmsType type, Fc fc, std::int32_t extent = 0);
    /// Closes the innermost open node.
    void close();
    /// Closes the innermost open node and takes it away with all below it.
    void drop();
    /// Names the type of the innermost open node later than open().
    void set_type(MmsType type, std::int32_t extent);

    [[nodiscard]] std::size_t size() const { return records_.size(); }
    [[nodiscard]] bool is_full() const { return full_; }
    [[nodiscard]] const Limits& limits() const { return limits_; }
    [[nodiscard]] std::span<const RemoteModel::Record> records() const { return records_; }
    [[nodiscard]] const Names& names() const { return names_; }
    std::optional<std::uint32_t> intern(std::string_view name) {
        return names_.intern(name, limits_.name_octets);
    }

    /// A copy of subtrees of this builder, in the given order of their first records, below one server node;
    /// each device owns the nodes that follow it. `devices` = (name, subtrees).
    struct Device {
        std::string name;
        std::vector<std::uint32_t> nodes;  ///< positions of logical nodes, in the order wanted
    };
    [[nodiscard]] RemoteModel assemble(std::span<const Device> devices, std::vector<std::string> problems);
    /// The one logical node that was built.
    [[nodiscard]] RemoteModel described(std::string device, std::vector<std::string> problems);
    /// Appends a copy of all that `other` holds, as one subtree in the innermost open node. False at a bound.
    bool append(const ModelBuilder& other);

private:
    Limits limits_;
    std::vector<RemoteModel::Record> records_;
    std::vector<std::uint32_t> open_;
    Names names_;
    bool full_ = false;
};

}  // namespace busbar::client
