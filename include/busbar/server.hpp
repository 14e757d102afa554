// SPDX-License-Identifier: Apache-2.0
// An IED served from an SCL file (IEC 61850-7-2 server, mapped to MMS by 8-1): create it, resolve handles to
// its values, keep them up to date, decide on what clients write, run. Thread rule: one thread runs a server.
// post() and stop() may be called from any thread, everything else only before run() or from callbacks, which
// run in the server's thread.
#pragma once

#include <busbar/access.hpp>
#include <busbar/error.hpp>
#include <busbar/fc.hpp>
#include <busbar/operate.hpp>
#include <busbar/scl.hpp>
#include <busbar/timestamp.hpp>
#include <busbar/value.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace busbar {

/// What identify answers. Empty members are taken from the SCL file.
struct ServerIdentity {
    std::string vendor;    ///< IED manufacturer
    std::string model;     ///< IED type
    std::string revision;  ///< IED configVersion
};

/// What happens on a connection, in octets of the stream. Views live during the call.
struct WireEvent {
    enum class Kind : std::uint8_t { opened, received, sent, closed };
    Kind kind = Kind::opened;
    std::uint64_t connection = 0;  ///< counts from 1
    std::string_view peer;         ///< "192.0.2.1:50123"
    std::span<const std::uint8_t> octets;
};
/// Called in the server's thread, must not call the server.
using WireTap = std::function<void(const WireEvent&)>;

/// Logs, each for itself; the oldest entries go first. 0: without bound. Without a store they are kept in
/// memory, and there 10,000 entries and 4 MiB are the most.
struct ServerLogOptions {
    std::size_t max_entries = 1'000'000;
    std::uint64_t max_octets = 1U << 30U;
    std::chrono::milliseconds max_age{0};  ///< entries older than this go
    bool allow_initialize = false;         ///< InitializeJournal: clients may delete entries
};

/// Files that clients may see, and what they may do with them. Without a folder there are no file services.
struct ServerFileOptions {
    /// Root of what clients see; no name that they use leads out of it. Devices, FIFOs and links that leave
    /// are not there for them.
    std::string folder;
    bool allow_write = false;   ///< SetFile: replaces whole files at once, makes no folders
    bool allow_delete = false;  ///< DeleteFile
    bool allow_rename = false;  ///< fileRename; replaces nothing
    std::size_t max_open = 16;  ///< files that one association has open
    std::uint64_t max_octets = std::uint64_t{64} << 20U;  ///< longest file that a client may write
};

struct ServerOptions {
    /// "ADDRESS:PORT", several separated by commas: "0.0.0.0:102", "[::1]:102", "127.0.0.1:0". "*" stands for
    /// all addresses of IPv6 and IPv4. Port 0 picks a free port, Server::addresses() says which.
    std::string listen = "*:102";
    std::size_t max_associations = 100;  ///< one more is refused by COTP DR
    /// Refuse a client that calls other selectors, AP-title or AE-qualifier than the SCL file gives us.
    bool strict_addresses = false;
    /// Where not empty, a client must send one of these (ACSE password authentication).
    std::vector<std::string> passwords;
    ServerIdentity identity;
    std::size_t max_pdu_octets = 65000;                   ///< of MMS, 512 or more
    std::uint16_t max_outstanding_requests = 10;          ///< granted to a client at most
    std::chrono::milliseconds handshake_phase{10000};     ///< TCP to CR, CR to association
    std::chrono::milliseconds message_completion{30000};  ///< a message that has begun
    std::size_t send_queue_octets = 1U << 20U;  ///< waiting for a slow reader, who is aborted beyond
    AccessPolicy access;                        ///< none: what the model allows
    WireTap tap;                                ///< for captures and traces
    /// Keeps what is to outlive a restart in this SQLite file, made if it is not there: data sets that
    /// clients created, buffered report control blocks with their entries, setting groups; and logs with
    /// their control blocks in a second one, its name with ".logs" at the end. Empty: nothing is kept.
    /// Written in the background in groups: a crash costs at most what came within the last 20 ms, a loss of
    /// power some more. Setting groups alone are kept for certain: a client has its answer when the change is
    /// on the disk.
    std::string store;
    ServerLogOptions logs;
    ServerFileOptions files;
    ServerControlOptions controls;
    ServerProcessOptions process;
    /// Beh from Mod, quality bits from Beh, substitution and blocking. For an application that does so
    /// itself: false.
    bool overlay = true;
    /// mag, cVal, range and rangeAng from instMag and instCVal. For an application that does so itself:
    /// false.
    bool dead_bands = true;
    bool lenient = false;  ///< serve an IED with faulty logical nodes without these, instead of failing
};

