import Foundation
import JSON

/// What the child process is asked: one module, one reader.
public struct TokenRequest: Hashable, Sendable {
    /// The module's path, from the configuration.
    public var module: String
    /// The reader's displayed name, to find the module's slot by.
    public var reader: String
    /// The only card in any reader: a module that names its slots otherwise can only mean this one.
    public var isOnlyCard: Bool

    public init(module: String, reader: String, isOnlyCard: Bool) {
        self.module = module
        self.reader = reader
        self.isOnlyCard = isOnlyCard
    }

    public init?(json: JSONValue) {
        guard let module = json["module"]?.string, let reader = json["reader"]?.string,
            let isOnlyCard = json["isOnlyCard"]?.bool
        else { return nil }
        self.init(module: module, reader: reader, isOnlyCard: isOnlyCard)
    }

    public var json: JSONValue {
        ["module": .string(module), "reader": .string(reader), "isOnlyCard": .bool(isOnlyCard)]
    }
}

/// What a module told about the token in a reader. Nothing in it needed a log-in.
public struct TokenAnswer: Hashable, Sendable {
    /// Each certificate in DER.
    public var certificates: [[UInt8]] = []
    /// `CKF_USER_PIN_LOCKED`: the passcode is locked.
    public var isLocked = false
    /// `CKF_USER_PIN_FINAL_TRY`: one try is left.
    public var isFinalTry = false
    /// `CKF_USER_PIN_COUNT_LOW`: a wrong passcode was entered since the last right one.
    public var isCountLow = false

    public init() {}

    public init?(json: JSONValue) {
        guard let texts = json["certificates"]?.array, let isLocked = json["isLocked"]?.bool,
            let isFinalTry = json["isFinalTry"]?.bool, let isCountLow = json["isCountLow"]?.bool
        else { return nil }
        for text in texts {
            guard let base64 = text.string, let der = Data(base64Encoded: base64) else { return nil }
            certificates.append(Array(der))
        }
        self.isLocked = isLocked
        self.isFinalTry = isFinalTry
        self.isCountLow = isCountLow
    }

    public var json: JSONValue {
        [
            "certificates": .array(certificates.map { .string(Data($0).base64EncodedString()) }),
            "isLocked": .bool(isLocked), "isFinalTry": .bool(isFinalTry), "isCountLow": .bool(isCountLow),
        ]
    }

    /// A module may leave the "low" flags out by its own policy (PKCS#11 v2.40 §3.2, CK_TOKEN_INFO), and many learn of a
    /// lock only when somebody logs in. So a flag that is set says something, and none says nothing.
    var passcode: PasscodeState {
        if isLocked { return PasscodeState(state: .locked, triesLeft: 0, source: .pkcs11) }
        if isFinalTry { return PasscodeState(state: .usable, triesLeft: 1, source: .pkcs11) }
        if isCountLow { return PasscodeState(state: .usable, source: .pkcs11) }
        return .unknown
    }
}

/// Why a module told nothing.
public enum TokenFailure: String, Error, Hashable, Sendable {
    /// The file isn't there or is no PKCS#11 module.
    case notAModule
    /// The module has no slot for the reader, or no token in it.
    case noToken
    /// A call of the module failed.
    case callFailed
    /// The module didn't answer in time; its process was ended.
    case hung
    /// The module's process crashed.
    case crashed
    /// The child process couldn't be run, or answered with something else.
    case noAnswer
}
