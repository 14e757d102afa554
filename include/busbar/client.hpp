// SPDX-License-Identifier: Apache-2.0
// The blocking client (IEC 61850-7-2 client, mapped to MMS by 8-1): associate, browse, read, write, subscribe
// to reports. Every call waits for its answer; what needs many requests keeps as many under way as the server
// allows. The coroutine face of the same procedures is <busbar/async_client.hpp>.
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
// A client with a subscription makes a lost connection again by itself, while one of its calls runs; other
// calls fail with io until then.
//
// Errors of every call: timeout (no answer within request_timeout), io (connection lost; every later call
// too, unless it is made again), refused (the server said no: code() is its ServiceError, Reject or
// DataAccessError), unsupported (it does not know the service), malformed or violation (it answered
// nonsense), limit (a bound of ClientOptions or of the PDU size).
#pragma once

#include <busbar/client_options.hpp>
#include <busbar/control.hpp>
#include <busbar/file.hpp>
#include <busbar/log.hpp>
#include <busbar/remote_model.hpp>
#include <busbar/report.hpp>
#include <busbar/setting.hpp>
#include <busbar/target.hpp>
#include <iterator>
#include <memory>
#include <span>
#include <string_view>

namespace busbar {

/// Reports of one control block, from Client::subscribe(). It survives the loss of the connection, and lives
/// on its own when the client is destroyed: then it is closed. Thread rule: that of its client.
class Subscription {
public:
    static constexpr std::chrono::milliseconds forever = std::chrono::milliseconds::max();

    Subscription(Subscription&&) noexcept;
    Subscription& operator=(Subscription&&) noexcept;
    /// close().
    ~Subscription();

    /// The next report, which is valid until the next call; waits for it. Never null. Errors: timeout
    /// (nothing came; the subscription goes on), misuse (it has a callback, or was closed), else why it is
    /// over.
    Result<const Report*> next(std::chrono::milliseconds timeout = forever);

    /// `for (const Report& report : subscription)`: until it is over; error() says why.
    class iterator {
    public:
        using iterator_category = std::input_iterator_tag;
        using value_type = Report;
        using difference_type = std::ptrdiff_t;
        using pointer = const Report*;
        using reference = const Report&;
        iterator() = default;
        explicit iterator(Subscription& subscription) : subscription_(&subscription) { ++*this; }
        const Report& operator*() const { return *report_; }
        const Report* operator->() const { return report_; }
        iterator& operator++() {
            report_ = subscription_->next().value_or(nullptr);
            return *this;
        }
        void operator++(int) { ++*this; }
        friend bool operator==(const iterator& a, const iterator& b) { return a.report_ == b.report_; }

    private:
        Subscription* subscription_ = nullptr;
        const Report* report_ = nullptr;
    };
    iterator begin() { return iterator(*this); }
    static iterator end() { return {}; }

    /// Disables the control block and gives back what was reserved, in one request, waiting for 2 s at most;
    /// reports that were not taken are dropped. Errors: those of the request; it is closed all the same.
    Result<void> close();
    /// Asks for a general interrogation now.
    Result<void> interrogate();

