// SPDX-License-Identifier: Apache-2.0
// Data sets, control blocks, logs and setting groups of a server into the builder (IEC 61850-6 clauses 9.3.7
// to 9.3.12): instances of report controls, reservations, references, multicast addresses.
#pragma once

#include <set>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "model/builder.hpp"
#include "scl/document.hpp"
#include "scl/xml.hpp"

namespace busbar::scl {

/// What a server is made of, as the builder knows it.
struct Served {
    const Ied* ied = nullptr;
    const AccessPoint* access_point = nullptr;  ///< the selected one
    const AccessPoint* host = nullptr;          ///< the one that has the server
    model::Services services;
    std::unordered_map<const LogicalNode*, model::Builder::Ln> nodes;  ///< those that are served
};

class BlockCompiler {
public:
    BlockCompiler(const Xml& xml, const Document& document, const Served& served, model::Builder& builder);

    void node(const LogicalDevice& device, const LogicalNode& node, model::Builder::Ln handle);
    /// Logs; after all nodes.
    void logs();

private:
    void data_set(const LogicalDevice& device, const DataSet& set, model::Builder::Ln handle);
    void report(const ReportControl& report, model::Builder::Ln handle);
    void log_control(const LogicalDevice& device, const LogicalNode& node, const LogControl& control,
                     model::Builder::Ln handle);
    void goose(const LogicalDevice& device, const GseControl& control, model::Builder::Ln handle);
    void sampled_values(const LogicalDevice& device, const SvControl& control, model::Builder::Ln handle);
    void setting(const LogicalNode& node, model::Builder::Ln handle);
    [[nodiscard]] const BlockAddress* address_of(const LogicalDevice& device, Text block,
                                                 bool sampled_values) const;
    [[nodiscard]] std::vector<std::uint8_t> client_address(const ClientLn& client) const;
    [[nodiscard]] std::string known(Text data_set) const;
    void add_log(const LogicalNode& node, std::string_view name);

    const Xml& xml_;
    const Document& document_;
    const Served& served_;
    model::Builder& builder_;
    std::unordered_set<std::string_view> data_sets_;  ///< of the node at hand
    std::vector<std::pair<const LogicalNode*, std::string>> logs_;
    std::set<std::pair<const LogicalNode*, std::string>> log_names_;
    std::unordered_map<std::string, const BlockAddress*> addresses_;
    std::unordered_map<std::string, const ConnectedAp*> clients_;
};

/// The log's name where the file gives none (unverified: the standard leaves it to the device).
inline constexpr std::string_view default_log = "GeneralLog";

}  // namespace busbar::scl