/// A value of the model with the quality and time that belong to it, resolved once by Server::signal(). Valid
/// for the server that made it, as long as that lives.
class Signal {
public:
    Signal() = default;

private:
    friend class Server;
    friend class Transaction;
    static constexpr std::uint32_t none = 0xFFFFFFFF;
    std::uint32_t value_ = none, quality_ = none, time_ = none;
};

/// Values that take effect together. Made by the server, for the duration of a callback.
class Transaction {
public:
    /// Continues a set() with what goes with the value.
    class Setter {
    public:
        /// Nothing where the data object has no q.
        Setter& quality(Quality quality);
        /// Nothing where it has no t.
        Setter& time(SystemTime time, TimeQuality quality = {});
        Setter& time(const Timestamp& time);

    private:
        friend class Transaction;
        Setter(Transaction& transaction, const Signal& signal)
            : transaction_(&transaction), signal_(&signal) {}
        Transaction* transaction_;
        const Signal* signal_;
    };

    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;

    /// Stages a value. Integers also go into floats and, as a number, into bit strings (Dbpos on = 2), double
    /// into FLOAT32. A value that does not fit makes the whole transaction fail.
    Setter set(const Signal& signal, bool value);
    Setter set(const Signal& signal, float value);
    Setter set(const Signal& signal, double value);
    Setter set(const Signal& signal, const Value& value);
    Setter set(const Signal& signal, std::string_view text);
    Setter set(const Signal& signal, const char* text) { return set(signal, std::string_view(text)); }
    template <class T>
    requires(std::is_integral_v<T> && !std::is_same_v<T, bool>) Setter set(const Signal& signal, T value) {
        if constexpr (std::is_signed_v<T>) {
            return set_signed(signal, value);
        } else {
            return set_unsigned(signal, value);
        }
    }

private:
    friend class Server;
    explicit Transaction(void* transaction) : transaction_(transaction) {}
    Setter set_signed(const Signal& signal, std::int64_t value);
    Setter set_unsigned(const Signal& signal, std::uint64_t value);

    void* transaction_;  // the model's transaction
};

/// One value that a client is about to change. Views live during the call.
struct WriteRequest {
    const Peer& peer;
    std::string_view reference;  ///< of the attribute, "LD/LN$FC$DO$DA"
    const Value& value;          ///< has the attribute's type and is within its range
};
/// Nothing: the write goes on. An error refuses the whole variable; object_access_denied,
/// object_value_invalid and temporarily_unavailable are usual.
using WriteVerdict = std::optional<DataAccessError>;
using WriteHandler = std::function<WriteVerdict(const WriteRequest& request)>;

/// What happens to the setting groups of a logical device. Views live during the call.
struct SettingGroupChange {
    enum class Step : std::uint8_t {
        select_active,  ///< another group is to act
        select_edit,    ///< a client wants to edit a group
        confirm,        ///< what was edited is to become the group's
    };
    Step step = Step::select_active;
    std::string_view logical_device;  ///< MMS domain
    std::uint32_t group = 0;          ///< from 1
    const Peer* peer = nullptr;       ///< null: the application itself
};
/// As a WriteHandler. During a confirm Server::value("LD/LN.DO.DA[SE]") gives the edited values.
using SettingHandler = std::function<WriteVerdict(const SettingGroupChange& change)>;
using SettingListener = std::function<void(const SettingGroupChange& change)>;
/// A value for one setting, "LD0/PTOC1.StrVal.setMag.f".
struct SettingAssignment {
    std::string reference;
    Value value;
};

/// Counters since the start.
struct ServerStatistics {
    std::size_t associations = 0;  ///< now
    std::uint64_t accepted = 0;    ///< connections
    std::uint64_t refused = 0;     ///< associations, for whatever reason
    std::uint64_t requests = 0;
};

/// One thread's event loop, for a program that runs many servers. run() of a server without one makes its
/// own.
class EventLoop {
public:
    EventLoop();
    ~EventLoop();
    EventLoop(EventLoop&&) noexcept;
    EventLoop& operator=(EventLoop&&) noexcept;

    /// Serves until stop(). Fails (misuse) when it is running already.
    Result<void> run();
    /// run() returns soon. Any thread.
    void stop();
    /// Lets SIGINT and SIGTERM do what stop() does.
    void stop_on_interrupt();

    struct Impl;

private:
    friend class Server;
    std::unique_ptr<Impl> impl_;
};

class Server {
public:
    /// Compiles the IED and listens. Fails with the first error of the file, or io where an address cannot be
    /// bound.
    static Result<Server> create(const SclSelection& ied, ServerOptions options = {});
    /// The same, driven by a loop of the program's, which must outlive the server.
    static Result<Server> create(EventLoop& loop, const SclSelection& ied, ServerOptions options = {});

    Server(Server&&) noexcept;
    Server& operator=(Server&&) noexcept;
    ~Server();

