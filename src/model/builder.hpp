// SPDX-License-Identifier: Apache-2.0
// How a model is made: hand over logical devices, nodes, data objects and attributes the way SCL has them
// (each attribute with its functional constraint), definitions and values, then build(). The builder regroups
// per logical node by functional constraint in the order of enum Fc, keeps the given order inside each,
// repeats array elements, adds control blocks' members, and lays out the image.
#pragma once

#include <busbar/reference.hpp>
#include <busbar/value.hpp>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "model/definitions.hpp"
#include "model/image.hpp"
#include "model/model.hpp"

namespace busbar::model {

/// An attribute, of basic type (attribute()) or constructed (structure()).
struct AttributeSpec {
    std::string_view name;
    Fc fc = Fc::none;  ///< needed directly below a data object; below a structure it is inherited
    BasicType type = BasicType::boolean;  ///< ignored by structure()
    std::uint32_t count = 0;              ///< elements of an array; 0 = no array
    Triggers triggers = Triggers::none;   ///< added to those of the structures above
    std::optional<ValKind> val_kind;  ///< the most restrictive one down to the leaf holds; none given = set
    std::optional<std::uint16_t> enum_type;  ///< from enum_type(), for BasicType::enumerated
};

/// What build() gives: the model and an image that holds its initial values.
struct Built {
    std::shared_ptr<const Model> model;
    Image image;
};

/// Not thread-safe; used once. Calls never fail by themselves: errors are collected, later calls on the
/// handle of something refused are ignored, and build() fails with the first.
class Builder {
public:
    /// Handles. A default one is invalid, and whatever is added to it is ignored.
    struct Ld {
        std::uint32_t at = 0xFFFFFFFF;
    };
    struct Ln {
        std::uint32_t at = 0xFFFFFFFF;
    };
    struct Item {  ///< data object, structured attribute, or attribute
        std::uint32_t at = 0xFFFFFFFF;
    };

    struct Options {
        /// Keep data set members that do not exist (as DataSetMember::missing) and note them; else an error.
        bool keep_missing_members = false;
    };

    explicit Builder(std::string ied_name) : Builder(std::move(ied_name), Options{}) {}
    Builder(std::string ied_name, Options options);

    Identity identity;            ///< ied_name is set; fill in the rest. The edition decides on SG and SE
    Services services;            ///< set_to_ro makes valKind Set read-only
    Communication communication;  ///< of the served access point

    // --- the tree, in the order in which it shall be seen
    // -----------------------------------------------------
    Ld logical_device(LogicalDeviceInfo info);
    Ln logical_node(Ld parent, LogicalNodeInfo info);
    /// DO. count > 0 makes an array of them.
    Item data_object(Ln parent, std::string_view name, std::string_view cdc, std::uint32_t count = 0);
    /// SDO.
    Item data_object(Item parent, std::string_view name, std::string_view cdc, std::uint32_t count = 0);
    /// Attribute of a constructed type, below a data object or a structure; add its members to it.
    Item structure(Item parent, const AttributeSpec& spec);
    /// Attribute of a basic type. FC SE adds the same attribute in SG, and in edition 1 FC SG adds it in SE.
    Item attribute(Item parent, const AttributeSpec& spec);
    /// A structure with Addr, PRIORITY, VID, APPID (bType PhyComAddr).
    Item phy_com_addr(Item parent, const AttributeSpec& spec);
    /// Registers an enumeration; the number goes into AttributeSpec::enum_type.
    std::uint16_t enum_type(EnumType type);
    /// The child of an item or node by name, for values that come by path; invalid when there is none.
    [[nodiscard]] Item find(Ln parent, std::string_view name) const;
    [[nodiscard]] Item find(Item parent, std::string_view name) const;
    /// What an item is, for a caller that holds only handles.
    [[nodiscard]] std::optional<BasicType> type_of(Item item) const;  ///< nothing for structures
    [[nodiscard]] std::optional<std::uint16_t> enum_type_of(Item item) const;

    // --- initial values
    // ---------------------------------------------------------------------------------------
    /// Value of a leaf. `indexes`: which element, one number for each array from the outside in, SDO arrays
    /// included; fewer numbers mean all elements of the inner arrays. Later calls win. Wrong kinds are
    /// errors.
    void value(Item leaf, Value value, std::span<const std::uint32_t> indexes = {});
    /// Value of a leaf of FC SG or SE in setting group `group` (from 1).
    void group_value(Item leaf, std::uint8_t group, Value value, std::span<const std::uint32_t> indexes = {});
    /// Whether value() would accept it: one clear error, or nothing done.
    [[nodiscard]] Result<void> check_value(Item leaf, const Value& value) const;

