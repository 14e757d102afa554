// SPDX-License-Identifier: Apache-2.0
// The blocking client (IEC 61850-7-2 client, mapped to MMS by 8-1): associate, browse, read, write. Every
// call waits for its answer; what needs many requests keeps as many under way as the server allows. The
// coroutine face of the same procedures is <busbar/async_client.hpp>.
//
//     auto client = busbar::Client::connect("10.0.0.7");
//     auto power = client->read<float>("IED1LD0/MMXU1.TotW.mag.f");
//
// References are LD/LN.DO.DA[FC] or LD/LN$FC$DO$DA; LD is the name on the wire (IED name and ldInst). Where
// the functional constraint is left out, it is inferred from the logical node's type, which is fetched once.
//
// Thread rule: one thread at a time uses a Client; different Clients are independent. Callbacks of
// ClientOptions come on that thread.
//
// Errors of every call: timeout (no answer within request_timeout), io (connection lost; every later call
// too), refused (the server said no: code() is its ServiceError, Reject or DataAccessError), unsupported (it
// does not know the service), malformed or violation (it answered nonsense), limit (a bound of ClientOptions
// or of the PDU size).
#pragma once

#include <busbar/client_options.hpp>
#include <busbar/remote_model.hpp>
#include <busbar/target.hpp>
#include <memory>
#include <span>
#include <string_view>

namespace busbar {

class Client {
public:
    /// Connects and associates. `target`: [mms://|mmss://]host[:port]. Further errors: malformed (target), io
    /// (no connection; code errno), refused (association refused: the code's domain says by which layer's
    /// PDU), unsupported (mmss in a build without TLS).
    static Result<Client> connect(std::string_view target, ClientOptions options = {});
    static Result<Client> connect(const Target& target, ClientOptions options = {});

    Client(Client&&) noexcept;
    Client& operator=(Client&&) noexcept;
    /// Aborts the association if it is still open, without waiting.
    ~Client();

    /// Conclude and orderly release, waiting a few seconds at most, then closes. Later calls fail.
    Result<void> release();
    /// Tells the server and closes at once.
    void abort();
    [[nodiscard]] bool is_open() const;
    [[nodiscard]] const AssociationInfo& association() const;
    /// Address and port of the server, "10.0.0.7:102".
    [[nodiscard]] std::string peer() const;

    // ---- the server ----

    Result<RemoteIdentity> identify();
    /// Also a cheap sign of life.
    Result<RemoteStatus> status();

    // ---- directories; names in the server's order ----

    /// GetServerDirectory: logical devices.
    Result<std::vector<std::string>> logical_devices();
    /// GetLogicalDeviceDirectory.
    Result<std::vector<std::string>> logical_nodes(std::string_view device);
    /// GetLogicalNodeDirectory: names of data objects, data sets, logs or control blocks.
    Result<std::vector<std::string>> directory(std::string_view device, std::string_view node,
                                               AcsiClass what);
    /// GetDataDirectory: names of the members.
    Result<std::vector<std::string>> data_directory(std::string_view reference);
    /// All data sets of a logical device as "LD/LN$name"; of the association ("@name") where `device` is "@".
    Result<std::vector<std::string>> data_sets(std::string_view device);
    /// All logs of a logical device as "LD/LN$name".
    Result<std::vector<std::string>> logs(std::string_view device);

    /// The whole model. What a server cannot describe is left out or of unknown type, and named in
    /// problems(). The client keeps it and infers functional constraints and types from it.
    Result<RemoteModel> tree();
    /// GetDataDefinition of one object and what is below it; a logical node too.
    Result<RemoteModel> describe(std::string_view reference);
    /// Reads the reference and fills in its functional constraint. Misuse where several are possible: the
    /// text names them.
    Result<ObjectReference> resolve(std::string_view reference);

    // ---- values ----

    /// GetDataValues of one object: attribute, data object, whole functional constraint or control block.
    /// What does not fit into one answer is read in parts.
    Result<Value> read(std::string_view reference);
    Result<Value> read(const ObjectReference& reference);
    /// As T, where that loses nothing (Value::as).
    template <class T>
    Result<T> read(std::string_view reference) {
        Result<Value> value = read(reference);
        if (!value) return fail(std::move(value).error());
        return value->template as<T>();
    }
    /// Any number of objects of any logical devices in as few requests as fit; one result for each, in their
    /// order.
    std::vector<Result<Value>> read(std::span<const ObjectReference> references);
    std::vector<Result<Value>> read(std::span<const std::string> references);

    /// SetDataValues. The value is converted to the object's type, which is fetched where it is not known.
    Result<void> write(std::string_view reference, const Value& value);
    Result<void> write(const ObjectReference& reference, const Value& value);
    std::vector<Result<void>> write(std::span<const Assignment> assignments);

    /// GetDataSetDirectory. `reference`: LD/LN$name, LD/LN.name, @name.
    Result<DataSetDefinition> data_set(std::string_view reference);
    /// GetDataSetValues: a value, or a DataAccessError, for each member.
    Result<std::vector<Value>> read_data_set(std::string_view reference);
    /// SetDataSetValues: as many values as members, sent as they are.
    Result<std::vector<Result<void>>> write_data_set(std::string_view reference,
                                                     std::span<const Value> values);

private:
    struct Impl;
    explicit Client(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace busbar