    /// Where it listens, with real ports: "127.0.0.1:10102".
    [[nodiscard]] const std::vector<std::string>& addresses() const;
    [[nodiscard]] std::string ied_name() const;
    /// Attributes of basic types in the model.
    [[nodiscard]] std::size_t attribute_count() const;
    /// What compiling the file found.
    [[nodiscard]] const std::vector<SclFinding>& findings() const;
    /// What ServerOptions::store kept and the model has no place for any more (it was dropped), a line each.
    [[nodiscard]] const std::vector<std::string>& store_notices() const;

    /// "LD0/MMXU1.TotW.mag.f[MX]", or the data object "LD0/MMXU1.TotW" whose value is meant. The logical
    /// device may be given by its MMS domain or by its inst. Fails (refused) where no single value is meant.
    [[nodiscard]] Result<Signal> signal(std::string_view reference) const;
    /// References of all attributes of basic types under a functional constraint, "LD0/MMXU1.TotW.mag.f[MX]",
    /// elements of arrays included, in the order of the model.
    [[nodiscard]] std::vector<std::string> attributes(Fc fc) const;
    /// Current value of any object, structures included.
    [[nodiscard]] Result<Value> value(std::string_view reference) const;

    /// `change` runs in the server's thread, soon and in the order of posting; then its values are applied
    /// together. What does not fit is dropped as a whole and told to on_error. Any thread.
    void post(std::function<void(Transaction&)> change);
    /// At once: before run(), or from a callback. Fails (misuse) when a value did not fit; nothing was
    /// applied then.
    Result<void> apply(const std::function<void(Transaction&)>& change);
    /// Calls `change` again and again in the server's thread, from run() on; the first time after one period.
    void every(std::chrono::milliseconds period, std::function<void(Transaction&)> change);

    /// Asks `handler` about each attribute at or below `reference` that a client writes, when its type and
    /// range are right and the model allows it, and before anything is applied. It gives no right that the
    /// model does not give. The innermost handler is asked. Fails (refused) on an unknown reference.
    Result<void> on_write(std::string_view reference, WriteHandler handler);
    // Controls. `reference` is a controllable data object, "LD0/CSWI1.Pos", or a logical node or device: all
    // of its controllable data objects. The innermost handler is asked, a later one for the same reference
    // takes the place of the earlier, an empty one takes it away. Without an on_operate() of the
    // application's or the built-in process, controls are refused (not-supported). The four fail (refused) on
    // a reference that is unknown or nothing that is controlled.

    /// Carries out what the server has accepted. Takes the place of the built-in process for these objects,
    /// its checks included.
    Result<void> on_operate(std::string_view reference, ControlHandler handler);
    /// Has a say in whether an object may be selected or operated, after the server's own checks, before the
    /// client has its answer. Without one: yes.
    Result<void> on_control_check(std::string_view reference, ControlHandler handler);
    /// Hears of selections, and may refuse them. Without one: granted.
    Result<void> on_select(std::string_view reference, ControlHandler handler);
    /// Gives up a selection, a timed command, or an execution, or refuses to. Without one selections and
    /// timed commands are given up, executions are not.
    Result<void> on_cancel(std::string_view reference, ControlHandler handler);

    // Setting groups of a logical device that has a SettingControl; `device` is its MMS domain or its inst.
    // The attributes in FC SG are the values of the active group.

    /// Asked before each change that a client makes, when the model allows it; an empty one takes it away.
    void on_setting_change(SettingHandler handler);
    /// Told of select_active and confirm when the values are in force, whoever did it. An empty one takes it
    /// away.
    void on_setting_changed(SettingListener listener);
    [[nodiscard]] Result<std::uint32_t> active_settings(std::string_view device) const;
    /// Makes another group the active one. Fails (refused) where there is no such device or group, (misuse)
    /// while values are being set (post(), apply()), (io) when the store does not take it.
    Result<void> select_settings(std::string_view device, std::uint32_t group);
    /// Other values for a group, all or none, in force at once where it is active. Fails as
    /// select_settings(), and (refused) for a value that does not fit.
    Result<void> set_settings(std::string_view device, std::uint32_t group,
                              std::span<const SettingAssignment> values);
    /// What a setting is in a group. Fails (refused).
    [[nodiscard]] Result<Value> setting(std::string_view reference, std::uint32_t group) const;

    /// Told what could not be done and has no caller to return it to.
    void on_error(std::function<void(const Error&)> handler);

    /// Serves until stop(). Fails with io.
    Result<void> run();
    /// Any thread, and signal handlers' threads. Aborts all associations; run() returns.
    void stop();
    [[nodiscard]] ServerStatistics statistics() const;

private:
    struct Impl;
    static Result<Server> make(EventLoop* loop, const SclSelection& ied, ServerOptions options);
    explicit Server(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace busbar
