// SPDX-License-Identifier: Apache-2.0
// What the commands that name objects of a live IED share.
#pragma once

#include <busbar/client.hpp>
#include <tl/expected.hpp>

#include "live/target_options.hpp"
#include "values/value_json.hpp"

namespace busbar::program {

/// --scl FILE [--ied NAME] [--ap NAME]: an SCL file that tells what numbers mean.
struct DictionaryOptions {
    std::string scl, ied, access_point;
    void add_to(CLI::App* command);
    /// Complains and says how to exit where the file cannot be used.
    [[nodiscard]] tl::expected<Dictionary, Exit> load(const Shared& shared) const;
};

enum class Purpose : std::uint8_t { read, write };
/// The reference with its functional constraint: its own, else `fc`, else the only possible one; for reading,
/// else that of the value (ST or MX, SG rather than SE). Fails as Client::resolve, and with misuse where `fc`
/// is no functional constraint.
Result<ObjectReference> full_reference(Client& client, const std::string& text, const std::string& fc,
                                       Purpose purpose);
/// The description of the logical node of `reference`, else of the object itself.
std::optional<RemoteModel> describe(Client& client, const ObjectReference& reference);
/// Members "reference", "mms", "fc", "type" of an object that is open.
void write_object(Json& json, const ObjectReference& reference, const Type& type);
Error error_of(DataAccessError failure);
/// The error of parsing a name as a wrong command line.
Error wrong_name(Error error);
std::vector<std::string> hints_for(Link& link, const std::string& reference, const Error& error);
/// Quality and time without knowing their type.
std::string companion_text(const Value& value);

/// The exit code of a command over several objects.
class Tally {
public:
    void succeeded() { ++succeeded_; }
    void failed(Exit code) {
        if (failures_++ == 0) first_ = code;
    }
    /// done; the first failure's code where nothing succeeded; else partial.
    [[nodiscard]] Exit exit() const {
        if (failures_ == 0) return Exit::done;
        return succeeded_ == 0 ? first_ : Exit::partial;
    }

private:
    std::size_t succeeded_ = 0, failures_ = 0;
    Exit first_ = Exit::done;
};

}  // namespace busbar::program