    // --- definitions
    // ------------------------------------------------------------------------------------------
    /// Members name domain (logical_device = MMS domain), node, fc and path; they may come later in the tree.
    void data_set(Ln parent, std::string_view name, std::vector<ObjectReference> members);
    void report_control(Ln parent, ReportControlSpec spec);  ///< one call for each instance
    void log_control(Ln parent, LogControlSpec spec);
    void log(Ln parent, std::string_view name);
    void setting_control(Ln lln0, SettingControlSpec spec);
    void goose_control(Ln parent, GooseControlSpec spec);
    void sampled_value_control(Ln parent, SampledValueControlSpec spec);

    /// Fails with the first error, `path` being the object and `text` what is wrong with it: duplicate or
    /// ill-formed names, names over 64 octets, item ids over 129, values that do not fit, unknown members.
    [[nodiscard]] Result<Built> build();
    /// All errors so far (build() adds those found late).
    [[nodiscard]] const std::vector<Error>& errors() const { return errors_; }
    /// Worth knowing, but served: item ids over 64 octets, missing members that were kept, empty data
    /// objects.
    [[nodiscard]] const std::vector<Error>& notices() const { return notices_; }

    /// Deepest level of a tree, arrays' elements counted; 8-1 needs about 10.
    static constexpr unsigned max_depth = 31;

    // --- for the compiler
    // -------------------------------------------------------------------------------------
    /// One thing as given. Children form a list.
    struct Draft {
        std::uint32_t name = 0;  ///< in the name pool
        std::uint32_t parent = none, first_child = none, last_child = none, next = none;
        std::uint32_t count = 0;
        std::uint16_t info = no_info;
        NodeKind kind = NodeKind::leaf;
        Fc fc = Fc::none;
        BasicType type = BasicType::boolean;
        Triggers triggers = Triggers::none;  ///< its own and those above
        ValKind val_kind = ValKind::set;     ///< the most restrictive of its own and those above
        std::uint8_t depth = 0;              ///< in the tree, arrays' elements counted as a level
    };
    static constexpr std::uint32_t none = 0xFFFFFFFF;

private:
    friend class Compiler;
    struct InitialValue {
        std::uint32_t item;
        std::uint8_t group;  // 0 = plain value
        std::vector<std::uint32_t> indexes;
        Value value;
    };
    struct DataSetDraft {
        std::uint32_t logical_node;
        std::string name;
        std::vector<ObjectReference> members;
    };
    template <class Spec>
    struct Block {
        std::uint32_t logical_node;
        std::uint32_t draft;
        Spec spec;
    };

    std::uint32_t intern(std::string_view name);
    std::uint32_t add(std::uint32_t parent, std::string_view name, NodeKind kind, Fc fc);
    Item add_data_object(std::uint32_t parent, std::string_view name, std::string_view cdc,
                         std::uint32_t count);
    Item add_attribute(Item parent, const AttributeSpec& spec, NodeKind kind);
    Item add_block(Ln parent, std::string_view name, Fc fc, std::size_t position);
    /// The DatSet attribute of a block: "LD/LN$name", or empty.
    [[nodiscard]] std::string data_set_text(Ln parent, std::string_view name) const;
    [[nodiscard]] std::uint32_t find_child(std::uint32_t parent, std::string_view name) const;
    [[nodiscard]] std::string_view name_of(std::uint32_t draft) const;
    [[nodiscard]] std::string path_of(std::uint32_t draft) const;
    void refuse(std::uint32_t draft, std::string text, std::string_view untrusted = {});
    Item member(Item block, std::string_view name, BasicType type, Value value);
    void address_member(Item block, const PhyComAddr& address);

    Options options_;
    std::vector<Draft> drafts_;
    std::vector<std::uint32_t> logical_devices_;
    std::vector<char> names_{'\0'};
    std::unordered_map<std::string, std::uint32_t> interned_;
    std::unordered_map<std::uint64_t, std::uint32_t> by_name_;  // parent and name: the first child so called
    std::vector<LogicalDeviceInfo> logical_device_infos_;
    std::vector<LogicalNodeInfo> logical_node_infos_;
    std::vector<std::string> cdcs_;
    std::vector<EnumType> enum_types_;
    std::vector<InitialValue> values_;
    std::vector<DataSetDraft> data_sets_;
    std::vector<std::pair<std::uint32_t, std::string>> logs_;
    std::vector<Block<ReportControlSpec>> report_controls_;
    std::vector<Block<LogControlSpec>> log_controls_;
    std::vector<Block<SettingControlSpec>> setting_controls_;
    std::vector<Block<GooseControlSpec>> goose_controls_;
    std::vector<Block<SampledValueControlSpec>> sampled_value_controls_;
    std::vector<Error> errors_;
    std::vector<Error> notices_;
};

}  // namespace busbar::model
