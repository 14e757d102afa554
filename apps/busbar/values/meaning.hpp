// SPDX-License-Identifier: Apache-2.0
// What the bits and numbers of an attribute stand for. MMS tells an INTEGER of 8 bits; that 1 means "on" is
// told by the names that IEC 61850-7-2, -7-3 and -7-4 give to their attributes, or by an SCL file, which
// knows every enumeration of its IED.
#pragma once

#include <busbar/remote_model.hpp>
#include <busbar/scl.hpp>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "acsi/enums.hpp"

namespace busbar::model {
class Model;
}

namespace busbar::program {

struct Meaning {
    enum class Kind : std::uint8_t {
        plain,       ///< nothing beyond the type
        quality,     ///< Quality of IEC 61850-7-3
        number,      ///< one of `literals`; an INTEGER, or a bit string read as a number (Dbpos, Tcmd)
        named_bits,  ///< a packed list with `bit_names`, unnamed ones empty
    };
    Kind kind = Kind::plain;
    acsi::Literals literals;
    std::span<const std::string_view> bit_names;
    /// bType as SCL names it ("Dbpos", "Enum", "INT32"); empty where no SCL file tells it.
    std::string_view basic_type;
    /// The EnumType of SCL, or empty.
    std::string_view enum_type;
};

/// Names by the standard, and by an SCL file where one is given. Cheap to copy. Views in a Meaning live as
/// long as a copy of the dictionary that gave it.
class Dictionary {
public:
    /// The standard only.
    Dictionary() = default;
    /// The standard and the IED of a file. Errors: those of Scl::load and of compiling the IED.
    static Result<Dictionary> load(const std::string& file, const std::string& ied,
                                   const std::string& access_point);
    /// The same from a file that was read already.
    static Result<Dictionary> of_ied(const SclSelection& ied);

    /// The IED of the file; null without one.
    [[nodiscard]] const model::Model* model() const;
    /// `attribute` is a leaf of a server's model, or of a part of it.
    [[nodiscard]] Meaning of(RemoteModel::Node attribute) const;
    /// By the names of the standard alone. `path` is the reference split at its separators: LD, LN, DO ...
    static Meaning by_name(std::span<const std::string_view> path, Fc fc, MmsType type, std::int32_t extent);

    struct Scl;

private:
    std::shared_ptr<const Scl> scl_;
};

}  // namespace busbar::program
