// Renders all samples with swift-mustache into build/swift, to be compared with build/pages.
import Foundation
import Mustache

enum Value: Decodable {
    case null
    case bool(Bool)
    case int(Int)
    case string(String)
    case list([Value])
    case object([String: Value])

    init(from decoder: any Decoder) throws {
        let one = try decoder.singleValueContainer()
        if one.decodeNil() {
            self = .null
        } else if let value = try? one.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? one.decode(Int.self) {
            self = .int(value)
        } else if let value = try? one.decode(String.self) {
            self = .string(value)
        } else if let value = try? one.decode([Value].self) {
            self = .list(value)
        } else {
            self = .object(try one.decode([String: Value].self))
        }
    }

    /// A nil is left out, as in a struct's optional.
    var plain: Any? {
        switch self {
        case .null: nil
        case .bool(let value): value
        case .int(let value): value
        case .string(let value): value
        case .list(let values): values.compactMap(\.plain)
        case .object(let members): members.compactMapValues(\.plain)
        }
    }
}

let root = URL(fileURLWithPath: CommandLine.arguments[1])
let library = try await MustacheLibrary(directory: root.appendingPathComponent("templates").path)
let out = root.appendingPathComponent("build/swift")
try FileManager.default.createDirectory(at: out, withIntermediateDirectories: true)
for file in try FileManager.default.contentsOfDirectory(at: root.appendingPathComponent("samples"), includingPropertiesForKeys: nil)
where file.pathExtension == "json" {
    let name = file.deletingPathExtension().lastPathComponent
    let context = try JSONDecoder().decode(Value.self, from: Data(contentsOf: file)).plain!
    let html = library.render(context, withTemplate: String(name.split(separator: ".")[0]))!
    try html.write(to: out.appendingPathComponent(name + ".html"), atomically: true, encoding: .utf8)
}