    [[nodiscard]] SubscriptionState state() const;
    /// Why it is over or disconnected; nothing while it is live.
    [[nodiscard]] std::optional<Error> error() const;
    /// The instance in use, or the last: "LD/LLN0.brcbEvents01[BR]".
    [[nodiscard]] std::string control_block() const;
    /// The control block as it was read back before it was enabled.
    [[nodiscard]] const ReportControlState& control() const;
    /// What the server did not take of the options, and went on without.
    [[nodiscard]] const std::vector<ReportControlChange::NotTaken>& not_taken() const;
    /// Members of the data set; a copy of the pointer keeps them.
    [[nodiscard]] std::shared_ptr<const std::vector<ReportMember>> members() const;
    /// The last entry that the application has taken, of a BRCB: what to resume after in a later run.
    [[nodiscard]] std::optional<EntryId> last_entry() const;

private:
    friend class Client;
    struct Impl;
    explicit Subscription(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

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
    /// CreateDataSet. Members as LD/LN.DO.DA[FC], array elements and their parts included; the FC is inferred
    /// where it is unambiguous. "@name" ends with the association. Errors: refused with the ServiceError
    /// (definition/object-exists, object-undefined, ...), misuse for no member.
    Result<void> create_data_set(std::string_view reference, std::span<const std::string> members);
    /// DeleteDataSet. Errors: refused with the code access/object-non-existent (there is none),
    /// access/object-access-denied (not deletable), service/object-constraint-conflict (in use).
    Result<void> delete_data_set(std::string_view reference);

    // ---- controls ----

    /// What kind of control a data object is now: ctlModel, time-outs, the type of Oper. Errors: misuse where
    /// it is none.
    Result<ControlInfo> control(std::string_view reference);
    /// Operates a data object, "LD/LN.Pos": selects first where its ctlModel asks for it, and waits for the
    /// CommandTermination where there is one. `value` is ctlVal: true, "close", 3, 12.5F, a structure as it
    /// is. A refusal is an outcome. Errors: misuse or violation before anything is sent (status-only, wrong
    /// value, orIdent of more than 64 octets, another selection under way); timeout and io when nothing is
    /// known. Nothing is ever sent twice.
    Result<ControlOutcome> operate(std::string_view reference, const Value& value,
                                   OperateOptions options = {});
    /// Selects. A later operate() of the same object uses the selection: its value must be the same where the
    /// selection had one, and the other parameters are those of select().
    Result<ControlOutcome> select(std::string_view reference, const Value& value,
                                  OperateOptions options = {});
    /// Gives up a selection, or a command that waits for its time. `value` is for commands of other
    /// associations; else it is that of the selection.
    Result<ControlOutcome> cancel(std::string_view reference, OperateOptions options = {},
                                  const Value& value = {});

    // ---- setting groups; a device is a logical device, groups count from 1 ----

    /// GetSGCBValues of a logical device. Fails (refused, object-non-existent) where it has none.
    Result<SettingControlState> setting_control(std::string_view device);
    /// Of all logical devices that have one, or of `device`.
    Result<std::vector<SettingControlState>> setting_controls(std::string_view device = {});
    /// All settings of a logical device.
    Result<std::vector<SettingInfo>> settings(std::string_view device);
    /// Values of a group; 0: the active one. One that is not active is read through an edit session, which is
    /// given up again: refused (temporarily-unavailable) while another client edits.
    Result<std::vector<SettingValue>> read_settings(std::string_view device, std::uint32_t group);
    /// Where two groups differ. As read_settings().
    Result<std::vector<SettingDifference>> compare_settings(std::string_view device, std::uint32_t first,
                                                            std::uint32_t second);
    /// SelectActiveSG. Errors: refused with object-value-invalid (no such group), object-access-denied (not
    /// allowed).
    Result<void> select_settings(std::string_view device, std::uint32_t group);
    /// SelectEditSG. Errors: refused with temporarily-unavailable (another client edits),
    /// object-access-unsupported (the device lets nobody edit), object-value-invalid (no such group).
    Result<SettingSession> edit_settings(std::string_view device, std::uint32_t group);

    // ---- files ----

    /// GetServerDirectory(FILE): what is in a folder, the root where it is empty. A folder below that the
    /// server does not list is in the list itself and nothing else.
    Result<std::vector<FileInfo>> list_files(std::string_view folder = {}, FileListOptions options = {});
    /// GetFileAttributeValues; of a folder, too.
    Result<FileInfo> file_info(std::string_view path);
    /// GetFile. Errors: refused with the ServiceError (file/file-non-existent, ...), violation where fewer
    /// octets came than the server had announced, unsupported where it does not begin at options.position,
    /// limit, and what the sink says; what came before the error has gone into the sink.
    Result<FileTransfer> get_file(std::string_view path, FileSink sink, GetFileOptions options = {});
    /// The whole file, of 256 MiB at most.
    Result<std::vector<std::uint8_t>> get_file(std::string_view path);
    /// SetFile: the server fetches the file from us and answers when it has it; request_timeout counts from
    /// each of its steps. Replaces a file of that name where the server does so.
    Result<void> put_file(std::string_view destination, FileSource source, PutFileOptions options = {});
    /// DeleteFile.
    Result<void> delete_file(std::string_view path);
    /// fileRename of MMS, which is no service of IEC 61850: not every server has it.
    Result<void> rename_file(std::string_view from, std::string_view to);

    // ---- reports ----

    /// All report control blocks of a logical device, or of all where `device` is empty.
    Result<std::vector<ReportControlInfo>> report_controls(std::string_view device = {});
    /// GetURCBValues, GetBRCBValues. `reference`: LD/LN.name, LD/LN.name[BR], LD/LN$BR$name.
    Result<ReportControlState> report_control(std::string_view reference);
    /// SetURCBValues, SetBRCBValues: writes what differs, in an order that servers take, and reads back.
    /// Where a server insists on a reservation, it is made, and given back unless the control block is
    /// enabled. Errors: those of the requests; an attribute that is refused is no error but in not_taken.
    Result<ReportControlChange> set_report_control(std::string_view reference,
                                                   const ReportControlSettings& settings);

    /// Subscribes to reports. `reference` names a control block ("LD/LLN0.brcbEvents01"), the base name of
    /// several instances ("LD/LLN0.brcbEvents": takes a free one), or a data set ("LD/LLN0$Events": takes a
    /// free control block that reports it). Waits until it is enabled. Errors: refused where the server
    /// refuses or no instance is free (the text says who holds them), object-non-existent, misuse.
    Result<Subscription> subscribe(std::string_view reference, SubscriptionOptions options = {});
    /// The same with a callback, which is called in whatever call of this client runs: run_for() where there
    /// is nothing else to do.
    Result<Subscription> subscribe(std::string_view reference, SubscriptionOptions options,
                                   ReportCallback callback);
    /// Serves subscriptions for so long. Fails (io) where the connection is lost and nobody makes it again.
    Result<void> run_for(std::chrono::milliseconds duration);
    /// The same until a report is there to be taken, or a callback was called: true. False: time is up.
    Result<bool> wait_report(std::chrono::milliseconds timeout);
    [[nodiscard]] ReportCounters report_counters() const;

    // ---- logs ----

    /// QueryLogByTime and QueryLogAfter, with all pages. `reference`: LD/LN.name, LD/LN$name. Errors: refused
    /// (access/object-non-existent) where there is no such log, violation where pages do not get on.
    Result<LogEntries> query_log(std::string_view reference, LogQuery query = {});
    /// The same, entry by entry. True: max_entries was met, and there are more.
    Result<bool> query_log(std::string_view reference, LogQuery query, LogCallback callback);
    /// The same, and then what is new, asked for every `period`: logs tell nobody of an entry. Until the
    /// callback gives false. Errors: those of query_log() and run_for().
    Result<void> follow_log(std::string_view reference, LogQuery query, std::chrono::milliseconds period,
                            LogCallback callback);
    Result<LogStatus> log_status(std::string_view reference);
    /// Deletes the entries up to `until`, that one included, or all (InitializeJournal of MMS; ACSI has no
    /// such service, and servers mostly refuse). How many they were.
    Result<std::uint32_t> clear_log(std::string_view reference, std::optional<EntryTime> until = {});
    /// Log control blocks with their attributes (GetLCBValues), of a logical device, or of all where `device`
    /// is empty. Those that cannot be read are left out.
    Result<std::vector<LogControlState>> log_controls(std::string_view device = {});
    /// `reference`: LD/LN.name, LD/LN.name[LG], LD/LN$LG$name.
    Result<LogControlState> log_control(std::string_view reference);
    /// SetLCBValues: writes what differs, in an order that servers take, and reads back. An attribute that is
    /// refused is no error but in not_taken.
    Result<LogControlChange> set_log_control(std::string_view reference, const LogControlSettings& settings);

private:
    struct Impl;
    explicit Client(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace busbar
