// SPDX-License-Identifier: Apache-2.0
// Changes to the process image (DESIGN 2.4): begin, set values by handles, commit. Commit compares and
// applies, has derived what follows from it, has replaced what shall not be shown as it was set, and tells
// observers which watched leaves fired which trigger.
// Costs depend on what is set, not on the model. Nothing is allocated once the buffers have grown to the
// largest transaction.
#pragma once

#include <busbar/quality.hpp>
#include <busbar/timestamp.hpp>
#include <concepts>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "base/time.hpp"
#include "model/image.hpp"

namespace busbar::model {

/// A watched leaf that fired. data_change and quality_change only when the value differs from before;
/// data_update whenever it was set.
struct Change {
    LeafId leaf;
    Triggers triggers;
};

/// Report and log engines. Called after everything of the transaction is in the image.
class ChangeObserver {
public:
    virtual ~ChangeObserver() = default;
    /// `changes` in the order of setting (where a filter has looked at the transaction, sources of the
    /// deriver come first), each leaf once, never empty; valid during the call. May begin another
    /// transaction; must not add or remove observers.
    virtual void on_changes(std::span<const Change> changes, const Now& now) = 0;
};

/// Hears of settings and the like, which have no triggers.
class SetListener {
public:
    virtual ~SetListener() = default;
    /// A transaction has set a leaf of Process::listen_to(), changed or not. Called once for it, before the
    /// observers. Must not begin a transaction.
    virtual void on_set(const Now& now) = 0;
};

class Transaction;
class Process;

/// What a deriver may do while a transaction is committed.
class Derivation {
public:
    /// With everything that the transaction has set, but for leaves of the filter: these are as before.
    [[nodiscard]] const Image& image() const;
    /// Slot of what has been set for a leaf, see Process::process_slot().
    [[nodiscard]] const std::uint8_t* process_slot(LeafId leaf) const;
    [[nodiscard]] const Now& now() const { return now_; }
    /// Room for the slot of a leaf that shall be set, too, to be filled by slot.hpp; or null where the
    /// transaction has set it already: then that counts.
    [[nodiscard]] std::uint8_t* slot(LeafId leaf);

private:
    friend class Process;
    Derivation(Process& process, const Now& now) : process_(process), now_(now) {}
    Process& process_;
    const Now& now_;
};

/// Sets what follows from other values (dead bands) as part of the transaction that sets these, so that
/// observers see one consistent set of changes.
class Deriver {
public:
    virtual ~Deriver() = default;
    /// Called for each source that the transaction has set, whether it changed or not. Must not begin a
    /// transaction.
    virtual void derive(LeafId source, Derivation& derivation) = 0;
};

/// What a filter may do while a transaction is committed: see and change what is staged, before it is
/// compared with the image. Positions count what is staged; they stay as they are, and stage() adds to their
/// end.
class Filtering {
public:
    /// As before the transaction, but for sources of the deriver.
    [[nodiscard]] const Image& image() const;
    [[nodiscard]] const Now& now() const { return now_; }
    [[nodiscard]] std::size_t size() const;
    /// The marked leaf (Process::set_filtered) at a position; no_leaf where there is none, or none any more.
    [[nodiscard]] LeafId leaf(std::size_t position) const;
    /// Until stage().
    [[nodiscard]] std::uint8_t* slot(std::size_t position);
    [[nodiscard]] bool staged(LeafId leaf) const;
    /// Slot of the value that is staged for a leaf, else that of the image. Until stage(). Searches.
    [[nodiscard]] const std::uint8_t* current(LeafId leaf) const;
    /// Position of a leaf, which is added with a zeroed slot unless it is staged. Not for sources of the
    /// deriver. Searches.
    std::size_t stage(LeafId leaf);
    /// The transaction does not set this leaf: no trigger, not even data_update.
    void withdraw(std::size_t position);

private:
    friend class Process;
    Filtering(Process& process, const Now& now, std::size_t first, std::size_t derived)
        : process_(process), now_(now), first_(first), derived_(derived) {}
    [[nodiscard]] bool pending(std::size_t position) const;
    [[nodiscard]] std::size_t find(LeafId leaf) const;

    Process& process_;
    const Now& now_;
    std::size_t first_;    // what is staged before has been applied
    std::size_t derived_;  // before it, sources have been applied
};

/// Shows something else than what is set (substituted or frozen values, quality by mode). What it hides it
/// keeps.
class Filter {
public:
    virtual ~Filter() = default;
    /// Called once for a transaction that sets a marked leaf, itself or by the deriver, after that. May mark
    /// leaves. Must not begin a transaction.
    virtual void filter(Filtering& filtering) = 0;
    /// Slot of what has been set for a marked leaf; null where the image has it.
    [[nodiscard]] virtual const std::uint8_t* hidden(LeafId leaf) const = 0;
};

/// The live image of a server and who listens to it. Not thread-safe: one thread owns it.
class Process {
public:
    explicit Process(Image image);
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;

