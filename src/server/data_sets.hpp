// SPDX-License-Identifier: Apache-2.0
// The data sets of a server (IEC 61850-7-2 clause 13, 8-1 clause 14): those of the model, and those that
// clients create: of a logical device or the whole server (kept until deleted), or of an association
// ("@name", gone with it). Knows nothing of requests: data_set.cpp and data_set_definition.cpp serve those,
// report/ uses sets.
#pragma once

#include <busbar/error.hpp>
#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "mms/object_name.hpp"
#include "model/model.hpp"
#include "server/data_set_limits.hpp"
#include "server/object_engine.hpp"

namespace busbar::server {

/// Where a data set lives; decides who sees it.
enum class DataSetScope : std::uint8_t { logical_device, server, association };

struct DataSet {
    DataSetScope scope = DataSetScope::logical_device;
    /// Created by a client.
    bool dynamic = false;
    /// Control blocks that refer to it: while there are any it cannot be deleted.
    std::uint32_t users = 0;
    /// For scope logical_device the device; else no_node.
    model::NodeId logical_device = model::no_node;
    /// Only for scope association.
    ConnectionId owner;
    /// As in DatSet: "LD/LN$name", "/name", "@name".
    std::string reference;
    /// Stay where they are as long as the set lives.
    std::span<const model::DataSetMember> members;
    /// Of dynamic sets; `members` views it.
    std::vector<model::DataSetMember> own_members;

    /// "LN$name" or "name", without device or mark.
    [[nodiscard]] std::string_view item() const;
};

/// Why a data set cannot be created.
enum class DataSetError : std::uint8_t {
    not_allowed,       ///< DataSetLimits::creation
    bad_name,          ///< empty, too long, or other characters than letters, digits and '_'
    unknown_place,     ///< no such logical device or logical node
    exists,            ///< one of that name, whoever made it
    too_many_sets,     ///< in all, of the association, or too many members of all sets together
    no_member,         ///< a data set has at least one
    too_many_members,  ///< of this set
};

/// What keeps the dynamic sets of scopes logical_device and server over a restart. Called in the server's
/// thread; must not wait for anything.
class DataSetStore {
public:
    virtual ~DataSetStore() = default;
    virtual void created(const DataSet& set) = 0;
    virtual void deleted(const DataSet& set) = 0;
};

/// One thread. Sets stay where they are until they are removed.
class DataSets {
public:
    using List = std::list<DataSet>;

    DataSets(const model::Model& model, const DataSetLimits& limits);
    DataSets(const DataSets&) = delete;
    DataSets& operator=(const DataSets&) = delete;
    ~DataSets();

    /// The set that this association means by the name, or null. The gate has not been asked. One hash for a
    /// set of the model, a second one for others.
    [[nodiscard]] DataSet* find(const mms::ObjectName& name, ConnectionId who);
    /// The same for the text of a DatSet attribute.
    [[nodiscard]] DataSet* find(std::string_view reference, ConnectionId who);
    /// A set of the model by its position in Model::data_sets().
    [[nodiscard]] DataSet& of_model(std::uint32_t position) { return static_sets_[position]; }
    /// The sets of the model, as Model::data_sets().
    [[nodiscard]] std::span<const DataSet> of_model() const { return static_sets_; }
    /// Dynamic sets of one place in the order of their creation. `device` counts for scope logical_device
    /// only, `who` for scope association only.
    [[nodiscard]] const List& dynamic_sets(DataSetScope scope, model::NodeId device, ConnectionId who) const;
    /// All dynamic sets.
    [[nodiscard]] std::size_t dynamic_count() const { return index_.size() + orphans_.size(); }
    [[nodiscard]] const DataSetLimits& limits() const { return limits_; }
    [[nodiscard]] const model::Model& model() const { return model_; }

    /// Whether `who` could create a set of that name and so many members; nothing: yes. Creation switched off
    /// comes first, then the name, then the limits.
    [[nodiscard]] std::optional<DataSetError> check_new(const mms::ObjectName& name, ConnectionId who,
                                                        std::size_t members) const;
    /// Creates it. check_new() has said yes just now, and every member is a node of the model.
    DataSet& create(const mms::ObjectName& name, ConnectionId who, std::vector<model::DataSetMember> members);
    /// Deletes a dynamic set without users.
    void erase(DataSet& set);

    /// Counts one more (or less) control block that refers to the set.
    static void use(DataSet& set) { ++set.users; }
    static void release(DataSet& set) { --set.users; }

    /// The association's own sets are gone. Its control blocks must have let go of them before; a set that is
    /// still in use then is kept, out of reach, until it is not.
    void association_ended(ConnectionId who);

    /// Hears of the sets that are to survive a restart from now on; null: none does.
    void set_store(DataSetStore* store) { store_ = store; }
    /// Brings back what a store kept; the store is not told. `members` as Model::object_reference() gives
    /// them. Fails (refused) and says why when the set does not fit the model any more.
    Result<void> restore(std::string_view reference, std::span<const std::string> members);

private:
    /// Whose list a dynamic set is in: device, connection, or 0 for the server.
    struct Place {
        DataSetScope scope = DataSetScope::server;
        std::uint64_t id = 0;
        friend bool operator==(const Place&, const Place&) = default;
    };
    struct HashOfPlace {
        std::size_t operator()(const Place& place) const;
    };
    struct HashOfKey {
        using is_transparent = void;
        std::size_t operator()(std::string_view key) const { return std::hash<std::string_view>()(key); }
    };

    static Place place_of(DataSetScope scope, model::NodeId device, ConnectionId who);
    [[nodiscard]] std::optional<DataSetError> check_name(const mms::ObjectName& name) const;
    DataSet* find_static(const mms::DomainSpecific& name);
    [[nodiscard]] bool exists(const mms::ObjectName& name, ConnectionId who) const;
    [[nodiscard]] std::optional<DataSetError> check_limits(const mms::ObjectName& name, ConnectionId who,
                                                           std::size_t members) const;
    void sweep_orphans();

    const model::Model& model_;
    DataSetLimits limits_;
    DataSetStore* store_ = nullptr;
    std::vector<DataSet> static_sets_;  // as Model::data_sets()
    std::unordered_map<Place, List, HashOfPlace> lists_;
    std::unordered_map<std::string, List::iterator, HashOfKey, std::equal_to<>> index_;
    List orphans_;
    std::size_t all_members_ = 0;  // of dynamic sets
};

}  // namespace busbar::server
