// SPDX-License-Identifier: Apache-2.0
// The client for programs on Boost.Asio: the procedures of <busbar/client.hpp> as coroutines. Any number of
// calls may be under way at once; they share the association and its outstanding requests.
//
//     auto client = co_await busbar::AsyncClient::connect("10.0.0.7");
//     auto power = co_await client->read<float>("IED1LD0/MMXU1.TotW.mag.f");
//
// Thread rule: connect() binds the client to the executor of the calling coroutine; that executor must run
// one handler at a time (one thread, or a strand), and every call comes from coroutines on it. Callbacks of
// ClientOptions come there too. Errors are those of busbar::Client. A call that is abandoned goes on by
// itself; its result is dropped.
//
// This is the one public header that needs Boost (1.81, headers only).
#pragma once

#include <boost/asio/awaitable.hpp>
#include <busbar/client_options.hpp>
#include <busbar/control.hpp>
#include <busbar/file.hpp>
#include <busbar/log.hpp>
#include <busbar/remote_model.hpp>
#include <busbar/report.hpp>
#include <busbar/setting.hpp>
#include <busbar/target.hpp>
#include <memory>

namespace busbar {

/// Reports of one control block as a stream: `co_await subscription.next()`. The rules of
/// busbar::Subscription, and the thread rule of the client.
class AsyncSubscription {
public:
    template <class T>
    using Awaitable = boost::asio::awaitable<T>;

    AsyncSubscription(AsyncSubscription&&) noexcept;
    AsyncSubscription& operator=(AsyncSubscription&&) noexcept;
    /// Begins close() and does not wait for it.
    ~AsyncSubscription();

    /// The next report, which is valid until the next call. Never null. One caller at a time.
    Awaitable<Result<const Report*>> next();
    Awaitable<Result<const Report*>> next(std::chrono::milliseconds timeout);
    Awaitable<Result<void>> close();
    Awaitable<Result<void>> interrogate();

    [[nodiscard]] SubscriptionState state() const;
    [[nodiscard]] std::optional<Error> error() const;
    [[nodiscard]] std::string control_block() const;
    [[nodiscard]] const ReportControlState& control() const;
    [[nodiscard]] const std::vector<ReportControlChange::NotTaken>& not_taken() const;
    [[nodiscard]] std::shared_ptr<const std::vector<ReportMember>> members() const;
    [[nodiscard]] std::optional<EntryId> last_entry() const;

private:
    friend class AsyncClient;
    struct Impl;
    explicit AsyncSubscription(std::shared_ptr<Impl> impl);
    std::shared_ptr<Impl> impl_;
};

/// One group being edited: the rules of busbar::SettingSession, and the thread rule of the client.
class AsyncSettingSession {
public:
    template <class T>
    using Awaitable = boost::asio::awaitable<T>;

    AsyncSettingSession(AsyncSettingSession&&) noexcept;
    AsyncSettingSession& operator=(AsyncSettingSession&&) noexcept;
    /// Begins give_up() and does not wait for it.
    ~AsyncSettingSession();

    [[nodiscard]] const std::string& logical_device() const;
    [[nodiscard]] std::uint32_t group() const;
    [[nodiscard]] bool is_open() const;
    Awaitable<Result<std::vector<SettingValue>>> values();
    Awaitable<Result<Value>> value(std::string reference);
    Awaitable<Result<void>> set(std::string reference, Value value);
    Awaitable<std::vector<Result<void>>> set(std::vector<Assignment> assignments);
    Awaitable<Result<void>> confirm();
    Awaitable<Result<void>> give_up();

private:
    friend class AsyncClient;
    struct Impl;
    explicit AsyncSettingSession(std::shared_ptr<Impl> impl);
    std::shared_ptr<Impl> impl_;
};

class AsyncClient {
public:
    template <class T>
    using Awaitable = boost::asio::awaitable<T>;

    static Awaitable<Result<AsyncClient>> connect(std::string target);
    static Awaitable<Result<AsyncClient>> connect(std::string target, ClientOptions options);

    AsyncClient(AsyncClient&&) noexcept;
    AsyncClient& operator=(AsyncClient&&) noexcept;
    /// Aborts the association if it is still open; calls under way end with an error.
    ~AsyncClient();

    Awaitable<Result<void>> release();
    void abort();
    [[nodiscard]] bool is_open() const;
    [[nodiscard]] const AssociationInfo& association() const;

    Awaitable<Result<RemoteIdentity>> identify();
    Awaitable<Result<RemoteStatus>> status();
    Awaitable<Result<std::vector<std::string>>> logical_devices();
    Awaitable<Result<std::vector<std::string>>> logical_nodes(std::string device);
    Awaitable<Result<std::vector<std::string>>> directory(std::string device, std::string node,
                                                          AcsiClass what);
    Awaitable<Result<std::vector<std::string>>> data_sets(std::string device);
    Awaitable<Result<std::vector<std::string>>> logs(std::string device);
    Awaitable<Result<RemoteModel>> tree();
    Awaitable<Result<RemoteModel>> describe(std::string reference);