    [[nodiscard]] const Model& model() const { return image_.model(); }
    [[nodiscard]] const Image& image() const { return image_; }
    /// For members of control blocks and other state that an engine owns: no triggers, no observers.
    [[nodiscard]] Image& state() { return image_; }

    /// One at a time: while one is open, another is dead from the start (set gives wrong_type, commit fails).
    [[nodiscard]] Transaction begin();

    /// Observers must outlive the process or be removed.
    void add_observer(ChangeObserver& observer);
    void remove_observer(ChangeObserver& observer);
    /// Counts one more listener on each leaf of the node: a member of an enabled control block.
    void watch(NodeId node);
    /// Takes one back; each call pairs with one of watch().
    void unwatch(NodeId node);
    [[nodiscard]] bool watched(LeafId leaf) const { return (marks_[index(leaf)] & watch_mask) != 0; }

    /// One at most; null takes it away. It must outlive the process or be taken away.
    void set_listener(SetListener* listener) { set_listener_ = listener; }
    /// Transactions that set none of these leaves cost nothing more.
    void listen_to(LeafId leaf) { marks_[index(leaf)] |= listened_bit; }

    /// One at most; null takes it away. It must outlive the process or be taken away.
    void set_deriver(Deriver* deriver) { deriver_ = deriver; }
    /// The deriver is told about transactions that set this leaf. Others cost nothing.
    void add_source(LeafId leaf) { marks_[index(leaf)] |= source_bit; }

    /// One at most; null takes it away. It must outlive the process or be taken away.
    void set_filter(Filter* filter) { filter_ = filter; }
    /// Marks a leaf for the filter, or takes the mark away. Transactions without such leaves cost nothing
    /// more. Not for sources of the deriver.
    void set_filtered(LeafId leaf, bool on) {
        std::uint16_t& mark = marks_[index(leaf)];
        mark = static_cast<std::uint16_t>(on ? mark | filter_bit : mark & ~unsigned{filter_bit});
    }
    [[nodiscard]] bool filtered(LeafId leaf) const { return (marks_[index(leaf)] & filter_bit) != 0; }
    /// Slot of what has been set for a leaf, though the image may show something else.
    [[nodiscard]] const std::uint8_t* process_slot(LeafId leaf) const {
        if (filtered(leaf) && filter_ != nullptr) {
            if (const std::uint8_t* hidden = filter_->hidden(leaf)) return hidden;
        }
        return image_.slot(leaf);
    }

private:
    friend class Transaction;
    friend class Derivation;
    friend class Filtering;
    struct Staged {
        LeafId leaf;       // no_leaf: withdrawn
        std::uint32_t at;  // in bytes_
    };
    static constexpr std::uint16_t staged_bit = 0x8000;
    static constexpr std::uint16_t source_bit = 0x4000;
    static constexpr std::uint16_t filter_bit = 0x2000;
    static constexpr std::uint16_t listened_bit = 0x1000;
    static constexpr std::uint16_t watch_mask = 0x0FFF;

    std::uint8_t* stage(LeafId leaf, bool& added);
    void grow(std::size_t octets);
    void unstage_last();
    void drop();
    std::size_t apply(const Now& now);
    bool apply_one(const Staged& staged, std::uint16_t& marks_seen);
    std::size_t apply_from(std::size_t first, std::uint16_t& marks_seen);
    std::size_t apply_sources(std::uint16_t& marks_seen);
    void derive(const Now& now, bool sources_only);
    std::size_t filter(Filtering filtering);
    [[nodiscard]] bool to_filter() const { return filtering_ && filter_ != nullptr; }
    void notify(const Now& now);

    Image image_;
    // For each leaf: staged, source, filtered, listened to, and how many watch it.
    std::vector<std::uint16_t> marks_;
    std::vector<ChangeObserver*> observers_;
    std::vector<Staged> staged_;
    std::vector<std::uint8_t> bytes_;  // slots of the staged leaves, used_ octets of them
    std::size_t used_ = 0;
    std::vector<Change> changes_;
    Deriver* deriver_ = nullptr;
    Filter* filter_ = nullptr;
    SetListener* set_listener_ = nullptr;
    bool open_ = false;
    bool heard_ = false;      // a leaf that is listened to has been set
    bool filtering_ = false;  // a marked leaf is staged
};

template <class T>
concept SettableValue = std::integral<T> || std::floating_point<T> ||
    std::convertible_to<T, std::string_view> || std::same_as<T, Quality> || std::same_as<T, Timestamp> ||
    std::same_as<T, SystemTime> || std::same_as<T, EntryTime> || std::same_as<T, Value>;

/// Sets of values that take effect together, or not at all. Destroyed without commit(): nothing happened.
class Transaction {
public:
    Transaction(Transaction&& other) noexcept : process_(std::exchange(other.process_, nullptr)) {}
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    Transaction& operator=(Transaction&&) = delete;
    ~Transaction() {
        if (process_ != nullptr) process_->drop();
    }

