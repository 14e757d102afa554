// SPDX-License-Identifier: Apache-2.0
// Describes logical nodes, one after the other or several at once, into one ModelBuilder; with everything to
// fall back upon where a server cannot describe a node as a whole.
#pragma once

#include "client/directory.hpp"
#include "client/model_data.hpp"
#include "client/type_tree.hpp"

namespace busbar::client {

class NodeTypes {
public:
    explicit NodeTypes(Remote& remote);

    /// Where the node's description begins in builder(). Errors: those of the request; limit where the
    /// builder is full.
    Task<Result<std::uint32_t>> describe(std::string device, std::string node);

    [[nodiscard]] ModelBuilder& builder() { return builder_; }
    /// One line about what is missing; beyond 1,000 they are counted only.
    void add_problem(std::string text);
    [[nodiscard]] std::vector<std::string> take_problems();

private:
    struct DeviceNames {
        std::vector<std::string> items;
        bool fetching = false;
        bool fetched = false;
        Result<void> outcome{};
        Signal done;
    };

    Task<Result<void>> ask(std::string device, std::string item, Place place, ModelBuilder& into);
    Task<Result<void>> by_parts(std::string device, std::string node, ModelBuilder& into);
    Task<Result<void>> describe_part(const NameTree& names, std::uint32_t index, std::string device,
                                     std::string item, Place place, ModelBuilder& into, unsigned levels_left);
    Task<Result<void>> fetch_names(std::string device);

    Remote& remote_;
    ModelBuilder builder_;
    NameBudget budget_;
    std::unordered_map<std::string, std::unique_ptr<DeviceNames>> names_;
    std::vector<std::string> problems_;
    std::size_t problems_dropped_ = 0;
    bool service_unknown_ = false;  // the server does not know getVariableAccessAttributes
};

}  // namespace busbar::client
