import CP11Kit
import Foundation
import PCSC

/// A PKCS#11 module, loaded into this process. Only ever in a process of its own, since a module may hang or crash.
///
/// Certificates and flags only, which every module gives without a log-in. `C_Login` is not called, here or anywhere.
struct PKCS11Module: ~Copyable {
    /// Slots, and certificates on a token, that are looked at.
    private static let mostSlots = 64
    private static let mostCertificates = 16

    private let functions: CK_FUNCTION_LIST
    private let handle: UnsafeMutableRawPointer

    init(path: String) throws(TokenFailure) {
        guard path.hasPrefix("/"), let handle = dlopen(path, RTLD_NOW | RTLD_LOCAL),
            let symbol = dlsym(handle, "C_GetFunctionList")
        else { throw .notAModule }
        let getFunctionList = unsafeBitCast(symbol, to: CK_C_GetFunctionList.self)
        var list: UnsafeMutablePointer<CK_FUNCTION_LIST>?
        guard getFunctionList(&list) == CKR_OK, let list else { throw .notAModule }
        let functions = list.pointee
        guard functions.C_Initialize?(nil) == CKR_OK else { throw .callFailed }
        self.handle = handle
        self.functions = functions
    }

    deinit {
        _ = functions.C_Finalize?(nil)
        dlclose(handle)
    }

    /// What the module tells about the token in a reader.
    func read(_ request: TokenRequest) throws(TokenFailure) -> TokenAnswer {
        let slots = try tokenSlots()
        var chosen = slots.filter {
            $0.description == request.reader || $0.isCut && request.reader.hasPrefix($0.description)
        }
        if chosen.isEmpty, request.isOnlyCard, slots.count == 1 { chosen = slots }
        guard !chosen.isEmpty else { throw .noToken }
        var answer = TokenAnswer()
        // One card may show as several slots, one for each of its passcodes.
        for slot in chosen {
            let flags = try tokenFlags(slot.id)
            guard flags & CK_FLAGS(CKF_TOKEN_INITIALIZED) != 0 else { continue }
            answer.isLocked = answer.isLocked || flags & CK_FLAGS(CKF_USER_PIN_LOCKED) != 0
            answer.isFinalTry = answer.isFinalTry || flags & CK_FLAGS(CKF_USER_PIN_FINAL_TRY) != 0
            answer.isCountLow = answer.isCountLow || flags & CK_FLAGS(CKF_USER_PIN_COUNT_LOW) != 0
            for certificate in try certificates(slot.id) where !answer.certificates.contains(certificate) {
                answer.certificates.append(certificate)
            }
        }
        return answer
    }

    private struct Slot {
        var id: CK_SLOT_ID
        /// The module's name for the reader, without the blanks that fill it up.
        var description: String
        /// The name takes all 64 bytes, so it may have been longer.
        var isCut: Bool
    }

    private func tokenSlots() throws(TokenFailure) -> [Slot] {
        var count = CK_ULONG(PKCS11Module.mostSlots)
        var ids = [CK_SLOT_ID](repeating: 0, count: PKCS11Module.mostSlots)
        guard functions.C_GetSlotList?(CK_BBOOL(CK_TRUE), &ids, &count) == CKR_OK else { throw .callFailed }
        var slots: [Slot] = []
        for id in ids.prefix(Int(count)) {
            var info = CK_SLOT_INFO()
            guard functions.C_GetSlotInfo?(id, &info) == CKR_OK,
                let flags = try? tokenFlags(id), flags & CK_FLAGS(CKF_TOKEN_INITIALIZED) != 0
            else { continue }
            let bytes = withUnsafeBytes(of: info.slotDescription) { Array($0) }
            let trimmed = bytes.prefix { $0 != 0 }.reversed().drop { $0 == UInt8(ascii: " ") }.reversed()
            slots.append(
                Slot(id: id, description: ReaderName(bytes: trimmed).description, isCut: trimmed.count == bytes.count))
        }
        return slots
    }

    private func tokenFlags(_ slot: CK_SLOT_ID) throws(TokenFailure) -> CK_FLAGS {
        var info = CK_TOKEN_INFO()
        guard functions.C_GetTokenInfo?(slot, &info) == CKR_OK else { throw .callFailed }
        return info.flags
    }

    private func certificates(_ slot: CK_SLOT_ID) throws(TokenFailure) -> [[UInt8]] {
        var session = CK_SESSION_HANDLE()
        guard functions.C_OpenSession?(slot, CK_FLAGS(CKF_SERIAL_SESSION), nil, nil, &session) == CKR_OK else {
            throw .callFailed
        }
        defer { _ = functions.C_CloseSession?(session) }
        var objects = [CK_OBJECT_HANDLE](repeating: 0, count: PKCS11Module.mostCertificates)
        var count = CK_ULONG(0)
        var objectClass = CK_OBJECT_CLASS(CKO_CERTIFICATE)
        let found = withUnsafeMutablePointer(to: &objectClass) { pointer in
            var template = CK_ATTRIBUTE(
                type: CK_ATTRIBUTE_TYPE(CKA_CLASS), pValue: pointer,
                ulValueLen: CK_ULONG(MemoryLayout<CK_OBJECT_CLASS>.size))
            guard functions.C_FindObjectsInit?(session, &template, 1) == CKR_OK else { return false }
            defer { _ = functions.C_FindObjectsFinal?(session) }
            return functions.C_FindObjects?(session, &objects, CK_ULONG(objects.count), &count) == CKR_OK
        }
        guard found, count <= objects.count else { throw .callFailed }
        return objects.prefix(Int(count)).compactMap { value(of: $0, in: session) }
    }

    private func value(of object: CK_OBJECT_HANDLE, in session: CK_SESSION_HANDLE) -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: PIVContainer.largestCertificate)
        let length = buffer.withUnsafeMutableBytes { bytes -> Int? in
            var attribute = CK_ATTRIBUTE(
                type: CK_ATTRIBUTE_TYPE(CKA_VALUE), pValue: bytes.baseAddress, ulValueLen: CK_ULONG(bytes.count))
            guard functions.C_GetAttributeValue?(session, object, &attribute, 1) == CKR_OK,
                attribute.ulValueLen <= CK_ULONG(bytes.count)
            else { return nil }
            return Int(attribute.ulValueLen)
        }
        return length.map { Array(buffer.prefix($0)) }
    }
}