    /// False for one begun while another was open, and after commit().
    [[nodiscard]] bool open() const { return process_ != nullptr; }
    /// Stages a value; the last one set for a leaf counts. Integers also go into floats and, as a number,
    /// into bit strings (Dbpos on = 2), doubles into FLOAT32. After anything but `ok`, commit() refuses.
    template <SettableValue T>
    Fit set(LeafId leaf, const T& value);
    /// As set(), but a value that does not fit only returns its Fit: for values that come from a peer.
    template <SettableValue T>
    Fit try_set(LeafId leaf, const T& value);
    /// Stages the slot itself, zeroed or as staged before, for a decoder that stores by slot.hpp. When the
    /// decoder finds the value unfit it must drop the transaction. Null when the transaction is not open.
    [[nodiscard]] std::uint8_t* slot(LeafId leaf);

    /// `t.set(signal, 12.4F).quality(good).time(now)`. quality and time do nothing where the signal has none.
    class SignalSetter {
    public:
        SignalSetter& quality(Quality quality) {
            if (signal_->quality != no_leaf) transaction_->set(signal_->quality, quality);
            return *this;
        }
        SignalSetter& time(SystemTime time, TimeQuality quality = {}) {
            return this->time(Timestamp::from(time, quality));
        }
        SignalSetter& time(const Timestamp& time) {
            if (signal_->time != no_leaf) transaction_->set(signal_->time, time);
            return *this;
        }

    private:
        friend class Transaction;
        SignalSetter(Transaction& transaction, const Signal& signal)
            : transaction_(&transaction), signal_(&signal) {}
        Transaction* transaction_;
        const Signal* signal_;  // of the caller, alive for the statement
    };
    template <SettableValue T>
    SignalSetter set(const Signal& signal, const T& value) {
        set(signal.value, value);
        return {*this, signal};
    }

    /// What a commit did.
    struct Summary {
        std::size_t set = 0;      ///< leaves staged
        std::size_t changed = 0;  ///< leaves whose value differs now, derived ones too
    };
    /// Applies all, then tells the observers. `now` is handed to them. The transaction is over, whatever
    /// comes back. Fails (misuse), with nothing applied, when a set() did not fit or the transaction is not
    /// open.
    [[nodiscard]] Result<Summary> commit(const Now& now = {});

private:
    friend class Process;
    explicit Transaction(Process* process) : process_(process) {}
    template <class T>
    static Fit store(BasicType type, std::uint8_t* at, const T& value);

    Process* process_;  // null when over or dead
    std::optional<LeafId> unfit_;
};

template <class T>
Fit Transaction::store(BasicType type, std::uint8_t* at, const T& value) {
    if constexpr (std::same_as<T, bool>) {
        return slot::store_boolean(type, at, value);
    } else if constexpr (std::integral<T>) {
        if (type == BasicType::float32 || type == BasicType::float64) {
            return slot::store_double(type, at, static_cast<double>(value));
        }
        if constexpr (std::is_signed_v<T>) {
            if (slot::bit_count(type) != 0 && value >= 0) {
                return slot::store_bits_number(type, at, static_cast<std::uint64_t>(value));
            }
            return slot::store_integer(type, at, value);
        } else {
            if (slot::bit_count(type) != 0) return slot::store_bits_number(type, at, value);
            return slot::store_unsigned(type, at, value);
        }
    } else if constexpr (std::same_as<T, float>) {
        return slot::store_float(type, at, value);
    } else if constexpr (std::floating_point<T>) {
        return slot::store_double(type, at, static_cast<double>(value));
    } else if constexpr (std::same_as<T, Quality>) {
        return type == BasicType::quality ? slot::store_bits_number(type, at, value.bits() >> 3U)
                                          : Fit::wrong_type;
    } else if constexpr (std::same_as<T, Timestamp>) {
        return slot::store_utc_time(type, at, value.octets());
    } else if constexpr (std::same_as<T, SystemTime>) {
        return slot::store_utc_time(type, at, Timestamp::from(value).octets());
    } else if constexpr (std::same_as<T, EntryTime>) {
        return slot::store_binary_time(type, at, value.octets());
    } else if constexpr (std::same_as<T, Value>) {
        return slot::store(type, at, value);
    } else {
        return slot::store_text(type, at, std::string_view(value));
    }
}

template <SettableValue T>
Fit Transaction::try_set(LeafId leaf, const T& value) {
    if (process_ == nullptr || leaf == no_leaf) return Fit::wrong_type;
    bool added = false;
    std::uint8_t* at = process_->stage(leaf, added);
    const Fit fit = store(process_->model().leaf(leaf).type, at, value);
    if (fit != Fit::ok && added) process_->unstage_last();
    return fit;
}

template <SettableValue T>
Fit Transaction::set(LeafId leaf, const T& value) {
    const Fit fit = try_set(leaf, value);
    if (fit != Fit::ok && !unfit_) unfit_ = leaf;
    return fit;
}

}  // namespace busbar::model
