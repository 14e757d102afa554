// SPDX-License-Identifier: Apache-2.0
// Who is shown a value member by member: the interface, and the two that write a readable dump and JSON.
// Which values are shown how is said in ber/walk.hpp.
#pragma once

#include <span>
#include <string>

#include "ber/primitives.hpp"

namespace busbar::ber {

class Visitor {
public:
    virtual ~Visitor() = default;
    /// A SEQUENCE, SET, or (list) SEQUENCE OF begins; list items have an empty name. Pair with end().
    virtual void begin(std::string_view name, bool list) = 0;
    virtual void end() = 0;
    virtual void boolean(std::string_view name, bool value) = 0;
    virtual void integer(std::string_view name, std::int64_t value) = 0;
    virtual void text(std::string_view name, std::string_view value) = 0;
    virtual void octets(std::string_view name, Bytes value) = 0;
    virtual void bits(std::string_view name, const BitString& value) = 0;
    virtual void null(std::string_view name) = 0;
    /// A number that is no integer, in its shortest decimal form.
    virtual void number(std::string_view name, std::string_view decimal) = 0;
    /// A named number, a time: a word of ours, so it needs no quotes.
    virtual void word(std::string_view name, std::string_view value) { text(name, value); }
    /// Named bits that are set.
    virtual void words(std::string_view name, std::span<const std::string_view> values) {
        begin(name, true);
        for (const std::string_view value : values) word("", value);
        end();
    }
    /// A CHOICE: one member follows, named as the alternative. Pair with end_choice().
    virtual void begin_choice(std::string_view name) { begin(name, false); }
    virtual void end_choice() { end(); }
};

/// Primitives that a layer adds (floating-point, times) say here how they are shown.
template <class T>
struct Shown;

/// Readable dump: indented "name value" lines, groups in braces, lists in brackets, the name of a CHOICE
/// before that of its alternative; text of peers is escaped.
class TextDump final : public Visitor {
public:
    explicit TextDump(std::string& out, unsigned indent = 0) : out_(out), indent_(indent) {}
    void begin(std::string_view name, bool list) override;
    void end() override;
    void boolean(std::string_view name, bool value) override;
    void integer(std::string_view name, std::int64_t value) override;
    void text(std::string_view name, std::string_view value) override;
    void octets(std::string_view name, Bytes value) override;
    void bits(std::string_view name, const BitString& value) override;
    void null(std::string_view name) override;
    void number(std::string_view name, std::string_view decimal) override;
    void word(std::string_view name, std::string_view value) override;
    void words(std::string_view name, std::span<const std::string_view> values) override;
    void begin_choice(std::string_view name) override;
    void end_choice() override {}

private:
    void line(std::string_view name, std::string_view value);
    std::string prefix_;  ///< names of the choices that the next line belongs to
    std::string& out_;
    std::string closers_;
    unsigned indent_;
};

/// The same as one JSON value: objects, arrays for lists, octets and bits as hexadecimal and binary text.
class JsonDump final : public Visitor {
public:
    explicit JsonDump(std::string& out) : out_(out) {}
    void begin(std::string_view name, bool list) override;
    void end() override;
    void boolean(std::string_view name, bool value) override;
    void integer(std::string_view name, std::int64_t value) override;
    void text(std::string_view name, std::string_view value) override;
    void octets(std::string_view name, Bytes value) override;
    void bits(std::string_view name, const BitString& value) override;
    void null(std::string_view name) override;
    void number(std::string_view name, std::string_view decimal) override;

private:
    void member(std::string_view name, std::string_view json);
    void key(std::string_view name);
    std::string& out_;
    std::vector<bool> lists_;
    bool fresh_ = true;
};

/// `text` as a JSON string with its quotes; octets that are not UTF-8 become U+FFFD.
std::string json_string(std::string_view text);

}  // namespace busbar::ber
