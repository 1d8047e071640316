import ISO7816
import Instants
import JSON

extension CardReport {
    /// The document of `ra card --json`.
    ///
    /// - Parameter withTrace: adds every exchange under `trace`.
    public func json(withTrace: Bool = false) -> JSONValue {
        var members: [String: JSONValue] = [
            "schemaVersion": 1,
            "reader": ["name": .string(reader.name), "index": .integer(Int64(reader.index))],
            "atr": atr.isEmpty ? .null : .string(atr.hexadecimal),
            "insertionEpoch": insertionEpoch.map { .integer(Int64(clamping: $0)) } ?? .null,
            "uuid": uuid.map { ["value": .string($0.value.digits), "source": .string($0.source.rawValue)] } ?? .null,
            "series": series.map {
                ["value": .integer(Int64($0.value)), "source": .string($0.source.rawValue)]
            } ?? .null,
            "certificates": .array(certificates.map(\.json)),
            "passcode": passcode.json,
            "renewal": renewal.json,
            "apduCount": .integer(Int64(apduCount)),
            "problems": .array(
                problems.map { ["code": .string($0.code.rawValue), "message": .string($0.message)] }),
        ]
        if withTrace { members["trace"] = .array(trace.map(\.json)) }
        return .object(members)
    }
}

extension CertificateSummary {
    var json: JSONValue {
        [
            "use": .string(use.rawValue), "subject": .string(subject), "issuer": .string(issuer),
            "serialNumber": serialNumber.isEmpty ? .null : .string(serialNumber),
            "notBefore": .optional(notBefore?.rfc3339), "notAfter": .optional(notAfter?.rfc3339),
            "source": .string(source.rawValue),
        ]
    }
}

extension PasscodeState {
    var json: JSONValue {
        [
            "state": .string(state.rawValue), "triesLeft": .optional(triesLeft),
            "source": .optional(source?.rawValue),
        ]
    }
}

extension RenewalState {
    var json: JSONValue {
        [
            "state": .string(state.rawValue), "opensAt": .optional(opensAt?.rfc3339),
            "expiresAt": .optional(expiresAt?.rfc3339), "daysLeft": .optional(daysLeft),
        ]
    }
}

extension APDUExchange {
    var json: JSONValue {
        [
            "command": .string(command.hexadecimal), "response": .string(response.hexadecimal),
            "microseconds": .integer(microseconds),
        ]
    }
}