    Awaitable<Result<Value>> read(std::string reference);
    template <class T>
    Awaitable<Result<T>> read(std::string reference) {
        Result<Value> value = co_await read(std::move(reference));
        if (!value) co_return fail(std::move(value).error());
        co_return value->template as<T>();
    }
    Awaitable<std::vector<Result<Value>>> read(std::vector<std::string> references);
    Awaitable<Result<void>> write(std::string reference, Value value);
    Awaitable<std::vector<Result<void>>> write(std::vector<Assignment> assignments);
    Awaitable<Result<DataSetDefinition>> data_set(std::string reference);
    Awaitable<Result<std::vector<Value>>> read_data_set(std::string reference);
    Awaitable<Result<void>> create_data_set(std::string reference, std::vector<std::string> members);
    Awaitable<Result<void>> delete_data_set(std::string reference);

    Awaitable<Result<ControlInfo>> control(std::string reference);
    /// Several at once on different objects; a second one on the same object is misuse, cancel() excepted.
    Awaitable<Result<ControlOutcome>> operate(std::string reference, Value value);
    Awaitable<Result<ControlOutcome>> operate(std::string reference, Value value, OperateOptions options);
    Awaitable<Result<ControlOutcome>> select(std::string reference, Value value);
    Awaitable<Result<ControlOutcome>> select(std::string reference, Value value, OperateOptions options);
    Awaitable<Result<ControlOutcome>> cancel(std::string reference);
    Awaitable<Result<ControlOutcome>> cancel(std::string reference, OperateOptions options, Value value);

    Awaitable<Result<LogEntries>> query_log(std::string reference, LogQuery query);
    /// The callback comes on the client's executor.
    Awaitable<Result<bool>> query_log(std::string reference, LogQuery query, LogCallback callback);
    Awaitable<Result<LogStatus>> log_status(std::string reference);
    Awaitable<Result<std::uint32_t>> clear_log(std::string reference, std::optional<EntryTime> until);
    Awaitable<Result<std::vector<LogControlState>>> log_controls(std::string device);
    Awaitable<Result<LogControlState>> log_control(std::string reference);
    Awaitable<Result<LogControlChange>> set_log_control(std::string reference, LogControlSettings settings);

    Awaitable<Result<SettingControlState>> setting_control(std::string device);
    Awaitable<Result<std::vector<SettingControlState>>> setting_controls(std::string device);
    Awaitable<Result<std::vector<SettingInfo>>> settings(std::string device);
    Awaitable<Result<std::vector<SettingValue>>> read_settings(std::string device, std::uint32_t group);
    Awaitable<Result<std::vector<SettingDifference>>> compare_settings(std::string device,
                                                                       std::uint32_t first,
                                                                       std::uint32_t second);
    Awaitable<Result<void>> select_settings(std::string device, std::uint32_t group);
    Awaitable<Result<AsyncSettingSession>> edit_settings(std::string device, std::uint32_t group);

    // Files. Sinks, sources and progress are called on the client's executor.
    Awaitable<Result<std::vector<FileInfo>>> list_files(std::string folder, FileListOptions options);
    Awaitable<Result<FileInfo>> file_info(std::string path);
    Awaitable<Result<FileTransfer>> get_file(std::string path, FileSink sink, GetFileOptions options);
    Awaitable<Result<std::vector<std::uint8_t>>> get_file(std::string path);
    Awaitable<Result<void>> put_file(std::string destination, FileSource source, PutFileOptions options);
    Awaitable<Result<void>> delete_file(std::string path);
    Awaitable<Result<void>> rename_file(std::string from, std::string to);

    Awaitable<Result<std::vector<ReportControlInfo>>> report_controls(std::string device);
    Awaitable<Result<ReportControlState>> report_control(std::string reference);
    Awaitable<Result<ReportControlChange>> set_report_control(std::string reference,
                                                              ReportControlSettings settings);
    Awaitable<Result<AsyncSubscription>> subscribe(std::string reference);
    Awaitable<Result<AsyncSubscription>> subscribe(std::string reference, SubscriptionOptions options);
    /// The callback comes on the client's executor.
    Awaitable<Result<AsyncSubscription>> subscribe(std::string reference, SubscriptionOptions options,
                                                   ReportCallback callback);
    [[nodiscard]] ReportCounters report_counters() const;

private:
    struct Impl;
    explicit AsyncClient(std::shared_ptr<Impl> impl);
    std::shared_ptr<Impl> impl_;
};

}  // namespace busbar
